"""Attempts: how many, how far apart."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from vocsurvey.fieldwork.protocol import (
    Again,
    Ending,
    Exhausted,
    PastAttempt,
    Protocol,
    Spent,
    another_part,
    next_attempt,
    same_part,
)
from vocsurvey.rulebook import DEMO, load_rulebook

SHIPPED = load_rulebook().protocol
DEMONSTRATION = load_rulebook(DEMO).protocol
# Only the spacing by outcome, without the limits per day and the gap.
LOOSE = SHIPPED.model_copy(update={"per_day": 100, "per_week": 100, "min_gap": timedelta(0)})
NOW = datetime(2026, 3, 3, 10, 20, tzinfo=UTC)


def dialed(*hours_ago: float, ending: Ending = Ending.NO_ANSWER) -> tuple[PastAttempt, ...]:
    return tuple(PastAttempt(NOW - timedelta(hours=hours), counted=True, ending=ending) for hours in hours_ago)


@pytest.mark.parametrize(
    ("ending", "wait"),
    [
        (Ending.BUSY, timedelta(minutes=15)),
        (Ending.NO_ANSWER, timedelta(hours=3)),
        (Ending.MACHINE, timedelta(days=1)),
        (Ending.BREAK_OFF, timedelta(days=1)),
        (Ending.NOT_DIALED, timedelta(minutes=1)),
    ],
)
def test_spacing_by_outcome(ending: Ending, wait: timedelta) -> None:
    assert next_attempt(LOOSE, dialed(0, ending=ending), ending, NOW) == Again(NOW + wait)


@pytest.mark.parametrize("ending", [Ending.COMPLETE, Ending.PARTIAL, Ending.REFUSAL, Ending.DEAD_NUMBER])
def test_settled_cases_are_never_tried_again(ending: Ending) -> None:
    for protocol in (SHIPPED, DEMONSTRATION):
        assert next_attempt(protocol, dialed(0), ending, NOW, agreed_at=NOW) == Exhausted(Spent.SETTLED)


@pytest.mark.parametrize(
    ("history", "due_in"),
    [
        (dialed(0), timedelta(days=1)),
        (dialed(0, 30), timedelta(days=1)),
        (dialed(0, 48, 96), timedelta(days=3)),
        ((PastAttempt(NOW, counted=False, ending=Ending.NOT_DIALED),), timedelta(minutes=15)),
        ((PastAttempt(NOW, counted=False, ending=None), *dialed(100)), timedelta(minutes=15)),
    ],
)
def test_limits_per_day_and_week(history: tuple[PastAttempt, ...], due_in: timedelta) -> None:
    assert next_attempt(SHIPPED, history, Ending.BUSY, NOW) == Again(NOW + due_in)


def test_the_gap_holds_where_the_day_allows_more() -> None:
    protocol = SHIPPED.model_copy(update={"per_day": 3})
    assert next_attempt(protocol, dialed(0), Ending.BUSY, NOW) == Again(NOW + timedelta(hours=4))


def test_attempts_are_used_up() -> None:
    assert next_attempt(SHIPPED, dialed(0, 30, 60, 90, 120, 150), Ending.BUSY, NOW) == Exhausted(Spent.ATTEMPTS_USED_UP)
    assert next_attempt(DEMONSTRATION, dialed(0, 0, 0), Ending.BUSY, NOW) == Exhausted(Spent.ATTEMPTS_USED_UP)


def test_a_number_that_the_carrier_refuses_is_given_up() -> None:
    refused = (PastAttempt(NOW, counted=False, ending=Ending.REJECTED),)
    assert next_attempt(SHIPPED, refused * 2, Ending.REJECTED, NOW) == Again(NOW + timedelta(days=1))
    assert next_attempt(SHIPPED, refused * 3, Ending.REJECTED, NOW) == Exhausted(Spent.REJECTED)


def test_a_time_that_the_person_named_goes_before_the_limits() -> None:
    agreed_at = NOW + timedelta(hours=2)
    assert next_attempt(SHIPPED, dialed(0), Ending.NOT_NOW, NOW, agreed_at=agreed_at) == Again(agreed_at)
    assert next_attempt(SHIPPED, dialed(0), Ending.NOT_NOW, NOW, agreed_at=NOW - timedelta(hours=1)) == Again(NOW)


@pytest.mark.parametrize(
    ("zone", "parts", "tried", "expected"),
    [
        # 08:20 in Berlin, three hours on is still the morning: it moves to noon.
        ("Europe/Berlin", SHIPPED.parts_of_day, "2026-03-03T07:20", "2026-03-03T11:00"),
        # 10:20 in Berlin, three hours on is another part already.
        ("Europe/Berlin", SHIPPED.parts_of_day, "2026-03-03T09:20", "2026-03-03T12:20"),
        # 16:00 in Berlin, three hours on is still the last part: it moves to the next day's first.
        ("Europe/Berlin", SHIPPED.parts_of_day, "2026-03-03T15:00", "2026-03-03T23:00"),
        # Parts that do not begin at midnight: the night belongs to the last one.
        ("UTC", (time(8), time(12)), "2026-03-03T22:00", "2026-03-04T08:00"),
        ("UTC", (time(8),), "2026-03-03T22:00", "2026-03-04T01:00"),
        ("UTC", (), "2026-03-03T22:00", "2026-03-04T01:00"),
        (None, SHIPPED.parts_of_day, "2026-03-03T07:20", "2026-03-03T10:20"),
    ],
)
def test_another_part_of_the_day(zone: str | None, parts: tuple[time, ...], tried: str, expected: str) -> None:
    protocol = LOOSE.model_copy(update={"parts_of_day": parts})
    now, due_at = (datetime.fromisoformat(text).replace(tzinfo=UTC) for text in (tried, expected))
    assert next_attempt(protocol, (), Ending.NO_ANSWER, now, zones=(zone,) if zone else ()) == Again(due_at)


@given(
    st.integers(0, 8760 * 4).map(lambda quarters: NOW + quarters * timedelta(minutes=15)),
    st.timedeltas(timedelta(0), timedelta(days=2)),
    st.lists(
        st.sampled_from(["America/New_York", "America/Denver", "America/Los_Angeles", "Pacific/Honolulu"]),
        min_size=1,
        unique=True,
    ),
)
def test_another_part_of_the_day_in_every_zone_in_which_they_may_be(
    tried_at: datetime, wait: timedelta, zones: list[str]
) -> None:
    parts, due_at = SHIPPED.parts_of_day, tried_at + wait
    moved = another_part(parts, tried_at, due_at, zones)
    assert due_at <= moved <= due_at + timedelta(days=2)
    assert not same_part(parts, tried_at, moved, zones)
    alone = max(another_part(parts, tried_at, due_at, [zone]) for zone in zones)
    assert moved >= alone


def test_where_no_moment_is_another_part_everywhere_the_wait_alone_counts() -> None:
    around, uneven = [f"Etc/GMT{shift:+}" for shift in range(-12, 12)], (time(0), time(1))
    assert another_part(uneven, NOW, NOW + timedelta(hours=3), around) == NOW + timedelta(hours=3)


@given(
    st.lists(st.tuples(st.floats(0, 400), st.booleans(), st.sampled_from([None, *Ending])), max_size=7),
    st.sampled_from(Ending),
    st.sampled_from([None, "Europe/Berlin", "Asia/Kolkata"]),
    st.sampled_from([SHIPPED, LOOSE, DEMONSTRATION]),
)
def test_never_before_any_limit(
    past: list[tuple[float, bool, Ending | None]], ending: Ending, zone: str | None, protocol: Protocol
) -> None:
    history = [PastAttempt(NOW - timedelta(hours=hours), counted, how) for hours, counted, how in past]
    result = next_attempt(protocol, history, ending, NOW, zones=(zone,) if zone else ())
    if isinstance(result, Exhausted):
        return
    wait = protocol.spacing[ending].wait
    assert wait is not None
    assert result.due_at >= NOW + wait
    counted = [attempt.at for attempt in history if attempt.counted]
    assert len(counted) < protocol.max_attempts
    assert all(result.due_at - at >= protocol.min_gap for at in counted)
    for limit, span in ((protocol.per_day, timedelta(days=1)), (protocol.per_week, timedelta(days=7))):
        assert sum(at > result.due_at - span for at in counted) < limit


def test_every_ending_needs_a_spacing() -> None:
    data = SHIPPED.model_dump() | {"spacing": {"busy": {"wait": "15 min"}}}
    with pytest.raises(ValidationError, match="spacing is missing for break_off, complete"):
        Protocol.model_validate(data)
