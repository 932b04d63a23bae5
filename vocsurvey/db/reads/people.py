"""The people who sign in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from vocsurvey.db.followup import FollowUp
from vocsurvey.db.people import User


@dataclass(frozen=True)
class PersonLine:
    """One person. ``owed`` are the open follow-ups that they have; a caller takes cases in ``languages``."""

    id: int
    name: str
    email: str
    role: str
    zone: str
    active: bool
    owed: int
    is_agent: bool
    created_at: datetime
    languages: tuple[str, ...]
    converts_refusals: bool


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
            tuple(map(str, row.languages)),
            row.converts_refusals,
        )
        for row in rows
    ]
