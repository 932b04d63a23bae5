"""What customers said that something was mostly about, and the answers that figures of an agent are made of."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, Select, case, select
from sqlalchemy.orm import Session, joinedload, selectinload

from vocsurvey.db.campaign import Case, CaseKind
from vocsurvey.db.coaching import SelfCheck
from vocsurvey.db.interview import Answer, Interview
from vocsurvey.db.reads.contests import upheld_of
from vocsurvey.db.reads.pinned import pinned_to
from vocsurvey.db.reads.withheld import not_withheld
from vocsurvey.db.sample import Touchpoint
from vocsurvey.questionnaire.model import Attribution, Purpose, Questionnaire, Scale
from vocsurvey.reporting.attribution import (
    AgentAnswer,
    AttributionRules,
    Judged,
    after_contest,
    chosen_attribution,
    judge,
)

SATISFACTION = (1, 5)
"""The ends of the scale of the figure of an agent: on another one it is another figure."""


def attribution_in(interview: Interview) -> Attribution | None:
    """What the customer said in an interview that it was mostly about, by the answers that stand."""
    values = {one.question: one.value for one in interview.answers if one.superseded_at is None}
    return chosen_attribution(pinned_to(interview), values)


def attributions_of(session: Session, interview_ids: Collection[int]) -> dict[int, Attribution]:
    """The same of many interviews, by id; those in which nothing was said of it are left out."""
    rows = session.scalars(
        select(Interview)
        .where(Interview.id.in_(interview_ids))
        .options(selectinload(Interview.answers), joinedload(Interview.questionnaire))
    )
    found = ((row.id, attribution_in(row)) for row in rows)
    return {interview_id: about for interview_id, about in found if about is not None}


def judged_in(interview: Interview, rules: AttributionRules, upheld: Collection[int]) -> dict[int, Judged]:
    """Of each answer that stands, by id, whether it counts for the agent; ``upheld``: those that they contested, and
    were right."""
    questionnaire, chosen = pinned_to(interview), attribution_in(interview)
    dimensions = {one.id: one.dimension for one in questionnaire.questions}
    return {
        one.id: after_contest(
            judge(rules, negative=one.negative, dimension=dimensions[one.question], chosen=chosen), one.id in upheld
        )
        for one in interview.answers
        if one.superseded_at is None
    }


def about_agent(agent_id: int) -> Select[Interview]:
    """The interviews about an agent in which something was answered, without tests. Whoever does not want the agent to
    know what they said is left out."""
    return (
        select(Interview)
        .join(Case, Case.id == Interview.case_id)
        .join(Touchpoint, Touchpoint.id == Case.touchpoint_id)
        .where(Touchpoint.agent_id == agent_id, Case.kind != CaseKind.TEST, Interview.answers.any())
        .where(not_withheld(Case.contact_id, Purpose.SHARE_WITH_AGENT))
    )


def agent_answers(session: Session, agent_id: int, rules: AttributionRules, since: datetime) -> list[AgentAnswer]:
    """The answers of an agent's figures in the surveys that began from ``since`` on, as far as they have read them: no
    figure tells what they are not to know yet."""
    wanted = about_agent(agent_id).where(Case.kind == CaseKind.SURVEY, Interview.started_at >= since)
    found = _weighed(session, agent_id, rules, wanted.where(_has_read(agent_id)))
    return [weighed for _, _, weighed in found]


def cared_answers(
    session: Session, agent_id: int, rules: AttributionRules, since: datetime, *, read_only: bool
) -> list[tuple[int, datetime, str]]:
    """The answers to whether an agent genuinely cared, as far as they count: the id, when the work was over (the case
    was closed, or else the customer spoke), and ``"yes"`` or ``"no"``. ``read_only``: those that they read."""
    over = case((Touchpoint.closed_at < Interview.started_at, Touchpoint.closed_at), else_=Interview.started_at)
    wanted = about_agent(agent_id).where(Case.kind == CaseKind.SURVEY, over >= since)
    if read_only:
        wanted = wanted.where(_has_read(agent_id))
    return [
        (answer.id, _over(row), weighed.value)
        for row, answer, weighed in _weighed(session, agent_id, rules, wanted)
        if weighed.metric == "cared" and weighed.judged.counts
    ]


def _over(row: Interview) -> datetime:
    closed_at = row.case.touchpoint.closed_at
    return row.started_at if closed_at is None else min(row.started_at, closed_at)


def _has_read(agent_id: int) -> ColumnElement[bool]:
    read = (SelfCheck.interview_id == Interview.id, SelfCheck.agent_id == agent_id)
    return select(SelfCheck.interview_id).where(*read).exists()


def _weighed(
    session: Session, agent_id: int, rules: AttributionRules, wanted: Select[Interview]
) -> list[tuple[Interview, Answer, AgentAnswer]]:
    """The answers that stand and are of a figure, whether or not they count."""
    found: list[tuple[Interview, Answer, AgentAnswer]] = []
    upheld = upheld_of(session, agent_id)
    answers, to_touchpoint = selectinload(Interview.answers), joinedload(Interview.case).joinedload(Case.touchpoint)
    loaded = (answers, joinedload(Interview.questionnaire), to_touchpoint)
    for row in session.scalars(wanted.options(*loaded).order_by(Interview.id)):
        questionnaire, judged = pinned_to(row), judged_in(row, rules, upheld)
        found += [
            (row, one, AgentAnswer(one.metric, one.value, judged[one.id]))
            for one in row.answers
            if one.id in judged and one.metric is not None and one.value is not None and _fits(questionnaire, one)
        ]
    return found


def _fits(questionnaire: Questionnaire, answer: Answer) -> bool:
    question = questionnaire.question(answer.question)
    return not isinstance(question, Scale) or (question.low, question.high) == SATISFACTION
