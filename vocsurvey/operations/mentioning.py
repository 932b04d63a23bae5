"""Whoever writes a note can tell colleagues of it, who are told as of everything else that waits for them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from vocsurvey.db.people import User
from vocsurvey.followup.lifecycle import Event, Refusal
from vocsurvey.operations.flagging import owe_notices
from vocsurvey.operations.stepping import happen, locked


def tell_colleagues(
    session: Session, follow_up_id: int, actor: User, ids: Iterable[int], now: datetime
) -> tuple[int, ...] | Refusal:
    """Tell each of them once of what the actor wrote, with a link to it; the numbers of those who are told.

    Nobody is told of what they wrote themselves, nor who cannot sign in any more. Whether they may see the follow-up,
    the caller knows.
    """
    wanted = select(User).where(User.id.in_(set(ids) - {actor.id}), User.active).order_by(User.id)
    people = list(session.scalars(wanted))
    if not people:
        return ()
    row = locked(session, follow_up_id)
    told = tuple(person.id for person in people)
    done = happen(session, row, Event.COLLEAGUE_TOLD, actor, now, told=list(told))
    if isinstance(done, Refusal):
        return done
    headline = f"{actor.name} noted something for you: {row.contact.name} at {row.account.name}"
    owe_notices(session, row, "mentioned", headline, people, now)
    session.flush()
    return told
