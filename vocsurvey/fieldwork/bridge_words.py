"""What is said into the ear of a caller or a customer where there is nobody else to say it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum


class Cue(StrEnum):
    """Which sentence. To the caller: CALLING, NOBODY, REFUSED, OVER. To the customer: MOMENT,
    LOST; CONNECTING and FETCHING, who waits for a person, first and then again; NOT_REACHED, when none was reached."""

    CALLING = "calling"
    NOBODY = "nobody"
    REFUSED = "refused"
    OVER = "over"
    MOMENT = "moment"
    LOST = "lost"
    CONNECTING = "connecting"
    FETCHING = "fetching"
    NOT_REACHED = "not_reached"


_WORDS: Mapping[str, Mapping[Cue, str]] = {
    "en": {
        Cue.CALLING: "We are calling your customer.",
        Cue.NOBODY: "Nobody was reached. Your screen shows what comes next.",
        Cue.REFUSED: "This customer may not be called now. Your screen says why.",
        Cue.OVER: "The call is over.",
        Cue.MOMENT: "One moment, please.",
        Cue.LOST: "We are sorry, we have lost the line to our colleague. "
        "We will call you back in a few minutes. Goodbye.",
        Cue.CONNECTING: "Gladly. Please stay on the line, we are putting you through to somebody.",
        Cue.FETCHING: "We are trying to reach somebody for you. One moment, please.",
        Cue.NOT_REACHED: "We are sorry, nobody can take your call at this moment.",
    },
    "de": {
        Cue.CALLING: "Wir rufen Ihren Kunden an.",
        Cue.NOBODY: "Niemand wurde erreicht. Auf dem Bildschirm steht, wie es weitergeht.",
        Cue.REFUSED: "Dieser Kunde darf jetzt nicht angerufen werden. Der Bildschirm sagt, warum.",
        Cue.OVER: "Das Gespräch ist zu Ende.",
        Cue.MOMENT: "Einen Moment, bitte.",
        Cue.LOST: "Es tut uns leid, die Leitung zu unserem Kollegen ist abgebrochen. "
        "Wir rufen Sie in wenigen Minuten zurück. Auf Wiederhören.",
        Cue.CONNECTING: "Gern. Bitte bleiben Sie am Apparat, wir verbinden Sie.",
        Cue.FETCHING: "Wir versuchen, jemanden für Sie zu erreichen. Einen Moment, bitte.",
        Cue.NOT_REACHED: "Es tut uns leid, im Moment kann niemand Ihren Anruf annehmen.",
    },
    "fr": {
        Cue.CALLING: "Nous appelons votre client.",
        Cue.NOBODY: "Personne n'a été joint. La suite est sur votre écran.",
        Cue.REFUSED: "Ce client ne peut pas être appelé maintenant. Votre écran dit pourquoi.",
        Cue.OVER: "L'appel est terminé.",
        Cue.MOMENT: "Un instant, s'il vous plaît.",
        Cue.LOST: "Nous sommes désolés, la ligne avec notre collègue a été coupée. "
        "Nous vous rappelons dans quelques minutes. Au revoir.",
        Cue.CONNECTING: "Volontiers. Restez en ligne, s'il vous plaît, nous vous mettons en relation.",
        Cue.FETCHING: "Nous essayons de joindre quelqu'un pour vous. Un instant, s'il vous plaît.",
        Cue.NOT_REACHED: "Nous sommes désolés, personne ne peut prendre votre appel pour le moment.",
    },
    "es": {
        Cue.CALLING: "Estamos llamando a su cliente.",
        Cue.NOBODY: "No se ha localizado a nadie. En su pantalla verá cómo seguir.",
        Cue.REFUSED: "Ahora no se puede llamar a este cliente. Su pantalla dice por qué.",
        Cue.OVER: "La llamada ha terminado.",
        Cue.MOMENT: "Un momento, por favor.",
        Cue.LOST: "Lo sentimos, se ha cortado la línea con nuestro compañero. "
        "Le volvemos a llamar en unos minutos. Hasta luego.",
        Cue.CONNECTING: "Con mucho gusto. No cuelgue, por favor, le pasamos con una persona.",
        Cue.FETCHING: "Estamos intentando localizar a alguien para usted. Un momento, por favor.",
        Cue.NOT_REACHED: "Lo sentimos, en este momento nadie puede atender su llamada.",
    },
}


def said(cue: Cue, language: str | None, default: str) -> tuple[str, str]:
    """The sentence and its language: the one asked for, else its base (``en`` for ``en-AU``), else the default's, else
    English."""
    for wanted in (language or default, default):
        base = wanted.partition("-")[0]
        if base in _WORDS:
            return _WORDS[base][cue], wanted
    return _WORDS["en"][cue], "en"


_WHISPERS: Mapping[str, tuple[str, str, str]] = {
    "en": (
        "A customer is waiting for you: {person}, {account}. They asked the automated voice for a person.",
        "They said: {said}",
        "To take the call, press 1.",
    ),
    "de": (
        "Ein Kunde wartet auf Sie: {person}, {account}. Im automatischen Gespräch wurde nach einem Menschen gefragt.",
        "Gesagt wurde: {said}",
        "Um das Gespräch anzunehmen, drücken Sie die 1.",
    ),
    "fr": (
        "Un client vous attend : {person}, {account}. Une personne a été demandée pendant l'appel automatique.",
        "Ce qui a été dit : {said}",
        "Pour prendre l'appel, appuyez sur le 1.",
    ),
    "es": (
        "Un cliente le espera: {person}, {account}. En la llamada automática ha pedido hablar con una persona.",
        "Ha dicho: {said}",
        "Para atender la llamada, pulse 1.",
    ),
}
_ASKED_IN: Mapping[str, tuple[str, str]] = {
    "en": (
        "{by} is on the phone with {person}, {account}, and asks you to join them.",
        "To join the call, press 1.",
    ),
    "de": (
        "{by} spricht gerade mit {person}, {account}, und bittet Sie dazu.",
        "Um dazuzukommen, drücken Sie die 1.",
    ),
    "fr": (
        "{by} est au téléphone avec {person}, {account}, et vous invite à les rejoindre.",
        "Pour rejoindre l'appel, appuyez sur le 1.",
    ),
    "es": (
        "{by} está hablando por teléfono con {person}, {account}, y le pide que se una.",
        "Para unirse a la llamada, pulse 1.",
    ),
}
"""To a colleague whom a caller asks into a call: instead of the first and the last sentence of a whisper."""
LONGEST_SAID = 300
"""Characters of what somebody said that are whispered: about twenty seconds."""


def whispered(
    person: str, account: str, said: Sequence[str], language: str | None, default: str, by: str | None = None
) -> tuple[str, str]:
    """What whoever picked up hears of a customer who waits, or with whom ``by`` talks, and in which language, as
    ``said`` has it."""
    for wanted in (language or default, default, "en"):
        base = wanted.partition("-")[0]
        if base in _WHISPERS:
            who, words, key = _WHISPERS[base]
            if by is not None:
                who, key = _ASKED_IN[base]
            told = " ".join(said)[:LONGEST_SAID]
            heard = [words.format(said=told)] if told else []
            return " ".join([who.format(person=person, account=account, by=by), *heard, key]), wanted
    raise AssertionError("there is English")
