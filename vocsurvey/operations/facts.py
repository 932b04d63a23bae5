"""The facts that an interview may speak of and be routed by, frozen at its first turn."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from vocsurvey.db.campaign import Case, CaseKind
from vocsurvey.db.followup import FollowUp
from vocsurvey.db.people import User
from vocsurvey.interview.rehearse import example_facts
from vocsurvey.operations.occasion import zone_of
from vocsurvey.operations.owning import foreseen_owner
from vocsurvey.operations.presence import there
from vocsurvey.operations.verification_cases import verified_by
from vocsurvey.questionnaire.model import Questionnaire
from vocsurvey.questionnaire.spoken_fact import first_name
from vocsurvey.rulebook import Rulebook

OWN_IN_A_TEST = frozenset(
    {"case.key", "contact.name", "contact.first_name", "contact.language", "company.name", "follow_up.open"}
)
"""What is true of a test interview too; all else is made up, as in a rehearsal, so that every wording can be heard."""


def facts_of(
    session: Session, case: Case, questionnaire: Questionnaire, rules: Rulebook, now: datetime
) -> dict[str, Any]:
    """The facts of a case by name, as ``questionnaire.wording`` lists them; None where something is not known."""
    contact, touchpoint, account = case.contact, case.touchpoint, case.contact.account
    agent = touchpoint.agent
    owner = _owner(session, case, rules, now)
    open_follow_up = session.scalar(
        select(FollowUp.id).where(FollowUp.contact_id == contact.id, FollowUp.closed_at.is_(None)).limit(1)
    )
    facts = {
        "case.key": str(case.id),
        "contact.name": contact.name,
        "contact.first_name": first_name(contact.name),
        "contact.role": contact.role,
        "contact.language": questionnaire.language(contact.language),
        "contact.decision_maker": contact.role == "decision_maker",
        "account.name": account.name,
        "account.tier": account.tier,
        "touchpoint.kind": touchpoint.kind,
        "touchpoint.subject": touchpoint.subject,
        "touchpoint.closed_on": _day(touchpoint.closed_at, zone_of(case)),
        "agent.name": agent.name if agent else None,
        "agent.first_name": first_name(agent.name) if agent else None,
        "owner.name": owner.name if owner else None,
        "company.name": case.campaign.company_name,
        "campaign.name": case.campaign.name,
        "follow_up.open": open_follow_up is not None,
    }
    return _as_rehearsed(facts) if case.kind == CaseKind.TEST else facts


def _owner(session: Session, case: Case, rules: Rulebook, now: datetime) -> User | None:
    """Who will call them if something is wrong; whoever has put it right already, when that is what they are asked."""
    if case.kind != CaseKind.VERIFICATION:
        return foreseen_owner(case, rules, now)
    verified = verified_by(session, case.id)
    return (
        verified.owner if verified is not None and verified.owner is not None and there(verified.owner, now) else None
    )


def _as_rehearsed(facts: dict[str, Any]) -> dict[str, Any]:
    """What a test call makes up, in the language in which it begins."""
    made = example_facts(str(facts["contact.language"]))
    names = facts.keys() & made.keys() - OWN_IN_A_TEST - {"touchpoint.closed_on"}
    return {**facts, **{name: made[name] for name in names}}


def _day(moment: datetime | None, zone: ZoneInfo | None) -> str | None:
    """The day as the person's own calendar had it, so that their yesterday is no other day here."""
    return moment.astimezone(zone or UTC).date().isoformat() if moment else None
