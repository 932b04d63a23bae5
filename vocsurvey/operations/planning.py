"""The plan of a campaign, from what somebody typed to a draft that can be launched. Nothing that was typed is lost."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from vocsurvey.db.campaign import Campaign, CampaignKind, CampaignStatus, CampaignStep, Quota
from vocsurvey.db.name_queue import queue_for_name
from vocsurvey.db.people import Role, User
from vocsurvey.db.reads.candidates import choices
from vocsurvey.db.sample import NOWHERE, TOUCHPOINT_KINDS, Account, Contact, PhoneLine
from vocsurvey.fieldwork.plan import Plan, dearest
from vocsurvey.fieldwork.plan_reading import read_plan
from vocsurvey.fieldwork.problem import Problem
from vocsurvey.fieldwork.typed import Known, Problems, Typed
from vocsurvey.operations.administering import Refusal
from vocsurvey.operations.campaign_log import Actor, latest, note
from vocsurvey.operations.campaign_terms import sampling_words
from vocsurvey.operations.holding_launch import under_way
from vocsurvey.operations.plan_words import typed_of
from vocsurvey.rulebook import Rulebook

ANSWERING = (Role.ACCOUNT_TEAM, Role.CUSTOMER_SUCCESS, Role.MANAGER)
"""Who can answer for a campaign: those who speak with customers."""
UNNAMED = "Campaign without a name"
TOGETHER = timedelta(minutes=30)
"""What one person changes within so long is one decision in the log."""


@dataclass(frozen=True)
class Saved:
    """A draft as it was kept, and what is still wrong with its plan, by field."""

    campaign: Campaign
    problems: Problems

    @property
    def whole(self) -> bool:
        """Whether it can be looked at and launched."""
        return not self.problems


def known(
    session: Session, questionnaires: Iterable[str], rules: Rulebook, now: datetime, campaign_id: int | None = None
) -> Known:
    """What a plan may speak of at this moment; ``campaign_id`` is the one that is planned."""
    others = select(Campaign.name)
    if campaign_id is not None:
        others = others.where(Campaign.id != campaign_id)
    owners = select(User.id).where(User.active, User.role.in_(ANSWERING))
    return Known(
        now=now,
        questionnaires=frozenset(questionnaires),
        values={name: frozenset(one.value for one in found) for name, found in choices(session).items()},
        owners=frozenset(session.scalars(owners)),
        max_attempts=rules.protocol.max_attempts,
        hours=rules.hours,
        holidays=rules.holidays,
        dearest_call=dearest(rules.allowance),
        kinds=frozenset(TOUCHPOINT_KINDS),
        taken=frozenset(session.scalars(others)),
        usual_note_days=rules.advance_notice.lead.usual_days,
        most_note_days=rules.advance_notice.lead.most_days,
    )


def new_draft(session: Session, typed: Typed, known: Known, by: Actor, now: datetime, words: str = "") -> Saved:
    """A campaign in draft. A plan that is not whole is kept too, as it was typed."""
    queue_for_name(session, Campaign.__tablename__)
    campaign = Campaign(
        name=_free_name(session),
        company_name="",
        questionnaire_name="",
        status=CampaignStatus.DRAFT,
        touchpoint_kinds=[],
        from_number="",
        created_at=now,
    )
    session.add(campaign)
    session.flush()
    note(session, campaign.id, CampaignStep.PLANNED, by, now, words)
    return _keep(session, campaign, typed, known)


def save_draft(
    session: Session, campaign_id: int, typed: Typed, seen: int, known: Known, by: Actor, now: datetime
) -> Saved | Refusal:
    """Keep what was typed. ``seen`` is the revision of the plan that it began from: whoever comes second is told."""
    campaign = session.get_one(Campaign, campaign_id, with_for_update=True, populate_existing=True)
    if campaign.status != CampaignStatus.DRAFT:
        return Refusal(f"“{campaign.name}” is {campaign.status} already, so its plan stays as it is. Copy it instead.")
    if under_way(session, campaign) is not None:
        return Refusal(f"“{campaign.name}” is being launched: call its launch off first, then change its plan.")
    last = latest(session, campaign.id)
    if campaign.revision != seen:
        who = last.actor if last is not None else "Somebody"
        return Refusal(
            f"{who} has changed this plan while you were typing. Yours is not saved: save it again to replace theirs."
        )
    mine = last is not None and (last.actor, last.step) == (by.name, CampaignStep.CHANGED)
    if not mine or last is None or now - last.decided_at > TOGETHER:
        note(session, campaign.id, CampaignStep.CHANGED, by, now)
    return _keep(session, campaign, typed, known)


def plan_of(session: Session, campaign: Campaign, known: Known) -> Plan | Problems:
    """The plan of a draft as it is to be understood now, or what is wrong with it."""
    return _read(session, typed_of(session, campaign), known)


def copy_campaign(session: Session, campaign: Campaign, known: Known, by: Actor, now: datetime) -> Saved:
    """A draft with the same plan, under another name and without the days, which are over or will be."""
    typed = {
        name: texts for name, texts in typed_of(session, campaign).items() if name not in ("first_day", "last_day")
    }
    queue_for_name(session, Campaign.__tablename__)
    typed["name"] = [_copied_name(campaign.name, frozenset(session.scalars(select(Campaign.name))))]
    saved = new_draft(session, typed, known, by, now, f"copied from “{campaign.name}”")
    # Whoever waits for events goes on waiting: launched as anything else, the copy would phone everybody. Also where
    # the plan is not whole, so that only what was typed was kept.
    saved.campaign.standing, saved.campaign.priority = campaign.standing, campaign.priority
    session.flush()
    return saved


def _keep(session: Session, campaign: Campaign, typed: Typed, known: Known) -> Saved:
    campaign.typed = {name: [str(text) for text in texts] for name, texts in typed.items()}
    campaign.revision += 1
    # What is known was gathered before this transaction; a name is taken at once.
    queue_for_name(session, Campaign.__tablename__)
    others = session.scalars(select(Campaign.name).where(Campaign.id != campaign.id))
    read = _read(session, typed, replace(known, taken=frozenset(others)))
    if isinstance(read, Plan):
        _apply(session, campaign, read)
        session.flush()
        return Saved(campaign, {})
    name = next((text.strip() for text in typed.get("name", ()) if text.strip()), "")
    if name and "name" not in read:
        campaign.name = name
    session.flush()
    return Saved(campaign, _sorted(read))


def _read(session: Session, typed: Typed, known: Known) -> Plan | Problems:
    """The plan, unless people would see the number of a customer and call them back."""
    read = read_plan(typed, known)
    if not isinstance(read, Plan):
        return read
    theirs = session.execute(
        select(Contact.name, Account.name)
        .join(PhoneLine, PhoneLine.id == Contact.line_id)
        .join(Account, Account.id == Contact.account_id)
        .where(PhoneLine.number == read.from_number, Contact.erased_at.is_(None), Account.country != NOWHERE)
        .order_by(Contact.id)
    ).first()
    if theirs is None:
        return read
    who = ", ".join(theirs)
    return {"from_number": Problem(f"That is the telephone of {who}, whom people would call back; choose one of ours.")}


def _sorted(problems: Problems) -> Mapping[str, Problem]:
    return dict(sorted(problems.items()))


def _apply(session: Session, campaign: Campaign, plan: Plan) -> None:
    """What the launch goes by."""
    campaign.name, campaign.company_name = plan.name, plan.company_name
    campaign.questionnaire_name, campaign.from_number = plan.questionnaire, plan.from_number
    campaign.owner_id, campaign.answerable = plan.owner_id, plan.answerable
    campaign.touchpoint_kinds = list(plan.about)
    campaign.filters = {name: list(values) for name, values in plan.filters.items()}
    campaign.sampling = sampling_words(plan.sampling)
    campaign.zone, campaign.starts_at, campaign.ends_at = plan.zone, plan.starts_at, plan.ends_at
    campaign.hours = None if plan.hours is None else {day: list(spans) for day, spans in plan.hours.items()}
    campaign.max_attempts, campaign.min_gap_days = plan.tries.max_attempts, plan.tries.min_gap_days
    campaign.machine_message = plan.tries.machine_message
    campaign.calls_per_day = plan.limit.calls
    campaign.money_per_day = None if plan.limit.money is None else float(plan.limit.money)
    campaign.every, campaign.launched_by_clock = plan.every, plan.launched_by_clock
    campaign.standing, campaign.priority = plan.standing, plan.priority
    campaign.notice_days = plan.note_days
    session.execute(delete(Quota).where(Quota.campaign_id == campaign.id))
    session.add_all(Quota(campaign_id=campaign.id, segment=dict(one.segment), target=one.target) for one in plan.quotas)


def _free_name(session: Session) -> str:
    """A name for a draft that has none yet."""
    last = session.scalar(select(func.max(Campaign.id)).where(Campaign.kind == CampaignKind.SURVEY)) or 0
    taken = set(session.scalars(select(Campaign.name).where(Campaign.name.startswith(UNNAMED))))
    number = last + 1
    while (name := f"{UNNAMED} {number}") in taken:
        number += 1
    return name


def _copied_name(name: str, taken: frozenset[str]) -> str:
    stem = name[:180]
    number = 2
    while (copied := f"{stem}, {number}") in taken:
        number += 1
    return copied
