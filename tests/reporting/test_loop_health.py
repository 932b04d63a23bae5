"""The loop in figures: medians of those who were helped, deadlines that are over, promises and their fates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vocsurvey.followup.clocks import Clock
from vocsurvey.followup.lifecycle import Event, State
from vocsurvey.followup.severity import Severity
from vocsurvey.reporting.loop_health import LoopRow, Promise, loop_health, percentile

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def row(
    days: float = 10,
    *,
    state: State = State.ASSIGNED,
    severity: Severity = Severity.HIGH,
    took: Mapping[Clock, timedelta] | None = None,
    happened: Mapping[Event, int] | None = None,
    promises: Sequence[Promise] = (),
    done_at: Sequence[datetime] = (),
    cause: str | None = None,
    ended: bool = False,
) -> LoopRow:
    """A follow-up of an answer so many days ago, with four hours to speak to them and two days to a plan."""
    opened, took = NOW - days * DAY, took or {}
    at = {clock: opened + waited for clock, waited in took.items()}
    return LoopRow(
        account_id=1,
        severity=severity,
        state=state,
        opened_at=opened,
        took=took,
        contact_at=at.get(Clock.FIRST_CONTACT),
        contact_by=opened + 4 * HOUR,
        plan_at=at.get(Clock.PLAN),
        plan_by=opened + 2 * DAY,
        happened=happened or {},
        promises=promises,
        done_at=done_at,
        cause=cause,
        ended_at=NOW - HOUR if ended else None,
    )


def test_nothing_yet() -> None:
    health = loop_health([], NOW)
    assert (health.opened, health.ages, health.oldest) == (0, (0, 0, 0, 0), None)
    assert (health.verified.value, health.recovery.value, health.promises.share.value) == (None, None, None)
    assert [(one.median, one.p90, one.reached) for one in health.took] == [(None, None, 0)] * 5


def test_what_tests_and_corrections_left_is_not_counted() -> None:
    rows = [row(state=State.TRIED_OUT, ended=True), row(state=State.WITHDRAWN, ended=True), row()]
    assert loop_health(rows, NOW).opened == 1


def test_how_long_they_waited() -> None:
    rows = [row(took={Clock.FIRST_CONTACT: hours * HOUR}) for hours in (1, 2, 3, 40)]
    rows += [row(), row(state=State.UNVERIFIED, ended=True)]
    (contact,) = [one for one in loop_health(rows, NOW).took if one.clock is Clock.FIRST_CONTACT]
    assert (contact.median, contact.p90) == (2 * HOUR, None), "nine of ten is said from ten on"
    assert (contact.reached, contact.running) == (4, 1), "whom nobody helps any more waits for nothing"
    many = [row(took={Clock.FIRST_CONTACT: hours * HOUR}) for hours in range(1, 11)]
    (contact,) = [one for one in loop_health(many, NOW).took if one.clock is Clock.FIRST_CONTACT]
    assert (contact.median, contact.p90) == (5 * HOUR, 9 * HOUR)


@pytest.mark.parametrize(
    ("one", "contact", "plan"),
    [
        (row(took={Clock.FIRST_CONTACT: 4 * HOUR, Clock.PLAN: 2 * DAY}), (1, 1), (1, 1)),
        (row(took={Clock.FIRST_CONTACT: 5 * HOUR}), (0, 1), (0, 1)),
        (row(0.1), (0, 0), (0, 0)),  # 2.4 hours ago: they may wait still
        (row(1), (0, 1), (0, 0)),
        (row(0.1, state=State.CANNOT_BE_RESOLVED, ended=True), (0, 0), (0, 0)),
    ],
)
def test_by_the_deadline(one: LoopRow, contact: tuple[int, int], plan: tuple[int, int]) -> None:
    everybody, *each = loop_health([one], NOW).in_time
    assert (everybody.severity, [one.severity for one in each]) == (None, list(Severity))
    for found in (everybody, each[1]):
        assert (found.contact.hits, found.contact.n) == contact
        assert (found.plan.hits, found.plan.n) == plan
    assert each[0].contact.n == 0


def test_what_customers_said_in_the_end() -> None:
    done = [NOW - 2 * DAY]
    rows = [
        row(state=State.VERIFIED, happened={Event.VERIFIED: 1, Event.NOT_PUT_RIGHT: 2}, done_at=done, ended=True),
        row(state=State.UNVERIFIED, done_at=done, ended=True, cause="billing"),
        row(state=State.REOPENED, happened={Event.NOT_PUT_RIGHT: 1}, done_at=done, cause="billing"),
        row(cause="delivery"),
    ]
    health = loop_health(rows, NOW)
    assert (health.verified.hits, health.verified.n) == (1, 4)
    assert (health.recovery.hits, health.recovery.n) == (1, 4), "of the calls that were answered"
    assert (health.reopened.hits, health.reopened.n) == (2, 3)
    assert health.causes == (("billing", 2), ("delivery", 1))
    assert health.states[State.UNVERIFIED] == 1


def test_promises() -> None:
    made, by = NOW - 5 * DAY, NOW - 3 * DAY
    first = Promise(made, by)
    again = Promise(made + DAY, NOW + DAY)
    late = Promise(by + HOUR, NOW + DAY)
    rows = [
        row(promises=[first], done_at=[by]),  # kept, at the last moment
        row(promises=[first], done_at=[by + HOUR]),  # put right, but later
        row(promises=[first, again]),  # moved in time, and not over yet
        row(promises=[first, late]),  # moved when it was over
        row(promises=[again]),  # not over yet
        row(promises=[first], done_at=[made - HOUR]),  # what was said before it was promised keeps nothing
    ]
    promises = loop_health(rows, NOW).promises
    assert (promises.kept, promises.moved, promises.broken) == (1, 1, 3)
    assert (promises.share.hits, promises.share.n) == (1, 4)


def test_the_ages_of_the_open_ones() -> None:
    rows = [row(days) for days in (0.5, 1, 6.9, 7, 29, 30, 400)] + [row(900, state=State.VERIFIED, ended=True)]
    health = loop_health(rows, NOW)
    assert health.ages == (1, 2, 2, 2)
    assert health.oldest == 400 * DAY


@given(st.lists(st.integers(0, 1000), min_size=1), st.integers(1, 100))
def test_a_percentile_is_one_of_them_and_enough_are_below(hours: list[int], hundredths: int) -> None:
    sample = [one * HOUR for one in hours]
    found = percentile(sample, hundredths)
    assert found in sample
    assert sum(one <= found for one in sample) * 100 >= hundredths * len(sample)
    assert sum(one < found for one in sample) * 100 < hundredths * len(sample)
