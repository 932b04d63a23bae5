"""What somebody hears who calls our number and is not interviewed: who we are, and that nothing is needed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from vocsurvey.interview.turn import Ask, Line, Part, Turn
from vocsurvey.operations.receiving import Notice, Told

OPT_OUT_KEY = "9"
_PATIENCE = timedelta(seconds=6)
_HELLO: Mapping[str, tuple[str, str]] = {
    "en": ("Hello, this is {}.", "Hello."),
    "de": ("Guten Tag, hier ist {}.", "Guten Tag."),
    "fr": ("Bonjour, ici {}.", "Bonjour."),
    "es": ("Hola, esto es {}.", "Hola."),
}
"""With and without the company's name."""
_WORDS: Mapping[Notice, Mapping[str, str]] = {
    Notice.CALLING_NOW: {
        "en": "We are calling you right now. Please hang up and take our call. Thank you, and goodbye.",
        "de": "Wir rufen Sie gerade an. Bitte legen Sie auf und nehmen Sie den Anruf an. Danke und auf Wiederhören.",
        "fr": "Nous vous appelons en ce moment même. Raccrochez, s'il vous plaît, et répondez-nous. Merci, au revoir.",
        "es": "Le estamos llamando ahora mismo. Cuelgue, por favor, y atienda nuestra llamada. Gracias, y adiós.",
    },
    Notice.NOTHING_NEEDED: {
        "en": "Thank you for calling back. We call our customers to ask for their opinion. There is nothing that you "
        "need to do. If you do not want us to call you with questions, press 9. Otherwise you can hang up.",
        "de": "Danke, dass Sie zurückrufen. Wir rufen unsere Kunden an, um nach ihrer Meinung zu fragen. Sie brauchen "
        "nichts zu tun. Wenn wir Sie nicht mit Fragen anrufen sollen, drücken Sie die 9. Sonst können Sie auflegen.",
        "fr": "Merci de nous rappeler. Nous appelons nos clients pour leur demander leur avis. Vous n'avez rien à "
        "faire. Si vous ne souhaitez pas que nous vous appelions pour cela, tapez 9. Sinon, vous pouvez raccrocher.",
        "es": "Gracias por devolvernos la llamada. Llamamos a nuestros clientes para pedirles su opinión. No tiene que "
        "hacer nada. Si no quiere que le llamemos para esto, pulse 9. Si no, puede colgar.",
    },
    Notice.NOT_CALLED: {
        "en": "Your number is one that we do not call with questions, and we will not call it. Thank you, and goodbye.",
        "de": "Ihre Nummer rufen wir nicht mit Fragen an, und dabei bleibt es. Danke und auf Wiederhören.",
        "fr": "Nous n'appelons pas votre numéro pour poser des questions, et nous ne le ferons pas. Merci, au revoir.",
        "es": "A su número no llamamos para hacer preguntas, y no lo haremos. Gracias, y adiós.",
    },
    Notice.STRANGER: {
        "en": "We use this number to call our customers and to ask for their opinion. There is nothing that you need "
        "to do. Thank you, and goodbye.",
        "de": "Mit dieser Nummer rufen wir unsere Kunden an, um nach ihrer Meinung zu fragen. Sie brauchen nichts zu "
        "tun. Danke und auf Wiederhören.",
        "fr": "Avec ce numéro, nous appelons nos clients pour leur demander leur avis. Vous n'avez rien à faire. "
        "Merci, au revoir.",
        "es": "Con este número llamamos a nuestros clientes para pedirles su opinión. No tiene que hacer nada. "
        "Gracias, y adiós.",
    },
    Notice.OPTED_OUT: {
        "en": "Of course. We will not call you with questions again. Thank you, and goodbye.",
        "de": "Selbstverständlich. Wir rufen Sie nicht mehr mit Fragen an. Vielen Dank und auf Wiederhören.",
        "fr": "C'est entendu. Nous ne vous appellerons plus pour vous poser des questions. Merci, et au revoir.",
        "es": "Por supuesto. No volveremos a llamarle para hacerle preguntas. Gracias, y adiós.",
    },
    Notice.GOODBYE: {
        "en": "Thank you for calling. Goodbye.",
        "de": "Danke für Ihren Anruf. Auf Wiederhören.",
        "fr": "Merci de votre appel. Au revoir.",
        "es": "Gracias por su llamada. Adiós.",
    },
}
_WITHOUT_HELLO = (Notice.OPTED_OUT, Notice.GOODBYE)


def in_words(told: Told, default: str) -> tuple[str, str]:
    """A notice as it is spoken, and its language: the person's, else the default, else English, where we have words."""
    wanted = (told.language or default, default)
    language = next((one for one in wanted if _base(one) in _HELLO), "en")
    words = _WORDS[told.notice][_base(language)]
    if told.notice in _WITHOUT_HELLO:
        return words, language
    named, nameless = _HELLO[_base(language)]
    return f"{named.format(told.company) if told.company else nameless} {words}", language


def offer(words: str, language: str) -> Turn:
    """The words, and one key to be waited for."""
    ask = Ask(step="opt_out", kind="choice", max_keys=1, timeout=_PATIENCE)
    return Turn(position=0, language=language, lines=(Line(Part.SPEECH, words),), ask=ask, ending=None)


def _base(language: str) -> str:
    return language.partition("-")[0]
