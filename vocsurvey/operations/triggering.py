"""An event is reported: its people come in, the rules are asked, and a case is made or the reason kept.

All of it is one transaction. The case is like every other: whether and when a phone rings is ``may_call``'s to say.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, exists, or_, select
from sqlalchemy.orm import Session

from vocsurvey.db.campaign import Campaign, CampaignKind, CampaignStatus, Case, CaseKind
from vocsurvey.db.lifecycle import LifecycleEvent
from vocsurvey.db.sample import Contact, Touchpoint
from vocsurvey.fieldwork.trigger import LifecycleRules, Occasion, Trigger, Verdict, decide
from vocsurvey.operations.upserting import Unfit, upsert

NO_RULE = "no_rule"
"""What an event comes to that no trigger waits for."""
_TAKING = (CampaignStatus.RUNNING, CampaignStatus.PAUSED)


@dataclass(frozen=True)
class Report:
    """An event as it was reported. ``cells`` are its people and what it is about, by the columns of a contact list."""

    kind: str
    happened_at: datetime
    cells: Mapping[str, str]
    fingerprint: str
    external_id: str | None = None


@dataclass(frozen=True)
class Taken:
    """The event, with what it came to. ``again``: it had been reported before."""

    event: LifecycleEvent
    again: bool


@dataclass(frozen=True)
class OtherEvent:
    """Another event was reported under this id before."""


def report(
    session: Session, given: Report, *, token_id: int, rules: LifecycleRules, now: datetime
) -> Taken | OtherEvent | Unfit:
    """Take in an event whose kind is one of the rules. What is Unfit may leave nothing behind."""
    known = _known(session, given.external_id)
    if known is not None:
        return Taken(known, True) if known.fingerprint == given.fingerprint else OtherEvent()
    public_id = f"evt_{secrets.token_urlsafe(16)}"
    about = {"touchpoint_id": f"event:{public_id}", **given.cells, "touchpoint_kind": rules.events[given.kind]}
    done = upsert(session, about, now, token_id=token_id)
    if isinstance(done, Unfit):
        return done
    event = LifecycleEvent(
        public_id=public_id,
        external_id=given.external_id,
        fingerprint=given.fingerprint,
        kind=given.kind,
        happened_at=given.happened_at,
        received_at=now,
        token_id=token_id,
        contact=done.touchpoint.contact,
        touchpoint=done.touchpoint,
        decision=NO_RULE,
        verdicts=[],
    )
    _decide(session, event, [one for one in rules.triggers if one.on == given.kind], now)
    session.add(event)
    session.flush()
    return Taken(event, False)


def _known(session: Session, external_id: str | None) -> LifecycleEvent | None:
    if external_id is None:
        return None
    return session.scalar(select(LifecycleEvent).where(LifecycleEvent.external_id == external_id))


def _decide(session: Session, event: LifecycleEvent, triggers: Sequence[Trigger], now: datetime) -> None:
    """Ask the triggers in turn; the first that makes a case is the only one that does."""
    # Two events of one contact queue here, so that each sees the case that the other made.
    session.execute(select(Contact.id).where(Contact.id == event.contact.id).with_for_update(key_share=True))
    verdicts: list[Verdict] = []
    for trigger in triggers:
        campaign = _campaign(session, trigger, event.touchpoint.kind, now)
        verdict = decide(trigger, _occasion(session, event, trigger, campaign), now)
        verdicts.append(verdict)
        if verdict.due_at is not None and campaign is not None:
            event.rule, event.case = trigger.name, _case(campaign, event, verdict.due_at, now)
            break
    event.verdicts = [{"rule": one.rule, "code": one.code.value, "sentence": one.sentence} for one in verdicts]
    event.decision = verdicts[-1].code.value if verdicts else NO_RULE


def _campaign(session: Session, trigger: Trigger, kind: str, now: datetime) -> Campaign | None:
    """The standing campaign that takes it: one that runs before one that pauses, the newest first.

    Its row is held, so that nobody ends it before the case is there.
    """
    found = session.scalars(
        select(Campaign)
        .where(
            Campaign.kind == CampaignKind.SURVEY,
            Campaign.standing,
            Campaign.questionnaire_name == trigger.ask,
            Campaign.status.in_(_TAKING),
            or_(Campaign.ends_at.is_(None), Campaign.ends_at > now),
            *([Campaign.name == trigger.campaign] if trigger.campaign else []),
        )
        .order_by(case((Campaign.status == CampaignStatus.RUNNING, 0), else_=1), Campaign.id.desc())
        .with_for_update(read=True, key_share=True)
    )
    return next((one for one in found if not one.touchpoint_kinds or kind in one.touchpoint_kinds), None)


def _occasion(session: Session, event: LifecycleEvent, trigger: Trigger, campaign: Campaign | None) -> Occasion:
    contact, touchpoint = event.contact, event.touchpoint
    account, agent = contact.account, touchpoint.agent
    made = select(LifecycleEvent.received_at).where(
        LifecycleEvent.contact_id == contact.id,
        LifecycleEvent.rule == trigger.name,
        LifecycleEvent.case_id.is_not(None),
    )
    return Occasion(
        about=touchpoint.external_id,
        happened_at=event.happened_at,
        facts={
            "tier": account.tier,
            "region": account.region,
            "country": account.country,
            "role": contact.role,
            "language": contact.language,
            "channel": touchpoint.channel,
            "team": agent.team if agent is not None else None,
        },
        campaign=campaign is not None,
        asked=_asked(session, touchpoint, trigger),
        earlier=tuple(session.scalars(made)),
    )


def _asked(session: Session, touchpoint: Touchpoint, trigger: Trigger) -> bool:
    """Whether there was a case with this questionnaire about it, in whatever campaign."""
    same = exists().where(
        Case.touchpoint_id == touchpoint.id,
        Case.kind == CaseKind.SURVEY,
        Campaign.id == Case.campaign_id,
        Campaign.questionnaire_name == trigger.ask,
    )
    return bool(session.scalar(select(same)))


def _case(campaign: Campaign, event: LifecycleEvent, due_at: datetime, now: datetime) -> Case:
    return Case(
        campaign_id=campaign.id,
        contact_id=event.contact.id,
        touchpoint_id=event.touchpoint.id,
        due_at=due_at,
        created_at=now,
        waiting_for=[],
    )
