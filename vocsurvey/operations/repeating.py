"""Campaigns that come again: the clock makes the next round as a draft, and has it launched where the plan says so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from vocsurvey.db.campaign import Campaign, CampaignStep
from vocsurvey.db.launch import CampaignLaunch
from vocsurvey.fieldwork.recurrence import Every, next_day
from vocsurvey.operations.administering import Refusal
from vocsurvey.operations.campaign_log import THE_CLOCK, Actor, note
from vocsurvey.operations.launching import ask
from vocsurvey.operations.plan_words import typed_of
from vocsurvey.operations.planning import Saved, copy_campaign, known, save_draft
from vocsurvey.operations.round_news import tell_planned, tell_refused
from vocsurvey.questionnaire.model import Questionnaire
from vocsurvey.rulebook import Rulebook


def due_rounds(session: Session, now: datetime) -> tuple[int, ...]:
    """The campaigns whose next round is due to be made. Reads only."""
    return tuple(session.scalars(select(Campaign.id).where(Campaign.repeats_at <= now).order_by(Campaign.id)))


def make_round(
    session: Session,
    campaign_id: int,
    library: Mapping[str, Questionnaire],
    *,
    voiceless: Mapping[str, Sequence[str]],
    rules: Rulebook,
    now: datetime,
) -> Campaign | None:
    """The next round of a campaign, once; None when another clock has made it. The operators are told.

    Where the clock launches it, the launch is asked for, and a worker goes on with it as with any other.

    ``voiceless`` names, by questionnaire, the languages that no voice speaks.
    """
    before = session.get_one(Campaign, campaign_id, with_for_update=True, populate_existing=True)
    if before.repeats_at is None or before.repeats_at > now or before.every is None:
        return None
    by_clock, before.repeats_at = before.launched_by_clock, None
    round_ = _draft(session, before, library, rules, now)
    if not by_clock:
        tell_planned(session, before, round_, now)
        return round_
    asked = _launch(session, before, round_, library, voiceless, rules, now)
    if isinstance(asked, Refusal):
        tell_refused(session, before, round_, asked.sentence, now)
    return round_


def end_repeating(session: Session, campaign_id: int, by: Actor, now: datetime) -> Campaign | Refusal:
    """No further round after this one."""
    campaign = session.get_one(Campaign, campaign_id, with_for_update=True, populate_existing=True)
    if campaign.repeats_at is None:
        return Refusal(f"“{campaign.name}” does not come again, or its next round was made already.")
    campaign.repeats_at = None
    note(session, campaign.id, CampaignStep.CHANGED, by, now, "it does not come again")
    session.flush()
    return campaign


def _draft(
    session: Session, before: Campaign, library: Mapping[str, Questionnaire], rules: Rulebook, now: datetime
) -> Campaign:
    """A copy that begins on its day, and lasts as long as the one before."""
    assert before.launched_at is not None, "only what was launched comes again"
    assert before.every is not None, "only what comes again has a next round"
    began_at = max(before.starts_at or before.launched_at, before.launched_at)
    first = next_day(Every(before.every), began_at, before.zone)
    saved = copy_campaign(session, before, known(session, library, rules, now), THE_CLOCK, now)
    days = {"first_day": [first.isoformat()]}
    if before.ends_at is not None:
        lasted = round((before.ends_at - began_at) / timedelta(days=1))
        days["last_day"] = [(first + timedelta(days=max(lasted - 1, 0))).isoformat()]
    kept = save_draft(
        session,
        saved.campaign.id,
        {**typed_of(session, saved.campaign), **days},
        saved.campaign.revision,
        known(session, library, rules, now, saved.campaign.id),
        THE_CLOCK,
        now,
    )
    assert isinstance(kept, Saved), "nobody else knows of this draft yet"
    return kept.campaign


def _launch(
    session: Session,
    before: Campaign,
    round_: Campaign,
    library: Mapping[str, Questionnaire],
    voiceless: Mapping[str, Sequence[str]],
    rules: Rulebook,
    now: datetime,
) -> CampaignLaunch | Refusal:
    name = round_.questionnaire_name
    if name not in library:
        return Refusal(f"There is no questionnaire “{name}” any more.")
    return ask(
        session,
        round_.id,
        library[name],
        known(session, library, rules, now, round_.id),
        THE_CLOCK,
        lacking_voices=voiceless.get(name, ()),
        after_id=before.id,
        now=now,
    )
