"""Where questionnaires are used: their versions, and the campaigns that field them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from vocsurvey.db.campaign import Campaign, CampaignKind, CampaignStatus, Case, QuestionnaireVersion
from vocsurvey.db.interview import Interview
from vocsurvey.db.launch import CampaignLaunch


@dataclass(frozen=True)
class Fielding:
    """One campaign with a questionnaire. ``digest`` is None while it is a draft; ``interviews`` have begun."""

    campaign_id: int
    name: str
    questionnaire: str
    digest: str | None
    status: str
    launched_at: datetime | None
    finished_at: datetime | None
    cases: int
    interviews: int


@dataclass(frozen=True)
class Version:
    """One text of a questionnaire that was fielded, first at ``created_at``."""

    digest: str
    created_at: datetime


def fieldings(session: Session, name: str | None = None) -> list[Fielding]:
    """The campaigns with the questionnaire of that name, or with any, newest first; tests are none."""
    wanted = select(Campaign).where(Campaign.kind == CampaignKind.SURVEY).order_by(Campaign.id.desc())
    if name is not None:
        wanted = wanted.where(Campaign.questionnaire_name == name)
    cases, interviews = _cases(session), _interviews(session)
    return [
        Fielding(
            campaign_id=row.id,
            name=row.name,
            questionnaire=row.questionnaire_name,
            digest=row.questionnaire_digest,
            status=row.status,
            launched_at=row.launched_at,
            finished_at=row.finished_at,
            cases=cases.get(row.id, 0),
            interviews=interviews.get(row.id, 0),
        )
        for row in session.scalars(wanted)
    ]


def running(fielded: list[Fielding]) -> int:
    """How many of the campaigns are being called now."""
    return sum(1 for one in fielded if one.status == CampaignStatus.RUNNING)


def versions(session: Session, name: str) -> list[Version]:
    """The versions of the questionnaire of that name, newest first; those that were only tried out are none."""
    launched = select(func.min(Campaign.launched_at)).where(*_with(CampaignKind.SURVEY)).scalar_subquery()
    rows = session.execute(
        select(QuestionnaireVersion.digest, launched, QuestionnaireVersion.created_at).where(
            QuestionnaireVersion.name == name, _not_only_tried()
        )
    )
    found = [Version(digest, launched_at or created_at) for digest, launched_at, created_at in rows]
    return sorted(found, key=lambda one: (one.created_at, one.digest), reverse=True)


def fielded_names(session: Session) -> list[str]:
    """The names of all questionnaires that were ever fielded."""
    name = QuestionnaireVersion.name
    return list(session.scalars(select(name).where(_not_only_tried()).distinct().order_by(name)))


def _with(kind: CampaignKind) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return Campaign.kind == kind, Campaign.questionnaire_digest == QuestionnaireVersion.digest


def _not_only_tried() -> ColumnElement[bool]:
    """Whether a version is more than what test calls stand on, or a launch that did not come about."""
    asked = exists().where(CampaignLaunch.questionnaire_digest == QuestionnaireVersion.digest)
    return or_(exists().where(*_with(CampaignKind.SURVEY)), and_(~exists().where(*_with(CampaignKind.TEST)), ~asked))


def _cases(session: Session) -> Mapping[int, int]:
    rows = session.execute(select(Case.campaign_id, func.count()).group_by(Case.campaign_id))
    return {campaign_id: count for campaign_id, count in rows}


def _interviews(session: Session) -> Mapping[int, int]:
    rows = session.execute(
        select(Case.campaign_id, func.count()).join(Interview, Interview.case_id == Case.id).group_by(Case.campaign_id)
    )
    return {campaign_id: count for campaign_id, count in rows}
