"""The facts of one call: what time it is for the person, when they can be called back, and by when we can promise to.

They are worked out when the call is answered and frozen with it, so that what was said can be said again.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from vocsurvey.db.agreement import Promise
from vocsurvey.db.campaign import Case, CaseKind
from vocsurvey.db.followup import FollowUp
from vocsurvey.db.interview import Interview
from vocsurvey.db.sample import Contact
from vocsurvey.fieldwork.window import Hours, Span, intersect, next_open
from vocsurvey.followup.severity import Severity
from vocsurvey.interview import offering
from vocsurvey.operations.at_hand import owner_at_hand
from vocsurvey.operations.callee import zones_of
from vocsurvey.operations.calling_times import hours_of
from vocsurvey.operations.deadlines import deadlines_for, reachable_for
from vocsurvey.operations.owning import foreseen_owner
from vocsurvey.rulebook import Rulebook

OFFICE = Hours(((Span(8 * 60, 18 * 60),),) * 7)
"""When a call-back can be asked for by the hour, inside whatever the calling hours allow."""
MORNING = time(9)
DAYS_OFFERED = 5
FARTHEST = 14
_STEP = timedelta(minutes=5)


def occasion_of(session: Session, case: Case, rules: Rulebook, now: datetime) -> dict[str, Any]:
    """The facts of a call that is answered now, times local to the person. Few when nobody knows their zone."""
    contact = case.contact
    shared: dict[str, Any] = {
        "call.shared": bool(contact.line.extension) or _several_have(session, case),
        "contact.languages": ",".join(rules.languages.of(contact.line.country)),
    }
    if case.kind != CaseKind.TEST and owner_at_hand(session, case, rules, now) is not None:
        shared[offering.FACT] = True
    zone = zone_of(case)
    if zone is None:
        return shared
    hours = intersect(hours_of(contact, rules, case.campaign), OFFICE)
    local = now.astimezone(zone)
    tomorrow = datetime.combine(local.date() + timedelta(days=1), MORNING, zone)
    days = _open_days(hours, local.date())
    return {
        **shared,
        "call.at": _said(local),
        "call_back.in_an_hour": _open(now + timedelta(hours=1), zone, hours),
        "call_back.tomorrow_morning": _open(tomorrow, zone, hours),
        "call_back.today": ".".join(str(one) for one in _hours(hours, local.date()) if one > local.hour),
        "call_back.days": ",".join(day.isoformat() for day in days),
        "call_back.hours": ",".join(".".join(map(str, _hours(hours, day))) for day in days),
        "promise.by": _promise_by(session, case, rules, now, zone),
    }


def _several_have(session: Session, case: Case) -> bool:
    """Whether another contact has the same number, without an extension: whoever answers may be either, or neither.

    Who only stands in for a customer in a test is no other contact, and meets nobody else.
    """
    standing_in = exists().where(Case.contact_id == Contact.id, Case.kind == CaseKind.TEST)
    other = select(Contact.id).where(
        Contact.line_id == case.contact.line_id, Contact.id != case.contact_id, ~standing_in
    )
    return case.kind != CaseKind.TEST and session.scalar(other.limit(1)) is not None


def zone_of(case: Case) -> ZoneInfo | None:
    """The person's zone: their own, or their number's where that leaves only one."""
    zones = zones_of(case.contact)
    return ZoneInfo(zones[0]) if len(zones) == 1 else None


def _promise_by(session: Session, case: Case, rules: Rulebook, now: datetime, zone: ZoneInfo) -> str | None:
    """By when somebody calls: what was promised on an earlier call stands, and no other time is named beside it; once
    it is over, a call is promised without a time."""
    made = (
        select(Promise.by_at)
        .join(FollowUp, FollowUp.id == Promise.follow_up_id)
        .join(Interview, Interview.id == FollowUp.interview_id)
        .where(Interview.case_id == case.id)
    )
    if case.kind == CaseKind.VERIFICATION:  # the promise is in the ledger already; none is made beside it
        return None
    standing = session.scalar(made)
    if standing is None:
        return _said(promised_at(case, rules, now, zone))
    return _said(standing.astimezone(zone)) if standing > now else None


def promised_at(case: Case, rules: Rulebook, now: datetime, zone: ZoneInfo) -> datetime:
    """By when the owner speaks to a customer who was let down, as a full hour of the customer's clock.

    It is the deadline of a serious follow-up, or the full hour before it where that leaves as much time to call.
    """
    contact, owner = case.contact, foreseen_owner(case, rules, now)
    due_at = deadlines_for(contact, owner, Severity.HIGH, rules, now).first_contact_at
    earliest = reachable_for(contact, owner, rules, now) or now + timedelta(hours=1)
    local = due_at.astimezone(zone)
    before = local.replace(minute=0, second=0, microsecond=0)
    enough = before.astimezone(UTC) >= earliest
    return before if enough or before == local else before + timedelta(hours=1)


def _open(moment: datetime, zone: ZoneInfo, hours: Hours) -> str:
    """The first open moment from then on. Where it is never open, the permit will say so."""
    local = (next_open(moment, (zone.key,), hours) or moment).astimezone(zone)
    late = timedelta(minutes=local.minute % 5, seconds=local.second, microseconds=local.microsecond)
    return _said(local if not late else local + _STEP - late)


def _open_days(hours: Hours, today: date) -> list[date]:
    ahead = (today + timedelta(days=away) for away in range(1, FARTHEST + 1))
    return [day for day in ahead if _hours(hours, day)][:DAYS_OFFERED]


def _hours(hours: Hours, day: date) -> list[int]:
    """The full hours of a day that are open."""
    return [hour for hour in range(24) if any(span.opens <= hour * 60 < span.closes for span in hours.on(day))]


def _said(moment: datetime) -> str:
    return moment.replace(tzinfo=None).isoformat(timespec="minutes")
