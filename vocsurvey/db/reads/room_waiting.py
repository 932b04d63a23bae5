"""Who waits for a live caller: those with whom a time was agreed, and the queues."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, literal_column, select
from sqlalchemy.orm import Session, joinedload

from vocsurvey.db.agreement import STILL_OPEN, Appointment
from vocsurvey.db.campaign import Campaign, CampaignStatus, Case
from vocsurvey.db.desk import DeskLease
from vocsurvey.db.people import User
from vocsurvey.db.sample import Contact

MOST_COUNTED = 1000
"""Of a queue nobody needs to know by how much it is longer, and counting a million costs a second."""
MOST_APPOINTMENTS = 20


@dataclass(frozen=True)
class Agreed:
    """A call-back that a live caller owes. ``caller``: who agreed to it; ``with_``: on whose desk it is now."""

    at: datetime
    contact: str
    account: str
    zone: str | None
    caller: str | None
    with_: str | None


@dataclass(frozen=True)
class Queue:
    """How many cases are due in one queue; ``more``: at least so many. ``name`` None: nobody has sorted them yet."""

    name: str | None
    waiting: int
    more: bool


def agreed_until(session: Session, until: datetime) -> tuple[Agreed, ...]:
    """The call-backs that are due by then, the soonest first."""
    rows = session.execute(
        select(Appointment, Case, User.name)
        .join(Case, Case.id == Appointment.case_id)
        .join(Campaign, Campaign.id == Case.campaign_id)
        .outerjoin(User, User.id == Appointment.caller_id)
        .where(
            *STILL_OPEN,
            Appointment.kind == "hard",
            Appointment.channel == "live",
            Appointment.at <= until,
            Case.closed_at.is_(None),
            Campaign.status == CampaignStatus.RUNNING,
        )
        .options(joinedload(Case.contact, innerjoin=True).joinedload(Contact.account, innerjoin=True))
        .order_by(Appointment.at, Appointment.id)
        .limit(MOST_APPOINTMENTS)
    ).all()
    holding = _holders(session, [case.id for _, case, _ in rows])
    return tuple(
        Agreed(
            at=row.at,
            contact=case.contact.name,
            account=case.contact.account.name,
            zone=case.contact.zone,
            caller=caller,
            with_=holding.get(case.id),
        )
        for row, case, caller in rows
    )


def queues_now(session: Session, now: datetime) -> tuple[Queue, ...]:
    """How many cases of running campaigns are due for live callers, by queue. Reads no more of one than counts."""
    running = select(Campaign.id).where(Campaign.status == CampaignStatus.RUNNING, Campaign.stopped_at.is_(None))
    counts: dict[str | None, int] = defaultdict(int)
    for campaign_id in session.scalars(running):
        for name in _queues_of(session, campaign_id):
            counts[name] += _due_in(session, campaign_id, name, now)
    counts[None] += _unsorted(session)
    found = [
        Queue(name, min(count, MOST_COUNTED), count >= MOST_COUNTED) for name, count in counts.items() if count > 0
    ]
    return tuple(sorted(found, key=lambda one: (one.name is None, one.name or "")))


def _holders(session: Session, case_ids: list[int]) -> dict[int, str]:
    rows = session.execute(
        select(DeskLease.case_id, User.name)
        .join(User, User.id == DeskLease.user_id)
        .where(DeskLease.ended_at.is_(None), DeskLease.case_id.in_(case_ids))
    )
    return {case_id: name for case_id, name in rows}


def _queues_of(session: Session, campaign_id: int) -> list[str]:
    """The names of the queues in which a campaign has cases: each found from the one before, by the index."""
    found: list[str] = []
    while True:
        following = select(func.min(Case.desk_queue)).where(*_sorted(campaign_id))
        if found:
            following = following.where(Case.desk_queue > found[-1])
        name = session.scalar(following)
        if name is None:
            return found
        found.append(name)


def _due_in(session: Session, campaign_id: int, name: str, now: datetime) -> int:
    with_somebody = select(DeskLease.case_id).where(DeskLease.ended_at.is_(None))
    some = (
        select(Case.id)
        .where(*_sorted(campaign_id), Case.desk_queue == name, Case.due_at <= now, Case.id.not_in(with_somebody))
        .limit(MOST_COUNTED)
    )
    return session.scalars(select(func.count()).select_from(some.subquery())).one()


def _sorted(campaign_id: int) -> tuple[ColumnElement[bool], ...]:
    live = Case.channel == literal_column("'live'")
    return (Case.campaign_id == campaign_id, live, Case.closed_at.is_(None), Case.desk_queue.is_not(None))


def _unsorted(session: Session) -> int:
    live = Case.channel == literal_column("'live'")
    some = select(Case.id).where(Case.closed_at.is_(None), live, Case.desk_queue.is_(None)).limit(MOST_COUNTED)
    return session.scalars(select(func.count()).select_from(some.subquery())).one()
