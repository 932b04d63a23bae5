"""How a follow-up takes a step: its row is held, what happened is added to its history, and it stays dated."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from vocsurvey.db.followup import FollowUp
from vocsurvey.db.people import User
from vocsurvey.db.sample import Contact
from vocsurvey.followup.lifecycle import Event, Refusal, State, claimed, final, next_state
from vocsurvey.operations.flagging import record
from vocsurvey.operations.keeping_clocks import clocks_of, next_action_of
from vocsurvey.operations.verification_cases import call_off
from vocsurvey.rulebook import Rulebook


def happen(
    session: Session, follow_up: FollowUp, event: Event, actor: User | None, now: datetime, **details: object
) -> FollowUp | Refusal:
    """Something happens to a locked follow-up: its event, its state, and whether anything is owed still.

    Refused where it cannot follow from its state, and after the customer wished to be erased.
    """
    if session.scalar(select(Contact.erased_at).where(Contact.id == follow_up.contact_id)) is not None:
        return Refusal("They wished to be erased, so nothing more is written down about them.")
    state = next_state(State(follow_up.state), event)
    if isinstance(state, Refusal):
        return state
    record(session, follow_up.id, event, now, actor_id=actor.id if actor else None, **details)
    if claimed(State(follow_up.state)) and not claimed(state):
        call_off(session, follow_up.id, now)
    follow_up.state = state
    if final(state):
        follow_up.closed_at = follow_up.closed_at or now
        follow_up.next_action_at = None
    else:
        # What comes back is owed at once, until its step says by when.
        follow_up.closed_at, follow_up.next_action_at = None, follow_up.next_action_at or now
    session.flush()
    return follow_up


def dated(session: Session, done: FollowUp | Refusal, rules: Rulebook) -> FollowUp | Refusal:
    """Its next action is at the soonest deadline that its history leaves."""
    if isinstance(done, FollowUp):
        session.refresh(done, ["events"])
        done.next_action_at = next_action_of(done, clocks_of(done.events), rules)
        session.flush()
    return done


def stored(moment: datetime) -> str:
    """A date as the details of an event keep it, so that the history says every deadline."""
    return moment.astimezone(UTC).isoformat()


def locked(session: Session, follow_up_id: int) -> FollowUp:
    """The row, held until the transaction ends (SQLite's writers are one at a time anyway)."""
    return session.get_one(FollowUp, follow_up_id, with_for_update=True, populate_existing=True)
