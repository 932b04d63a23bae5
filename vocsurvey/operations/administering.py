"""People, campaigns and gates: what is set up before a phone rings, and what stops it from ringing."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from vocsurvey.db.campaign import Campaign, CampaignStatus, CampaignStep, Case, DialGate
from vocsurvey.db.dialing import Attempt
from vocsurvey.db.name_queue import queue_for_name
from vocsurvey.db.people import Role, User, Way
from vocsurvey.db.reads.timings import calibrated
from vocsurvey.db.sample import TOUCHPOINT_KINDS, Agent
from vocsurvey.fieldwork.recurrence import Every, made_at
from vocsurvey.interview.transcript import Channel
from vocsurvey.operations.campaign_log import SOMEBODY, THE_CLOCK, Actor, actor_of, latest, note
from vocsurvey.operations.dialing import ALL_DIALLING, campaign_gate, pass_gate, set_gate
from vocsurvey.operations.holding_launch import hold, let_go_on
from vocsurvey.operations.versions import pin
from vocsurvey.questionnaire.check_length import too_long
from vocsurvey.questionnaire.model import Questionnaire

__all__ = [
    "Launched",
    "Refusal",
    "add_user",
    "finish_campaigns",
    "new_campaign",
    "open_everything_once",
    "pause",
    "resume",
    "set_gate",
    "set_skills",
]


_TURNS = (CampaignStep.LAUNCHED, CampaignStep.PAUSED, CampaignStep.RESUMED)


@dataclass(frozen=True)
class Refusal:
    """Why it was not done, in one sentence for a person."""

    sentence: str


@dataclass(frozen=True)
class Launched:
    """How many people the campaign has to phone."""

    cases: int


def add_user(
    session: Session,
    *,
    email: str,
    name: str,
    role: Role,
    password_hash: str,
    zone: str,
    now: datetime,
    agent_external_id: str | None = None,
    languages: Sequence[str] = (),
    converts_refusals: bool = False,
    phone: str | None = None,
) -> User | Refusal:
    """Somebody who can sign in. ``email`` is kept in lower case; the hash is made by the edge.

    ``languages`` (codes) and ``converts_refusals`` say which cases a caller takes, ``phone`` (E.164) where they do it.
    """
    address = email.strip().lower()
    queue_for_name(session, User.__tablename__)
    if session.scalar(select(User.id).where(User.email == address)) is not None:
        return Refusal(f"{address} can sign in already.")
    agent_id = None
    if agent_external_id is not None:
        agent_id = session.scalar(select(Agent.id).where(Agent.external_id == agent_external_id))
        if agent_id is None:
            return Refusal(f"There is no agent {agent_external_id}; import a contact list that names them first.")
    user = User(
        email=address,
        name=name.strip(),
        role=role,
        password_hash=password_hash,
        session_key=secrets.token_urlsafe(32),
        zone=zone,
        agent_id=agent_id,
        languages=_codes(languages),
        converts_refusals=converts_refusals,
        phone=phone,
        created_at=now,
    )
    session.add(user)
    session.flush()
    return user


def set_skills(
    session: Session,
    email: str,
    *,
    languages: Sequence[str] | None = None,
    converts_refusals: bool | None = None,
    phone: str | None = None,
    way: Way | None = None,
) -> User | Refusal:
    """Which cases somebody takes from the desk from now on, at which phone (E.164), and whether there or in the
    browser; what is None stays as it is."""
    address = email.strip().lower()
    user = session.scalar(select(User).where(User.email == address).with_for_update())
    if user is None:
        return Refusal(f"Nobody signs in as {address}.")
    if languages is not None:
        user.languages = _codes(languages)
    if converts_refusals is not None:
        user.converts_refusals = converts_refusals
    if phone is not None:
        user.phone = phone
    if way is not None:
        user.way = way
    session.flush()
    return user


def _codes(languages: Sequence[str]) -> list[str]:
    """The languages without their regions, each once: who speaks one speaks it with everybody."""
    return list(dict.fromkeys(one.partition("-")[0].lower() for one in languages))


def new_campaign(
    session: Session,
    *,
    name: str,
    company_name: str,
    questionnaire: str,
    from_number: str,
    touchpoint_kinds: Sequence[str],
    owner_id: int | None,
    now: datetime,
    standing: bool = False,
    by: Actor = SOMEBODY,
) -> Campaign | Refusal:
    """A campaign in draft. ``touchpoint_kinds`` says what the interviews are about; empty means everything.

    A ``standing`` one draws nobody when it is launched: events make its cases.
    """
    queue_for_name(session, Campaign.__tablename__)
    if session.scalar(select(Campaign.id).where(Campaign.name == name)) is not None:
        return Refusal(f"There is a campaign called “{name}” already; choose another name.")
    unknown = sorted(set(touchpoint_kinds) - set(TOUCHPOINT_KINDS))
    if unknown:
        return Refusal(
            f"{', '.join(unknown)} is not a kind of touchpoint; the kinds are {', '.join(TOUCHPOINT_KINDS)}."
        )
    campaign = Campaign(
        name=name,
        company_name=company_name,
        questionnaire_name=questionnaire,
        status=CampaignStatus.DRAFT,
        touchpoint_kinds=list(touchpoint_kinds),
        from_number=from_number,
        owner_id=owner_id,
        created_at=now,
        standing=standing,
    )
    session.add(campaign)
    session.flush()
    note(session, campaign.id, CampaignStep.PLANNED, by, now)
    return campaign


def nobody_or_too_long(
    session: Session, campaign: Campaign, people: int, questionnaire: Questionnaire
) -> Refusal | None:
    """Why so many people are not asked this: there are none, or it takes too long."""
    if not people and not campaign.standing:
        return Refusal(f"Nobody is left to phone for “{campaign.name}”: import contacts with such touchpoints first.")
    if overruns := _overruns(session, questionnaire):
        return Refusal(f"“{campaign.name}” is not launched: {'; '.join(overruns)}.")
    return None


def begin(
    session: Session, campaign: Campaign, questionnaire: Questionnaire, people: int, by: str | Actor, now: datetime
) -> Launched:
    """From a draft with its cases to a campaign that runs: whoever is drawn is there already."""
    campaign.questionnaire_digest = pin(session, questionnaire, now).digest
    campaign.status = CampaignStatus.RUNNING
    campaign.launched_at = now
    if campaign.every is not None:
        began_at, by_clock = max(campaign.starts_at or now, now), campaign.launched_by_clock
        campaign.repeats_at = made_at(Every(campaign.every), began_at, campaign.zone, launched_by_clock=by_clock)
    session.flush()
    actor = actor_of(by)
    note(session, campaign.id, CampaignStep.LAUNCHED, actor, now, f"{people} people")
    set_gate(session, campaign_gate(campaign.id), opened=True, by=actor.name, now=now)
    open_everything_once(session, now)
    session.flush()
    return Launched(people)


def pause(session: Session, campaign_id: int, by: str | Actor, now: datetime) -> Campaign | Refusal:
    """No further permit is granted after this commit; calls that are under way go on. A launch is held."""
    return _turn(session, campaign_id, CampaignStatus.RUNNING, CampaignStatus.PAUSED, by, now)


def resume(session: Session, campaign_id: int, by: str | Actor, now: datetime) -> Campaign | Refusal:
    """Go on where it was paused, also with its launch."""
    return _turn(session, campaign_id, CampaignStatus.PAUSED, CampaignStatus.RUNNING, by, now)


def finish_campaigns(session: Session, now: datetime) -> tuple[int, ...]:
    """Running campaigns with no open case and no open attempt are finished. Returns their ids.

    A standing one waits for events until its end.
    """
    over = or_(~Campaign.standing, Campaign.ends_at <= now)
    open_case = exists().where(Case.campaign_id == Campaign.id, Case.closed_at.is_(None))
    open_attempt = exists().where(
        Case.campaign_id == Campaign.id, Attempt.case_id == Case.id, Attempt.closed_at.is_(None)
    )
    done = session.scalars(
        select(Campaign)
        .where(Campaign.status == CampaignStatus.RUNNING, over, ~open_case, ~open_attempt)
        .with_for_update()
    ).all()
    for campaign in done:
        campaign.status = CampaignStatus.FINISHED
        campaign.finished_at = now
        note(session, campaign.id, CampaignStep.FINISHED, THE_CLOCK, now)
    session.flush()
    return tuple(campaign.id for campaign in done)


def open_everything_once(session: Session, now: datetime) -> None:
    """Make the gate of all dialling when there is none yet. One that somebody closed stays closed."""
    if session.get(DialGate, ALL_DIALLING) is None:
        set_gate(session, ALL_DIALLING, opened=True, by="the first launch", now=now)


def _turn(
    session: Session, campaign_id: int, before: CampaignStatus, after: CampaignStatus, by: str | Actor, now: datetime
) -> Campaign | Refusal:
    # The gate first: a permit takes the gates before anything else, and so do we.
    key, actor = campaign_gate(campaign_id), actor_of(by)
    pass_gate(session, key)
    campaign = session.get_one(Campaign, campaign_id, with_for_update=True, populate_existing=True)
    if campaign.stopped_at is not None:
        return Refusal(f"“{campaign.name}” was stopped meanwhile, so nothing is changed. Copy it to call again.")
    if (hold if after is CampaignStatus.PAUSED else let_go_on)(session, campaign, actor, now):
        return campaign
    if campaign.status != before:
        return Refusal(f"“{campaign.name}” is {campaign.status}, not {before}.{_whoever(session, campaign)}")
    set_gate(session, key, opened=after is CampaignStatus.RUNNING, by=actor.name, now=now)
    campaign.status = after
    step = CampaignStep.RESUMED if after is CampaignStatus.RUNNING else CampaignStep.PAUSED
    note(session, campaign.id, step, actor, now)
    session.flush()
    return campaign


def _whoever(session: Session, campaign: Campaign) -> str:
    """Who was there first, for somebody who has lost a race."""
    last = latest(session, campaign.id)
    return f" {last.actor} has {last.step} it." if last is not None and last.step in _TURNS else ""


def _overruns(session: Session, questionnaire: Questionnaire) -> tuple[str, ...]:
    """Where the questionnaire takes too long, in each language on each channel."""
    timed = calibrated(session, questionnaire).items()
    told = (too_long(one, language, live=channel is Channel.LIVE) for (language, channel), one in timed)
    return tuple(one for one in told if one is not None)
