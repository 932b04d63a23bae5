"""The people of the deadline tables: where they work, in which hours, and on which dates they do not."""

from __future__ import annotations

from datetime import date

from minute_by_minute import Side

Week = tuple[tuple[tuple[int, int], ...], ...]


def _week(days: str, *spans: tuple[int, int]) -> Week:
    """Spans in hours on the days of a mask like ``11111..``, Monday first."""
    minutes = tuple((first * 60, last * 60) for first, last in spans)
    return tuple(minutes if one == "1" else () for one in days)


OFFICE = _week("11111..", (9, 17))
LUNCH = _week("11111..", (9, 12), (13, 17))
NIGHT = _week("1111111", (0, 6), (22, 24))
SHOP = _week(".11111.", (10, 19))
GULF = _week("1111..1", (8, 16))
ALWAYS = _week("1111111", (0, 24))


def _dates(*texts: str) -> frozenset[date]:
    return frozenset(map(date.fromisoformat, texts))


GERMANY = _dates("2026-04-03", "2026-04-06", "2026-05-01", "2026-12-25", "2026-12-26", "2027-01-01")
AMERICA = _dates("2026-01-19", "2026-07-03", "2026-11-26", "2026-12-25", "2027-01-01")
PEOPLE = {
    "berlin": Side("Europe/Berlin", OFFICE, GERMANY),
    "berlin lunch": Side("Europe/Berlin", LUNCH, GERMANY),
    "berlin always": Side("Europe/Berlin", ALWAYS),
    "berlin night": Side("Europe/Berlin", NIGHT),
    "london": Side("Europe/London", OFFICE, _dates("2026-12-25", "2026-12-28")),
    "new york": Side("America/New_York", OFFICE, AMERICA),
    "new york lunch": Side("America/New_York", LUNCH, AMERICA),
    "new york night": Side("America/New_York", NIGHT),
    "chicago shop": Side("America/Chicago", SHOP, AMERICA),
    "kolkata": Side("Asia/Kolkata", OFFICE, _dates("2026-01-26")),
    "kathmandu": Side("Asia/Kathmandu", OFFICE),
    "dubai": Side("Asia/Dubai", GULF),
    "tokyo": Side("Asia/Tokyo", OFFICE, _dates("2026-05-04", "2026-05-05", "2026-05-06")),
    "auckland": Side("Pacific/Auckland", OFFICE, _dates("2026-02-06")),
    "lord howe": Side("Australia/Lord_Howe", LUNCH),
    "st johns": Side("America/St_Johns", OFFICE),
    "apia": Side("Pacific/Apia", OFFICE),
}
