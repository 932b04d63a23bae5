"""The lease of the one clock. Two clocks are harmless; the lease only spares the work."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import or_, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from vocsurvey.db.upkeep import Lease


def hold_lease(session: Session, name: str, holder: str, now: datetime, length: timedelta) -> bool:
    """Take or prolong a lease by compare-and-set; false while somebody else holds it."""
    if session.get(Lease, name) is None and not _made(session, name, holder, now):
        return False
    row = session.execute(
        update(Lease)
        .where(Lease.name == name, or_(Lease.holder == holder, Lease.held_until <= now))
        .values(holder=holder, held_until=now + length)
        .returning(Lease.name),
        execution_options={"synchronize_session": False},
    )
    return row.scalar_one_or_none() is not None


def _made(session: Session, name: str, holder: str, now: datetime) -> bool:
    try:
        with session.begin_nested():
            session.add(Lease(name=name, holder=holder, held_until=now))
    except IntegrityError:  # another clock was the first
        return False
    return True


def drop_lease(session: Session, name: str, holder: str, now: datetime) -> None:
    """Give it back at a clean end, so that the next clock need not wait for it to run out."""
    session.execute(update(Lease).where(Lease.name == name, Lease.holder == holder).values(held_until=now))
