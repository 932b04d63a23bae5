"""The rows that a campaign's summary is made of."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from vocsurvey.db.campaign import Campaign, Case, CaseKind
from vocsurvey.db.followup import Flag
from vocsurvey.db.interview import Answer, Interview
from vocsurvey.db.reads.pinned import pinned
from vocsurvey.questionnaire.model import Questionnaire, Scale
from vocsurvey.reporting.summary import AnswerRow


def answer_rows(session: Session, campaign_id: int) -> Iterator[AnswerRow]:
    """The answers that stand, of every survey interview of the campaign."""
    campaign = session.get_one(Campaign, campaign_id, options=[joinedload(Campaign.questionnaire)])
    if campaign.questionnaire is None:
        return
    questionnaire = pinned(campaign.questionnaire)
    scales = {one.id: (one.low, one.high) for one in questionnaire.questions if isinstance(one, Scale)}
    numeric = _numeric(questionnaire)
    wanted = (
        select(Answer)
        .join(Interview, Interview.id == Answer.interview_id)
        .join(Case, Case.id == Interview.case_id)
        .where(Case.campaign_id == campaign_id, Case.kind == CaseKind.SURVEY, Answer.superseded_at.is_(None))
        .order_by(Answer.id)
    )
    for row in session.scalars(wanted):
        low, high = scales.get(row.question, (None, None))
        value: str | int | None = row.value
        if value is not None and row.question in numeric:
            value = int(value)
        yield AnswerRow(
            interview=str(row.interview_id),
            metric=row.metric,
            value=value if value is not None else row.verbatim,
            missing=row.missing,
            low=low,
            high=high,
            negative=row.negative,
        )


def final_codes(session: Session, campaign_id: int) -> list[str | None]:
    """The final disposition of every survey case; None while it is still being worked."""
    wanted = select(Case.disposition, Case.closed_at).where(
        Case.campaign_id == campaign_id, Case.kind == CaseKind.SURVEY
    )
    return [code if closed_at is not None else None for code, closed_at in session.execute(wanted)]


def flag_severities(session: Session, campaign_id: int) -> list[str]:
    """The severity of every flag that stands: those whose answer was corrected later are left out."""
    wanted = (
        select(Flag.severity)
        .join(Interview, Interview.id == Flag.interview_id)
        .join(Case, Case.id == Interview.case_id)
        .outerjoin(Answer, Answer.flag_id == Flag.id)
        .where(Case.campaign_id == campaign_id, Case.kind == CaseKind.SURVEY)
        .where(or_(Answer.id.is_(None), Answer.superseded_at.is_(None)))
    )
    return list(session.scalars(wanted))


def _numeric(questionnaire: Questionnaire) -> frozenset[str]:
    return frozenset(one.id for one in questionnaire.questions if one.kind in ("scale", "number"))
