"""What people write in the cells of a contact list instead of a code, in English, German, French and Spanish.

A word stands here only when it means one thing: a country, a language, a role, what an interview is about, yes or no.
Countries also go by their three letters (ISO 3166-1 alpha-3) and the letter on their cars (UNECE), languages by their
three letters (ISO 639-2). Whatever is not here is refused by whoever reads the cell, never guessed.
"""

from __future__ import annotations

from vocsurvey.fieldwork.spellings import plain

_COUNTRIES = """AE ARE, United Arab Emirates, UAE, Vereinigte Arabische Emirate, Emirats Arabes Unis, Emiratos Árabes
    Unidos; AR ARG, Argentina, Argentinien, Argentine; AT AUT, A, Austria, Österreich, Oesterreich, Autriche;
    AU AUS, Australia, Australien, Australie; BE BEL, B, Belgium, Belgien, Belgique, Bélgica; BG BGR, Bulgaria,
    Bulgarien, Bulgarie; BR BRA, Brazil, Brasilien, Brésil, Brasil; CA CAN, Canada, Kanada, Canadá; CH CHE,
    Switzerland, Schweiz, Suisse, Suiza; CL CHL, Chile, Chili; CN CHN, China, Chine; CO COL, Colombia, Kolumbien,
    Colombie; CY CYP, Cyprus, Zypern, Chypre, Chipre; CZ CZE, Czechia, Czech Republic, Tschechien, Tschechische
    Republik, Tchéquie, République Tchèque, Chequia, República Checa; DE DEU, D, GER, Germany, Deutschland, BRD,
    Allemagne, Alemania; DK DNK, Denmark, Dänemark, Danemark, Dinamarca; EE EST, Estonia, Estland, Estonie; EG EGY,
    Egypt, Ägypten, Égypte, Egipto; ES ESP, E, Spain, Spanien, Espagne, España; FI FIN, Finland, Finnland, Finlande,
    Finlandia; FR FRA, F, France, Frankreich, Francia; GB GBR, United Kingdom, UK, Great Britain, Britain, England,
    Scotland, Wales, Northern Ireland, Vereinigtes Königreich, Großbritannien, Schottland, Nordirland, Royaume-Uni,
    Grande-Bretagne, Angleterre, Écosse, Reino Unido, Gran Bretaña, Inglaterra, Escocia; GR GRC, Greece, Griechenland,
    Grèce, Grecia; HK HKG, Hong Kong, Hongkong; HR HRV, Croatia, Kroatien, Croatie, Croacia; HU HUN, H, Hungary,
    Ungarn, Hongrie, Hungría; ID IDN, Indonesia, Indonesien, Indonésie; IE IRL, Ireland, Republic of Ireland, Irland,
    Irlande, Irlanda; IL ISR, Israel; IN IND, India, Indien, Inde; IS ISL, Iceland, Island, Islande, Islandia; IT ITA,
    I, Italy, Italien, Italie, Italia; JP JPN, J, Japan, Japon, Japón; KR KOR, South Korea, Südkorea, Corée du Sud,
    Corea del Sur; LI LIE, Liechtenstein; LT LTU, Lithuania, Litauen, Lituanie, Lituania; LU LUX, L, Luxembourg,
    Luxemburg, Luxemburgo; LV LVA, Latvia, Lettland, Lettonie, Letonia; MA MAR, Morocco, Marokko, Maroc, Marruecos;
    MT MLT, Malta, Malte; MX MEX, Mexico, Mexiko, Mexique, México; MY MYS, Malaysia, Malaisie, Malasia; NL NLD,
    Netherlands, The Netherlands, Holland, Niederlande, Pays-Bas, Holanda, Países Bajos; NO NOR, N, Norway, Norwegen,
    Norvège, Noruega; NZ NZL, New Zealand, Neuseeland, Nouvelle-Zélande, Nueva Zelanda; PE PER, Peru, Pérou, Perú;
    PH PHL, Philippines, Philippinen, Filipinas; PL POL, PL, Poland, Polen, Pologne, Polonia; PT PRT, P, Portugal;
    RO ROU, Romania, Rumänien, Roumanie, Rumania; RS SRB, Serbia, Serbien, Serbie; SA SAU, Saudi Arabia, Saudi-Arabien,
    Arabie Saoudite, Arabia Saudita; SE SWE, S, Sweden, Schweden, Suède, Suecia; SG SGP, Singapore, Singapur,
    Singapour; SI SVN, SLO, Slovenia, Slowenien, Slovénie, Eslovenia; SK SVK, Slovakia, Slowakei, Slovaquie,
    Eslovaquia; TH THA, Thailand, Thaïlande, Tailandia; TR TUR, Turkey, Türkiye, Türkei, Turquie, Turquía; TW TWN,
    Taiwan; UA UKR, Ukraine, Ucrania; US USA, United States, United States of America, America, Vereinigte Staaten,
    Vereinigte Staaten von Amerika, États-Unis, Estados Unidos, EE. UU.; UY URY, Uruguay; VN VNM, Vietnam; ZA ZAF,
    South Africa, Südafrika, Afrique du Sud, Sudáfrica"""
_LANGUAGES = """ar ara, Arabic, Arabisch, arabe, árabe; bg bul, Bulgarian, Bulgarisch, bulgare, búlgaro; cs ces, cze,
    Czech, Tschechisch, tchèque, checo; da dan, Danish, Dänisch, danois, danés; de deu, ger, German, Deutsch, allemand,
    alemán; el ell, gre, Greek, Griechisch, grec, griego; en eng, English, Englisch, anglais, inglés; es spa, Spanish,
    Spanisch, espagnol, español, castellano; fi fin, Finnish, Finnisch, finnois, finés; fr fra, fre, French,
    Französisch, français, francés; hr hrv, Croatian, Kroatisch, croate, croata; hu hun, Hungarian, Ungarisch,
    hongrois, húngaro; it ita, Italian, Italienisch, italien, italiano; ja jpn, Japanese, Japanisch, japonais, japonés;
    nl nld, dut, Dutch, Niederländisch, Holländisch, néerlandais, neerlandés, holandés; no nor, Norwegian, Norwegisch,
    norvégien, noruego; pl pol, Polish, Polnisch, polonais, polaco; pt por, Portuguese, Portugiesisch, portugais,
    portugués; ro ron, rum, Romanian, Rumänisch, roumain, rumano; ru rus, Russian, Russisch, russe, ruso; sk slk, slo,
    Slovak, Slowakisch, slovaque, eslovaco; sv swe, Swedish, Schwedisch, suédois, sueco; tr tur, Turkish, Türkisch,
    turc, turco; uk ukr, Ukrainian, Ukrainisch, ukrainien, ucraniano; zh zho, chi, Chinese, Chinesisch, chinois,
    chino"""
_CHOICES = """decision_maker Entscheider, Entscheiderin, Entscheidungsträger, Entscheidungsträgerin, décideur,
    décideuse, decisor, decisora, economic buyer; influencer Beeinflusser, Beeinflusserin, influenceur, influenceuse,
    prescripteur, prescriptrice, influenciador, influenciadora, prescriptor, prescriptora; user end user, Anwender,
    Anwenderin, Nutzer, Nutzerin, Benutzer, Benutzerin, Endanwender, Endnutzer, utilisateur, utilisatrice, utilisateur
    final, usuario, usuaria, usuario final;
    support_case support, ticket, case, incident, support ticket, support request, service request, service case,
    Supportfall, Support-Ticket, Servicefall, Serviceticket, Störung, Vorgang, Anfrage, demande, demande de support,
    ticket de support, incidencia, caso, caso de soporte, solicitud; complaint Beschwerde, Reklamation, réclamation,
    plainte, reclamación, queja; order purchase, Bestellung, Auftrag, Kauf, commande, achat, pedido, compra;
    visit site visit, field visit, Besuch, Vor-Ort-Termin, Vor-Ort-Besuch, visite, visite sur site, visita;
    renewal contract renewal, Verlängerung, Vertragsverlängerung, renouvellement, renouvellement de contrat,
    renovación, renovación de contrato; relationship Beziehung, Kundenbeziehung, Geschäftsbeziehung, relation, relation
    client, relación, relación comercial"""
YES = frozenset(("yes", "y", "true", "1", "ja", "j", "wahr", "oui", "o", "vrai", "sí", "si", "s", "verdadero"))
"""Case is folded before they are compared."""
NO = frozenset(("no", "n", "false", "0", "nein", "falsch", "non", "faux", "falso"))


def _read(words: str) -> dict[str, str]:
    """``code word, word; code word``: each word, as names of columns are compared, with the code that it means."""
    found: dict[str, str] = {}
    for one in words.split(";"):
        code, _, meanings = one.strip().partition(" ")
        found.update((plain(word), code) for word in meanings.split(","))
    return found


COUNTRIES = _read(_COUNTRIES)
"""Two letters (ISO 3166-1 alpha-2) by the plain form of what a country is called."""
LANGUAGES_BY_NAME = _read(_LANGUAGES)
"""Two letters (ISO 639-1) by the plain form of what a language is called."""
CHOICES = _read(_CHOICES)
"""The word that is stored of a contact's role and of what an interview is about, by the plain form of others."""
