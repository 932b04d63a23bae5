"""The times of which somebody can pick one for a call: only such at which their phone may ring, by their own clock."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from math import ceil
from zoneinfo import ZoneInfo

from vocsurvey.fieldwork.advance_notice import Times
from vocsurvey.fieldwork.window import Hours, open_at

_MINUTE = timedelta(minutes=1)


def offered_times(
    rules: Times, hours: Hours, zone: str, now: datetime, ends_at: datetime | None = None
) -> tuple[tuple[date, tuple[datetime, ...]], ...]:
    """The days, local to the zone, each with its times (aware UTC) in order; days without any are left out.

    ``ends_at`` (aware): nothing from then on is offered. A time that the clocks skip is not offered, and one that comes
    twice is offered once, when it comes first.
    """
    earliest, latest = now + rules.earliest, now + rules.within
    if ends_at is not None:
        latest = min(latest, ends_at - _MINUTE)
    found: list[tuple[date, tuple[datetime, ...]]] = []
    day = earliest.astimezone(ZoneInfo(zone)).date()
    last = latest.astimezone(ZoneInfo(zone)).date()
    while day <= last and len(found) < rules.days:
        times = tuple(one for one in _times(day, rules.step, hours, zone) if earliest <= one <= latest)
        if times:
            found.append((day, times))
        day += timedelta(days=1)
    return tuple(found)


def _times(day: date, step: timedelta, hours: Hours, zone: str) -> Iterator[datetime]:
    """Every step of the open hours of a local date."""
    width = step // _MINUTE
    for span in hours.on(day):
        for minute in range(ceil(span.opens / width) * width, span.closes, width):
            local = datetime.combine(day, time(minute // 60, minute % 60), ZoneInfo(zone))
            moment = local.astimezone(UTC)
            skipped = moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None) != local.replace(tzinfo=None)
            if not skipped and open_at(moment, (zone,), hours):
                yield moment
