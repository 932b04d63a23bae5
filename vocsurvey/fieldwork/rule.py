"""The shape that all rule data shares: frozen, nothing unknown in it, durations in words, each rule with its source."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

Country = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
Subdivision = Annotated[str, Field(pattern=r"^[A-Z0-9]{1,3}$")]
"""The part of an ISO 3166-2 code after the dash: ``BY`` of ``DE-BY``."""

_UNITS = {"s": "seconds", "min": "minutes", "h": "hours", "day": "days", "days": "days"}
_WORDS = re.compile(r"(\d+(?:\.\d+)?) ?(s|min|h|days?)")


class Rule(BaseModel):
    """The base of every value that is read from a rules file."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


class Sourced(Rule):
    """A rule that says where it comes from.

    ``mark``: S read in a source, K known but not verified again, R our own rule.
    """

    mark: Literal["S", "K", "R"]
    source: str = Field(min_length=3)


class RuleFile(Sourced):
    """A whole file of rules; its ``mark`` and ``source`` speak of the file as a whole."""

    format: Literal[1]


def read_duration(value: object) -> timedelta:
    """A duration in words, ``25 s``, ``15 min``, ``24 h 30 min``, ``1 day``.

    Raises ValueError with a sentence for anything else, a bare number included: it would not say its unit.
    """
    if isinstance(value, timedelta):
        return value
    total = timedelta()
    words = value.strip() if isinstance(value, str) else ""
    rest = words
    while found := _WORDS.match(rest):
        total += timedelta(**{_UNITS[found[2]]: float(found[1])})
        rest = rest[found.end() :].lstrip()
    if rest or not words:
        raise ValueError(f"{value!r} is not a duration; write it like 25 s, 15 min, 4 h or 1 day")
    return total


Duration = Annotated[timedelta, BeforeValidator(read_duration), Field(ge=timedelta(0), le=timedelta(days=400))]
