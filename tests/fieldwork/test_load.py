"""What was agreed for when: own, everybody's, and where it is full."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from vocsurvey.fieldwork.load import Slot, with_load

NINE = datetime(2026, 11, 19, 9, 0, tzinfo=UTC)
HALF = timedelta(minutes=30)


def test_each_half_hour_has_its_own_load() -> None:
    days = [(date(2026, 11, 19), (NINE, NINE + HALF, NINE + 2 * HALF))]
    agreed = [
        (NINE, True),
        (NINE + timedelta(minutes=29), False),
        (NINE + HALF, False),
        (NINE - timedelta(minutes=1), True),
        (NINE + 3 * HALF, True),
    ]
    assert with_load(days, agreed, HALF, 2) == (
        (
            date(2026, 11, 19),
            (
                Slot(NINE, 1, 2, full=True),
                Slot(NINE + HALF, 0, 1, full=False),
                Slot(NINE + 2 * HALF, 0, 0, full=False),
            ),
        ),
    )


def test_where_nobody_calls_every_time_is_full() -> None:
    ((_, (slot,)),) = with_load([(date(2026, 11, 19), (NINE,))], [], HALF, 0)
    assert slot.full
