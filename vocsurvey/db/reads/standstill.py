"""Who of a campaign is not phoned at this moment, why, and when it goes on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, exists, func, or_, select
from sqlalchemy.orm import Session

from vocsurvey.db.campaign import Campaign, Case, CaseKind
from vocsurvey.db.dialing import Attempt


@dataclass(frozen=True)
class Standstill:
    """So many cases that wait for the same reasons. ``next_at`` None: they were closed and never dialled."""

    reasons: tuple[str, ...]
    cases: int
    next_at: datetime | None


def standstills(session: Session, campaign: Campaign, now: datetime) -> tuple[Standstill, ...]:
    """What the cases wait for: those that go on first, soonest first; then those that never will, most first."""
    tried = exists().where(Attempt.case_id == Case.id)
    under_way = exists().where(Attempt.case_id == Case.id, Attempt.closed_at.is_(None))
    # No clock calls those that wait for a live caller, so they wait also when they are due.
    later = or_(Case.due_at > now, Case.channel != "ivr")
    waiting = and_(Case.closed_at.is_(None), later, ~under_way)
    never = and_(Case.closed_at.is_not(None), ~tried)
    opened = Case.closed_at.is_(None)
    rows = session.execute(
        select(Case.waiting_for, opened, func.count(), func.min(Case.due_at))
        .where(Case.campaign_id == campaign.id, Case.kind == CaseKind.SURVEY, or_(waiting, never))
        .group_by(Case.waiting_for, opened)
    )
    found = [
        Standstill(tuple(str(reason) for reason in reasons), count, next_at if goes_on else None)
        for reasons, goes_on, count, next_at in rows
        if goes_on or reasons
    ]
    return tuple(sorted(found, key=lambda one: (one.next_at is None, one.next_at or now, -one.cases, one.reasons)))
