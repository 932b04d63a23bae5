"""Who of a customer was heard, when, and what they said: across all campaigns and years. Tests are nobody's word."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from vocsurvey.db.campaign import Case, CaseKind
from vocsurvey.db.dialing import Attempt
from vocsurvey.db.interview import Answer, Interview
from vocsurvey.db.reads.said import Comment, Said, comments_in, said_in, scores_in
from vocsurvey.db.sample import Contact

PAGE = 10
_NEGATIVE = exists().where(Answer.interview_id == Interview.id, Answer.negative, Answer.superseded_at.is_(None))
ANSWERED = (Case.kind != CaseKind.TEST, Interview.completeness != "contacted")
"""What holds for an interview in which something was answered."""


@dataclass(frozen=True)
class Word:
    """Somebody's latest interview in which they answered something."""

    at: datetime
    negative: bool


@dataclass(frozen=True)
class Conversation:
    """One interview: who, about what, and what they said."""

    case_id: int
    contact_id: int
    contact: str
    role: str
    campaign: str
    about: str
    at: datetime
    scores: tuple[Said, ...]
    comments: tuple[Comment, ...]


@dataclass(frozen=True)
class ConversationPage:
    """Some of the conversations, the latest first; ``number`` counts pages from 1."""

    lines: tuple[Conversation, ...]
    number: int
    pages: int
    total: int


def latest_words(session: Session, account_ids: Collection[int]) -> dict[int, Word]:
    """By contact id, the latest word of everybody at these accounts who ever answered."""
    rows = session.execute(
        select(Case.contact_id, Interview.started_at, _NEGATIVE)
        .join(Interview, Interview.case_id == Case.id)
        .join(Contact, Contact.id == Case.contact_id)
        .where(Contact.account_id.in_(account_ids), *ANSWERED)
        .order_by(Interview.started_at, Interview.id)
    )
    return {contact_id: Word(at, negative) for contact_id, at, negative in rows}


def ever_asked(session: Session, account_ids: Collection[int]) -> set[int]:
    """Those of the accounts at which a phone was ever dialled for a survey."""
    return set(
        session.scalars(
            select(Contact.account_id)
            .join(Case, Case.contact_id == Contact.id)
            .join(Attempt, Attempt.case_id == Case.id)
            .where(Contact.account_id.in_(account_ids), Case.kind != CaseKind.TEST, Attempt.counted)
            .distinct()
        )
    )


def conversations(session: Session, whose: ColumnElement[bool], number: int) -> ConversationPage:
    """A page of what was said; ``whose`` is a condition on the contact or the account of the contact."""
    wanted = (
        select(Interview)
        .join(Case, Case.id == Interview.case_id)
        .join(Contact, Contact.id == Case.contact_id)
        .where(whose, *ANSWERED)
    )
    total = session.scalar(select(func.count()).select_from(wanted.with_only_columns(Interview.id).subquery())) or 0
    pages = max(1, -(-total // PAGE))
    number = min(max(1, number), pages)
    rows = session.scalars(
        wanted.order_by(Interview.started_at.desc(), Interview.id.desc())
        .limit(PAGE)
        .offset((number - 1) * PAGE)
        .options(
            joinedload(Interview.case).joinedload(Case.contact),
            joinedload(Interview.case).joinedload(Case.campaign),
            joinedload(Interview.case).joinedload(Case.touchpoint),
            selectinload(Interview.answers).joinedload(Answer.flag),
            selectinload(Interview.recordings),
            joinedload(Interview.questionnaire),
        )
    )
    return ConversationPage(tuple(_conversation(row) for row in rows), number, pages, total)


def _conversation(row: Interview) -> Conversation:
    answers = said_in(row)
    case = row.case
    return Conversation(
        case_id=case.id,
        contact_id=case.contact_id,
        contact=case.contact.name,
        role=case.contact.role,
        campaign=case.campaign.name,
        about=case.touchpoint.subject or case.touchpoint.kind.replace("_", " "),
        at=row.started_at,
        scores=scores_in(answers),
        comments=comments_in(answers),
    )
