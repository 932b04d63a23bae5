"""The call that a note speaks of, as the case has it at this moment."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from vocsurvey.db.advance_notice import AdvanceNotice
from vocsurvey.db.campaign import Case
from vocsurvey.db.people import User
from vocsurvey.db.reads.pinned import pinned
from vocsurvey.db.reads.timings import length_of
from vocsurvey.fieldwork.note_text import CallAhead
from vocsurvey.fieldwork.window import next_open
from vocsurvey.interview.transcript import Channel
from vocsurvey.operations.callee import zones_of
from vocsurvey.operations.calling_times import country_of, hours_of
from vocsurvey.rulebook import Rulebook


def call_ahead(session: Session, note: AdvanceNotice, rules: Rulebook, now: datetime) -> CallAhead:
    """Who calls whom for whom, why, how long and when; ``not_before`` is None once that moment is over."""
    case = note.case
    contact, campaign, zones = case.contact, case.campaign, zones_of(case.contact)
    assert campaign.questionnaire is not None, "a case has a campaign that was launched"
    questionnaire, channel = pinned(campaign.questionnaire), Channel(case.channel)
    lead = timedelta(days=campaign.notice_days or 0)
    free_at = (note.sent_at or now) + lead
    owner = _reader(case)
    return CallAhead(
        name=contact.name,
        company=campaign.company_name,
        language=rules.notice_words.language(contact.language),
        kind=case.touchpoint.kind,
        subject=case.touchpoint.subject,
        automated=channel is Channel.IVR,
        lasts=length_of(session, questionnaire, questionnaire.language(contact.language), channel).median,
        shown=rules.caller_numbers.of(case.id, country_of(contact), campaign.from_number),
        rung=contact.line.number,
        not_before=next_open(free_at, zones, hours_of(contact, rules, campaign)) if free_at > now else None,
        zone=zones[0] if len(zones) == 1 else None,
        owner=owner.name if owner is not None else None,
        reply_to=owner.email if owner is not None else None,
    )


def _reader(case: Case) -> User | None:
    """Who reads what is replied: whoever answers for the campaign, else for the account; nobody who has left."""
    both = (case.campaign.owner, case.contact.account.owner)
    return next((one for one in both if one is not None and one.active), None)
