"""When a campaign comes again: every quarter or every year, by the calendar of its own zone."""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

LOOKED_AT = timedelta(days=14)
"""A draft is made so long before its day, so that somebody can look at it and launch it: our own choice."""


class Every(StrEnum):
    """How often a campaign comes again."""

    QUARTER = "quarter"
    YEAR = "year"


MONTHS = {Every.QUARTER: 3, Every.YEAR: 12}


def next_day(every: Every, began_at: datetime, zone: str) -> date:
    """The first day of the next round; the last of the month where it has no such day."""
    began = began_at.astimezone(ZoneInfo(zone)).date()
    months = began.month - 1 + MONTHS[every]
    year, month = began.year + months // 12, months % 12 + 1
    return date(year, month, min(began.day, monthrange(year, month)[1]))


def made_at(every: Every, began_at: datetime, zone: str, *, launched_by_clock: bool) -> datetime:
    """When the next round is made (aware UTC): on its day when the clock launches it, else two weeks ahead."""
    midnight = datetime.combine(next_day(every, began_at, zone), time(), ZoneInfo(zone)).astimezone(UTC)
    return midnight if launched_by_clock else midnight - LOOKED_AT
