"""The next quarter and the next year, by the calendar."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vocsurvey.fieldwork.recurrence import LOOKED_AT, Every, made_at, next_day


@pytest.mark.parametrize(
    ("every", "began", "expected"),
    [
        (Every.QUARTER, datetime(2026, 11, 18, 12, tzinfo=UTC), date(2027, 2, 18)),
        (Every.QUARTER, datetime(2026, 11, 30, 12, tzinfo=UTC), date(2027, 2, 28)),
        (Every.YEAR, datetime(2028, 2, 29, 12, tzinfo=UTC), date(2029, 2, 28)),
        # Half past eleven at night in London is the next day in Berlin.
        (Every.YEAR, datetime(2026, 11, 18, 23, 30, tzinfo=UTC), date(2027, 11, 19)),
    ],
)
def test_the_next_day(every: Every, began: datetime, expected: date) -> None:
    assert next_day(every, began, "Europe/Berlin") == expected


def test_a_draft_is_made_two_weeks_ahead_and_a_launch_on_the_day() -> None:
    began = datetime(2026, 11, 18, 12, tzinfo=UTC)
    launched = made_at(Every.QUARTER, began, "Europe/Berlin", launched_by_clock=True)
    assert launched == datetime(2027, 2, 17, 23, 0, tzinfo=UTC)
    assert made_at(Every.QUARTER, began, "Europe/Berlin", launched_by_clock=False) == launched - LOOKED_AT


@given(st.sampled_from(Every), st.integers(0, 29_000))
def test_the_next_round_is_a_quarter_or_a_year_away(every: Every, days: int) -> None:
    began = datetime(2020, 1, 1, tzinfo=UTC) + timedelta(days=days)
    away = next_day(every, began, "UTC") - began.date()
    low, high = (88, 92) if every is Every.QUARTER else (365, 366)
    assert timedelta(days=low) <= away <= timedelta(days=high)
