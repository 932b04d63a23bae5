"""The cases that ask customers whether something was put right: made when somebody says so, and ended with it.

They belong to the standing campaign that asks the questionnaire ``verification``; without one, people ask.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from vocsurvey.db.campaign import Campaign, CampaignKind, CampaignStatus, Case, CaseKind
from vocsurvey.db.desk import DeskLease
from vocsurvey.db.dialing import Attempt
from vocsurvey.db.followup import FollowUp
from vocsurvey.db.interview import Interview
from vocsurvey.db.sample import Touchpoint
from vocsurvey.db.verification import Verification

ASKS = "verification"
"""The questionnaire that asks."""
NOT_ATTEMPTED = "3.11"


def queue_case(session: Session, follow_up: FollowUp, due_at: datetime, now: datetime) -> Case | None:
    """A case that asks about a follow-up from then on; None where no campaign for that runs.

    Its touchpoint is its own, about the same matter and about no agent: what is answered is about the house.
    """
    campaign = session.scalar(
        select(Campaign)
        .where(
            Campaign.kind == CampaignKind.SURVEY,
            Campaign.standing,
            Campaign.questionnaire_name == ASKS,
            Campaign.status == CampaignStatus.RUNNING,
        )
        .order_by(Campaign.id.desc())
        .limit(1)
        .with_for_update(read=True, key_share=True)
    )
    if campaign is None:
        return None
    made = select(func.count(Verification.case_id)).where(Verification.follow_up_id == follow_up.id)
    number = (session.scalar(made) or 0) + 1
    about = session.get_one(Interview, follow_up.interview_id).case.touchpoint
    touchpoint = Touchpoint(
        external_id=f"verification:{follow_up.id}:{number}",
        contact_id=follow_up.contact_id,
        kind=about.kind,
        subject=about.subject,
    )
    session.add(touchpoint)
    session.flush()
    case = Case(
        kind=CaseKind.VERIFICATION,
        campaign_id=campaign.id,
        contact_id=follow_up.contact_id,
        touchpoint_id=touchpoint.id,
        due_at=due_at,
        created_at=now,
        waiting_for=[],
    )
    session.add(case)
    session.flush()
    session.add(Verification(case_id=case.id, follow_up_id=follow_up.id, number=number, queued_at=now))
    session.flush()
    return case


def call_off(session: Session, follow_up_id: int, now: datetime) -> None:
    """Nobody need be asked any more: cases that wait are over. One that is being called, or with a caller, goes on."""
    busy = exists().where(Attempt.case_id == Case.id, Attempt.closed_at.is_(None))
    leased = exists().where(DeskLease.case_id == Case.id, DeskLease.ended_at.is_(None))
    waiting = select(Case).join(Verification, Verification.case_id == Case.id)
    for case in session.scalars(
        waiting.where(Verification.follow_up_id == follow_up_id, Case.closed_at.is_(None), ~busy, ~leased)
    ):
        last = select(Attempt.disposition).where(Attempt.case_id == case.id, Attempt.disposition.is_not(None))
        case.disposition = session.scalar(last.order_by(Attempt.number.desc()).limit(1)) or NOT_ATTEMPTED
        case.closed_at, case.due_at = now, None
    session.flush()


def verified_by(session: Session, case_id: int) -> FollowUp | None:
    """The follow-up that a case asks about, locked; None for every other case."""
    wanted = select(FollowUp).join(Verification, Verification.follow_up_id == FollowUp.id)
    return session.scalar(
        wanted.where(Verification.case_id == case_id)
        .with_for_update(of=FollowUp)
        .execution_options(populate_existing=True)
    )
