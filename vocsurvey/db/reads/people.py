"""The people who sign in, and the gate that stops all dialling."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from vocsurvey.db.campaign import DialGate
from vocsurvey.db.followup import FollowUp
from vocsurvey.db.people import User


@dataclass(frozen=True)
class PersonLine:
    """One person. ``owed`` are the open follow-ups that they have."""

    id: int
    name: str
    email: str
    role: str
    zone: str
    active: bool
    owed: int
    is_agent: bool
    created_at: datetime


@dataclass(frozen=True)
class Gate:
    """The gate of all dialling; ``changed_by`` None: nobody ever touched it. ``reason`` and ``probe_at``
    are set where the carrier closed it: why, and when the clock looks whether its account works again.
    """

    opened: bool
    changed_by: str | None
    changed_at: datetime | None
    reason: str | None = None
    probe_at: datetime | None = None


def people(session: Session) -> list[PersonLine]:
    """Everybody, active ones first, by name."""
    wanted = select(FollowUp.owner_id, func.count()).where(FollowUp.closed_at.is_(None)).group_by(FollowUp.owner_id)
    owed = {owner_id: count for owner_id, count in session.execute(wanted)}
    rows = session.scalars(select(User).order_by(User.active.desc(), User.name, User.id))
    return [
        PersonLine(
            row.id,
            row.name,
            row.email,
            row.role,
            row.zone,
            row.active,
            owed.get(row.id, 0),
            row.agent_id is not None,
            row.created_at,
        )
        for row in rows
    ]


def gate(session: Session) -> Gate:
    """The gate of all dialling as it stands."""
    row = session.get(DialGate, "all")
    return (
        Gate(row.opened, row.changed_by, row.changed_at, row.reason, row.probe_at)
        if row is not None
        else Gate(True, None, None)
    )
