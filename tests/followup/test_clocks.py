"""The clocks: computed from the history alone, still while we wait for the customer, never running backwards."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vocsurvey.followup.clocks import Clock, Clocks, Moment, next_deadline, read_clocks
from vocsurvey.followup.deadlines import Deadlines
from vocsurvey.followup.lifecycle import Event, Refusal, State, final, next_state

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
DUE = Deadlines(START + timedelta(hours=4), START + timedelta(hours=48))
E = Event


def at(hours: float) -> datetime:
    return START + timedelta(hours=hours)


def history(*events: tuple[Event, float] | tuple[Event, float, float]) -> list[Moment]:
    """Events with the hours after the opening, and the hours of the date that they set."""
    told = [Moment(E.OPENED, START)]
    return [*told, *(Moment(one[0], at(one[1]), at(one[2]) if len(one) > 2 else None) for one in events)]


def ran(clocks: Clocks, now: float) -> dict[str, float]:
    """How many hours each clock has run."""
    return {clock.value: clocks.ran(clock, at(now)) / timedelta(hours=1) for clock in Clock}


def test_each_clock_stops_at_its_own_event() -> None:
    clocks = read_clocks(
        history(
            (E.CLAIMED, 1),
            (E.CONTACT_ATTEMPTED, 2),
            (E.IN_CONVERSATION, 3),
            (E.ACTION_AGREED, 5, 20),
            (E.PUT_RIGHT, 19),
            (E.VERIFICATION_DUE, 19, 43),
            (E.VERIFIED, 45),
        )
    )
    expected = {"first_attempt": 2, "first_contact": 3, "plan": 5, "put_right": 19, "verified": 45}
    assert ran(clocks, 45) == ran(clocks, 1000) == expected
    assert (clocks.state, clocks.ended_at) == (State.VERIFIED, at(45))
    assert next_deadline(clocks, DUE) is None
    assert ran(clocks, 4) == expected | {"plan": 4, "put_right": 4, "verified": 4}, "as it stood then"
    assert set(ran(clocks, -1).values()) == {0}


def test_what_we_wait_for_the_customer_does_not_count() -> None:
    spoken = ((E.IN_CONVERSATION, 2), (E.WAITING, 3, 30))
    clocks = read_clocks(history(*spoken))
    assert next_deadline(clocks, DUE) == at(30)
    assert (ran(clocks, 10)["put_right"], clocks.waited(at(10))) == (3, timedelta(hours=7))
    assert (ran(clocks, 40)["put_right"], clocks.waited(at(40))) == (13, timedelta(hours=27))
    answered = read_clocks(history(*spoken, (E.CONTACT_ATTEMPTED, 5), (E.NOTE, 6), (E.ANSWERED, 8)))
    assert (ran(answered, 40)["put_right"], answered.waited(at(40))) == (35, timedelta(hours=5))
    assert next_deadline(answered, DUE) == DUE.plan_at
    longer = read_clocks(history(*spoken, (E.WAITING, 20, 60), (E.PUT_RIGHT, 70)))
    assert (ran(longer, 99)["put_right"], ran(longer, 99)["verified"]) == (70 - 57, 99 - 57)


def test_waiting_again_after_its_date_counts_the_time_between() -> None:
    clocks = read_clocks(history((E.IN_CONVERSATION, 2), (E.WAITING, 3, 10), (E.WAITING, 15, 20)))
    assert clocks.waited(at(50)) == timedelta(hours=12)
    assert next_deadline(clocks, DUE) == at(20)


def test_a_promise_is_not_put_off_by_waiting() -> None:
    clocks = read_clocks(history((E.ACTION_AGREED, 2, 20), (E.WAITING, 3, 60)))
    assert next_deadline(clocks, DUE) == at(20)
    assert next_deadline(read_clocks(history((E.ACTION_AGREED, 2))), DUE) == at(2), "undated is due at once"


def test_who_was_not_helped_has_waited_all_the_time() -> None:
    claimed = ((E.IN_CONVERSATION, 1), (E.ACTION_AGREED, 2, 9), (E.PUT_RIGHT, 10), (E.VERIFICATION_DUE, 10, 34))
    assert next_deadline(read_clocks(history(*claimed)), DUE) == at(34)
    reopened = read_clocks(history(*claimed, (E.NOT_PUT_RIGHT, 40, 40)))
    assert reopened.state is State.REOPENED
    assert ran(reopened, 41) == {"first_attempt": 1, "first_contact": 1, "plan": 41, "put_right": 41, "verified": 41}
    assert next_deadline(reopened, DUE) == at(40)
    spoken = read_clocks(history(*claimed, (E.NOT_PUT_RIGHT, 40, 40), (E.IN_CONVERSATION, 42)))
    assert next_deadline(spoken, DUE) == DUE.plan_at, "the original deadline"
    again = read_clocks(history(*claimed, (E.UNVERIFIED, 40), (E.NOT_PUT_RIGHT, 400)))
    assert (again.ended_at, ran(again, 401)["put_right"]) == (None, 401)


def test_a_worse_answer_is_a_new_call_to_make() -> None:
    worse = history((E.IN_CONVERSATION, 1), (E.FLAGGED_AGAIN, 2, 6), (E.FLAGGED_AGAIN, 3, 5), (E.FLAGGED_AGAIN, 4))
    clocks = read_clocks(worse)
    assert next_deadline(clocks, DUE) == at(5)
    assert next_deadline(read_clocks(history((E.FLAGGED_AGAIN, 2))), DUE) == DUE.first_contact_at
    assert Clock.FIRST_CONTACT in clocks.reached


def test_rest_and_claim_are_due_on_their_dates() -> None:
    assert next_deadline(read_clocks(history((E.UNREACHABLE, 3, 300))), DUE) == at(300)
    assert next_deadline(read_clocks(history((E.DECLINED_CONTACT, 3))), DUE) == at(3)
    assert next_deadline(read_clocks(history((E.PUT_RIGHT, 3), (E.NOTE, 4))), DUE) == at(3)


@pytest.mark.parametrize("events", [[], [Moment(E.NOTE, START)], history((E.VERIFIED, 1))])
def test_a_history_that_cannot_be_is_refused(events: list[Moment]) -> None:
    with pytest.raises(ValueError, match=r"history|opened once|cannot happen"):
        read_clocks(events)


STEP = st.tuples(st.sampled_from(Event), st.integers(-30, 600), st.none() | st.integers(0, 5000))


def possible(steps: list[tuple[Event, int, int | None]]) -> list[Moment]:
    """A history of those of the steps that can happen; clocks of machines may go back half an hour."""
    told, state, moment = [Moment(E.OPENED, START)], State.NEW, START
    for event, minutes, ahead in steps:
        following = next_state(state, event)
        if isinstance(following, Refusal):
            continue
        state, moment = following, moment + timedelta(minutes=minutes)
        until = None if ahead is None else moment + timedelta(minutes=ahead)
        told.append(Moment(event, moment, until))
    return told


@settings(max_examples=300, deadline=None)
@given(st.lists(STEP, max_size=40), st.lists(st.integers(0, 3000), min_size=1, max_size=4))
def test_no_clock_runs_backwards(steps: list[tuple[Event, int, int | None]], later: list[int]) -> None:
    told = possible(steps)
    before = dict.fromkeys(Clock, timedelta())
    waited = timedelta()
    latest = START
    for count in range(1, len(told) + 1):
        clocks = read_clocks(told[:count])
        latest = max(latest, told[count - 1].at)
        for clock in Clock:
            assert clocks.ran(clock, latest) >= before[clock], (clock, told[:count])
            before[clock] = clocks.ran(clock, latest)
        assert clocks.waited(latest) >= waited
        waited = clocks.waited(latest)
        assert (next_deadline(clocks, DUE) is None) is final(clocks.state) is (clocks.ended_at is not None)
    for minutes in later:
        latest += timedelta(minutes=minutes)
        for clock in Clock:
            assert before[clock] <= clocks.ran(clock, latest) <= latest - START
            before[clock] = clocks.ran(clock, latest)


@settings(max_examples=200, deadline=None)
@given(st.lists(STEP, max_size=40))
def test_the_history_rebuilds_the_state(steps: list[tuple[Event, int, int | None]]) -> None:
    state: State | Refusal | None = None
    told = possible(steps)
    for moment in told:
        assert not isinstance(state, Refusal)
        state = next_state(state, moment.event)
    assert read_clocks(told).state is state
