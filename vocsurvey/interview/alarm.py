"""Words that must not wait: about safety, the law, or leaving."""

from __future__ import annotations

import re
from functools import lru_cache

from vocsurvey.interview.vocabulary import normalised
from vocsurvey.questionnaire.model import Alarms

CATEGORIES = ("safety", "legal", "leaving")


def alarm_in(words: str, alarms: Alarms) -> str | None:
    """The first category of which a word or phrase begins somewhere in the words; None when there is none."""
    said = normalised(words)
    return next((one for one in CATEGORIES if said and _begun(getattr(alarms, one), said)), None)


def _begun(phrases: tuple[str, ...], said: str) -> bool:
    return bool(phrases) and _pattern(phrases).search(said) is not None


@lru_cache(maxsize=64)
def _pattern(phrases: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(r"\b(?:" + "|".join(re.escape(normalised(phrase)) for phrase in phrases) + ")")
