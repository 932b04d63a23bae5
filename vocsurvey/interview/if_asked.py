"""What a caller answers to somebody who asks who calls, why, or for how long: by the sentences of the automated voice,
and a few that only a caller needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from vocsurvey.interview.basis import Basis
from vocsurvey.questionnaire.condition import FactValue
from vocsurvey.questionnaire.model import Questionnaire


class Wondered(StrEnum):
    """What may be asked, in the order in which it mostly is."""

    WHO_CALLS = "who_calls"
    WHY_CALLING = "why_calling"
    WHY_ME = "why_me"
    HOW_LONG = "how_long"
    CONFIDENTIAL = "confidential"
    WHOSE_NUMBER = "whose_number"
    RECORDED = "recorded"


@dataclass(frozen=True, slots=True)
class Answered:
    """One sentence to read out, fills resolved."""

    asked: Wondered
    text: str


def if_asked(
    questionnaire: Questionnaire,
    facts: Mapping[str, FactValue],
    occasion: Mapping[str, FactValue],
    language: str,
    *,
    confided: bool,
) -> tuple[Answered, ...]:
    """The answers in the language that is spoken; those that the questionnaire is older than are left out.

    What the call is about is said only when ``confided``: before the questions somebody else may be on the line.
    """
    known = facts if confided else {**facts, "touchpoint.subject": None}
    basis = Basis(questionnaire, known, occasion, language)
    own = basis.phrases.caller
    found = ((one, getattr(basis.phrases, one, None) or getattr(own, one, None)) for one in Wondered)
    return tuple(Answered(one, basis.filled(text)) for one, text in found if isinstance(text, str))
