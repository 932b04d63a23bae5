"""What a test interview stands on: a campaign for the version, and the person who tries it in the customer's place.

No list, sample or figure takes these rows for customers: the campaign is of kind test and closed to the clock, its
cases are of kind test, the contact is not active, and the touchpoint is about no agent.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from vocsurvey.db.campaign import Campaign, CampaignKind, CampaignStatus, Case, CaseKind, DialGate, QuestionnaireVersion
from vocsurvey.db.people import User
from vocsurvey.db.sample import NOWHERE, Account, Contact, PhoneLine, Touchpoint
from vocsurvey.interview.rehearse import EXAMPLE_FACTS
from vocsurvey.operations.dialing import campaign_gate
from vocsurvey.operations.versions import pin
from vocsurvey.questionnaire.model import Questionnaire


@dataclass(frozen=True)
class StandIn:
    """Who takes the call in the customer's place. ``name`` is what they are called on the phone, ``language`` a code
    such as ``de``; ``asked_by`` is who wanted the call, and ``user`` that person, None on the command line.
    """

    name: str
    asked_by: str
    user: User | None
    language: str


def open_case(
    session: Session, questionnaire: Questionnaire, who: StandIn, line: PhoneLine, from_number: str, now: datetime
) -> Case:
    """A case of kind test for one call, with all that it refers to. It is open until that call has ended."""
    campaign = _campaign(session, pin(session, questionnaire, now), from_number, now)
    contact = _contact(session, who, line)
    touchpoint = Touchpoint(
        external_id=f"call-me:{secrets.token_hex(8)}",
        contact_id=contact.id,
        kind="support_case",
        closed_at=now - timedelta(days=1),
    )
    session.add(touchpoint)
    session.flush()
    case = Case(
        kind=CaseKind.TEST,
        campaign_id=campaign.id,
        contact_id=contact.id,
        touchpoint_id=touchpoint.id,
        due_at=now,
        waiting_for=[],
        created_at=now,
    )
    session.add(case)
    session.flush()
    return case


def _campaign(session: Session, version: QuestionnaireVersion, from_number: str, now: datetime) -> Campaign:
    """The standing campaign of a version. It is over from the start and its gate is closed: no clock dials for it."""
    found = session.scalar(
        select(Campaign).where(Campaign.kind == CampaignKind.TEST, Campaign.questionnaire_digest == version.digest)
    )
    if found is not None:
        found.company_name = _company(session)
        return found
    campaign = Campaign(
        kind=CampaignKind.TEST,
        name=f"test calls: {version.name} {version.digest}"[:200],
        company_name=_company(session),
        questionnaire_name=version.name,
        questionnaire_digest=version.digest,
        status=CampaignStatus.FINISHED,
        touchpoint_kinds=[],
        from_number=from_number,
        created_at=now,
        launched_at=now,
        finished_at=now,
    )
    session.add(campaign)
    session.flush()
    gate = DialGate(key=campaign_gate(campaign.id), opened=False, changed_at=now, changed_by="only for test calls")
    session.add(gate)
    session.flush()
    return campaign


def _company(session: Session) -> str:
    """In whose name we call: as in the newest campaign, or as in a rehearsal while there is none."""
    newest = select(Campaign.company_name).where(Campaign.kind == CampaignKind.SURVEY).order_by(Campaign.id.desc())
    return session.scalar(newest.limit(1)) or str(EXAMPLE_FACTS["company.name"])


def _contact(session: Session, who: StandIn, line: PhoneLine) -> Contact:
    """The tester at this phone. Never active, so that no campaign draws them."""
    account = _account(session, who)
    key = f"{account.external_id}:{line.id}"
    contact = session.scalar(select(Contact).where(Contact.external_id == key))
    if contact is None:
        contact = Contact(external_id=key, account_id=account.id, role="user", active=False)
        session.add(contact)
    contact.line_id, contact.name, contact.language = line.id, who.name, who.language
    contact.zone = who.user.zone if who.user else None
    session.flush()
    return contact


def _account(session: Session, who: StandIn) -> Account:
    key = f"call-me:{who.user.id if who.user else 'command line'}"
    account = session.scalar(select(Account).where(Account.external_id == key))
    if account is None:
        account = Account(external_id=key, name="", country=NOWHERE, owner_id=who.user.id if who.user else None)
        session.add(account)
    account.name = f"Test calls of {who.name}"[:200]
    session.flush()
    return account
