"""Coachings with the answers that they are about: those of a house, those of one agent, and whom one can coach."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from vocsurvey.db.campaign import Case, CaseKind
from vocsurvey.db.coaching import Coaching, SelfCheck
from vocsurvey.db.interview import Answer, Interview
from vocsurvey.db.people import User
from vocsurvey.db.reads.attribution import cared_answers
from vocsurvey.db.reads.said import Comment, Said, comments_in, said_in
from vocsurvey.db.reads.withheld import not_withheld
from vocsurvey.db.sample import Agent, Contact, Touchpoint
from vocsurvey.questionnaire.model import Purpose
from vocsurvey.reporting.attribution import AttributionRules
from vocsurvey.reporting.coaching import Effect, effect

MOST = 50


@dataclass(frozen=True)
class CoachingLine:
    """One coaching with what it is about: the answer as it was asked and said, and the customer's own words. ``read``:
    whether its agent has said how they think the conversation went, and so may know what was said."""

    row: Coaching
    interview_id: int
    case_id: int
    contact: str
    account: str
    said: Said
    comments: tuple[Comment, ...]
    read: bool


@dataclass(frozen=True)
class AgentLine:
    """Somebody whom a manager can coach. ``conversations``: how many there were in the time that was asked for."""

    agent_id: int
    name: str
    team: str | None
    conversations: int
    latest: datetime
    coached_at: datetime | None
    review_on: date | None


def coachings_to_review(session: Session, user_id: int) -> Sequence[CoachingLine]:
    """Those whose review is still to come, the soonest first; none about the reader."""
    wanted = select(Coaching).where(Coaching.reviewed_at.is_(None), _not_about(user_id))
    return _lines(session, wanted.order_by(Coaching.review_on, Coaching.id))


def coachings_reviewed(session: Session, user_id: int) -> Sequence[CoachingLine]:
    """Those that were reviewed, the latest first; none about the reader."""
    wanted = select(Coaching).where(Coaching.reviewed_at.is_not(None), _not_about(user_id))
    return _lines(session, wanted.order_by(Coaching.reviewed_at.desc(), Coaching.id.desc()))


def coachings_of(session: Session, agent_id: int) -> Sequence[CoachingLine]:
    """All about one agent, the latest first. Whoever does not want the agent to know what they said is left out."""
    wanted = (
        select(Coaching)
        .join(Answer, Answer.id == Coaching.answer_id)
        .join(Interview, Interview.id == Answer.interview_id)
        .join(Case, Case.id == Interview.case_id)
        .where(Coaching.agent_id == agent_id, not_withheld(Case.contact_id, Purpose.SHARE_WITH_AGENT))
    )
    return _lines(session, wanted.order_by(Coaching.id.desc()))


def coaching_line(session: Session, row: Coaching) -> CoachingLine:
    """One coaching."""
    return _lines(session, select(Coaching).where(Coaching.id == row.id))[0]


def effect_of(session: Session, row: Coaching, rules: AttributionRules, now: datetime, *, read_only: bool) -> Effect:
    """Whether customers felt cared for before and after a coaching. The answer that it is about was chosen because of
    what it says, and is in neither. ``read_only``: of what the agent has read."""
    since = row.coached_at - rules.window
    answers = cared_answers(session, row.agent_id, rules, since, read_only=read_only)
    dated = ((at, word) for answer_id, at, word in answers if answer_id != row.answer_id)
    return effect(row.coached_at, now, rules.window, dated)


def reviews_due(session: Session, user_id: int, today: date) -> Sequence[Coaching]:
    """The coachings that somebody reviews by today: their own, and those of coaches who left; the soonest first."""
    of_nobody = select(User.id).where(~User.active)
    wanted = select(Coaching).where(
        Coaching.reviewed_at.is_(None),
        Coaching.review_on <= today,
        or_(Coaching.coach_id == user_id, Coaching.coach_id.in_(of_nobody)),
        _not_about(user_id),
    )
    ordered = wanted.order_by(Coaching.review_on, Coaching.id).limit(MOST)
    return session.scalars(ordered.options(joinedload(Coaching.agent))).all()


def agents_to_coach(session: Session, user_id: int, since: datetime) -> list[AgentLine]:
    """Everybody about whom customers said something from ``since`` on, by name, and not oneself."""
    at = Interview.started_at
    said = (
        select(Touchpoint.agent_id.label("agent_id"), func.count().label("count"), func.max(at).label("latest"))
        .select_from(Interview)
        .join(Case, Case.id == Interview.case_id)
        .join(Touchpoint, Touchpoint.id == Case.touchpoint_id)
        .where(Case.kind != CaseKind.TEST, Interview.answers.any(), at >= since)
        .where(not_withheld(Case.contact_id, Purpose.SHARE_WITH_AGENT))
        .group_by(Touchpoint.agent_id)
        .subquery()
    )
    own = select(User.agent_id).where(User.id == user_id).scalar_subquery()
    next_review = func.min(Coaching.review_on).filter(Coaching.reviewed_at.is_(None))
    talks = (
        select(Coaching.agent_id, func.max(Coaching.coached_at).label("at"), next_review.label("on"))
        .group_by(Coaching.agent_id)
        .subquery()
    )
    rows = session.execute(
        select(Agent, said.c.count, said.c.latest, talks.c.at, talks.c.on)
        .join(said, said.c.agent_id == Agent.id)
        .outerjoin(talks, talks.c.agent_id == Agent.id)
        .where(or_(own.is_(None), Agent.id != own))
        .order_by(func.lower(Agent.name), Agent.id)
    )
    return [
        AgentLine(agent.id, agent.name or agent.external_id, agent.team, count, latest, at, on)
        for agent, count, latest, at, on in rows
    ]


def _not_about(user_id: int) -> ColumnElement[bool]:
    own = select(User.agent_id).where(User.id == user_id).scalar_subquery()
    return or_(own.is_(None), Coaching.agent_id != own)


def _lines(session: Session, wanted: Select[Coaching]) -> list[CoachingLine]:
    people = (joinedload(Coaching.coach), joinedload(Coaching.reviewed_by), joinedload(Coaching.agent))
    loaded = (*people, selectinload(Coaching.behaviours), joinedload(Coaching.answer))
    rows = session.scalars(wanted.limit(MOST).options(*loaded)).all()
    about = {row.answer.interview_id for row in rows}
    to_contact = joinedload(Interview.case).joinedload(Case.contact).joinedload(Contact.account)
    said = (selectinload(Interview.answers).joinedload(Answer.flag), selectinload(Interview.recordings))
    talks = select(Interview).where(Interview.id.in_(about)).options(to_contact, *said)
    found = {one.id: one for one in session.scalars(talks)}
    checked = select(SelfCheck.interview_id, SelfCheck.agent_id).where(SelfCheck.interview_id.in_(about))
    read = {(interview_id, agent_id) for interview_id, agent_id in session.execute(checked)}
    return [_line(row, found[row.answer.interview_id], (row.answer.interview_id, row.agent_id) in read) for row in rows]


def _line(row: Coaching, interview: Interview, read: bool) -> CoachingLine:
    said, contact = said_in(interview), interview.case.contact
    place = next(place for place, one in enumerate(interview.answers) if one.id == row.answer_id)
    return CoachingLine(
        row, interview.id, interview.case_id, contact.name, contact.account.name, said[place], comments_in(said), read
    )
