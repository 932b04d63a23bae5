"""Launching a draft as it was looked at: refused with a sentence when it is not what it was, or would call nobody."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from vocsurvey.db.campaign import Campaign, CampaignStatus
from vocsurvey.fieldwork.explanation import reasons_in_words
from vocsurvey.fieldwork.plan import Plan
from vocsurvey.fieldwork.typed import Known
from vocsurvey.operations import administering
from vocsurvey.operations.administering import Launched, Refusal
from vocsurvey.operations.campaign_log import Actor, latest
from vocsurvey.operations.drawing import draw_people
from vocsurvey.operations.planning import plan_of
from vocsurvey.operations.previewing import anybody_callable
from vocsurvey.operations.suppressing import LineHash
from vocsurvey.questionnaire.model import Questionnaire
from vocsurvey.rulebook import Rulebook


def launch_plan(
    session: Session,
    campaign_id: int,
    questionnaire: Questionnaire,
    known: Known,
    by: Actor,
    *,
    seen: int | None = None,
    lacking_voices: Sequence[str] = (),
    rules: Rulebook,
    line_hash: LineHash,
    now: datetime,
) -> Launched | Refusal:
    """Launch what was looked at: ``seen`` is the revision of that plan, None for whatever it is now."""
    campaign = session.get_one(Campaign, campaign_id, with_for_update=True, populate_existing=True)
    refusal = _changed(session, campaign, seen) or _not_ready(session, campaign, known, lacking_voices)
    if refusal is not None:
        return refusal
    drawn = [] if campaign.standing else draw_people(session, campaign, now).drawing.drawn
    possible, why = anybody_callable(session, campaign, drawn, rules, line_hash, now)
    if drawn and not possible:
        reasons, people = why.most_common(1)[0]
        return Refusal(
            f"“{campaign.name}” is not launched, because nobody in it may be called: "
            f"{people} of {len(drawn)} because of this: {reasons_in_words(reasons)}."
        )
    return administering.launch(session, campaign_id, questionnaire, by, now)


def _changed(session: Session, campaign: Campaign, seen: int | None) -> Refusal | None:
    """Whether somebody else was faster."""
    last = latest(session, campaign.id)
    who = last.actor if last is not None else "Somebody"
    if campaign.status != CampaignStatus.DRAFT:
        return Refusal(f"“{campaign.name}” is {campaign.status}, so it cannot be launched again. {who} was faster.")
    if seen is not None and campaign.revision != seen:
        return Refusal(f"{who} has changed the plan since you looked at it. Look at it again, then launch it.")
    return None


def _not_ready(session: Session, campaign: Campaign, known: Known, lacking_voices: Sequence[str]) -> Refusal | None:
    plan = plan_of(session, campaign, known)
    if not isinstance(plan, Plan):
        first = next(iter(plan.values())).sentence
        return Refusal(f"“{campaign.name}” is not launched, because its plan is not whole: {first}")
    if lacking_voices:
        return Refusal(f"No voice speaks {', '.join(lacking_voices)}; name one in voices.yaml in the folder of rules.")
    return None
