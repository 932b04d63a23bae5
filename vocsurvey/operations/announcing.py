"""Announcements: each is owed until it was sent, tried again with growing pauses, and never dropped without a trace."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from vocsurvey.db.announcement import Announcement
from vocsurvey.db.people import Role, User
from vocsurvey.operations.chatting import owe_announcement
from vocsurvey.operations.telling import FIRST_PAUSE, NUDGE, REFUSED_PAUSE

OPERATORS = (Role.MANAGER, Role.ADMIN)


def announce(session: Session, headline: str, words: str, now: datetime) -> None:
    """Owe every manager and administrator one message about the house."""
    about = sha256(f"{headline}\n{words}".encode()).hexdigest()[:12]
    for user in session.scalars(select(User).where(User.active, User.role.in_(OPERATORS)).order_by(User.id)):
        key = f"house:{user.id}:{now:%Y%m%dT%H%M%S%f}:{about}"
        row = Announcement(key=key, recipient_id=user.id, headline=headline[:200], words=words[:4000], created_at=now)
        session.add(row)
        owe_announcement(session, row, now)
    session.flush()


def announced(session: Session, headline: str, since: datetime) -> bool:
    """Whether anybody was owed this message since then."""
    same = (Announcement.headline == headline[:200], Announcement.created_at > since)
    return session.scalar(select(Announcement.id).where(*same).limit(1)) is not None


def nudge_announcements(session: Session, now: datetime, limit: int = 100) -> tuple[int, ...]:
    """The ids of announcements to send now, each handed out once until a worker must have taken it up."""
    due = (
        select(Announcement.id)
        .join(Announcement.recipient)
        .where(
            Announcement.sent_at.is_(None),
            Announcement.failed_at.is_(None),
            or_(Announcement.due_at.is_(None), Announcement.due_at <= now),
            User.active,
        )
        .order_by(Announcement.id)
        .limit(limit)
        .with_for_update(of=Announcement, skip_locked=True)
    )
    rows = session.execute(
        update(Announcement).where(Announcement.id.in_(due)).values(due_at=now + NUDGE).returning(Announcement.id),
        execution_options={"synchronize_session": False},
    )
    return tuple(sorted(rows.scalars()))


def announcement_told(session: Session, announcement_id: int, problem: str | None, now: datetime) -> None:
    """It arrived (``problem`` None), or it did not: tried again after 1, 2, 4 … minutes, at last every six hours."""
    row = session.get_one(Announcement, announcement_id, with_for_update=True)
    if row.sent_at is not None:
        return
    row.tries += 1
    row.problem = problem and problem[:4000]
    if problem is None:
        row.sent_at = now
    else:
        row.due_at = now + min(REFUSED_PAUSE, FIRST_PAUSE * (1 << min(row.tries - 1, 20)))
    session.flush()


def seen(session: Session, user_id: int, now: datetime) -> None:
    """The person has seen everything that they were told about the house."""
    session.execute(
        update(Announcement)
        .where(Announcement.recipient_id == user_id, Announcement.seen_at.is_(None))
        .values(seen_at=now),
        execution_options={"synchronize_session": False},
    )
