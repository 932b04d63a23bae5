"""The people who sign in."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from vocsurvey.db.followup import FollowUp
from vocsurvey.db.people import Role, User


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
    hours: dict[str, Any] | None
    country: str | None
    away: tuple[str, ...]


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
            row.hours,
            row.country,
            tuple(map(str, row.away)),
        )
        for row in rows
    ]


def names_of(session: Session, roles: Collection[Role], also: int | None = None) -> list[tuple[int, str]]:
    """Number and name of everybody active in these roles, and of one more person, by name."""
    wanted = or_(User.active & User.role.in_(roles), User.id == also)
    return [(one, name) for one, name in session.execute(select(User.id, User.name).where(wanted).order_by(User.name))]
