"""The answers behind a figure, one line each, the person's own words first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from vocsurvey.db.campaign import Campaign, Case
from vocsurvey.db.interview import Answer, Interview
from vocsurvey.db.reads.belonging import follow_up_ids
from vocsurvey.db.reads.said import Comment, Said, comments_in, own_words, said_in
from vocsurvey.db.sample import Contact


@dataclass(frozen=True)
class AnswerLine:
    """One interview's answer to the question of a figure."""

    case_id: int
    follow_up_id: int | None
    contact: str
    account: str
    answer: Said
    words: tuple[str, ...]
    comments: tuple[Comment, ...]
    at: datetime


def answers_behind(session: Session, campaign: Campaign, metric: str) -> list[AnswerLine]:
    """The standing answers of a metric in a campaign: negative ones first, then the latest."""
    rows = session.scalars(
        select(Interview)
        .join(Case, Case.id == Interview.case_id)
        .join(Answer, Answer.interview_id == Interview.id)
        .where(Case.campaign_id == campaign.id, Answer.metric == metric, Answer.superseded_at.is_(None))
        .options(
            joinedload(Interview.case).joinedload(Case.contact).joinedload(Contact.account),
            selectinload(Interview.answers).joinedload(Answer.flag),
            selectinload(Interview.recordings),
            joinedload(Interview.questionnaire),
        )
    ).unique()
    interviews = list(rows)
    owed = follow_up_ids(session, [one.id for one in interviews])
    lines = [line for one in interviews for line in _lines(one, owed.get(one.id), metric)]
    return sorted(lines, key=lambda line: (not line.answer.negative, line.answer.missing, -line.at.timestamp()))


def _lines(interview: Interview, follow_up_id: int | None, metric: str) -> list[AnswerLine]:
    answers = said_in(interview)
    contact = interview.case.contact
    return [
        AnswerLine(
            case_id=interview.case_id,
            follow_up_id=follow_up_id,
            contact=contact.name,
            account=contact.account.name,
            answer=one,
            words=own_words(answers),
            comments=comments_in(answers),
            at=one.at,
        )
        for one in answers
        if one.metric == metric and not one.superseded
    ]
