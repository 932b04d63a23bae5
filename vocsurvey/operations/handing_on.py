"""A follow-up leaves whoever has it by hand: to somebody else, to a queue, or because nothing more can be done."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from vocsurvey.db.followup import FollowUp
from vocsurvey.db.people import User
from vocsurvey.followup.closing import LONGEST, SHORTEST, RootCause
from vocsurvey.followup.flag import Queue
from vocsurvey.followup.lifecycle import Event, Refusal
from vocsurvey.operations.flagging import owe_notices, responsible
from vocsurvey.operations.following_up import hand_over
from vocsurvey.operations.stepping import happen, locked
from vocsurvey.rulebook import Rulebook


def hand_on(
    session: Session, follow_up_id: int, to: User | Queue, actor: User, why: str, now: datetime, *, rules: Rulebook
) -> FollowUp | Refusal:
    """Somebody else has it from now on, or everybody who works a queue; they are told, and read why in its history.

    Its deadlines stay: the customer waits for us, whoever of us it is.
    """
    why = why.strip()
    if not SHORTEST <= len(why) <= LONGEST:
        return Refusal(f"Say why, in {SHORTEST} to {LONGEST} characters, so that they need not ask you.")
    row = locked(session, follow_up_id)
    if isinstance(to, User):
        if row.owner_id == to.id:
            return Refusal(f"{to.name} has it already.")
        return hand_over(session, row.id, to, actor, now, why=why)
    if row.owner_id is None and row.queue == to:
        return Refusal("It waits in that queue already.")
    done = happen(
        session, row, Event.ASSIGNED, actor, now, owner_id=None, before=row.owner_id, queue=to.value, text=why
    )
    if isinstance(done, Refusal):
        return done
    row.owner_id, row.queue = None, to.value
    session.flush()
    session.refresh(row, ["owner"])
    headline = f"{row.contact.name} at {row.account.name} is now for you and your colleagues"
    owe_notices(session, row, "handed_over", headline, responsible(session, row, rules, now), now)
    session.flush()
    return done


def cannot_be_resolved(
    session: Session, follow_up_id: int, actor: User, cause: str, why: str, told: str, now: datetime
) -> FollowUp | Refusal:
    """Nothing more can be done, and the customer knows why: it ends, and never counts as put right.

    Refused without a cause, a reason, and what the customer was told.
    """
    why, told = why.strip(), told.strip()
    if cause not in list(RootCause):
        return Refusal("Choose the root cause.")
    if min(len(why), len(told)) < SHORTEST or max(len(why), len(told)) > LONGEST:
        return Refusal("Write down why nothing more can be done, and what the customer was told.")
    row = locked(session, follow_up_id)
    done = happen(session, row, Event.CANNOT_BE_RESOLVED, actor, now, cause=cause, action=why, told=told)
    if isinstance(done, FollowUp):
        done.cause = cause
        session.flush()
    return done
