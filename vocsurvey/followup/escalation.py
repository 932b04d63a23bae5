"""What nobody acts on climbs a ladder, rung by rung, and never stops before somebody acts.

The rungs are data. Time is the owner's working time: nobody is told at night of what could not be done by then.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import lru_cache

from pydantic import Field, model_validator

from vocsurvey.fieldwork.rule import Duration, Rule, RuleFile
from vocsurvey.fieldwork.window import Hours, after_open_time, open_time
from vocsurvey.followup.lifecycle import REOPENING, Event


class Told(StrEnum):
    """Whom a rung tells."""

    OWNER = "owner"
    MANAGER = "manager"
    ACCOUNT_EXECUTIVE = "account_executive"


class Rung(Rule):
    """When, and who: at a share of the time until the deadline, or so many business hours after it."""

    share: float | None = Field(default=None, ge=0.5, le=1)
    business_hours_after: float | None = Field(default=None, gt=0, le=1000)
    tells: tuple[Told, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _one_of_both(self) -> Rung:
        if (self.share is None) == (self.business_hours_after is None):
            raise ValueError("give either share or business_hours_after")
        return self

    @property
    def place(self) -> tuple[float, float]:
        """Where it stands in the ladder."""
        return (self.share or 1, self.business_hours_after or 0)


class Repeat(Rule):
    """What happens after the last rung, again and again."""

    every_business_hours: float = Field(gt=0, le=1000)
    tells: tuple[Told, ...] = Field(min_length=1)


class EscalationRules(RuleFile):
    """The ladder: its rungs from the first to the last, then what repeats; ``apart`` lies between any two."""

    rungs: tuple[Rung, ...] = Field(min_length=1)
    repeat: Repeat
    apart: Duration

    @model_validator(mode="after")
    def _climbs(self) -> EscalationRules:
        places = [rung.place for rung in self.rungs]
        if places != sorted(places):
            raise ValueError("write the rungs in the order in which they come")
        return self

    def tells(self, rung: int) -> tuple[Told, ...]:
        """Whom a rung tells (from 0); one after the last is a repeat."""
        return self.rungs[rung].tells if rung < len(self.rungs) else self.repeat.tells

    def warns(self, rung: int) -> bool:
        """Does this rung come before the deadline?"""
        return rung < len(self.rungs) and (self.rungs[rung].share or 1) < 1


@dataclass(frozen=True)
class Past:
    """One event of the history; ``by_person``: somebody did it, and not the system."""

    event: Event
    at: datetime
    by_person: bool


@dataclass(frozen=True)
class Standing:
    """Where a follow-up stands on the ladder: rungs climbed since the last act, and when the last of both was."""

    acted_at: datetime
    climbed: int
    last_at: datetime


def standing(opened_at: datetime, history: Sequence[Past]) -> Standing:
    """Where a history leaves a follow-up on the ladder, oldest event first."""
    at = Standing(opened_at, 0, opened_at)
    for past in history:
        if past.event is Event.ESCALATED:
            at = Standing(at.acted_at, at.climbed + 1, past.at)
        elif past.by_person or past.event in REOPENING:
            at = Standing(past.at, 0, past.at)
    return at


@lru_cache(maxsize=16384)
def next_rung_at(rules: EscalationRules, at: Standing, deadline: datetime, zone: str, hours: Hours) -> datetime:
    """When the next rung is due, in the working time of somebody with this zone and these hours.

    Where they are never at work, the time by the clock counts instead.
    """
    if at.climbed >= len(rules.rungs):
        due_at = _later(at.last_at, rules.repeat.every_business_hours, zone, hours)
    else:
        rung = rules.rungs[at.climbed]
        due_at = (
            _share(at.acted_at, deadline, rung.share, zone, hours)
            if rung.share is not None
            else _later(deadline, rung.business_hours_after or 0, zone, hours)
        )
    if at.climbed or deadline <= at.acted_at:
        return max(due_at, at.last_at + rules.apart)
    return due_at


def _later(start: datetime, business_hours: float, zone: str, hours: Hours) -> datetime:
    amount = timedelta(hours=business_hours)
    return after_open_time(start, amount, zone, hours) or start + amount


def _share(start: datetime, deadline: datetime, share: float, zone: str, hours: Hours) -> datetime:
    """The moment at which so much of the working time until the deadline is over."""
    if share == 1 or deadline <= start:
        return deadline
    worked = open_time(start, deadline, zone, hours)
    if not worked:
        return start + share * (deadline - start)
    return min(deadline, after_open_time(start, share * worked, zone, hours) or deadline)
