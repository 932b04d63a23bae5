"""Coaching: the standards of service that it works on, what can become of it, and whether customers felt it.

The standards are those of ``service_standards.yaml``. They say what somebody can see or hear, and never a number.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated

from pydantic import Field, model_validator

from vocsurvey.fieldwork.rule import Duration, Rule, RuleFile
from vocsurvey.reporting.scores import Share, cared
from vocsurvey.reporting.wording import FEW

QUESTION = "What specific things did you do that would make them believe you genuinely cared?"
"""The coach's question."""


class Became(StrEnum):
    """What had become of the agreed step when it was reviewed."""

    DONE = "done"
    PARTLY = "partly"
    NOT_YET = "not_yet"


class Standard(Rule):
    """One thing that somebody can do so that a customer feels that we care. ``code`` stays when the words change."""

    code: str = Field(pattern=r"^[a-z][a-z0-9_]{1,39}$")
    says: str = Field(min_length=3, max_length=200)


class ServiceStandards(RuleFile):
    """All of them, in the order in which they are shown; and how far ahead a review may be."""

    standards: Annotated[tuple[Standard, ...], Field(min_length=1, max_length=30)]
    latest_review: Duration

    @model_validator(mode="after")
    def _told_apart(self) -> ServiceStandards:
        codes = [one.code for one in self.standards]
        if twice := sorted({one for one in codes if codes.count(one) > 1}):
            raise ValueError(f"each standard needs a code of its own; given twice: {', '.join(twice)}")
        return self

    def chosen(self, codes: Collection[str]) -> tuple[Standard, ...]:
        """Those that were ticked; codes that nobody knows any more are left out."""
        return tuple(one for one in self.standards if one.code in codes)


@dataclass(frozen=True)
class Effect:
    """Whether customers felt that an agent genuinely cared, in equal times before and after a coaching. It shows what
    came after what, and not what caused it."""

    span: timedelta
    before: Share
    after: Share

    @property
    def enough(self) -> bool:
        """Whether both sides have enough answers for a share."""
        return min(self.before.n, self.after.n) >= FEW

    @property
    def apart(self) -> bool:
        """Whether the intervals of both do not overlap, so that it is hardly chance."""
        before, after = self.before.interval, self.after.interval
        return before is not None and after is not None and (before.high < after.low or after.high < before.low)


def effect(coached_at: datetime, now: datetime, longest: timedelta, answers: Iterable[tuple[datetime, str]]) -> Effect:
    """Compare the ``"yes"`` and ``"no"`` of each time; both are as long as the one after has lasted, and at most
    ``longest``."""
    span = min(now - coached_at, longest)
    before, after = [], []
    for at, word in answers:
        if coached_at - span <= at < coached_at:
            before.append(word)
        elif coached_at <= at <= coached_at + span:
            after.append(word)
    return Effect(span, _cared(before), _cared(after))


def _cared(words: list[str]) -> Share:
    return cared(words.count("yes"), words.count("no"))
