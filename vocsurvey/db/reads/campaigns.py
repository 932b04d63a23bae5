"""The list of campaigns, each with how far it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from vocsurvey.db.campaign import Campaign, CampaignKind, CampaignStatus, Case, CaseKind
from vocsurvey.db.followup import Flag, FollowUp
from vocsurvey.db.interview import Interview


@dataclass(frozen=True)
class CampaignLine:
    """One campaign. ``closed`` of ``cases`` have a final disposition; ``completes`` of them are complete."""

    id: int
    name: str
    company_name: str
    questionnaire_name: str
    status: str
    created_at: datetime
    launched_at: datetime | None
    finished_at: datetime | None
    cases: int
    closed: int
    completes: int
    open_follow_ups: int
    stopped: bool = False


def campaigns(session: Session, *, only_running: bool = False) -> list[CampaignLine]:
    """Every campaign, or those that run, newest first; those that stand for tests are none."""
    wanted = select(Campaign).where(Campaign.kind == CampaignKind.SURVEY).order_by(Campaign.id.desc())
    if only_running:
        wanted = wanted.where(Campaign.status == CampaignStatus.RUNNING)
    counts = _counts(session)
    owed = _open_follow_ups(session)
    return [_line(row, counts.get(row.id, (0, 0, 0)), owed.get(row.id, 0)) for row in session.scalars(wanted)]


def _line(row: Campaign, counts: tuple[int, int, int], owed: int) -> CampaignLine:
    return CampaignLine(
        id=row.id,
        name=row.name,
        company_name=row.company_name,
        questionnaire_name=row.questionnaire_name,
        status=row.status,
        created_at=row.created_at,
        launched_at=row.launched_at,
        finished_at=row.finished_at,
        cases=counts[0],
        closed=counts[1],
        completes=counts[2],
        open_follow_ups=owed,
        stopped=row.stopped_at is not None,
    )


def _counts(session: Session) -> dict[int, tuple[int, int, int]]:
    complete = func.count().filter(Case.disposition == "1.1", Case.closed_at.is_not(None))
    rows = session.execute(
        select(Case.campaign_id, func.count(), func.count(Case.closed_at), complete)
        .where(Case.kind == CaseKind.SURVEY)
        .group_by(Case.campaign_id)
    )
    return {campaign_id: (cases, closed, completes) for campaign_id, cases, closed, completes in rows}


def _open_follow_ups(session: Session) -> dict[int, int]:
    rows = session.execute(
        select(Case.campaign_id, func.count(FollowUp.id.distinct()))
        .join(Interview, Interview.case_id == Case.id)
        .join(Flag, Flag.interview_id == Interview.id)
        .join(FollowUp, FollowUp.id == Flag.follow_up_id)
        .where(FollowUp.closed_at.is_(None))
        .group_by(Case.campaign_id)
    )
    return {campaign_id: count for campaign_id, count in rows}
