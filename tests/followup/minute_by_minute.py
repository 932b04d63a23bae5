"""Deadlines counted minute by minute, as somebody with a calendar and a clock would: nothing of it is the product's.

Slow and plain on purpose. The tables of ``test_deadline_table.py`` were made with it, and it is held against them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

MINUTE = timedelta(minutes=1)
FORTNIGHT = timedelta(days=14)
TERMS = {  # first contact and plan: minutes of work, or days of work
    "critical": ((60, None), (None, 1)),
    "high": ((240, None), (None, 2)),
    "medium": ((None, 1), (None, 5)),
    "low": ((None, 5), (None, 10)),
}


@dataclass(frozen=True)
class Side:
    """Somebody's zone; their open hours as minutes of the day, by weekday (Monday 0); and their closed dates."""

    zone: str
    week: tuple[tuple[tuple[int, int], ...], ...]
    closed: frozenset[date] = frozenset()

    def works_on(self, day: date) -> bool:
        """Are there any open hours on that day?"""
        return day not in self.closed and bool(self.week[day.weekday()])

    def open(self, moment: datetime) -> bool:
        """Is this minute open?"""
        return _open(self, moment)


@lru_cache(maxsize=1 << 18)
def _open(side: Side, moment: datetime) -> bool:
    local = moment.astimezone(ZoneInfo(side.zone))
    minute = local.hour * 60 + local.minute
    return local.date() not in side.closed and any(a <= minute < b for a, b in side.week[local.weekday()])


def counted(start: datetime, minutes: int, *sides: Side, limit: timedelta = timedelta(days=400)) -> datetime | None:
    """The moment at which so many minutes have passed in which all were open; None when that is too late."""
    moment = start
    while minutes > 0:
        minutes -= all(side.open(moment) for side in sides)
        moment += MINUTE
        if moment - start > limit:
            return None
    return moment


def first_open(start: datetime, *sides: Side, limit: timedelta = timedelta(days=400)) -> datetime | None:
    """The first minute in which all are open."""
    moment = start
    while not all(side.open(moment) for side in sides):
        moment += MINUTE
        if moment - start > limit:
            return None
    return moment


def days_later(start: datetime, days: int, side: Side) -> datetime:
    """The same time by the clock so many working days later, or the next opening after it."""
    opened = first_open(start, side)
    assert opened is not None
    local = opened.astimezone(ZoneInfo(side.zone))
    day = local.date()
    while days:
        day += timedelta(days=1)
        days -= side.works_on(day)
    then = datetime.combine(day, time(local.hour, local.minute), ZoneInfo(side.zone)).astimezone(UTC)
    found = first_open(then, side)
    assert found is not None
    return found


def kept(moment: datetime, owner: Side, customer: Side) -> datetime:
    """A deadline moved on to where the customer is open, and the owner too if that comes within two weeks."""
    if customer.open(moment) or customer.open(moment - MINUTE):
        return moment
    opens = first_open(moment, customer)
    assert opens is not None
    return first_open(opens, owner, customer, limit=FORTNIGHT) or opens


def deadlines(opened: datetime, severity: str, owner: Side, customer: Side) -> tuple[datetime, datetime]:
    """First contact and plan."""
    earliest = counted(opened, 60, owner, customer, limit=FORTNIGHT) or counted(opened, 60, customer)
    assert earliest is not None
    found = []
    for minutes, days in TERMS[severity]:
        moment = days_later(opened, days or 0, owner) if minutes is None else counted(opened, minutes, owner)
        assert moment is not None
        found.append(max(earliest, kept(moment, owner, customer)))
    return found[0], max(found)


def after_pauses(
    deadline: datetime, pauses: Sequence[tuple[datetime, datetime]], owner: Side, customer: Side
) -> datetime:
    """A deadline, later by every minute of the owner's work in which we waited for the customer."""
    moved = deadline
    for since, until in pauses:
        lost, moment = 0, since
        while since < moved and moment < until:
            lost += owner.open(moment)
            moment += MINUTE
        moved = counted(moved, lost, owner) or moved
    return deadline if moved == deadline else kept(moved, owner, customer)
