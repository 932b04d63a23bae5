"""The list of follow-ups: the customer's words first, then who has it and what is due when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, joinedload, object_session, selectinload

from vocsurvey.db.followup import FollowUp
from vocsurvey.db.interview import Answer, Interview
from vocsurvey.db.reads.reasons import reasons_of
from vocsurvey.db.reads.said import Comment, Said, comments_in, negatives_in, own_words, said_in
from vocsurvey.followup.lifecycle import State

PAGE = 30


@dataclass(frozen=True)
class FollowUpLine:
    """One follow-up. ``words`` are the customer's own; ``negatives`` the answers that opened it."""

    id: int
    contact: str
    role: str
    account: str
    account_value: float | None
    words: tuple[str, ...]
    comments: tuple[Comment, ...]
    negatives: tuple[Said, ...]
    reasons: tuple[str, ...]
    state: str
    severity: str
    owner_id: int | None
    owner: str | None
    queue: str | None
    next_action_at: datetime | None
    opened_at: datetime
    closed_at: datetime | None


@dataclass(frozen=True)
class Tally:
    """How many are open: of one person, in a queue without an owner, and altogether."""

    mine: int
    queue: int
    all: int


@dataclass(frozen=True)
class FollowUpPage:
    """Some of the follow-ups; ``number`` counts pages from 1."""

    lines: tuple[FollowUpLine, ...]
    number: int
    pages: int
    total: int


def follow_ups(
    session: Session,
    *,
    whose: str,
    user_id: int,
    opened: bool,
    number: int = 1,
    size: int = PAGE,
    account_id: int | None = None,
) -> FollowUpPage:
    """Follow-ups, the soonest deadline first; closed ones, the latest first. Tests are none.

    ``whose`` is ``mine`` (owned by the user), ``queue`` (owned by nobody yet) or ``all``; of one customer, if given.
    """
    state = FollowUp.closed_at.is_(None) if opened else FollowUp.closed_at.is_not(None)
    wanted = [state, FollowUp.state != State.TRIED_OUT, *_of(whose, user_id)]
    if account_id is not None:
        wanted.append(FollowUp.account_id == account_id)
    total = session.execute(select(func.count(FollowUp.id)).where(*wanted)).scalar_one()
    pages = max(1, -(-total // size))
    number = min(max(1, number), pages)
    order = (FollowUp.next_action_at, FollowUp.id) if opened else (FollowUp.closed_at.desc(), FollowUp.id.desc())
    rows = session.scalars(
        select(FollowUp)
        .where(*wanted)
        .order_by(*order)
        .limit(size)
        .offset((number - 1) * size)
        .options(joinedload(FollowUp.account), joinedload(FollowUp.contact), joinedload(FollowUp.owner))
    ).all()
    answers = _answers(session, [row.interview_id for row in rows])
    return FollowUpPage(tuple(_line(row, answers[row.interview_id]) for row in rows), number, pages, total)


def tally(session: Session, user_id: int) -> Tally:
    """The counts of open follow-ups."""
    wanted = select(FollowUp.owner_id, func.count()).where(FollowUp.closed_at.is_(None)).group_by(FollowUp.owner_id)
    counts: dict[int | None, int] = {owner_id: count for owner_id, count in session.execute(wanted)}
    return Tally(counts.get(user_id, 0), counts.get(None, 0), sum(counts.values()))


def _of(whose: str, user_id: int) -> list[ColumnElement[bool]]:
    if whose == "mine":
        return [FollowUp.owner_id == user_id]
    return [FollowUp.owner_id.is_(None)] if whose == "queue" else []


def _answers(session: Session, interview_ids: list[int]) -> dict[int, tuple[Said, ...]]:
    rows = session.scalars(
        select(Interview)
        .where(Interview.id.in_(interview_ids))
        .options(
            selectinload(Interview.answers).joinedload(Answer.flag),
            selectinload(Interview.recordings),
            joinedload(Interview.questionnaire),
        )
    )
    return {row.id: said_in(row) for row in rows}


def _reasons(row: FollowUp, answers: tuple[Said, ...]) -> tuple[str, ...]:
    """Why it is there, where no answer says so."""
    session = object_session(row)
    if session is None or own_words(answers) or negatives_in(answers):
        return ()
    return reasons_of(row, session.get_one(Interview, row.interview_id))


def _line(row: FollowUp, answers: tuple[Said, ...]) -> FollowUpLine:
    return FollowUpLine(
        id=row.id,
        contact=row.contact.name,
        role=row.contact.role,
        account=row.account.name,
        account_value=row.account.yearly_value,
        words=own_words(answers),
        comments=comments_in(answers),
        negatives=negatives_in(answers),
        reasons=_reasons(row, answers),
        state=row.state,
        severity=row.severity,
        owner_id=row.owner_id,
        owner=row.owner.name if row.owner else None,
        queue=row.queue,
        next_action_at=row.next_action_at,
        opened_at=row.opened_at,
        closed_at=row.closed_at,
    )
