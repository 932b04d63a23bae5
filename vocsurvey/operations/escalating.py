"""What nobody acts on climbs: the owner before the deadline, the owner at it, the managers, the account's executive.

Then the managers again, until somebody acts. An act is anything that a person did; it starts the ladder anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import IntEnum
from itertools import islice

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from vocsurvey.db.followup import FollowUp, FollowUpEvent
from vocsurvey.db.people import Role, User
from vocsurvey.followup.lifecycle import Event
from vocsurvey.operations.flagging import owe_notices, record, responsible

# Our own rule: the owner hears of it while a fifth of the time is left.
WARNING_SHARE = 0.8
BETWEEN_RUNGS = timedelta(hours=1)
REPEAT = timedelta(hours=4)
# A fifth of the longest time that a step is given: no warning is due earlier than this before its deadline.
FORESIGHT = timedelta(days=20)


class Rung(IntEnum):
    """Who is told next."""

    OWNER_BEFORE = 0
    OWNER_AT = 1
    MANAGER = 2
    EXECUTIVE = 3


def escalate_overdue(session: Session, now: datetime, limit: int = 100) -> tuple[int, ...]:
    """Tell the next person about every open follow-up that is about to be late, or is; their ids.

    Each is escalated by one rung at most, so that a clock that stood still overnight does not tell everybody at once.
    """
    return tuple(one for one in overdue(session, now, limit) if escalate(session, one, now))


def overdue(session: Session, now: datetime, limit: int = 100) -> tuple[int, ...]:
    """The follow-ups whose next person is to be told now, longest due first. Changes nothing: look first, then lock,
    because the turns of running calls wait behind whatever is locked.
    """
    wanted = (
        select(FollowUp)
        .where(FollowUp.closed_at.is_(None), FollowUp.next_action_at <= now + FORESIGHT)
        .order_by(FollowUp.next_action_at, FollowUp.id)
        .options(selectinload(FollowUp.events))
    )
    due = (row.id for row in session.scalars(wanted) if next_rung(row, row.events)[1] <= now)
    return tuple(islice(due, limit))


def escalate(session: Session, follow_up_id: int, now: datetime) -> bool:
    """Tell the next person about one follow-up; false when somebody acted, or told them, in the meantime."""
    follow_up = session.get_one(FollowUp, follow_up_id, with_for_update={"of": FollowUp}, populate_existing=True)
    if follow_up.closed_at is not None:
        return False
    session.refresh(follow_up, ["events"])
    rung, due_at = next_rung(follow_up, follow_up.events)
    if due_at > now:
        return False
    _tell(session, follow_up, rung, now)
    session.flush()
    return True


def next_rung(follow_up: FollowUp, events: Sequence[FollowUpEvent]) -> tuple[int, datetime]:
    """The next rung of an open follow-up, and the moment at which it is due."""
    deadline = follow_up.next_action_at
    assert deadline is not None, "the database keeps open follow-ups dated"
    acted_at, climbed, last_at = follow_up.opened_at, 0, follow_up.opened_at
    for event in events:
        if event.kind == Event.ESCALATED:
            climbed, last_at = climbed + 1, event.happened_at
        elif event.actor_id is not None or event.kind in (Event.FLAGGED_AGAIN, Event.NOT_PUT_RIGHT):
            acted_at, climbed = event.happened_at, 0
    if climbed == Rung.OWNER_BEFORE:
        return climbed, min(deadline, acted_at + WARNING_SHARE * (deadline - acted_at))
    if climbed <= Rung.EXECUTIVE:
        return climbed, deadline + (climbed - 1) * BETWEEN_RUNGS
    return climbed, last_at + REPEAT


def _tell(session: Session, follow_up: FollowUp, rung: int, now: datetime) -> None:
    people = _people(session, follow_up, rung)
    record(session, follow_up.id, Event.ESCALATED, now, rung=rung, told=[person.id for person in people])
    name = f"{follow_up.contact.name} at {follow_up.account.name}"
    headline = f"{name} is waiting: soon overdue" if rung == Rung.OWNER_BEFORE else f"{name} is still waiting: overdue"
    owe_notices(session, follow_up, f"escalated_{rung}", headline, people, now)


def _people(session: Session, follow_up: FollowUp, rung: int) -> list[User]:
    managers = select(User).where(User.active, User.role == Role.MANAGER).order_by(User.id)
    if rung >= Rung.MANAGER:
        people = list(session.scalars(managers))
        executive = follow_up.account.owner
        if rung == Rung.EXECUTIVE and executive is not None and executive.active and executive not in people:
            people.append(executive)
        if people:
            return people
    return responsible(session, follow_up)
