"""What is said into the ear of a caller or a customer where there is nobody else to say it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Cue(StrEnum):
    """Which sentence. To the caller: CALLING, NOBODY, REFUSED, OVER. To the customer: MOMENT, LOST."""

    CALLING = "calling"
    NOBODY = "nobody"
    REFUSED = "refused"
    OVER = "over"
    MOMENT = "moment"
    LOST = "lost"


_WORDS: Mapping[str, Mapping[Cue, str]] = {
    "en": {
        Cue.CALLING: "We are calling your customer.",
        Cue.NOBODY: "Nobody was reached. Your screen shows what comes next.",
        Cue.REFUSED: "This customer may not be called now. Your screen says why.",
        Cue.OVER: "The call is over.",
        Cue.MOMENT: "One moment, please.",
        Cue.LOST: "We are sorry, we have lost the line to our colleague. "
        "We will call you back in a few minutes. Goodbye.",
    },
    "de": {
        Cue.CALLING: "Wir rufen Ihren Kunden an.",
        Cue.NOBODY: "Niemand wurde erreicht. Auf dem Bildschirm steht, wie es weitergeht.",
        Cue.REFUSED: "Dieser Kunde darf jetzt nicht angerufen werden. Der Bildschirm sagt, warum.",
        Cue.OVER: "Das Gespräch ist zu Ende.",
        Cue.MOMENT: "Einen Moment, bitte.",
        Cue.LOST: "Es tut uns leid, die Leitung zu unserem Kollegen ist abgebrochen. "
        "Wir rufen Sie in wenigen Minuten zurück. Auf Wiederhören.",
    },
    "fr": {
        Cue.CALLING: "Nous appelons votre client.",
        Cue.NOBODY: "Personne n'a été joint. La suite est sur votre écran.",
        Cue.REFUSED: "Ce client ne peut pas être appelé maintenant. Votre écran dit pourquoi.",
        Cue.OVER: "L'appel est terminé.",
        Cue.MOMENT: "Un instant, s'il vous plaît.",
        Cue.LOST: "Nous sommes désolés, la ligne avec notre collègue a été coupée. "
        "Nous vous rappelons dans quelques minutes. Au revoir.",
    },
    "es": {
        Cue.CALLING: "Estamos llamando a su cliente.",
        Cue.NOBODY: "No se ha localizado a nadie. En su pantalla verá cómo seguir.",
        Cue.REFUSED: "Ahora no se puede llamar a este cliente. Su pantalla dice por qué.",
        Cue.OVER: "La llamada ha terminado.",
        Cue.MOMENT: "Un momento, por favor.",
        Cue.LOST: "Lo sentimos, se ha cortado la línea con nuestro compañero. "
        "Le volvemos a llamar en unos minutos. Hasta luego.",
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
