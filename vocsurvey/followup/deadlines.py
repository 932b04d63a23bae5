"""By when the customer is spoken to: counted in the owner's working time, never when the customer is closed.

Nights, lunch breaks and holidays are closed time and do not count.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from pydantic import Field, model_validator

from vocsurvey.fieldwork.calendar import WeekRule
from vocsurvey.fieldwork.rule import Rule, RuleFile
from vocsurvey.fieldwork.window import Hours, after_open_days, after_open_time, next_open, open_at
from vocsurvey.followup.severity import Severity

JOINT_SEARCH = timedelta(days=14)
_INSTANT = timedelta(seconds=1)


class Term(Rule):
    """A length of working time: either business hours or business days."""

    business_hours: float | None = Field(default=None, ge=0, le=1000)
    business_days: int | None = Field(default=None, ge=0, le=100)

    @model_validator(mode="after")
    def _one_of_both(self) -> Term:
        if (self.business_hours is None) == (self.business_days is None):
            raise ValueError("give either business_hours or business_days")
        return self

    def after(self, start: datetime, zone: str, hours: Hours) -> datetime | None:
        """The moment (UTC) at which the term is over; None when these hours never open."""
        if self.business_hours is not None:
            return after_open_time(start, timedelta(hours=self.business_hours), zone, hours)
        return after_open_days(start, self.business_days or 0, zone, hours)


class Step(Rule):
    """What one severity demands: the customer is spoken to, and is told the plan."""

    first_contact: Term
    plan: Term


class Ladder(RuleFile):
    """The demands by severity, and the hours in which owners work unless they say otherwise."""

    owner_hours: WeekRule
    deadlines: Mapping[Severity, Step]

    @model_validator(mode="after")
    def _every_severity(self) -> Ladder:
        if absent := [severity for severity in Severity if severity not in self.deadlines]:
            raise ValueError(f"deadlines are missing for {', '.join(absent)}")
        return self


@dataclass(frozen=True)
class Deadlines:
    """By when (aware UTC) the customer is first spoken to and by when a plan is agreed, which is never the earlier."""

    first_contact_at: datetime
    plan_at: datetime


def due(
    opened_at: datetime,
    severity: Severity,
    owner_hours: Hours,
    owner_zone: str,
    customer_hours: Hours,
    customer_zones: Sequence[str],
    ladder: Ladder,
) -> Deadlines:
    """The deadlines of a follow-up.

    A deadline that falls outside the customer's hours moves on to the next time at which both are at work, or, where
    that does not come within two weeks, to the customer's next opening: somebody else then makes the call. For a
    customer whose zone is unknown, or whose phone never opens, only the owner's hours count.
    """
    step = ladder.deadlines[severity]

    def settled(term: Term) -> datetime:
        moment = term.after(opened_at, owner_zone, owner_hours) or opened_at
        return _within(moment.astimezone(UTC), owner_hours, owner_zone, customer_hours, customer_zones)

    first_contact_at = settled(step.first_contact)
    return Deadlines(first_contact_at, max(first_contact_at, settled(step.plan)))


def within_hours(moment: datetime, zones: Sequence[str], hours: Hours) -> bool:
    """Does a deadline lie inside the hours? The very moment of closing does: all the time before it was open."""
    return open_at(moment, zones, hours) or open_at(moment - _INSTANT, zones, hours)


def _within(
    moment: datetime, owner_hours: Hours, owner_zone: str, customer_hours: Hours, customer_zones: Sequence[str]
) -> datetime:
    if within_hours(moment, customer_zones, customer_hours):
        return moment
    opens = next_open(moment, customer_zones, customer_hours)
    if opens is None:
        return moment
    joint: datetime | None = opens
    while joint is not None and joint - opens <= JOINT_SEARCH:
        if open_at(joint, (owner_zone,), owner_hours):
            return joint
        theirs = next_open(joint, (owner_zone,), owner_hours)
        joint = theirs and next_open(theirs, customer_zones, customer_hours)
    return opens
