"""The phrases with which people ask not to be called again, and what beside them makes something else of them.

A phrase in ``ever`` counts whatever stands beside it ("take me off your list"). Those in ``clear`` and ``short`` do not
where ``beside`` follows them or ``before`` precedes them: a time ("don't call me right now"), a number of times, or
what somebody does not want to be called ("stop calling us a small customer").

A verb in the imperative stands at the start, or behind a word such as "and" or "please": with a subject before it, it
is a complaint that nobody calls ("your technician never calls me"), or no wish at all ("the noise doesn't bother me").
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Phrases:
    """Patterns over normalised words: ``ever`` and ``clear`` ones count anywhere, ``short`` ones in a short utterance;
    ``beside`` is matched right behind a phrase, ``before`` from the start up to it."""

    ever: re.Pattern[str]
    clear: re.Pattern[str]
    short: re.Pattern[str]
    beside: re.Pattern[str]
    before: re.Pattern[str]
    subject: re.Pattern[str] | None = None
    """Up to a phrase: who it is that does not call."""


def matching(patterns: Iterable[str]) -> re.Pattern[str]:
    """Any of the patterns, as whole words."""
    return re.compile(r"\b(?:" + "|".join(patterns) + r")(?!\w)")


def behind(soft: str, times: str, always: str) -> re.Pattern[str]:
    """A time right behind a phrase, unless ``always`` follows it, such as "or ever"."""
    return re.compile(rf"(?: (?:{soft}))* (?:{times})(?!\w)(?!.* (?:{always})(?!\w))")


def ahead(lead: str, times: str, soft: str) -> re.Pattern[str]:
    """A time at the start, and what may stand between it and the phrase."""
    return re.compile(rf"(?:(?:{lead}) )*(?:{times})(?: (?:{soft}))*(?: |$)")


def starting(*words: str) -> str:
    """At the start, or behind one of these words."""
    return "(?:^|" + "|".join(f"(?<={one} )" for one in words) + ")"
