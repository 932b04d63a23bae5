"""Those who look after callers: who is there, and a few words to one of them or to all."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from vocsurvey.db.desk import DeskLease
from vocsurvey.db.people import Role, User
from vocsurvey.db.room import DeskMessage, DeskPresence
from vocsurvey.followup.lifecycle import Refusal
from vocsurvey.operations.returning import STANDING

WRITE_AGAIN_AFTER = timedelta(seconds=20)
"""A page that is open is heard from more often than that is worth writing down."""
LONGEST_MESSAGE = 500
NO_WORDS = Refusal(f"Write what they shall read, in at most {LONGEST_MESSAGE} characters.")
NOBODY_THERE = Refusal("There is nobody of that name among the callers any more. Nothing was sent.")


def note_presence(session: Session, user_id: int, now: datetime) -> DeskPresence:
    """A caller's page is open. To be called through ``Database.run``: two tabs may both be the first."""
    row = session.get(DeskPresence, user_id)
    if row is None:
        row = DeskPresence(user_id=user_id, seen_at=now)
        session.add(row)
    elif row.seen_at <= now - WRITE_AGAIN_AFTER:
        row.seen_at = now
    session.flush()
    return row


def rest(session: Session, user_id: int, now: datetime, *, resting: bool) -> DeskPresence:
    """A caller pauses, or is back. To be called through ``Database.run``."""
    row = note_presence(session, user_id, now)
    row.seen_at = now
    row.resting_since = (row.resting_since or now) if resting else None
    session.flush()
    return row


def send(
    session: Session, sender_id: int, recipient_id: int | None, words: str, now: datetime
) -> tuple[DeskMessage, ...] | Refusal:
    """A few words to one caller, or to all of them (None): kept, one row each, until each has said that they saw it."""
    said = words.strip()
    if not 0 < len(said) <= LONGEST_MESSAGE:
        return NO_WORDS
    callers = select(User.id).where(User.active, User.role == Role.CALLER, User.id != sender_id)
    if recipient_id is not None:
        callers = callers.where(User.id == recipient_id)
    ids = session.scalars(callers.order_by(User.id)).all()
    if not ids:
        return NOBODY_THERE
    leases = session.execute(
        select(DeskLease.user_id, DeskLease.case_id).where(STANDING, DeskLease.user_id.in_(ids))
    ).all()
    on_desk = {user_id: case_id for user_id, case_id in leases}
    rows = tuple(
        DeskMessage(sender_id=sender_id, recipient_id=one, case_id=on_desk.get(one), words=said, sent_at=now)
        for one in ids
    )
    session.add_all(rows)
    session.flush()
    return rows


def acknowledge(session: Session, message_id: int, now: datetime) -> DeskMessage:
    """A caller has seen a message; the first time counts. Raises NoResultFound."""
    row = session.get_one(DeskMessage, message_id, with_for_update=True, populate_existing=True)
    if row.seen_at is None:
        row.seen_at = max(now, row.sent_at)
        session.flush()
    return row
