"""Who answers for a customer, and could take a call at this moment: at work, at their own phone, in no other call."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session

from vocsurvey.db.bridge import Bridge
from vocsurvey.db.campaign import Case
from vocsurvey.db.people import User
from vocsurvey.db.reads.belonging import follow_up_of
from vocsurvey.fieldwork.phone import Line, read_own_phone
from vocsurvey.operations.deadlines import at_work
from vocsurvey.operations.owning import foreseen_owner
from vocsurvey.operations.presence import there
from vocsurvey.rulebook import Rulebook


def owner_at_hand(session: Session, case: Case, rules: Rulebook, now: datetime) -> tuple[User, Line] | None:
    """Who answers for the customer of a case, in their working hours, and the phone at which they can be rung."""
    follow_up = follow_up_of(session, case)
    owner = follow_up.owner if follow_up is not None else foreseen_owner(case, rules, now)
    line = own_line(owner) if owner is not None else None
    if owner is None or line is None or not there(owner, now) or not at_work(case.contact, owner, rules, now):
        return None
    return (owner, line) if session.scalar(select(User.id).where(User.id == owner.id, free())) is not None else None


def own_line(user: User) -> Line | None:
    """Somebody's own phone, where one is written down that can be rung."""
    read = None if user.phone is None else read_own_phone(user.phone)
    return read if isinstance(read, Line) else None


def free() -> ColumnElement[bool]:
    """Whether somebody is in no other call of ours."""
    return ~exists().where(Bridge.user_id == User.id, Bridge.ended_at.is_(None))
