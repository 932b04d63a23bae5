"""The lease of the one clock. Two clocks are harmless; the lease only spares the work."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import or_, update
from sqlalchemy.orm import Session

from vocsurvey.db.upkeep import Lease


def hold_lease(session: Session, name: str, holder: str, now: datetime, length: timedelta) -> bool:
    """Take or prolong a lease by compare-and-set; false while somebody else holds it.

    Clocks that start at the same moment collide at the row's first making: to be called through ``Database.run``.
    """
    if session.get(Lease, name) is None:
        session.add(Lease(name=name, holder=holder, held_until=now))
        session.flush()
    row = session.execute(
        update(Lease)
        .where(Lease.name == name, or_(Lease.holder == holder, Lease.held_until <= now))
        .values(holder=holder, held_until=now + length)
        .returning(Lease.name),
        execution_options={"synchronize_session": False},
    )
    return row.scalar_one_or_none() is not None


def drop_lease(session: Session, name: str, holder: str, now: datetime) -> None:
    """Give it back at a clean end, so that the next clock need not wait for it to run out."""
    session.execute(update(Lease).where(Lease.name == name, Lease.holder == holder).values(held_until=now))
