"""A caller raises a flag by hand: something was said that no answer holds, and somebody has to act on it.

The flag is a row like any other, with the caller's reason in the history of the follow-up. What the engine derives from
the answers stays as it is: the goodbye promises nothing because of it, and no correction withdraws it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from vocsurvey.db.followup import Flag
from vocsurvey.db.interview import Interview
from vocsurvey.followup.closing import LONGEST, SHORTEST
from vocsurvey.followup.flag import FlagKind, Queue, RaisedFlag
from vocsurvey.followup.lifecycle import Event, Refusal
from vocsurvey.followup.severity import Severity
from vocsurvey.operations.conducting import NOT_ON_THE_PHONE, scene_of
from vocsurvey.operations.flagging import raise_flag, record
from vocsurvey.operations.interviewing import lock_call
from vocsurvey.operations.leasing import mine
from vocsurvey.rulebook import Rulebook

BY_CALLER = "caller"
"""The rule of a flag that a caller raised."""
ALREADY = Refusal(
    "You have flagged this question already. Go on to the next one, or write it into the note afterwards."
)


def raise_by_hand(
    session: Session, lease_id: int, user_id: int, severity: Severity, words: str, *, rules: Rulebook, now: datetime
) -> Flag | Refusal:
    """Raise a flag at the question that is put, once, with what the customer said; its follow-up is opened or raised.

    Refused with a sentence: without words, when nobody is on the phone, and a second time at the same question.
    """
    lease = mine(session, lease_id, user_id)
    if isinstance(lease, Refusal):
        return lease
    reason = words.strip()
    if not SHORTEST <= len(reason) <= LONGEST:
        return Refusal(f"Say in {SHORTEST} to {LONGEST} characters what they said; whoever calls them reads it.")
    scene = scene_of(session, lease)
    if scene is None or scene.attempt.closed_at is not None:
        return NOT_ON_THE_PHONE
    lock_call(session, scene.attempt.call.token)
    turn = scene.course.turn
    step = turn.ask.step if turn.ask is not None else scene.course.steps[-1]
    if any(one.position == turn.position for one in raised_by_caller(session, scene.interview)):
        return ALREADY
    raised = RaisedFlag(FlagKind.RAISED_BY_HAND, step, BY_CALLER, severity, None, Queue.CUSTOMER_SUCCESS)
    flag = raise_flag(session, scene.interview, raised, turn.position, rules, now)
    record(session, flag.follow_up_id, Event.NOTE, now, actor_id=user_id, text=reason)
    session.flush()
    return flag


def raised_by_caller(session: Session, interview: Interview) -> Sequence[Flag]:
    """The flags that callers raised in an interview, in order."""
    wanted = select(Flag).where(Flag.interview_id == interview.id, Flag.rule == BY_CALLER)
    return session.scalars(wanted.order_by(Flag.id)).all()
