"""The questionnaire that an interview or a campaign is pinned to, read back from its row."""

from __future__ import annotations

from functools import lru_cache

from vocsurvey.db.campaign import QuestionnaireVersion
from vocsurvey.db.interview import Interview
from vocsurvey.questionnaire.digest import from_json
from vocsurvey.questionnaire.model import Questionnaire


def pinned(version: QuestionnaireVersion) -> Questionnaire:
    """The questionnaire of a version. Versions never change, so each is parsed once per process."""
    parsed = _parsed(version.definition)
    _REMEMBERED[version.digest[:DIGITS]] = parsed
    return parsed


def pinned_to(interview: Interview) -> Questionnaire:
    """The questionnaire of an interview; its row is read once per process."""
    return remembered(interview.questionnaire_digest[:DIGITS]) or pinned(interview.questionnaire)


def remembered(digits: str) -> Questionnaire | None:
    """The questionnaire whose digest begins so, if this process has worked with it: for when no row can be read."""
    return _REMEMBERED.get(digits)


DIGITS = 32
"""How much of a digest names it."""
_REMEMBERED: dict[str, Questionnaire] = {}


@lru_cache(maxsize=64)
def _parsed(definition: str) -> Questionnaire:
    return from_json(definition)
