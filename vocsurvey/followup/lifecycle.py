"""The life of a follow-up: never closed, only verified by the customer, or explained.

A table of states and events. A finally closed follow-up is left only by an event that reopens it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """Where a follow-up stands. ``put_right`` is the owner's claim; only ``verified`` is success.

    ``tried_out`` is the end of what a test interview raised, in the moment in which it was raised: nobody was let down.
    """

    NEW = "new"
    ASSIGNED = "assigned"
    CONTACT_ATTEMPTED = "contact_attempted"
    IN_CONVERSATION = "in_conversation"
    ACTION_AGREED = "action_agreed"
    PUT_RIGHT = "put_right"
    VERIFICATION_DUE = "verification_due"
    REOPENED = "reopened"
    UNREACHABLE = "unreachable"
    DECLINED_CONTACT = "declined_contact"
    VERIFIED = "verified"
    UNVERIFIED = "unverified"
    CANNOT_BE_RESOLVED = "cannot_be_resolved"
    WITHDRAWN = "withdrawn"
    TRIED_OUT = "tried_out"


class Event(StrEnum):
    """What happens to a follow-up; events are kept for ever."""

    OPENED = "opened"
    ASSIGNED = "assigned"
    CLAIMED = "claimed"
    CONTACT_ATTEMPTED = "contact_attempted"
    IN_CONVERSATION = "in_conversation"
    ACTION_AGREED = "action_agreed"
    PUT_RIGHT = "put_right"
    VERIFICATION_DUE = "verification_due"
    VERIFIED = "verified"
    NOT_PUT_RIGHT = "not_put_right"
    UNVERIFIED = "unverified"
    CANNOT_BE_RESOLVED = "cannot_be_resolved"
    UNREACHABLE = "unreachable"
    DECLINED_CONTACT = "declined_contact"
    FLAGGED_AGAIN = "flagged_again"
    WAITING = "waiting_for_customer"
    ANSWERED = "customer_answered"
    NOTE = "note"
    COLLEAGUE_TOLD = "colleague_told"
    ESCALATED = "escalated"
    FLAG_WITHDRAWN = "flag_withdrawn"
    WITHDRAWN_AFTER_CORRECTION = "withdrawn_after_correction"
    TRIED_OUT = "tried_out"


@dataclass(frozen=True)
class Refusal:
    """Why an event cannot happen now, in one sentence for a person."""

    sentence: str


FINAL = frozenset((State.VERIFIED, State.UNVERIFIED, State.CANNOT_BE_RESOLVED, State.WITHDRAWN, State.TRIED_OUT))
RESTING = frozenset((State.UNREACHABLE, State.DECLINED_CONTACT))
REOPENING = frozenset((Event.NOT_PUT_RIGHT, Event.FLAGGED_AGAIN))
_SILENT = frozenset((Event.NOTE, Event.COLLEAGUE_TOLD, Event.ESCALATED, Event.FLAG_WITHDRAWN))
_WHILE_WORKING = frozenset((Event.FLAGGED_AGAIN, Event.WAITING, Event.ANSWERED))
_CLAIMED = frozenset((State.PUT_RIGHT, State.VERIFICATION_DUE))
_WORKING = frozenset(State) - FINAL - RESTING - _CLAIMED
_AT_WORK = {
    Event.CONTACT_ATTEMPTED: State.CONTACT_ATTEMPTED,
    Event.IN_CONVERSATION: State.IN_CONVERSATION,
    Event.ACTION_AGREED: State.ACTION_AGREED,
    Event.PUT_RIGHT: State.PUT_RIGHT,
    Event.CANNOT_BE_RESOLVED: State.CANNOT_BE_RESOLVED,
    Event.UNREACHABLE: State.UNREACHABLE,
    Event.DECLINED_CONTACT: State.DECLINED_CONTACT,
}
_AFTER_CLAIM = {
    Event.VERIFICATION_DUE: State.VERIFICATION_DUE,
    Event.VERIFIED: State.VERIFIED,
    Event.UNVERIFIED: State.UNVERIFIED,
}


def final(state: State) -> bool:
    """Is nothing owed any more? Everything else has an owner or a queue, and a dated next action."""
    return state in FINAL


def claimed(state: State) -> bool:
    """Does the owner say that it is put right, and the customer has not been asked yet?"""
    return state in _CLAIMED


def next_state(state: State | None, event: Event) -> State | Refusal:
    """The state after an event; ``state`` None is a follow-up that does not exist yet."""
    if (state is None) != (event is Event.OPENED):
        return Refusal("A follow-up is opened once, before anything else happens to it.")
    following = State.NEW if state is None else _following(state, event)
    if following is None:
        return Refusal(f"“{words(event)}” cannot happen to a follow-up that is {words(state)}.")
    return following


def _following(state: State, event: Event) -> State | None:
    if event in _SILENT:
        return state
    if state is State.TRIED_OUT or event is Event.TRIED_OUT:
        return _tried_out(state, event)
    if event in (Event.ASSIGNED, Event.CLAIMED):
        return None if final(state) else State.ASSIGNED if state is State.NEW else state
    if event is Event.WITHDRAWN_AFTER_CORRECTION:
        return None if final(state) else State.WITHDRAWN
    if event in _WHILE_WORKING and state in _WORKING:
        return state
    if event is Event.FLAGGED_AGAIN:
        return State.REOPENED
    if event is Event.NOT_PUT_RIGHT:
        return State.REOPENED if state in _CLAIMED | FINAL - {State.WITHDRAWN} else None
    if state in _CLAIMED:
        return _AFTER_CLAIM.get(event)
    return None if final(state) else _AT_WORK.get(event)


def _tried_out(state: State, event: Event) -> State | None:
    """A test ends at once, before anybody takes it for a customer's; another flag in it changes nothing."""
    ends = (state, event) in ((State.NEW, Event.TRIED_OUT), (State.TRIED_OUT, Event.FLAGGED_AGAIN))
    return State.TRIED_OUT if ends else None


def words(name: State | Event | None) -> str:
    """A state's or an event's name as people read it."""
    return "" if name is None else name.replace("_", " ")
