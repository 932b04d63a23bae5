"""When a phone may ring: weekly hours in local time, over one or several zones, safe through clock changes.

A moment is open only when it is open in *every* zone given: an unknown zone means the intersection of its candidates,
and no zone at all means never. A change of the clocks needs no case of its own, because a moment is always asked for
its local time and never the other way round.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
HORIZON = timedelta(days=400)
MIDNIGHT = 24 * 60
_SPAN = re.compile(r"(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})")


@dataclass(frozen=True, order=True)
class Span:
    """Open from ``opens`` until just before ``closes``, in minutes after local midnight, 0 to 1440."""

    opens: int
    closes: int

    def __post_init__(self) -> None:
        if not 0 <= self.opens < self.closes <= MIDNIGHT:
            raise ValueError("a span opens before it closes, within one day")


@dataclass(frozen=True)
class Hours:
    """The spans of each weekday, Monday first, in local time; and the local dates that are closed all day."""

    week: tuple[tuple[Span, ...], ...]
    closed_on: frozenset[date] = field(default_factory=frozenset)

    def __post_init__(self) -> None:
        if len(self.week) != len(DAYS):
            raise ValueError("hours name seven weekdays")

    def on(self, day: date) -> tuple[Span, ...]:
        """The spans of one local date."""
        return () if day in self.closed_on else self.week[day.weekday()]

    def closed_also_on(self, days: frozenset[date]) -> Hours:
        """The same hours, with more closed dates."""
        return Hours(self.week, self.closed_on | days)


ALWAYS = Hours(((Span(0, MIDNIGHT),),) * len(DAYS))


def read_week(week: Mapping[str, Sequence[str]]) -> Hours:
    """Hours from words: ``{"mon-fri": ["09:00-12:00", "13:00-17:00"], "sat": []}``; a day left out is closed.

    Raises ValueError with a sentence that names the day or span that cannot be read.
    """
    days: dict[str, tuple[Span, ...]] = {}
    for name, spans in week.items():
        for day in _days(name):
            if day in days:
                raise ValueError(f"{day} is given twice")
            days[day] = tuple(sorted(_span(text) for text in spans))
    return Hours(tuple(days.get(day, ()) for day in DAYS))


def _days(name: str) -> tuple[str, ...]:
    first, _, last = name.partition("-")
    last = last or first
    if first not in DAYS or last not in DAYS or DAYS.index(first) > DAYS.index(last):
        raise ValueError(f"{name!r} is not a day of the week; write mon, tue or mon-fri")
    return DAYS[DAYS.index(first) : DAYS.index(last) + 1]


def _span(text: str) -> Span:
    found = _SPAN.fullmatch(text)
    if not found:
        raise ValueError(f"{text!r} is not a span of hours; write it like 09:00-17:00")
    opens, closes = int(found[1]) * 60 + int(found[2]), int(found[3]) * 60 + int(found[4])
    if int(found[2]) > 59 or int(found[4]) > 59 or not opens < closes <= MIDNIGHT:
        raise ValueError(f"{text!r} must end later than it starts, and at 24:00 at the latest")
    return Span(opens, closes)


def intersect(*hours: Hours) -> Hours:
    """The narrowest of several hours (statute, campaign, account, contact); of none, always open."""
    week = ALWAYS.week
    for other in hours:
        week = tuple(_overlap(mine, theirs) for mine, theirs in zip(week, other.week, strict=True))
    return Hours(week, frozenset().union(*(other.closed_on for other in hours)))


def _overlap(mine: tuple[Span, ...], theirs: tuple[Span, ...]) -> tuple[Span, ...]:
    pairs = ((max(a.opens, b.opens), min(a.closes, b.closes)) for a in mine for b in theirs)
    return tuple(sorted({Span(opens, closes) for opens, closes in pairs if opens < closes}))


def known_zone(name: str) -> bool:
    """Is this the name of an IANA time zone?"""
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return True


def open_at(now: datetime, zones: Sequence[str], hours: Hours) -> bool:
    """Is ``now`` (aware) inside the hours in every one of the zones? Without a zone, never."""
    return bool(zones) and all(_open_in(now, zone, hours) for zone in zones)


def _open_in(now: datetime, zone: str, hours: Hours) -> bool:
    local = now.astimezone(ZoneInfo(zone))
    minute = local.hour * 60 + local.minute
    return any(span.opens <= minute < span.closes for span in hours.on(local.date()))


def next_open(now: datetime, zones: Sequence[str], hours: Hours) -> datetime | None:
    """The earliest moment from ``now`` on (aware UTC) that is open in every zone; None for none within 400 days."""
    moment: datetime | None = now.astimezone(UTC)
    end = now + HORIZON
    while zones and moment is not None and moment <= end:
        closed = next((zone for zone in zones if not _open_in(moment, zone, hours)), None)
        if closed is None:
            return moment
        # Nothing earlier than this zone's own opening can be open in all of them.
        moment = _next(moment, closed, hours, open_then=True)
    return None


def next_close(now: datetime, zones: Sequence[str], hours: Hours) -> datetime | None:
    """The earliest moment from ``now`` on (aware UTC) that is not open; None when it stays open for 400 days."""
    start = now.astimezone(UTC)
    if not open_at(start, zones, hours):
        return start
    closings = (_next(start, zone, hours, open_then=False) for zone in zones)
    return min((moment for moment in closings if moment is not None), default=None)


def _next(start: datetime, zone: str, hours: Hours, *, open_then: bool) -> datetime | None:
    """The first edge after ``start`` at which the zone is open, or is closed."""
    return next((edge for edge in _edges(start, zone, hours) if _open_in(edge, zone, hours) is open_then), None)


def _edges(start: datetime, zone: str, hours: Hours) -> Iterator[datetime]:
    """Every moment after ``start``, in order, at which open may turn to closed or closed to open in a zone."""
    dates: dict[date, list[datetime]] = {}
    for offset in range(HORIZON.days + 1):
        today = start.date() + timedelta(days=offset)
        midnight = datetime.combine(today, time(), UTC)
        # A local date lies within one day of the UTC date of the same name.
        for local in (today + timedelta(days=shift) for shift in (-1, 0, 1)):
            if local not in dates:
                dates[local] = _edges_of(zone, local, hours)
        edges = {edge for local in dates for edge in dates[local] if midnight <= edge < midnight + timedelta(days=1)}
        yield from sorted(edge for edge in edges if edge > start)
        del dates[today - timedelta(days=1)]


def _edges_of(zone: str, local: date, hours: Hours) -> list[datetime]:
    """The edges of one local date in one zone: both readings of an ambiguous time, midnight, and a clock change."""
    minutes = {0} | {minute for span in hours.on(local) for minute in (span.opens, span.closes)}
    start = datetime.combine(local, time(), ZoneInfo(zone))
    edges = [
        (start + timedelta(minutes=minute)).replace(fold=fold).astimezone(UTC) for minute in minutes for fold in (0, 1)
    ]
    change = _clock_change(zone, local)
    return edges if change is None else [*edges, change]


@lru_cache(maxsize=4096)
def _clock_change(zone: str, day: date) -> datetime | None:
    """The moment (UTC) within this UTC day at which the zone's clocks change, to the second; None for no change."""
    tz = ZoneInfo(zone)
    before = datetime.combine(day, time(), UTC)
    after = before + timedelta(days=1)
    offset = before.astimezone(tz).utcoffset()
    if after.astimezone(tz).utcoffset() == offset:
        return None
    while after - before > timedelta(seconds=1):
        middle = (before + (after - before) / 2).replace(microsecond=0)
        if middle.astimezone(tz).utcoffset() == offset:
            before = middle
        else:
            after = middle
    return after


def after_open_time(start: datetime, amount: timedelta, zone: str, hours: Hours) -> datetime | None:
    """The moment (UTC) at which ``amount`` of open time has passed since ``start``; None when it never does.

    Nights, lunch breaks and holidays are closed time and do not count.
    """
    moment = next_open(start, (zone,), hours)
    while moment is not None:
        closes = next_close(moment, (zone,), hours)
        if closes is None or closes - moment >= amount:
            return moment + amount
        amount -= closes - moment
        moment = next_open(closes, (zone,), hours)
    return None


def open_time(start: datetime, end: datetime, zone: str, hours: Hours) -> timedelta:
    """How much open time lies between two moments; none where the end is not the later."""
    worked = timedelta()
    opens = next_open(start, (zone,), hours)
    while opens is not None and opens < end:
        closes = next_close(opens, (zone,), hours)
        worked += (end if closes is None else min(closes, end)) - opens
        opens = None if closes is None else next_open(closes, (zone,), hours)
    return worked


def after_open_days(start: datetime, days: int, zone: str, hours: Hours) -> datetime | None:
    """The same local time ``days`` working days after ``start`` (UTC), or the next opening after it; None for never."""
    opened = next_open(start, (zone,), hours)
    if opened is None:
        return None
    local = opened.astimezone(ZoneInfo(zone))
    day = local.date()
    for _ in range(HORIZON.days):
        if days == 0:
            break
        day += timedelta(days=1)
        days -= bool(hours.on(day))
    return next_open(datetime.combine(day, local.time(), ZoneInfo(zone)), (zone,), hours)
