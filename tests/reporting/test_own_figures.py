"""What a caller did, for themselves."""

from __future__ import annotations

from datetime import date, timedelta

from vocsurvey.reporting.own_figures import OwnCall, by_day, figures
from vocsurvey.reporting.wording import phrase

TODAY = date(2026, 11, 18)


def call(code: str, minutes: float | None = None, back: int = 0, refused_before: bool = False) -> OwnCall:
    return OwnCall(
        TODAY - timedelta(days=back), code, None if minutes is None else timedelta(minutes=minutes), refused_before
    )


CALLS = (
    call("3.13"),
    call("1.1", 3, refused_before=True),
    call("2.112", 1, refused_before=True),
    call("2.111", 0.5),
    call("1.1", 4, back=1),
    call("1.1", 5, back=1),
    call("1.1", 9, back=9),
)


def test_a_day_and_a_week() -> None:
    days = by_day(CALLS, (TODAY, TODAY, TODAY - timedelta(days=2)), TODAY, 7)
    assert [day for day, _ in days] == [TODAY - timedelta(days=back) for back in range(7)]
    today, yesterday, before = (one for _, one in days[:3])
    assert (today.calls, today.reached, today.completes, today.refusals, today.agreed) == (4, 3, 1, 2, 2)
    assert today.talked == timedelta(minutes=4.5)
    assert yesterday.length == timedelta(minutes=4.5), "the middle of two"
    assert (before.calls, before.agreed, before.length) == (0, 1, None)
    assert sum(one.calls for _, one in days) == 6, "the rest is older"


def test_refusals_that_were_turned_are_a_count_while_they_are_few() -> None:
    few = figures(CALLS, 0).turned
    assert (few.hits, few.n) == (1, 2)
    assert phrase(few) == "1 of 2"
    assert figures((), 0).turned.n == 0
    assert figures((), 0).length is None
