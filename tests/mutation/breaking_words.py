"""Sentences that no questionnaire may say, in each language: written by ear, not copied from the word lists."""

from __future__ import annotations

from collections.abc import Mapping

Sentences = Mapping[str, tuple[str, ...]]

LEADING: Sentences = {
    "en": ("Don't you agree that we were quick?", "How great was our help?"),
    "de": ("Finden Sie nicht auch, dass wir schnell waren?", "Wie großartig war unsere Hilfe?"),
    "fr": ("Ne trouvez-vous pas que nous avons été rapides ?", "Nous avons été rapides, n'est-ce pas ?"),
    "es": ("¿No cree que fuimos rápidos?", "Fuimos rápidos, ¿no es cierto?"),
}
SELLING: Sentences = {
    "en": (
        "Would you like to hear about our special offer?",
        "Would you like to renew at a discount?",
        "May we make you a better offer?",
    ),
    "de": (
        "Möchten Sie unser Sonderangebot hören?",
        "Möchten Sie mit einem Rabatt verlängern?",
        "Dürfen wir Ihnen ein Angebot machen?",
    ),
    "fr": (
        "Voulez-vous connaître notre offre spéciale ?",
        "Souhaitez-vous renouveler avec une remise ?",
        "Deux mois offerts : cela vous dit ?",
    ),
    "es": (
        "¿Quiere conocer nuestra oferta especial?",
        "¿Le gustaría renovar con un descuento?",
        "¿Podemos hacerle una oferta?",
    ),
}
RETAINING: Sentences = {
    "en": (
        "Before you leave, what would keep you?",
        "What would make you stay with us?",
        "What would change your mind?",
    ),
    "de": ("Bevor Sie gehen: Was würde Sie halten?", "Bleiben Sie bei uns?", "Geben Sie uns noch eine Chance?"),
    "fr": (
        "Avant de nous quitter, que faudrait-il ?",
        "Restez avec nous : que faudrait-il ?",
        "Comment vous faire changer d'avis ?",
    ),
    "es": ("Antes de irse, ¿qué haría falta?", "Quédese con nosotros: ¿qué haría falta?", "¿Qué le haría volver?"),
}
FORCED: Sentences = {
    "en": ("You must answer: was it solved?", "An answer is required. Was it solved?"),
    "de": ("Sie müssen antworten: Ist es gelöst?", "Eine Antwort ist Pflicht. Ist es gelöst?"),
    "fr": ("Vous devez répondre : est-ce réglé ?", "La réponse est obligatoire. Est-ce réglé ?"),
    "es": ("Debe responder: ¿está solucionado?", "La respuesta es obligatoria. ¿Está solucionado?"),
}
KEYS: Sentences = {
    "en": ("Was it solved? Press 1 if it was.", "Press one if it was solved."),
    "de": ("Ist es gelöst? Dann drücken Sie die 1.", "Drücken Sie die Taste 1, wenn es gelöst ist."),
    "fr": ("Est-ce réglé ? Alors tapez 1.", "Appuyez sur la touche 1 si c'est réglé."),
    "es": ("¿Está solucionado? Entonces pulse 1.", "Pulse la tecla 1 si está solucionado."),
}
DOUBLE_NEGATIVE: Sentences = {
    "en": ("Was it not impossible to reach us?", "Did nobody not call you back?"),
    "de": ("War es nicht unmöglich, uns zu erreichen?", "Hat niemand nicht zurückgerufen?"),
    "fr": ("N'était-il pas impossible de nous joindre ?", "N'êtes-vous pas insatisfait de notre aide ?"),
    "es": ("¿No fue imposible contactar con nosotros?", "¿No está insatisfecho con nuestra ayuda?"),
}
NEGATION: Sentences = {
    "en": ("Was your problem not solved?", "Were you never called back?"),
    "de": ("Wurde Ihr Problem nicht gelöst?", "Hat sich keiner gemeldet?"),
    "fr": ("Votre problème n'est-il pas réglé ?", "Ne vous a-t-on jamais rappelé ?"),
    "es": ("¿No se solucionó su problema?", "¿Nunca le devolvimos la llamada?"),
}
DOUBLE_BARRELLED: Sentences = {
    "en": ("Were we quick and friendly?", "Are price and quality right?"),
    "de": ("Waren wir schnell und freundlich?", "Stimmen Preis und Qualität?"),
    "fr": ("Avons-nous été rapides et aimables ?", "Le prix et la qualité vous conviennent-ils ?"),
    "es": ("¿Fuimos rápidos y amables?", "¿Le convencen el precio y la calidad?"),
}
LOADED: Sentences = {
    "en": ("Did our excellent team help you?", "Was the terrible delay explained?"),
    "de": ("Hat Ihnen unser hervorragendes Team geholfen?", "Wurde die schreckliche Verspätung erklärt?"),
    "fr": ("Notre excellente équipe vous a-t-elle aidé ?", "Ce retard catastrophique a-t-il été expliqué ?"),
    "es": ("¿Le ayudó nuestro excelente equipo?", "¿Le explicamos ese terrible retraso?"),
}
HYPOTHETICAL: Sentences = {
    "en": ("Imagine we were open on Sundays: is that of use?", "If you could choose again, would it be us?"),
    "de": ("Stellen Sie sich vor, wir hätten sonntags offen: nützt das?", "Angenommen, wir hätten offen: hilft das?"),
    "fr": ("Imaginez que nous soyons ouverts : est-ce utile ?", "Si nous étions ouverts, viendriez-vous ?"),
    "es": ("Imagine que abrimos los domingos: ¿le sirve?", "Si pudiera elegir de nuevo, ¿volvería?"),
}
AGREEMENT: Sentences = {
    "en": ("We keep our word. Do you agree?", "How far do you agree that we keep our word?"),
    "de": ("Wir halten Wort. Stimmen Sie dem zu?", "Wir halten Wort. Sind Sie damit einverstanden?"),
    "fr": ("Nous tenons parole. Êtes-vous d'accord ?", "Nous tenons parole. En êtes-vous d'accord ?"),
    "es": ("Cumplimos lo que decimos. ¿Está de acuerdo?", "¿Está de acuerdo en que cumplimos lo que decimos?"),
}
ACRONYM: Sentences = {
    "en": ("Did the RMA arrive?", "Is the SLA kept?"),
    "de": ("Ist die RMA angekommen?", "Wird das SLA eingehalten?"),
    "fr": ("Le RMA est-il arrivé ?", "Le SLA est-il respecté ?"),
    "es": ("¿Llegó el RMA?", "¿Se cumple el SLA?"),
}
SENSITIVE: Sentences = {
    "en": ("What is your yearly revenue?", "How old are you?"),
    "de": ("Wie hoch ist Ihr Umsatz?", "Wie alt sind Sie?"),
    "fr": ("Quel est votre chiffre d'affaires ?", "Quel âge avez-vous ?"),
    "es": ("¿Cuál es su facturación?", "¿Cuántos años tiene?"),
}
STEMS: Mapping[str, tuple[str, Sentences]] = {
    "leading phrase": ("leading", LEADING),
    "selling phrase": ("selling", SELLING),
    "retention pitch": ("selling", RETAINING),
    "answer forced": ("forced-answer", FORCED),
    "key in the wording": ("key-in-wording", KEYS),
    "double negative": ("double-negative", DOUBLE_NEGATIVE),
    "negation": ("negation", NEGATION),
    "double-barrelled": ("double-barrelled", DOUBLE_BARRELLED),
    "loaded adjective": ("loaded", LOADED),
    "hypothetical": ("hypothetical", HYPOTHETICAL),
    "agreement": ("agreement", AGREEMENT),
    "acronym": ("acronym", ACRONYM),
}
"""What a closed question may not say: the kind of mutant, the rule, and the sentences."""

RECORDED = {
    "en": "This call is recorded.",
    "de": "Dieses Gespräch wird aufgezeichnet.",
    "fr": "Cet appel est enregistré.",
    "es": "Esta llamada se graba.",
}
MAY_WE = {"en": "May we?", "de": "Dürfen wir das?", "fr": "Pouvons-nous ?", "es": "¿Podemos?"}
AUTOMATED: Mapping[str, tuple[str, str]] = {
    "en": ("an automated call", "a call"),
    "de": ("ein automatischer Anruf", "ein Anruf"),
    "fr": (" Ceci est un appel automatique.", ""),
    "es": ("una llamada automática", "una llamada"),
}
"""The notice as the shipped openings have it, and what is left without it."""
FAREWELL = {"en": "Goodbye.", "de": "Auf Wiederhören.", "fr": "Au revoir.", "es": "Adiós."}
OUR_NAME = {"en": "us", "de": "uns", "fr": "nous", "es": "nosotros"}
