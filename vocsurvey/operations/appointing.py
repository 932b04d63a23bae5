"""A caller agrees to a time with somebody: it is kept by the same caller first, and only where the phone may ring."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from vocsurvey.db.agreement import STILL_OPEN, Appointment
from vocsurvey.db.campaign import Case
from vocsurvey.db.dialing import Attempt
from vocsurvey.db.reads.appointments import agreed_between, callers_of
from vocsurvey.db.reads.desk import own_attempt
from vocsurvey.fieldwork.load import Slot, with_load
from vocsurvey.fieldwork.offered_times import offered_times
from vocsurvey.fieldwork.protocol import Channel
from vocsurvey.fieldwork.window import next_open, open_at
from vocsurvey.followup.lifecycle import Refusal
from vocsurvey.operations.callee import zones_of
from vocsurvey.operations.calling_times import hours_of
from vocsurvey.operations.leasing import mine
from vocsurvey.operations.occasion import zone_of
from vocsurvey.operations.sorting import language_of
from vocsurvey.rulebook import Rulebook

FARTHEST = timedelta(days=60)
NO_CLOCK = Refusal("Nobody knows what time it is for them, so no time can be agreed. Write it into the note.")


@dataclass(frozen=True)
class Calendar:
    """The times that can be agreed with somebody, by the days of their own zone, each with its load. ``callers``: how
    many call in their language."""

    zone: str
    days: tuple[tuple[date, tuple[Slot, ...]], ...]
    callers: int


def calendar(session: Session, case: Case, user_id: int, *, rules: Rulebook, now: datetime) -> Calendar | None:
    """What a caller can offer somebody; None where nobody knows what their clock says. Reads only."""
    zone = zone_of(case)
    if zone is None:
        return None
    times, hours = rules.desk.times, hours_of(case.contact, rules, case.campaign)
    days = offered_times(times, hours, zone.key, now, case.campaign.ends_at)
    agreed = agreed_between(session, user_id, now, now + times.within + times.step)
    callers = callers_of(session, language_of(case))
    return Calendar(zone.key, with_load(days, agreed, times.step, callers), callers)


def appoint(
    session: Session,
    lease_id: int,
    user_id: int,
    local: datetime,
    *,
    rules: Rulebook,
    now: datetime,
    anybody: bool = False,
    soft: bool = False,
) -> Appointment | Refusal:
    """Agree to call again at ``local`` (naive), as the person's own clock shows it; an earlier agreement gives way.

    It is the caller's own to keep, or ``anybody``'s; ``soft``: the person named no time, and this one was guessed.
    Refused with a sentence: before they were called, in the past, too far ahead, after the end of the campaign, and
    outside the hours in which their phone may ring.
    """
    lease = mine(session, lease_id, user_id)
    if isinstance(lease, Refusal):
        return lease
    case = session.get_one(Case, lease.case_id, with_for_update={"key_share": True}, populate_existing=True)
    if own_attempt(session, lease) is None:
        return Refusal("Call them first: a time is agreed with the person.")
    if case.closed_at is not None:
        return Refusal("This case is closed: they are not called for it again.")
    at = _moment(case, local)
    if isinstance(at, Refusal):
        return at
    if (refusal := _impossible(case, at, rules, now)) is not None:
        return refusal
    session.execute(update(Appointment).where(Appointment.case_id == case.id, *STILL_OPEN).values(cancelled_at=now))
    kind = "soft" if soft else "hard"
    made = Appointment(case_id=case.id, kind=kind, channel=Channel.LIVE, source="caller", at=at, agreed_at=now)
    made.caller_id = None if anybody else user_id
    session.add(made)
    under_way = select(Attempt.id).where(Attempt.case_id == case.id, Attempt.closed_at.is_(None))
    if session.scalar(under_way) is None:  # else the end of the call finds it
        case.due_at, case.waiting_for = at, []
    session.flush()
    return made


def _moment(case: Case, local: datetime) -> datetime | Refusal:
    zone = zone_of(case)
    if zone is None:
        return NO_CLOCK
    at = local.replace(tzinfo=zone).astimezone(UTC)
    if at.astimezone(zone).replace(tzinfo=None) != local:
        return Refusal("The clocks are put forward then: that time does not exist for them. Choose another one.")
    return at


def _impossible(case: Case, at: datetime, rules: Rulebook, now: datetime) -> Refusal | None:
    if at <= now:
        return Refusal("That time has passed. Choose one that is still to come.")
    if at > now + FARTHEST:
        return Refusal(f"That is too far ahead: choose a day within {FARTHEST.days} days.")
    if case.campaign.ends_at is not None and at >= case.campaign.ends_at:
        return Refusal("The campaign is over by then. Choose an earlier day.")
    zones, hours = zones_of(case.contact), hours_of(case.contact, rules, case.campaign)
    if open_at(at, zones, hours):
        return None
    again, zone = next_open(at, zones, hours), zone_of(case)
    if again is None or zone is None:
        return Refusal("Their phone may not ring then, nor at any other time.")
    there = again.astimezone(zone)
    return Refusal(f"Their phone may not ring then. It may again on {there:%A}, {there.day} {there:%B}, {there:%H:%M}.")
