"""What somebody hears who calls our number and is not interviewed: who we are, and that nothing is needed."""

from __future__ import annotations

from datetime import timedelta

from vocsurvey.fieldwork.reception import Notice, Reception, country_of
from vocsurvey.interview.turn import Ask, Line, Part, Turn
from vocsurvey.operations.receiving import Told
from vocsurvey.rulebook import Rulebook

OPT_OUT_KEY = "9"
_PATIENCE = timedelta(seconds=6)


def in_words(told: Told, reception: Reception, default: str) -> tuple[str, str]:
    """A notice as it is spoken, and its language: one of the person's, else the default, where we have words."""
    language = reception.language(*told.languages, default)
    return reception.sentences(language).of(told.notice, told.company, OPT_OUT_KEY), language


def in_apology(rules: Rulebook, number: str | None, spoken: str | None, default: str) -> tuple[str, str]:
    """What is said when we cannot look up who calls: in the language that was ``spoken`` in the call, if it got that
    far, else in one of their number's country. Needs no database."""
    around = rules.languages.of(country_of(number))
    language = rules.reception.language(spoken, *around, default)
    return rules.reception.sentences(language).of(Notice.SORRY, None, OPT_OUT_KEY), language


def offer(words: str, language: str) -> Turn:
    """The words, and one key to be waited for."""
    ask = Ask(step="opt_out", kind="choice", max_keys=1, timeout=_PATIENCE)
    return Turn(position=0, language=language, lines=(Line(Part.SPEECH, words),), ask=ask, ending=None)
