"""Notices: each is owed until it was sent, tried again with growing pauses, and never dropped without a trace."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import CursorResult, and_, or_, select, update
from sqlalchemy.orm import Session

from vocsurvey.db.followup import Notice
from vocsurvey.db.people import User

NUDGE = timedelta(minutes=2)
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(minutes=15)
REFUSED_PAUSE = timedelta(hours=6)
"""Where a repeat does not help before somebody has changed something."""
PATIENCE = timedelta(minutes=15)
"""What was not told for so long is told to others, too."""

_OWED = and_(Notice.sent_at.is_(None), Notice.failed_at.is_(None))


def due_notices(session: Session, now: datetime, limit: int = 100) -> tuple[int, ...]:
    """The ids of notices to send now, longest due first; those that were nudged a moment ago are left out.

    Somebody who cannot sign in any more is told nothing: what they had was handed over, and the heir was told.
    """
    rested = or_(Notice.nudged_until.is_(None), Notice.nudged_until <= now)
    wanted = select(Notice.id).where(_OWED, Notice.due_at <= now, rested).order_by(Notice.due_at, Notice.id)
    return tuple(session.scalars(wanted.join(Notice.recipient).where(User.active).limit(limit)))


def nudge(session: Session, notice_id: int, now: datetime, until: datetime | None = None) -> bool:
    """Say that a job for this notice is queued until ``until``; False when somebody else said so first."""
    rested = or_(Notice.nudged_until.is_(None), Notice.nudged_until <= now)
    done = session.execute(
        update(Notice).where(Notice.id == notice_id, _OWED, rested).values(nudged_until=until or now + NUDGE),
        execution_options={"synchronize_session": False},
    )
    assert isinstance(done, CursorResult)
    return done.rowcount == 1


def notice_sent(session: Session, notice_id: int, now: datetime) -> None:
    """It arrived. Saying so twice changes nothing."""
    notice = session.get_one(Notice, notice_id, with_for_update=True)
    if notice.sent_at is None:
        notice.sent_at, notice.failed_at, notice.problem, notice.refused_at = now, None, None, None
        notice.tries += 1
    session.flush()


def notice_failed(session: Session, notice_id: int, problem: str, now: datetime, *, for_good: bool = False) -> None:
    """It did not arrive: tried again after 1, 2, 4 … minutes, at last every quarter of an hour, until it does.

    ``for_good``: the address was refused, so it is tried every six hours, and others are told at once. It is given up
    only when its follow-up is done. It stays in its person's bell, with the problem.
    """
    notice = session.get_one(Notice, notice_id, with_for_update={"of": Notice})
    if notice.sent_at is not None:
        return
    notice.tries += 1
    notice.problem = problem[:4000]
    growing = min(LONGEST_PAUSE, FIRST_PAUSE * (1 << min(notice.tries - 1, 20)))
    notice.due_at = now + (REFUSED_PAUSE if for_good else growing)
    notice.refused_at = (notice.refused_at or now) if for_good else None
    notice.nudged_until = None
    if notice.follow_up.closed_at is not None:
        notice.failed_at = now
    session.flush()


def seen(session: Session, user_id: int, now: datetime, notice_id: int | None = None) -> int:
    """The person has seen one of their notices, or all of them; how many were new."""
    wanted = [Notice.recipient_id == user_id, Notice.seen_at.is_(None)]
    if notice_id is not None:
        wanted.append(Notice.id == notice_id)
    done = session.execute(
        update(Notice).where(*wanted).values(seen_at=now), execution_options={"synchronize_session": False}
    )
    assert isinstance(done, CursorResult)
    return int(done.rowcount)
