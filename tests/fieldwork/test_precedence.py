"""Who is called first."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from vocsurvey.fieldwork.precedence import Waiting, in_order

NOW = datetime(2026, 3, 3, 10, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
LONG_AGO = NOW - timedelta(days=9)

IN_ORDER = (
    Waiting(1, NOW, appointment_at=NOW - 2 * HOUR, tried_now=4),
    Waiting(2, LONG_AGO, appointment_at=NOW - HOUR, priority=9),
    Waiting(11, NOW, tried_now=3, begun=True),
    Waiting(3, NOW, priority=9, tried_now=3),
    Waiting(4, NOW, priority=1, tried_now=1),
    # From here on the priority is the same: first whoever was not tried at this time of their day.
    Waiting(5, NOW, ahead=-5 * HOUR),
    Waiting(6, LONG_AGO, tried_now=1, ahead=9 * HOUR),
    # Tried as often: the evening comes sooner where clocks are ahead.
    Waiting(7, NOW, tried_now=2, ahead=HOUR),
    Waiting(8, LONG_AGO, tried_now=2),
    Waiting(9, LONG_AGO + HOUR, tried_now=2),
    Waiting(10, LONG_AGO + HOUR, tried_now=2),
)


def test_each_rule_decides_where_those_before_it_do_not() -> None:
    for swapped in permutations(range(0, 11, 3)):
        mixed = list(IN_ORDER)
        for place, other in zip(range(0, 11, 3), swapped, strict=True):
            mixed[place] = IN_ORDER[other]
        assert in_order(mixed) == list(IN_ORDER)
    assert in_order(reversed(IN_ORDER)) == list(IN_ORDER)
    assert in_order(()) == []


WAITING = st.builds(
    Waiting,
    st.integers(1, 50),
    st.integers(0, 300).map(lambda hours: NOW - hours * HOUR),
    st.none() | st.integers(0, 30).map(lambda hours: NOW - hours * HOUR),
    st.integers(0, 9),
    st.integers(0, 6),
    st.integers(-12, 14).map(lambda hours: hours * HOUR),
    st.booleans(),
)


@given(st.lists(WAITING, max_size=12, unique_by=lambda one: one.case_id))
def test_nobody_is_lost_and_the_order_does_not_depend_on_how_they_came(waiting: list[Waiting]) -> None:
    line = in_order(waiting)
    assert sorted(one.case_id for one in line) == sorted(one.case_id for one in waiting)
    assert line == in_order(reversed(waiting))
    named = [one.appointment_at for one in line if one.appointment_at is not None]
    assert [one.appointment_at for one in line[: len(named)]] == sorted(named)
    others = [(not one.begun, -one.priority, one.tried_now, -one.ahead) for one in line[len(named) :]]
    assert others == sorted(others)
