"""By when the customer is spoken to: counted in the owner's working time, never when the customer is closed.

Nights, lunch breaks and holidays are closed time and do not count.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from pydantic import Field, model_validator

from vocsurvey.fieldwork.calendar import WeekRule
from vocsurvey.fieldwork.rule import Duration, Rule, RuleFile
from vocsurvey.fieldwork.window import (
    HORIZON,
    Hours,
    after_open_days,
    after_open_time,
    next_close,
    next_open,
    open_at,
    open_time,
)
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
    """The demands by severity, and the hours in which owners work unless they say otherwise.

    ``reachable_hours`` is how long the customer can be called before a deadline at the very least, ``longest_wait`` how
    long an owner may wait for the customer at a time.
    """

    reachable_hours: float = Field(default=1, gt=0, le=24)
    longest_wait: Duration = timedelta(days=30)
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
    customer whose zone is unknown, or whose phone never opens, only the owner's hours count. No deadline is earlier
    than ``reachable`` says, so that it can be kept.
    """
    step = ladder.deadlines[severity]
    earliest = reachable(opened_at, owner_hours, owner_zone, customer_hours, customer_zones, ladder)

    def settled(term: Term) -> datetime:
        moment = term.after(opened_at, owner_zone, owner_hours) or opened_at
        kept = _within(moment.astimezone(UTC), owner_hours, owner_zone, customer_hours, customer_zones)
        return kept if earliest is None else max(kept, earliest)

    first_contact_at = settled(step.first_contact)
    return Deadlines(first_contact_at, max(first_contact_at, settled(step.plan)))


def moved_on(
    deadline: datetime,
    pauses: Sequence[tuple[datetime, datetime]],
    owner_hours: Hours,
    owner_zone: str,
    customer_hours: Hours,
    customer_zones: Sequence[str],
) -> datetime:
    """A deadline (UTC) after we waited for the customer: as much of the owner's working time later as they waited.

    ``pauses`` are from and to, oldest first; one that begins after the deadline moves nothing any more. Like every
    deadline, it is never outside the customer's hours.
    """
    moved = deadline
    for since, until in pauses:
        lost = open_time(since, until, owner_zone, owner_hours) if since < moved else timedelta()
        if lost > timedelta():
            moved = after_open_time(moved, lost, owner_zone, owner_hours) or moved
    return deadline if moved == deadline else _within(moved, owner_hours, owner_zone, customer_hours, customer_zones)


def reachable(
    opened_at: datetime,
    owner_hours: Hours,
    owner_zone: str,
    customer_hours: Hours,
    customer_zones: Sequence[str],
    ladder: Ladder,
) -> datetime | None:
    """When the customer could be called for ``reachable_hours`` since then (UTC), while the owner is at work; or, where
    the two are not at work together for so long within two weeks, by anybody.

    None where the phone never opens, or no zone is known.
    """
    amount = timedelta(hours=ladder.reachable_hours)
    together = ((owner_hours, (owner_zone,)), (customer_hours, tuple(customer_zones)))
    return _after(opened_at, amount, together, JOINT_SEARCH) or _after(opened_at, amount, together[1:], HORIZON)


def _after(
    start: datetime, amount: timedelta, sides: Sequence[tuple[Hours, Sequence[str]]], limit: timedelta
) -> datetime | None:
    """The moment (UTC) at which all sides have been open together for so long; None when the limit comes first."""
    moment = _together(start, sides)
    while moment is not None and moment - start <= limit:
        closings = (next_close(moment, zones, hours) for hours, zones in sides)
        closes = min((closing for closing in closings if closing is not None), default=None)
        if closes is None or closes - moment >= amount:
            return moment + amount
        amount -= closes - moment
        moment = _together(closes, sides)
    return None


def _together(moment: datetime, sides: Sequence[tuple[Hours, Sequence[str]]]) -> datetime | None:
    """The first moment (UTC) from then on at which all sides are open; None when two weeks of looking find none."""
    found: datetime | None = moment.astimezone(UTC)
    end = moment + JOINT_SEARCH
    while found is not None:
        shut = next(((hours, zones) for hours, zones in sides if not open_at(found, zones, hours)), None)
        if shut is None:
            return found
        found = next_open(found, shut[1], shut[0]) if found <= end else None
    return None


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
    joint = _together(opens, ((owner_hours, (owner_zone,)), (customer_hours, customer_zones)))
    return opens if joint is None or joint - opens > JOINT_SEARCH else joint
