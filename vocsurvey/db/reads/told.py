"""What other programs are told of answers, flags and follow-ups, asked for or sent: the same values in both ways.

Unless they may see it, nothing in them says who somebody is or repeats what somebody said in their own words.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager, joinedload

from vocsurvey.db.campaign import Case, CaseKind
from vocsurvey.db.followup import Flag, FollowUp
from vocsurvey.db.interview import Answer, Interview
from vocsurvey.db.reads.masking import initials
from vocsurvey.db.reads.pinned import pinned
from vocsurvey.db.reads.said import asked_as
from vocsurvey.db.reads.withheld import withheld
from vocsurvey.db.sample import Contact, Touchpoint
from vocsurvey.questionnaire.model import Open, Purpose


class Told(BaseModel):
    """The base of what is told. Names may be added to it later."""

    model_config = ConfigDict(frozen=True, json_schema_serialization_defaults_required=True)


class AboutTold(Told):
    """What it is about, by the ids of the program that reported it."""

    campaign: str
    account: str
    contact: str
    contact_name: str = Field(description="Initials, unless the whole name may be seen.")
    touchpoint: str
    agent: str | None


class AnswerTold(Told):
    """One answer. It never changes, except that a later one may take its place."""

    id: int
    interview: int
    about: AboutTold
    question: str
    asked: str
    metric: str | None
    value: str | None = Field(description="A code or a whole number; null for own words and for what is missing.")
    missing: str | None = Field(description="Why there is no value.")
    words: str | None = Field(description="Their own words, where they may be seen, and be quoted.")
    negative: bool
    flag: int | None
    answered_at: datetime
    superseded_at: datetime | None


class FlagTold(Told):
    """One flag. It never changes."""

    id: int
    follow_up: int
    interview: int
    about: AboutTold
    kind: str
    question: str
    rule: str
    severity: str
    dimension: str | None
    queue: str | None
    raised_at: datetime


class FollowUpTold(Told):
    """One follow-up as it is now."""

    id: int
    interview: int
    about: AboutTold
    state: str
    severity: str
    owner: str | None = Field(description="The e-mail address of whoever has it, where that may be seen.")
    queue: str | None
    opened_at: datetime
    next_action_at: datetime | None
    first_contact_due_at: datetime
    closed_at: datetime | None


_PEOPLE = (
    joinedload(Case.campaign, innerjoin=True),
    joinedload(Case.contact, innerjoin=True).joinedload(Contact.account, innerjoin=True),
    joinedload(Case.touchpoint, innerjoin=True).joinedload(Touchpoint.agent),
)


def answers(
    session: Session, *, after: int, limit: int, personal: bool, contact: str | None = None, only: int | None = None
) -> list[AnswerTold]:
    """Answers in the order in which they were given, those of tests left out."""
    wanted = select(Answer, Interview).join(Interview, Interview.id == Answer.interview_id)
    whole = _narrowed(wanted, contact).options(
        contains_eager(Interview.case).options(*_PEOPLE), joinedload(Interview.questionnaire, innerjoin=True)
    )
    whole = whole.where(Answer.id > after if only is None else Answer.id == only)
    rows = session.execute(whole.order_by(Answer.id).limit(limit)).all()
    silent = withheld(session, {interview.case.contact_id for _, interview in rows} if personal else (), Purpose.QUOTE)
    return [_answer(answer, interview, personal, interview.case.contact_id not in silent) for answer, interview in rows]


def flags(
    session: Session, *, after: int, limit: int, personal: bool, contact: str | None = None, only: int | None = None
) -> list[FlagTold]:
    """Flags in the order in which they were raised, those of tests left out."""
    wanted = select(Flag, Interview).join(Interview, Interview.id == Flag.interview_id)
    whole = _narrowed(wanted, contact).options(contains_eager(Interview.case).options(*_PEOPLE))
    whole = whole.where(Flag.id > after if only is None else Flag.id == only)
    rows = session.execute(whole.order_by(Flag.id).limit(limit))
    return [_flag(flag, interview, personal) for flag, interview in rows]


def follow_ups(
    session: Session, *, after: int, limit: int, personal: bool, contact: str | None = None, only: int | None = None
) -> list[FollowUpTold]:
    """Follow-ups in the order in which they were opened, those of tests left out."""
    wanted = select(FollowUp, Interview).join(Interview, Interview.id == FollowUp.interview_id)
    whole = _narrowed(wanted, contact).options(
        contains_eager(Interview.case).options(*_PEOPLE), joinedload(FollowUp.owner)
    )
    whole = whole.where(FollowUp.id > after if only is None else FollowUp.id == only)
    rows = session.execute(whole.order_by(FollowUp.id).limit(limit))
    return [_follow_up(follow_up, interview, personal) for follow_up, interview in rows]


def _narrowed(wanted: Any, contact: str | None) -> Any:
    """Without what was only a test; of one contact, if there is one."""
    whole = wanted.join(Interview.case).where(Case.kind != CaseKind.TEST)
    if contact is None:
        return whole
    return whole.where(Case.contact_id.in_(select(Contact.id).where(Contact.external_id == contact)))


def _about(case: Case, personal: bool) -> AboutTold:
    contact, agent = case.contact, case.touchpoint.agent
    return AboutTold(
        campaign=case.campaign.name,
        account=contact.account.external_id,
        contact=contact.external_id,
        contact_name=contact.name if personal else initials(contact.name),
        touchpoint=case.touchpoint.external_id,
        agent=agent.external_id if agent is not None else None,
    )


def _answer(row: Answer, interview: Interview, personal: bool, quotable: bool) -> AnswerTold:
    questionnaire = pinned(interview.questionnaire)
    own = isinstance(questionnaire.question(row.question), Open)
    return AnswerTold(
        id=row.id,
        interview=interview.id,
        about=_about(interview.case, personal),
        question=row.question,
        # A question may name people: without them it is worded as for somebody of whom nothing is known.
        asked=asked_as(questionnaire, row.question, interview.facts if personal else {}),
        metric=row.metric,
        value=None if own else row.value,
        missing=row.missing,
        words=(row.verbatim or (row.value if own else None)) if personal and quotable else None,
        negative=row.negative,
        flag=row.flag_id,
        answered_at=row.answered_at,
        superseded_at=row.superseded_at,
    )


def _flag(row: Flag, interview: Interview, personal: bool) -> FlagTold:
    return FlagTold(
        id=row.id,
        follow_up=row.follow_up_id,
        interview=interview.id,
        about=_about(interview.case, personal),
        kind=row.kind,
        question=row.question,
        rule=row.rule,
        severity=row.severity,
        dimension=row.dimension,
        queue=row.queue,
        raised_at=row.raised_at,
    )


def _follow_up(row: FollowUp, interview: Interview, personal: bool) -> FollowUpTold:
    return FollowUpTold(
        id=row.id,
        interview=interview.id,
        about=_about(interview.case, personal),
        state=row.state,
        severity=row.severity,
        owner=row.owner.email if row.owner is not None and personal else None,
        queue=row.queue,
        opened_at=row.opened_at,
        next_action_at=row.next_action_at,
        first_contact_due_at=row.first_contact_due_at,
        closed_at=row.closed_at,
    )
