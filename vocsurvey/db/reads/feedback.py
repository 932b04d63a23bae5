"""What customers said about one agent, for that agent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from vocsurvey.db.campaign import Case, CaseKind
from vocsurvey.db.interview import Answer, Interview
from vocsurvey.db.reads.said import Comment, Said, comments_in, own_words, said_in, scores_in
from vocsurvey.db.reads.withheld import withheld
from vocsurvey.db.sample import Contact, Touchpoint
from vocsurvey.questionnaire.model import Purpose


@dataclass(frozen=True)
class Feedback:
    """One interview about something that the agent did. ``cared`` is the answer to whether they genuinely cared."""

    interview_id: int
    contact: str
    account: str
    about: str
    words: tuple[str, ...]
    comments: tuple[Comment, ...]
    cared: Said | None
    scores: tuple[Said, ...]
    at: datetime


def feedback_about(session: Session, agent_id: int, limit: int = 50) -> list[Feedback]:
    """The interviews about the agent in which something was answered, latest first. Whoever does not want the agent to
    know what they said is left out."""
    rows = session.scalars(
        select(Interview)
        .join(Case, Case.id == Interview.case_id)
        .join(Touchpoint, Touchpoint.id == Case.touchpoint_id)
        .where(Touchpoint.agent_id == agent_id, Case.kind != CaseKind.TEST, Interview.answers.any())
        .order_by(Interview.id.desc())
        .limit(limit)
        .options(
            joinedload(Interview.case).joinedload(Case.contact).joinedload(Contact.account),
            joinedload(Interview.case).joinedload(Case.touchpoint),
            selectinload(Interview.answers).joinedload(Answer.flag),
            selectinload(Interview.recordings),
            joinedload(Interview.questionnaire),
        )
    )
    found = rows.all()
    kept = withheld(session, {row.case.contact_id for row in found}, Purpose.SHARE_WITH_AGENT)
    return [feedback(row) for row in found if row.case.contact_id not in kept]


def feedback(row: Interview) -> Feedback:
    """One interview as its agent sees it."""
    answers = said_in(row)
    scores = scores_in(answers)
    touchpoint = row.case.touchpoint
    return Feedback(
        interview_id=row.id,
        contact=row.case.contact.name,
        account=row.case.contact.account.name,
        about=touchpoint.subject or touchpoint.kind.replace("_", " "),
        words=own_words(answers),
        comments=comments_in(answers),
        cared=next((one for one in scores if one.metric == "cared"), None),
        scores=tuple(one for one in scores if one.metric != "cared"),
        at=row.started_at,
    )
