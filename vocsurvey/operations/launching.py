"""Launching a draft as it was looked at: refused with a sentence when it is not what it was, or would call nobody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.orm import Session

from vocsurvey.db.campaign import Campaign, CampaignKind, CampaignStatus, Case
from vocsurvey.fieldwork.explanation import reasons_in_words
from vocsurvey.fieldwork.plan import Plan
from vocsurvey.fieldwork.typed import Known
from vocsurvey.operations import administering
from vocsurvey.operations.administering import Launched, Refusal
from vocsurvey.operations.campaign_log import Actor, latest
from vocsurvey.operations.drawing import Pair, draw_people, open_cases, pairs_of
from vocsurvey.operations.planning import plan_of
from vocsurvey.operations.previewing import anybody_callable
from vocsurvey.operations.suppressing import LineHash
from vocsurvey.questionnaire.model import Questionnaire
from vocsurvey.rulebook import Rulebook

AT_ONCE = 500
"""Cases that are opened, or cleared away, in one transaction: turns of running calls wait behind it."""
FORGOTTEN = timedelta(minutes=30)
"""After so long the cases of a draft belong to no launch that is under way."""


@dataclass(frozen=True)
class Ready:
    """What a launch will do: the revision of the plan, and the people whom it draws."""

    revision: int
    people: Sequence[Pair]


@dataclass(frozen=True)
class Unlike:
    """The draft holds other cases than those of its draw: a launch before broke off."""


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
    """Launch what was looked at, in one transaction; ``jobs.launches`` does the same in portions.

    ``seen`` is the revision of that plan, None for whatever it is now.
    """
    session.get_one(Campaign, campaign_id, with_for_update=True, populate_existing=True)
    ready = prepare(
        session, campaign_id, questionnaire, known,
        seen=seen, lacking_voices=lacking_voices, rules=rules, line_hash=line_hash, now=now,
    )  # fmt: skip
    if isinstance(ready, Refusal):
        return ready
    while clear(session, campaign_id):
        pass
    open_cases(session, campaign_id, ready.people, now)
    return administering.begin(
        session, session.get_one(Campaign, campaign_id), questionnaire, len(ready.people), by, now
    )


def prepare(
    session: Session,
    campaign_id: int,
    questionnaire: Questionnaire,
    known: Known,
    *,
    seen: int | None = None,
    lacking_voices: Sequence[str] = (),
    rules: Rulebook,
    line_hash: LineHash,
    now: datetime,
) -> Ready | Refusal:
    """Draw, and say why it is not launched. Reads only: it takes a while over many people, and nobody waits for it."""
    campaign = session.get_one(Campaign, campaign_id)
    refusal = _changed(session, campaign, seen) or _not_ready(session, campaign, known, lacking_voices)
    if refusal is not None:
        return refusal
    drawn = () if campaign.standing else draw_people(session, campaign, now).drawing.drawn
    possible, why = anybody_callable(session, campaign, drawn, rules, line_hash, now)
    if drawn and not possible:
        reasons, people = why.most_common(1)[0]
        return Refusal(
            f"“{campaign.name}” is not launched, because nobody in it may be called: "
            f"{people} of {len(drawn)} because of this: {reasons_in_words(reasons)}."
        )
    refusal = administering.nobody_or_too_long(session, campaign, len(drawn), questionnaire)
    return refusal or Ready(campaign.revision, pairs_of(drawn))


def fill(session: Session, campaign_id: int, ready: Ready, start: int, now: datetime) -> Refusal | None:
    """Open the cases of some of the drawn, from ``start`` on. Nobody is phoned for a draft."""
    campaign = session.get_one(Campaign, campaign_id, with_for_update={"read": True}, populate_existing=True)
    refusal = _changed(session, campaign, ready.revision)
    if refusal is None:
        open_cases(session, campaign_id, ready.people[start : start + AT_ONCE], now)
    return refusal


def begin(
    session: Session, campaign_id: int, questionnaire: Questionnaire, ready: Ready, by: Actor, now: datetime
) -> Launched | Refusal | Unlike:
    """Launch a draft whose cases are there, by flipping its one row."""
    campaign = session.get_one(Campaign, campaign_id, with_for_update=True, populate_existing=True)
    refusal = _changed(session, campaign, ready.revision)
    if refusal is not None:
        return refusal
    if session.scalar(select(func.count(Case.id)).where(Case.campaign_id == campaign_id)) != len(ready.people):
        return Unlike()
    return administering.begin(session, campaign, questionnaire, len(ready.people), by, now)


def clear(session: Session, campaign_id: int) -> int:
    """Take away some of the cases of a draft that was not launched after all; how many. To be repeated until 0."""
    campaign = session.get_one(Campaign, campaign_id, with_for_update={"read": True}, populate_existing=True)
    return _clear(session, Case.campaign_id == campaign_id) if campaign.status == CampaignStatus.DRAFT else 0


def sweep(session: Session, now: datetime) -> int:
    """Take away some of the cases that launches left behind which broke off long ago; how many."""
    drafts = select(Campaign.id).where(Campaign.status == CampaignStatus.DRAFT, Campaign.kind == CampaignKind.SURVEY)
    return _clear(session, Case.campaign_id.in_(drafts), Case.created_at < now - FORGOTTEN)


def _clear(session: Session, *which: ColumnElement[bool]) -> int:
    some = session.scalars(select(Case.id).where(Case.closed_at.is_(None), *which).limit(AT_ONCE)).all()
    if some:
        session.execute(delete(Case).where(Case.id.in_(some)), execution_options={"synchronize_session": False})
    return len(some)


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
