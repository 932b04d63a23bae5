"""What people call the columns of a contact list, in English, German, French and Spanish."""

from __future__ import annotations

import re
import unicodedata

# A list that has no contact_name in one column has it in two: first_name and last_name.
REQUIRED = ("account_id", "account", "account_country", "contact_name", "phone")
OPTIONAL = (
    "first_name",
    "last_name",
    "region",
    "tier",
    "yearly_value",
    "owner_email",
    "contact_id",
    "contact_role",
    "extension",
    "language",
    "zone",
    "touchpoint_id",
    "touchpoint_kind",
    "touchpoint_subject",
    "opened_at",
    "closed_at",
    "channel",
    "agent_id",
    "agent_name",
    "agent_team",
    "agent_shift",
    "email",
    "subdivision",
    "preferred_time",
    "automated_voice_consent",
)
COLUMNS = (*REQUIRED, *OPTIONAL)
_SPELLINGS = {
    "account_id": """customer id; customer number; customer no; company id; account number; account no; client id;
        client number; Kundennummer; Kunden-Nr; Kd-Nr; KdNr; Debitor; Debitorennummer; Firmennummer; Konto-Nr; numéro
        client; n° client; no client; code client; id client; compte client; número de cliente; n.º cliente; nº
        cliente; código de cliente; id cliente; id de cuenta""",
    "account": """account name; customer; customer name; company; company name; client; client name; organisation;
        organization; Firma; Firmenname; Kunde; Kundenname; Unternehmen; société; raison sociale; entreprise; nom
        client; nom du client; cliente; empresa; razón social; nombre de la empresa; nombre del cliente; cuenta""",
    "account_country": """country; country code; customer country; company country; iso country; Land;
        Länderkennzeichen; Ländercode; Staat; pays; code pays; país; código de país; código país""",
    "region": """account region; customer region; sales region; territory; Gebiet; Vertriebsgebiet; région; secteur;
        región; zona comercial""",
    "tier": """account tier; segment; customer tier; category; Klasse; Kundenklasse; Kundensegment; Stufe; catégorie;
        niveau; categoría; segmento; nivel""",
    "yearly_value": """annual value; yearly revenue; annual revenue; revenue; arr; account value; contract value;
        Jahresumsatz; Umsatz; Jahreswert; Vertragswert; chiffre d'affaires; ca annuel; valeur annuelle; facturación;
        facturación anual; valor anual; ingresos anuales""",
    "owner_email": """account owner; owner; account owner email; owner e-mail; account manager; account manager email;
        Betreuer; Kundenbetreuer; Betreuer E-Mail; Kundenbetreuer E-Mail; responsable; responsable de compte; e-mail
        du responsable; gestor; gestor de cuenta; correo del gestor; correo del responsable""",
    "contact_id": """person id; contact number; contact no; Kontaktnummer; Kontakt-Nr; Kontakt-ID; Personen-Nr;
        Ansprechpartner-Nr; numéro de contact; id contact; número de contacto; id contacto; id de contacto""",
    "contact_name": """contact; name; full name; person; contact person; Ansprechpartner; Ansprechpartnerin; Kontakt;
        Kontaktperson; Vor- und Nachname; nom; nom complet; nom et prénom; interlocuteur; nom du contact; contacto;
        nombre; nombre completo; nombre y apellidos; persona de contacto; nombre del contacto""",
    "first_name": """first; given name; forename; contact first name; Vorname; prénom; nombre de pila; primer nombre""",
    "last_name": """last; surname; family name; contact last name; Nachname; Familienname; Zuname; nom de famille;
        apellido; apellidos""",
    "contact_role": """role; buying role; Rolle; Kaufrolle; rôle; rôle d'achat; rol; papel""",
    "phone": """phone number; telephone; telephone number; tel; tel no; number; contact phone; business phone; work
        phone; direct phone; mobile; mobile phone; cell; cell phone; Telefon; Telefonnummer; Tel-Nr; Rufnummer;
        Durchwahlnummer; Handy; Handynummer; Mobil; Mobiltelefon; Mobilnummer; Fon; téléphone; numéro de téléphone; n°
        de téléphone; téléphone fixe; téléphone portable; portable; teléfono; número de teléfono; móvil; teléfono
        móvil; celular""",
    "email": """e-mail; email address; e-mail address; mail; contact email; work email; E-Mail-Adresse; Mailadresse;
        Mail-Adresse; adresse e-mail; adresse mail; courriel; adresse électronique; correo; correo electrónico;
        dirección de correo; e-mail del contacto""",
    "subdivision": """state; province; contact state; state code; federal state; county; Bundesland; Kanton; Provinz;
        département; canton; province du contact; provincia; estado; comunidad autónoma""",
    "preferred_time": """best time; best time to call; time to call; preferred time to call; preferred part of the day;
        call time; calling time; preferred hours; beste Zeit; Anrufzeit; bevorzugte Zeit; bevorzugte Anrufzeit;
        Wunschzeit; Erreichbarkeit; erreichbar;
        heure préférée; meilleur moment; horaire préféré; disponibilité; hora preferida;
        horario preferido; mejor hora; disponibilidad""",
    "extension": """ext; extn; phone extension; Durchwahl; Nebenstelle; DW; poste; numéro de poste; interno;
        extensión; anexo""",
    "language": """lang; contact language; preferred language; Sprache; Korrespondenzsprache; langue; langue préférée;
        idioma; idioma preferido; lengua""",
    "zone": """time zone; timezone; tz; Zeitzone; fuseau; fuseau horaire; zona horaria; huso horario""",
    "touchpoint_id": """case id; ticket id; ticket; ticket number; ticket no; case number; case no; order id; order
        number; order no; n° de commande;
        Ticketnummer; Ticket-Nr; Vorgang; Vorgangsnummer; Fallnummer; Auftragsnummer; Auftrags-Nr;
        Bestellnummer; numéro de ticket; n° de ticket; numéro de dossier; dossier; numéro de commande; número de
        ticket; número de caso; caso; número de pedido; pedido""",
    "touchpoint_kind": """touchpoint type; touchpoint; kind; ticket type; case type; Ticketart; Vorgangstyp;
        Anlass; Art; Vorgangsart; type de contact; type de
        dossier; motif; tipo; tipo de contacto; motivo""",
    "touchpoint_subject": """subject; ticket subject; case subject; topic; Betreff; Thema; objet; sujet; asunto;
        tema""",
    "opened_at": """opened; created; created at; start; opened on; date opened; eröffnet; eröffnet am; erstellt;
        erstellt am; angelegt am; Beginn; ouvert le; créé le; date d'ouverture; date de création; abierto; abierto el;
        creado; creado el; fecha de apertura; fecha de creación""",
    "closed_at": """closed; resolved; resolved at; end; closed on; date closed; geschlossen; geschlossen am; gelöst
        am; erledigt am; Ende; fermé le; clos le; résolu le; date de clôture; cerrado; cerrado el; resuelto; resuelto
        el; fecha de cierre""",
    "channel": """touchpoint channel; contact channel; Kanal; Kontaktkanal; canal; canal de contact; canal de
        contacto""",
    "agent_id": """agent number; agent no; employee id; employee number; Mitarbeiternummer; Mitarbeiter-Nr;
        Personalnummer; Bearbeiter-Nr; numéro d'agent; matricule; id agent; número de agente; id de agente; código de
        agente""",
    "agent_name": """agent; employee; assignee; assigned to; Mitarbeiter; Mitarbeiterin; Bearbeiter; Sachbearbeiter;
        conseiller; nom de l'agent; traité par; agente; nombre del agente; asignado a""",
    "agent_team": """team; group; Gruppe; Abteilung; équipe; service; equipo; grupo; departamento""",
    "agent_shift": """shift; Schicht; équipe horaire; poste de travail; turno""",
    "automated_voice_consent": """consent; robocall consent; ivr consent; automated consent; Einwilligung;
        Einwilligung Automatenanruf; Zustimmung; consentement; consentement appel automatique; consentimiento;
        consentimiento llamada automática""",
}


def plain(name: str) -> str:
    """A column's name as it is compared: without case, accents, spaces and signs; ``ß`` is ``ss``, ``n°`` is ``no``."""
    letters = unicodedata.normalize("NFKD", re.sub(r"[nN]\.?[°º]", "no", name).casefold())
    return "".join(letter for letter in letters if letter.isalnum())


KNOWN = {plain(column): column for column in COLUMNS} | {
    plain(spelling): column for column, spellings in _SPELLINGS.items() for spelling in spellings.split(";")
}
