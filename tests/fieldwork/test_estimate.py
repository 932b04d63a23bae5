"""How long and for how much: counted by hand on small examples, and bounded by a property."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from vocsurvey.fieldwork.effort import Effort
from vocsurvey.fieldwork.estimate import HORIZON, Estimate, Pace, Tries, account_days, estimate, pace_of
from vocsurvey.fieldwork.window import Hours, read_week
from vocsurvey.rulebook import load_rulebook

RULES = load_rulebook()
OFFICE = read_week({"mon-fri": ["09:00-17:00"]})
WEDNESDAY = datetime(2026, 11, 18, 8, 0, tzinfo=UTC)  # nine o'clock in Berlin
PRICE = Decimal("0.20")
REACHED = Effort(dials=1.5, live=0.5, reached=1.0)


def test_the_narrowest_of_speed_and_budgets_is_the_pace() -> None:
    minute = timedelta(minutes=1)
    # Five lines at once, a minute each: 300 calls an hour, although one a second would be 3600.
    assert pace_of(RULES.pacing, minute, PRICE, (None,), (None,)) == Pace(300.0)
    assert pace_of(RULES.pacing, timedelta(0), PRICE, (), ()) == Pace(3600.0)
    assert pace_of(RULES.pacing, minute, PRICE, (90, None, 80), (Decimal(5), Decimal(30))).a_day == 25
    assert pace_of(RULES.pacing, minute, Decimal(0), (None,), (Decimal(5),)).a_day is None


def looked_at(
    people: int,
    each: float | None = 1.0,
    pace: Pace | None = None,
    hours: Hours = OFFICE,
    starts_at: datetime = WEDNESDAY,
    expected: Effort = REACHED,
) -> Estimate:
    """An estimate in Berlin, at ten dials an hour; ``each`` was observed."""
    return estimate(
        people, Tries(expected, 7, each), PRICE, pace or Pace(10.0), hours, "Europe/Berlin", starts_at, RULES.protocol
    )


def test_days_are_counted_in_open_hours() -> None:
    # Ten an hour for eight hours: eighty a day.
    one = looked_at(40)
    assert (one.dials, one.days, one.cost) == (40, 1, Decimal("8.00"))
    assert one.done_at == datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
    assert looked_at(80).days == 1
    assert looked_at(81).days == 2
    # Three days, and a weekend between.
    assert looked_at(81, starts_at=WEDNESDAY + timedelta(days=2)).done_at == datetime(2026, 11, 23, 8, 6, tzinfo=UTC)
    assert looked_at(81, pace=Pace(10.0, 27)).days == 3
    # At four in the afternoon an hour is left of the first day.
    assert looked_at(11, starts_at=WEDNESDAY + timedelta(hours=7)).days == 2


def test_a_break_at_noon_is_no_calling_time() -> None:
    halves = read_week({"mon-fri": ["09:00-12:00", "13:00-17:00"]})
    assert looked_at(20, hours=halves).done_at == datetime(2026, 11, 18, 10, 0, tzinfo=UTC)
    assert looked_at(40, hours=halves).done_at == datetime(2026, 11, 18, 13, 0, tzinfo=UTC)


def test_nobody_and_never() -> None:
    nobody = looked_at(0)
    assert (nobody.dials, nobody.days, nobody.done_at) == (0, 0, WEDNESDAY)
    never = looked_at(1, hours=read_week({}))
    assert (never.days, never.done_at) == (None, None)


def test_dials_are_observed_or_by_the_protocol_and_never_more_than_may_be() -> None:
    by_protocol = looked_at(10, None)
    assert (by_protocol.dials, by_protocol.dials_each, by_protocol.live) == (15, 1.5, 5)
    assert (by_protocol.observed, by_protocol.calls_learned_from, by_protocol.reached) == (False, 7, 1.0)
    seen = looked_at(10, 3.0)
    assert (seen.observed, seen.dials, seen.live) == (True, 30, 10)
    assert looked_at(10, 99.0).dials_each == RULES.protocol.max_attempts
    # Two tries are two days, however few the people.
    assert looked_at(1, 2.0).days == 2
    assert looked_at(10, None, expected=Effort()).live == 0


def test_whom_nobody_reaches_is_tried_to_the_end() -> None:
    eight_days = Effort(dials=1.5, reached=0.9, takes=timedelta(days=8))
    found = looked_at(10, None, expected=eight_days)
    # The ten are called first within an hour, and the last of them are tried for eight days from then on.
    assert found.done_at == datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
    assert found.tries_take_days == 8
    everybody = looked_at(10, None, expected=replace(eight_days, reached=1.0))
    assert everybody.done_at is not None
    assert everybody.done_at < found.done_at
    assert looked_at(1, None, hours=read_week({}), expected=eight_days).done_at is None


@given(st.integers(0, 5000), st.floats(0.1, 9.0), st.floats(1.0, 4000.0), st.sampled_from([None, 1, 50, 5000]))
def test_an_end_is_after_the_beginning_and_within_the_horizon(
    people: int, each: float, an_hour: float, a_day: int | None
) -> None:
    found = looked_at(people, each, Pace(an_hour, a_day))
    assert found.cost == PRICE * found.dials
    if found.done_at is not None and found.days is not None:
        assert WEDNESDAY <= found.done_at <= WEDNESDAY + HORIZON + timedelta(days=1)
        assert found.days <= (found.done_at - WEDNESDAY).days + 1


def test_a_large_account_is_spread_over_months() -> None:
    # A fifth of fifty contacts is ten at once.
    assert account_days(RULES.fatigue, [(50, 10), (4, 1)]) == 0
    assert account_days(RULES.fatigue, [(50, 11)]) == 30
    assert account_days(RULES.fatigue, [(3, 3)]) == 60
    assert account_days(RULES.fatigue, []) == 0


def test_it_is_not_done_before_the_last_of_those_who_wait_is_asked() -> None:
    found = looked_at(3)
    assert found.done_at is not None
    later, sooner = found.done_at + timedelta(days=60), found.done_at - timedelta(hours=1)
    assert found.not_before(sooner, later) == replace(found, done_at=later)
    assert found.not_before(sooner) == found.not_before() == found
    nobody, never = looked_at(0), replace(found, done_at=None)
    assert nobody.not_before(later) == nobody
    assert never.not_before(later) == never
