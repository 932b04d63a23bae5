"""Weekly hours over zones, through clock changes."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vocsurvey.fieldwork.window import (
    ALWAYS,
    DAYS,
    Hours,
    Span,
    after_open_days,
    after_open_time,
    intersect,
    known_zone,
    next_close,
    next_open,
    open_at,
    open_time,
    read_week,
)

OFFICE = read_week({"mon-fri": ["09:00-17:00"]})
LUNCH = read_week({"mon-fri": ["09:00-12:00", "13:00-17:00"]})
NEVER = read_week({})
BERLIN, NEW_YORK, LONDON, KOLKATA = "Europe/Berlin", "America/New_York", "Europe/London", "Asia/Kolkata"


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "zones", "expected"),
    [
        ("2026-03-02 08:00", (BERLIN,), True),
        ("2026-03-02 07:59", (BERLIN,), False),
        ("2026-03-02 15:59", (BERLIN,), True),
        ("2026-03-02 16:00", (BERLIN,), False),
        ("2026-03-01 10:00", (BERLIN,), False),
        ("2026-03-02 14:30", (BERLIN, NEW_YORK), True),
        ("2026-03-02 13:59", (BERLIN, NEW_YORK), False),
        ("2026-03-02 10:00", (), False),
    ],
)
def test_open_at(now: str, zones: tuple[str, ...], expected: bool) -> None:
    assert open_at(utc(now), zones, OFFICE) is expected


@pytest.mark.parametrize(
    ("now", "zones", "hours", "expected"),
    [
        ("2026-03-02 10:00", (BERLIN,), OFFICE, "2026-03-02 10:00"),
        ("2026-03-02 16:00", (BERLIN,), OFFICE, "2026-03-03 08:00"),
        ("2026-03-06 16:00", (BERLIN,), OFFICE, "2026-03-09 08:00"),
        # The clocks go forward on 29 March in Berlin: Monday's opening is an hour earlier in UTC.
        ("2026-03-27 16:00", (BERLIN,), OFFICE, "2026-03-30 07:00"),
        ("2026-03-02 08:00", (BERLIN, NEW_YORK), OFFICE, "2026-03-02 14:00"),
        ("2026-03-02 11:30", (BERLIN,), LUNCH, "2026-03-02 12:00"),
        # 02:30 does not exist on this day; the hour that replaces it is open from its first moment.
        ("2026-03-29 00:00", (BERLIN,), read_week({"sun": ["02:30-04:00"]}), "2026-03-29 01:00"),
        # 02:00 to 02:30 comes twice on this day, with a closed half hour in between.
        ("2026-10-25 00:31", (BERLIN,), read_week({"sun": ["02:00-02:30"]}), "2026-10-25 01:00"),
        ("2026-03-02 10:00", (BERLIN,), OFFICE.closed_also_on(frozenset([date(2026, 3, 2)])), "2026-03-03 08:00"),
        ("2026-03-02 10:00", (BERLIN,), NEVER, None),
        ("2026-03-02 10:00", (KOLKATA, NEW_YORK), OFFICE, None),
        ("2026-03-02 10:00", (), OFFICE, None),
    ],
)
def test_next_open(now: str, zones: tuple[str, ...], hours: Hours, expected: str | None) -> None:
    assert next_open(utc(now), zones, hours) == (utc(expected) if expected else None)


def test_next_close() -> None:
    assert next_close(utc("2026-03-02 10:00"), (BERLIN,), LUNCH) == utc("2026-03-02 11:00")
    assert next_close(utc("2026-03-02 11:30"), (BERLIN,), LUNCH) == utc("2026-03-02 11:30")
    assert next_close(utc("2026-03-02 11:30"), (BERLIN,), ALWAYS) is None


def spans() -> st.SearchStrategy[tuple[Span, ...]]:
    one = st.tuples(st.integers(0, 47), st.integers(1, 48)).filter(lambda pair: pair[0] < pair[1])
    return st.lists(one.map(lambda pair: Span(pair[0] * 30, pair[1] * 30)), max_size=2).map(tuple)


ANY_HOURS = st.builds(
    Hours,
    st.tuples(*[spans() for _ in DAYS]),
    st.frozensets(st.dates(date(2026, 3, 20), date(2026, 4, 10)), max_size=3),
)
ANY_ZONES = st.lists(
    st.sampled_from([BERLIN, NEW_YORK, LONDON, KOLKATA, "Australia/Lord_Howe", "Pacific/Apia", "UTC"]),
    min_size=1,
    max_size=2,
    unique=True,
).map(tuple)
# Around the clock changes of spring and autumn.
MOMENTS = st.builds(
    lambda start, minutes: start + timedelta(minutes=minutes),
    st.sampled_from([datetime(2026, 3, 25, tzinfo=UTC), datetime(2026, 10, 20, tzinfo=UTC)]),
    st.integers(0, 15 * 24 * 60),
)


@settings(max_examples=150, deadline=None)
@given(MOMENTS, ANY_ZONES, ANY_HOURS)
def test_next_open_is_open_and_nothing_earlier_is(now: datetime, zones: tuple[str, ...], hours: Hours) -> None:
    opens = next_open(now, zones, hours)
    end = min(opens, now + timedelta(days=10)) if opens else now + timedelta(days=10)
    step = timedelta(minutes=15)
    sampled = [now + step * count for count in range(int((end - now) / step) + 1)]
    assert not any(open_at(moment, zones, hours) for moment in sampled if moment < end)
    if opens:
        assert opens >= now
        assert open_at(opens, zones, hours)
        assert opens == now or not open_at(opens - timedelta(seconds=1), zones, hours)


@settings(max_examples=100, deadline=None)
@given(MOMENTS, ANY_ZONES, ANY_HOURS)
def test_next_close_is_the_end_of_what_is_open(now: datetime, zones: tuple[str, ...], hours: Hours) -> None:
    closes = next_close(now, zones, hours)
    if closes is not None and closes > now:
        assert not open_at(closes, zones, hours)
        gap = (closes - now) / 50
        assert all(open_at(now + gap * count, zones, hours) for count in range(50))


@settings(max_examples=100, deadline=None)
@given(MOMENTS, st.sampled_from([BERLIN, NEW_YORK, KOLKATA]), st.lists(ANY_HOURS, max_size=3))
def test_the_narrowest_wins(now: datetime, zone: str, hours: list[Hours]) -> None:
    assert open_at(now, (zone,), intersect(*hours)) == all(open_at(now, (zone,), each) for each in hours)


@pytest.mark.parametrize(
    ("start", "hours", "expected"),
    [
        ("2026-03-02 08:00", 4, "2026-03-02 13:00"),
        ("2026-03-02 13:00", 4, "2026-03-03 09:00"),
        ("2026-03-06 15:30", 1, "2026-03-09 08:30"),
        ("2026-03-07 12:00", 0, "2026-03-09 08:00"),
        ("2026-03-02 12:00", 4, "2026-03-02 16:00"),
    ],
)
def test_open_time_leaves_out_lunch_and_nights(start: str, hours: int, expected: str) -> None:
    assert after_open_time(utc(start), timedelta(hours=hours), BERLIN, LUNCH) == utc(expected)


def test_open_time_without_an_end_or_an_opening() -> None:
    start = utc("2026-03-02 10:00")
    assert after_open_time(start, timedelta(hours=30), BERLIN, ALWAYS) == utc("2026-03-03 16:00")
    assert after_open_time(start, timedelta(hours=1), BERLIN, NEVER) is None


@pytest.mark.parametrize(
    ("start", "end", "minutes"),
    [
        ("2026-03-02 08:00", "2026-03-02 08:45", 45),
        ("2026-03-02 10:30", "2026-03-02 12:30", 60),  # lunch from 11 to 12, UTC
        ("2026-03-02 15:30", "2026-03-03 08:15", 45),
        ("2026-03-06 15:30", "2026-03-09 08:15", 45),
        ("2026-03-07 08:00", "2026-03-08 18:00", 0),
        ("2026-03-02 09:00", "2026-03-02 09:00", 0),
        ("2026-03-02 10:00", "2026-03-02 09:00", 0),
        ("2026-03-27 15:00", "2026-03-30 08:00", 120),  # the clocks have gone forward
    ],
)
def test_open_time_between_two_moments(start: str, end: str, minutes: int) -> None:
    assert open_time(utc(start), utc(end), BERLIN, LUNCH) == timedelta(minutes=minutes)


def test_open_time_of_hours_that_never_or_always_are_open() -> None:
    start, end = utc("2026-03-02 08:00"), utc("2026-03-12 09:30")
    assert open_time(start, end, BERLIN, NEVER) == timedelta()
    assert open_time(start, end, BERLIN, ALWAYS) == end - start
    assert after_open_days(start, 1, BERLIN, NEVER) is None


@pytest.mark.parametrize(
    ("start", "days", "expected"),
    [
        ("2026-03-02 10:00", 0, "2026-03-02 10:00"),
        ("2026-03-02 10:00", 1, "2026-03-03 10:00"),
        ("2026-03-06 10:00", 1, "2026-03-09 10:00"),
        ("2026-03-07 10:00", 1, "2026-03-10 08:00"),
        ("2026-03-27 10:00", 1, "2026-03-30 09:00"),
    ],
)
def test_open_days_keep_the_local_time(start: str, days: int, expected: str) -> None:
    assert after_open_days(utc(start), days, BERLIN, OFFICE) == utc(expected)


def test_open_days_beyond_the_horizon_end() -> None:
    closed = frozenset(date(2026, 3, 3) + timedelta(days=count) for count in range(900))
    assert after_open_days(utc("2026-03-02 10:00"), 1, BERLIN, OFFICE.closed_also_on(closed)) is None


@pytest.mark.parametrize(
    ("week", "sentence"),
    [
        ({"monday": ["09:00-17:00"]}, "not a day of the week"),
        ({"fri-mon": ["09:00-17:00"]}, "not a day of the week"),
        ({"mon-fri": [], "tue": []}, "tue is given twice"),
        ({"mon": ["9 to 5"]}, "not a span of hours"),
        ({"mon": ["17:00-09:00"]}, "must end later"),
        ({"mon": ["09:00-24:01"]}, "must end later"),
        ({"mon": ["09:75-17:00"]}, "must end later"),
    ],
)
def test_unreadable_weeks(week: dict[str, list[str]], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        read_week(week)


def test_impossible_hours_are_refused() -> None:
    with pytest.raises(ValueError, match="opens before it closes"):
        Span(600, 600)
    with pytest.raises(ValueError, match="seven weekdays"):
        Hours(((),))


@pytest.mark.parametrize(
    ("name", "expected"), [(BERLIN, True), ("Europe", False), ("Mars/Base", False), ("../etc", False), ("", False)]
)
def test_known_zone(name: str, expected: bool) -> None:
    assert known_zone(name) is expected
