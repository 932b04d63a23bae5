"""Stopping a campaign for good, and closing the cases that it leaves behind, a portion at a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from vocsurvey.db.campaign import Campaign, CampaignStatus, CampaignStep, Case
from vocsurvey.db.dialing import Attempt
from vocsurvey.fieldwork.reason import Reason
from vocsurvey.operations.administering import Refusal
from vocsurvey.operations.campaign_log import Actor, actor_of, latest, note
from vocsurvey.operations.closing import close_case
from vocsurvey.operations.dialing import campaign_gate, pass_gate, set_gate
from vocsurvey.operations.gatekeeping import stop_ringing
from vocsurvey.operations.holding_launch import call_off
from vocsurvey.rulebook import Rulebook

AT_ONCE = 100
"""Cases closed in one transaction: turns of running calls wait behind it."""


@dataclass(frozen=True)
class Stopped:
    """A campaign that was stopped, or a draft whose launch was, and the calls that ring for it, to be hung up now."""

    campaign: Campaign
    ringing: tuple[int, ...]


def left_to_call(session: Session, campaign_id: int) -> int:
    """How many cases a stop would end."""
    wanted = select(func.count(Case.id)).where(Case.campaign_id == campaign_id, Case.closed_at.is_(None))
    return session.scalar(wanted) or 0


def stop(session: Session, campaign_id: int, by: str | Actor, now: datetime) -> Stopped | Refusal:
    """End a campaign before its time: no further permit is granted after this commit, and nothing resumes it.

    Phones that nobody has answered yet stop ringing. Conversations go on to their end, and what is owed to customers
    stays owed. A launch that is under way is called off, and the campaign is a draft as before.
    """
    key, actor = campaign_gate(campaign_id), actor_of(by)
    pass_gate(session, key)
    campaign = session.get_one(Campaign, campaign_id, with_for_update=True, populate_existing=True)
    if campaign.stopped_at is not None:
        last = latest(session, campaign.id)
        who = last.actor if last is not None else "Somebody"
        return Refusal(f"“{campaign.name}” is stopped already. {who} was faster.")
    if call_off(session, campaign, actor, now):
        return Stopped(campaign, ())
    if campaign.status not in (CampaignStatus.RUNNING, CampaignStatus.PAUSED):
        return Refusal(f"“{campaign.name}” is {campaign.status}: there is nothing to stop.")
    left = left_to_call(session, campaign.id)
    set_gate(session, key, opened=False, by=actor.name, now=now)
    campaign.status, campaign.stopped_at, campaign.repeats_at = CampaignStatus.PAUSED, now, None
    note(session, campaign.id, CampaignStep.STOPPED, actor, now, f"{left} people are not called any more")
    session.flush()
    return Stopped(campaign, stop_ringing(session, now, campaign_id=campaign.id))


def wind_up(session: Session, rules: Rulebook, now: datetime) -> int:
    """Close some of the cases that stopped campaigns left behind, each by its own history; 0 when there are none.

    A case whose call is under way waits for its end. A campaign without open cases is finished.
    """
    stopped = (Campaign.stopped_at.is_not(None), Campaign.status == CampaignStatus.PAUSED)
    under_way = exists().where(Attempt.case_id == Case.id, Attempt.closed_at.is_(None))
    cases = session.scalars(
        select(Case)
        .join(Campaign, Campaign.id == Case.campaign_id)
        .where(*stopped, Case.closed_at.is_(None), ~under_way)
        .order_by(Case.id)
        .limit(AT_ONCE)
        .with_for_update(of=Case, skip_locked=True)
    ).all()
    for case in cases:
        case.waiting_for = [Reason.CAMPAIGN_STOPPED]
        close_case(session, case, rules, now)
    still_open = exists().where(Case.campaign_id == Campaign.id, Case.closed_at.is_(None))
    for campaign in session.scalars(select(Campaign).where(*stopped, ~still_open).with_for_update()).all():
        campaign.status, campaign.finished_at = CampaignStatus.FINISHED, now
    session.flush()
    return len(cases)
