"""The cases of a campaign, a page at a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from vocsurvey.db.campaign import Campaign, Case
from vocsurvey.db.dialing import Attempt
from vocsurvey.db.followup import Flag
from vocsurvey.db.interview import Interview
from vocsurvey.db.sample import Contact

PAGE = 50


@dataclass(frozen=True)
class CaseLine:
    """One case. ``waiting_for`` says why it was not called when it was last due."""

    id: int
    contact: str
    role: str
    account: str
    about: str
    disposition: str | None
    closed_at: datetime | None
    due_at: datetime | None
    waiting_for: tuple[str, ...]
    attempts: int
    flags: int


@dataclass(frozen=True)
class CasePage:
    """Some of the cases: ``number`` counts pages from 1."""

    lines: tuple[CaseLine, ...]
    number: int
    pages: int
    total: int
    codes: tuple[tuple[str, int], ...]


def cases(session: Session, campaign: Campaign, *, disposition: str | None, number: int) -> CasePage:
    """A page of the campaign's cases, open ones first; only those with one final disposition when it is given."""
    wanted = [Case.campaign_id == campaign.id]
    if disposition == "open":
        wanted.append(Case.closed_at.is_(None))
    elif disposition is not None:
        wanted += [Case.disposition == disposition, Case.closed_at.is_not(None)]
    total = session.execute(select(func.count(Case.id)).where(*wanted)).scalar_one()
    pages = max(1, -(-total // PAGE))
    number = min(max(1, number), pages)
    rows = session.scalars(
        select(Case)
        .join(Case.contact)
        .options(contains_eager(Case.contact).joinedload(Contact.account), joinedload(Case.touchpoint))
        .where(*wanted)
        .order_by(Case.closed_at.is_not(None), Case.closed_at.desc(), Case.id)
        .limit(PAGE)
        .offset((number - 1) * PAGE)
    ).all()
    ids = [row.id for row in rows]
    tries, flags = _tries(session, ids), _flags(session, ids)
    lines = tuple(_line(row, tries.get(row.id, 0), flags.get(row.id, 0)) for row in rows)
    return CasePage(lines, number, pages, total, _codes(session, campaign.id))


def _line(row: Case, attempts: int, flags: int) -> CaseLine:
    return CaseLine(
        id=row.id,
        contact=row.contact.name,
        role=row.contact.role,
        account=row.contact.account.name,
        about=row.touchpoint.subject or row.touchpoint.kind.replace("_", " "),
        disposition=row.disposition,
        closed_at=row.closed_at,
        due_at=row.due_at,
        waiting_for=tuple(str(reason) for reason in row.waiting_for),
        attempts=attempts,
        flags=flags,
    )


def _tries(session: Session, ids: list[int]) -> dict[int, int]:
    wanted = select(Attempt.case_id, func.count()).where(Attempt.case_id.in_(ids)).group_by(Attempt.case_id)
    return {case_id: count for case_id, count in session.execute(wanted)}


def _flags(session: Session, ids: list[int]) -> dict[int, int]:
    wanted = (
        select(Interview.case_id, func.count(Flag.id))
        .join(Flag, Flag.interview_id == Interview.id)
        .where(Interview.case_id.in_(ids))
        .group_by(Interview.case_id)
    )
    return {case_id: count for case_id, count in session.execute(wanted)}


def _codes(session: Session, campaign_id: int) -> tuple[tuple[str, int], ...]:
    wanted = (
        select(Case.disposition, func.count())
        .where(Case.campaign_id == campaign_id, Case.closed_at.is_not(None))
        .group_by(Case.disposition)
        .order_by(Case.disposition)
    )
    return tuple((code, count) for code, count in session.execute(wanted) if code is not None)
