"""The log of decisions about a campaign: what was decided, by whom, and when. It only ever grows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from vocsurvey.db.campaign import CampaignDecision, CampaignStep


@dataclass(frozen=True)
class Actor:
    """Who decides: a name, and the person behind it when they have signed in."""

    name: str
    user_id: int | None = None


SOMEBODY = Actor("the command line")
THE_CLOCK = Actor("the clock")


def actor_of(by: str | Actor) -> Actor:
    """An actor, also from a bare name."""
    return by if isinstance(by, Actor) else Actor(by)


def note(session: Session, campaign_id: int, step: CampaignStep, by: Actor, now: datetime, words: str = "") -> None:
    """Write a decision down, in the transaction in which it is carried out."""
    session.add(
        CampaignDecision(
            campaign_id=campaign_id,
            step=step,
            actor=by.name[:200],
            actor_id=by.user_id,
            words=words[:4000],
            decided_at=now,
        )
    )


def latest(session: Session, campaign_id: int) -> CampaignDecision | None:
    """The last decision about a campaign."""
    wanted = select(CampaignDecision).where(CampaignDecision.campaign_id == campaign_id)
    return session.scalar(wanted.order_by(CampaignDecision.id.desc()).limit(1))
