"""People are let in by a link with which they set their own password; letters to them are owed until they were sent."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from vocsurvey.db.letter import DIGEST, INVITATION, RESET, Letter
from vocsurvey.db.people import User
from vocsurvey.operations.administering import Refusal
from vocsurvey.operations.announcing import announce
from vocsurvey.operations.telling import FIRST_PAUSE, LONGEST_PAUSE, NUDGE

NO_PASSWORD = "!"  # noqa: S105 (the hash of nothing)
"""Kept in place of a hash until somebody has set a password: nothing matches it."""
LIVES = {INVITATION: timedelta(days=7), RESET: timedelta(days=1)}
_OWED = (Letter.sent_at.is_(None), Letter.failed_at.is_(None), Letter.nothing_at.is_(None))


def state_of(user: User) -> str:
    """What a link is bound to: it changes when a password is set, and when every session ends."""
    return sha256(f"{user.password_hash} {user.session_key} {user.active}".encode()).hexdigest()


def invite(session: Session, user_id: int, now: datetime) -> Letter | Refusal:
    """Owe somebody a letter with a link: an invitation while they have no password, else one to set another."""
    user = session.get_one(User, user_id, with_for_update=True, populate_existing=True)
    if not user.active:
        return Refusal(f"{user.name} cannot sign in any more.")
    kind = INVITATION if user.password_hash == NO_PASSWORD else RESET
    row = Letter(
        key=f"{kind}:{user.id}:{secrets.token_hex(8)}", user_id=user.id, kind=kind, created_at=now, due_at=now, tries=0
    )
    session.add(row)
    session.flush()
    return row


def nudge_letters(session: Session, now: datetime, limit: int = 100) -> tuple[int, ...]:
    """The ids of letters to send now, each handed out once until a worker must have taken it up."""
    rested = or_(Letter.nudged_until.is_(None), Letter.nudged_until <= now)
    due = (
        select(Letter.id)
        .join(Letter.user)
        .where(*_OWED, Letter.due_at <= now, rested, User.active)
        .order_by(Letter.due_at, Letter.id)
        .limit(limit)
        .with_for_update(of=Letter, skip_locked=True)
    )
    ids = session.scalars(due).all()
    session.execute(
        update(Letter).where(Letter.id.in_(ids)).values(nudged_until=now + NUDGE),
        execution_options={"synchronize_session": False},
    )
    return tuple(sorted(ids))


def letter_sent(session: Session, letter_id: int, now: datetime) -> None:
    """It arrived. Saying so twice changes nothing."""
    row = session.get_one(Letter, letter_id, with_for_update={"of": Letter}, populate_existing=True)
    row.sent_at, row.failed_at, row.problem = row.sent_at or now, None, None
    session.flush()


def letter_failed(session: Session, letter_id: int, problem: str, now: datetime, *, for_good: bool = False) -> None:
    """It did not arrive: tried again after 1, 2, 4 … minutes, at last every quarter of an hour.

    It is given up when the address is refused, or its time is over: a link that has ended, a morning that is over.
    Operators are told of a link that nobody got.
    """
    row = session.get_one(Letter, letter_id, with_for_update={"of": Letter}, populate_existing=True)
    if row.sent_at is not None:
        return
    row.tries, row.problem, row.nudged_until = row.tries + 1, problem[:4000], None
    row.due_at = now + min(LONGEST_PAUSE, FIRST_PAUSE * (1 << min(row.tries - 1, 20)))
    if for_good or now >= row.created_at + LIVES.get(row.kind, timedelta(hours=4)):
        row.failed_at = now
        if row.kind != DIGEST:
            words = f"{problem} Correct the address {row.user.email}, and send the link again under People."
            announce(session, f"{row.user.name} did not get the link to set a password", words, now)
    session.flush()
