"""The notes ahead of somebody's calls: when each went out or why not, and what was chosen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session, joinedload

from vocsurvey.db.advance_notice import AdvanceNotice, NoticeChoice
from vocsurvey.db.campaign import Case
from vocsurvey.db.sample import Contact

_AT_ONCE = 1000


@dataclass(frozen=True)
class ChoiceLine:
    """One choice: ``at`` is the time that was picked, or when we may ask again; ``instead_id`` and ``instead`` are the
    person who was named.
    """

    choice: str
    at: datetime | None
    by_mail: bool
    instead_id: int | None
    instead: str | None
    chosen_at: datetime


@dataclass(frozen=True)
class NoteLine:
    """One note. ``failed``: the call goes on without it, because of ``problem``."""

    case_id: int
    campaign: str
    owed_at: datetime
    sent_at: datetime | None
    failed: bool
    problem: str | None
    round: int
    choices: tuple[ChoiceLine, ...]


def notes_to(session: Session, contact: Contact) -> tuple[NoteLine, ...]:
    """Every note to a person, the latest first."""
    return _notes(session, Case.contact_id == contact.id)


def notes_in(session: Session, case: Case) -> tuple[NoteLine, ...]:
    """The note of one case, if there is one."""
    return _notes(session, Case.id == case.id)


def without_address(session: Session, contact_ids: list[int]) -> int:
    """How many of these contacts no note can be sent to."""
    lacking = or_(Contact.email.is_(None), ~Contact.email.contains("@"))
    count = 0
    for start in range(0, len(contact_ids), _AT_ONCE):
        some = contact_ids[start : start + _AT_ONCE]
        count += session.scalar(select(func.count()).where(Contact.id.in_(some), lacking)) or 0
    return count


def _notes(session: Session, mine: ColumnElement[bool]) -> tuple[NoteLine, ...]:
    rows = session.scalars(
        select(AdvanceNotice)
        .join(Case, Case.id == AdvanceNotice.case_id)
        .where(mine)
        .order_by(AdvanceNotice.id.desc())
        .options(joinedload(AdvanceNotice.case).joinedload(Case.campaign))
    ).all()
    chosen: dict[int, list[ChoiceLine]] = {}
    wanted = select(NoticeChoice).where(NoticeChoice.notice_id.in_([row.id for row in rows]))
    for one in session.scalars(wanted.order_by(NoticeChoice.id.desc()).options(joinedload(NoticeChoice.successor))):
        chosen.setdefault(one.notice_id, []).append(_choice(one))
    return tuple(
        NoteLine(
            case_id=row.case_id,
            campaign=row.case.campaign.name,
            owed_at=row.owed_at,
            sent_at=row.sent_at,
            failed=row.failed_at is not None,
            problem=row.problem,
            round=row.round,
            choices=tuple(chosen.get(row.id, ())),
        )
        for row in rows
    )


def _choice(row: NoticeChoice) -> ChoiceLine:
    name = row.successor.name if row.successor is not None else None
    return ChoiceLine(row.choice, row.at, row.by_mail, row.successor_id, name, row.chosen_at)
