"""The life of a follow-up, as a table."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vocsurvey.followup.closing import RootCause, closing_problems
from vocsurvey.followup.lifecycle import (
    FINAL,
    REOPENING,
    RESTING,
    Event,
    Refusal,
    State,
    final,
    next_state,
)

S, E = State, Event
WORKING = (S.NEW, S.ASSIGNED, S.CONTACT_ATTEMPTED, S.IN_CONVERSATION, S.ACTION_AGREED, S.REOPENED)
LEFT = sorted(FINAL - {S.TRIED_OUT})
CLAIMED = (S.PUT_RIGHT, S.VERIFICATION_DUE)


@pytest.mark.parametrize(
    ("states", "event", "expected"),
    [
        ((None,), E.OPENED, S.NEW),
        ((S.NEW,), E.ASSIGNED, S.ASSIGNED),
        ((S.NEW,), E.CLAIMED, S.ASSIGNED),
        ((*WORKING, *RESTING), E.CONTACT_ATTEMPTED, S.CONTACT_ATTEMPTED),
        ((*WORKING, *RESTING), E.IN_CONVERSATION, S.IN_CONVERSATION),
        ((*WORKING, *RESTING), E.ACTION_AGREED, S.ACTION_AGREED),
        ((*WORKING, *RESTING), E.PUT_RIGHT, S.PUT_RIGHT),
        ((*WORKING, *RESTING), E.CANNOT_BE_RESOLVED, S.CANNOT_BE_RESOLVED),
        (WORKING, E.UNREACHABLE, S.UNREACHABLE),
        (WORKING, E.DECLINED_CONTACT, S.DECLINED_CONTACT),
        (CLAIMED, E.VERIFICATION_DUE, S.VERIFICATION_DUE),
        (CLAIMED, E.VERIFIED, S.VERIFIED),
        (CLAIMED, E.UNVERIFIED, S.UNVERIFIED),
        (CLAIMED, E.NOT_PUT_RIGHT, S.REOPENED),
        ((S.VERIFIED, S.UNVERIFIED, S.CANNOT_BE_RESOLVED), E.NOT_PUT_RIGHT, S.REOPENED),
        ((*CLAIMED, *RESTING, *LEFT), E.FLAGGED_AGAIN, S.REOPENED),
        ((*WORKING, *CLAIMED, *RESTING), E.WITHDRAWN_AFTER_CORRECTION, S.WITHDRAWN),
        ((S.NEW,), E.TRIED_OUT, S.TRIED_OUT),
        ((S.TRIED_OUT,), E.FLAGGED_AGAIN, S.TRIED_OUT),
    ],
)
def test_what_happens(states: tuple[State | None, ...], event: Event, expected: State) -> None:
    assert {next_state(state, event) for state in states} == {expected}


@pytest.mark.parametrize("event", [E.NOTE, E.ESCALATED])
@pytest.mark.parametrize("state", State)
def test_notes_and_escalations_change_nothing(state: State, event: Event) -> None:
    assert next_state(state, event) is state


@pytest.mark.parametrize("event", [E.ASSIGNED, E.CLAIMED])
@pytest.mark.parametrize("state", [*WORKING[1:], *CLAIMED, *sorted(RESTING)])
def test_another_owner_changes_no_state(state: State, event: Event) -> None:
    assert next_state(state, event) is state


@pytest.mark.parametrize("state", WORKING)
def test_another_flag_in_the_same_call_changes_no_open_state(state: State) -> None:
    assert next_state(state, E.FLAGGED_AGAIN) is state


@pytest.mark.parametrize(
    ("state", "event"),
    [
        (None, E.CLAIMED),
        (S.NEW, E.OPENED),
        (S.NEW, E.VERIFIED),
        (S.ASSIGNED, E.NOT_PUT_RIGHT),
        (S.PUT_RIGHT, E.PUT_RIGHT),
        (S.WITHDRAWN, E.NOT_PUT_RIGHT),
        (S.VERIFIED, E.CLAIMED),
        (S.VERIFIED, E.WITHDRAWN_AFTER_CORRECTION),
        (S.UNVERIFIED, E.PUT_RIGHT),
        *((state, E.TRIED_OUT) for state in State if state is not S.NEW),
        (S.TRIED_OUT, E.CLAIMED),
        (S.TRIED_OUT, E.NOT_PUT_RIGHT),
        (S.TRIED_OUT, E.WITHDRAWN_AFTER_CORRECTION),
    ],
)
def test_what_cannot_happen_is_refused_in_words(state: State | None, event: Event) -> None:
    refusal = next_state(state, event)
    assert isinstance(refusal, Refusal)
    assert refusal.sentence.endswith(".")


def test_the_words_of_a_refusal() -> None:
    assert next_state(S.CANNOT_BE_RESOLVED, E.PUT_RIGHT) == Refusal(
        "“put right” cannot happen to a follow-up that is cannot be resolved."
    )


@given(st.lists(st.sampled_from(Event)))
def test_finally_closed_is_left_only_by_reopening(events: list[Event]) -> None:
    state = next_state(None, E.OPENED)
    for event in events:
        assert isinstance(state, State)
        following = next_state(state, event)
        if isinstance(following, Refusal):
            continue
        if final(state) and following is not state:
            assert event in REOPENING
            assert following is S.REOPENED
        state = following


def test_success_is_only_ever_verified_after_a_claim() -> None:
    assert {state for state in State if next_state(state, E.VERIFIED) is S.VERIFIED} == set(CLAIMED)
    assert {state for state in State if final(state)} == set(FINAL)


@pytest.mark.parametrize(
    ("cause", "action", "told", "words"),
    [
        ("billing", "Sent a corrected invoice", "That the invoice is corrected", ()),
        (RootCause.KNOWLEDGE, "Trained the team", "Told her on the phone", ()),
        (None, None, None, ("root cause", "what was done", "what the customer was told")),
        ("the weather", "Sent it", "  ", ("root cause", "what the customer was told")),
        ("delivery", "x" * 4001, "Told", ("Shorten what was done",)),
    ],
)
def test_what_a_claim_needs(cause: str | None, action: str | None, told: str | None, words: tuple[str, ...]) -> None:
    found = closing_problems(cause, action, told)
    assert len(found) == len(words)
    assert all(word in sentence for word, sentence in zip(words, found, strict=True))
