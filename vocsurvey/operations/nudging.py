"""Bridges of which nothing was heard for a while, and browsers that may still be on the line: found at a tick."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Select, or_, select, update
from sqlalchemy.orm import Session

from vocsurvey.db.bridge import Bridge, BridgeStatus
from vocsurvey.db.people import Way
from vocsurvey.operations.bridging import GRACE

LOOK_AFTER = timedelta(seconds=15)
LOOK_AT_TALK_AFTER = timedelta(minutes=1)
"""Of a bridge that nothing was heard of for so long the carrier is asked; of one in which they talk, less often."""


def unheard(session: Session, now: datetime, limit: int = 50) -> tuple[int, ...]:
    """Bridges of which nothing was heard for a while, each handed out once until somebody must have looked."""
    talking = Bridge.status == BridgeStatus.TALKING
    due = select(Bridge.id).where(
        Bridge.ended_at.is_(None),
        or_(Bridge.heard_from_at <= now - LOOK_AT_TALK_AFTER, ~talking & (Bridge.heard_from_at <= now - LOOK_AFTER)),
        or_(Bridge.nudged_until.is_(None), Bridge.nudged_until <= now),
    )
    return _nudged(session, due.order_by(Bridge.heard_from_at).limit(limit).with_for_update(skip_locked=True), now)


def dangling(session: Session, now: datetime, limit: int = 50) -> tuple[int, ...]:
    """Bridges that are over and whose browser may still be on the line: to be hung up, whether or not it is."""
    due = select(Bridge.id).where(
        Bridge.ended_at <= now - GRACE,
        Bridge.way == Way.BROWSER,
        Bridge.caller_sid.is_not(None),
        Bridge.caller_gone_at.is_(None),
        or_(Bridge.nudged_until.is_(None), Bridge.nudged_until <= now),
    )
    return _nudged(session, due.order_by(Bridge.id).limit(limit).with_for_update(skip_locked=True), now)


def _nudged(session: Session, due: Select[int], now: datetime) -> tuple[int, ...]:
    rows = session.execute(
        update(Bridge).where(Bridge.id.in_(due)).values(nudged_until=now + LOOK_AFTER).returning(Bridge.id),
        execution_options={"synchronize_session": False},
    )
    return tuple(sorted(rows.scalars()))
