"""Holding a launch that is under way, letting it go on, and calling it off. Nobody is phoned for it all the while."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from vocsurvey.db.campaign import Campaign, CampaignStatus, CampaignStep
from vocsurvey.db.launch import AT_WORK, UNDER_WAY, CampaignLaunch, LaunchState
from vocsurvey.operations.campaign_log import Actor, note


def under_way(session: Session, campaign: Campaign) -> CampaignLaunch | None:
    """The launch of a draft that is under way, or held. Whoever turns it has locked the campaign."""
    if campaign.status != CampaignStatus.DRAFT:
        return None
    launch = session.get(CampaignLaunch, campaign.id, populate_existing=True)
    return launch if launch is not None and launch.state in UNDER_WAY else None


def hold(session: Session, campaign: Campaign, by: Actor, now: datetime) -> bool:
    """Whoever works on it stops at the next step; what it has drawn stays. False when none is at work."""
    launch = under_way(session, campaign)
    if launch is None or launch.state not in AT_WORK:
        return False
    launch.state = LaunchState.HELD
    note(session, campaign.id, CampaignStep.PAUSED, by, now, _how_far(launch))
    session.flush()
    return True


def let_go_on(session: Session, campaign: Campaign, by: Actor, now: datetime) -> bool:
    """Go on with a launch that is held. False when none is."""
    launch = under_way(session, campaign)
    if launch is None or launch.state != LaunchState.HELD:
        return False
    launch.state, launch.tries, launch.enqueued_until = LaunchState.DRAWING, 0, None
    note(session, campaign.id, CampaignStep.RESUMED, by, now, "and its launch goes on")
    session.flush()
    return True


def call_off(session: Session, campaign: Campaign, by: Actor, now: datetime) -> bool:
    """End a launch before anybody was phoned: the campaign is a draft as before. False when none is under way."""
    launch = under_way(session, campaign)
    if launch is None:
        return False
    launch.state, launch.ended_at, launch.enqueued_until = LaunchState.CALLED_OFF, now, None
    note(session, campaign.id, CampaignStep.STOPPED, by, now, f"{_how_far(launch)}; it is a draft again")
    session.flush()
    return True


def _how_far(launch: CampaignLaunch) -> str:
    if launch.people is None:
        return "while its people were drawn"
    return f"while it was being launched, at {launch.placed} of {launch.people} people"
