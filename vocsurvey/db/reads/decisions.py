"""The log of decisions about a campaign."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from vocsurvey.db.campaign import CampaignDecision


def decisions(session: Session, campaign_id: int) -> Sequence[CampaignDecision]:
    """What was decided about a campaign, by whom and when, the latest first."""
    wanted = select(CampaignDecision).where(CampaignDecision.campaign_id == campaign_id)
    return session.scalars(wanted.order_by(CampaignDecision.id.desc())).all()
