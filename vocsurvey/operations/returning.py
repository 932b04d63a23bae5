"""Cases that come back from callers' desks: given back, forgotten, or stopped; each with a note for whoever is next.

A case in which somebody is on the phone, or whose phone rings, stays where it is until that call is over.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, exists, select, update
from sqlalchemy.orm import Session

from vocsurvey.db.agreement import STILL_OPEN, Appointment
from vocsurvey.db.campaign import Case
from vocsurvey.db.desk import DeskLease, Return
from vocsurvey.db.dialing import OPEN_AT_CARRIER, Attempt, Call
from vocsurvey.db.name_queue import queue_for_name
from vocsurvey.db.people import User
from vocsurvey.db.reads.bridge import passed_on
from vocsurvey.db.sample import Contact, PhoneLine

STANDING = DeskLease.ended_at.is_(None)
_CAMPAIGN, _COUNTRY = "campaign:", "country:"


def queue_for_desks(session: Session) -> None:
    """Wait for everybody who is taking a case, and for whoever stops the phones; those who come later wait for us."""
    queue_for_name(session, DeskLease.__tablename__)


def on_the_phone() -> ColumnElement[bool]:
    """Whether a call of a lease's case is with the carrier, and not a colleague's whom its caller left it to."""
    return exists().where(
        Attempt.case_id == DeskLease.case_id,
        Attempt.closed_at.is_(None),
        Call.id == Attempt.call_id,
        Call.status.in_(OPEN_AT_CARRIER),
        ~passed_on(),
    )


def bring_back(
    session: Session, which: Iterable[ColumnElement[bool]], ending: Return, note: str, now: datetime
) -> tuple[int, ...]:
    """End the leases for which this holds and in whose cases nobody is on the phone; the ids of the cases."""
    rows = session.execute(
        update(DeskLease)
        .where(STANDING, ~on_the_phone(), *which)
        .values(ended_at=now, ending=ending, note=note[:4000])
        .returning(DeskLease.case_id),
        execution_options={"synchronize_session": "fetch"},
    )
    return tuple(sorted(rows.scalars()))


def stop_desks(session: Session, case_ids: Iterable[int], why: str, now: datetime) -> tuple[int, ...]:
    """These cases are not to be called now: whoever has one of them loses it, and reads why."""
    return bring_back(session, (DeskLease.case_id.in_(tuple(case_ids)),), Return.STOPPED, why, now)


def stop_behind(session: Session, gate: str, by: str, reason: str | None, now: datetime) -> tuple[int, ...]:
    """A gate was closed, whose key says which: no caller keeps a case that lies behind it."""
    queue_for_desks(session)
    which: tuple[ColumnElement[bool], ...] = ()
    what = "All dialling was stopped"
    if gate.startswith(_CAMPAIGN):
        campaign_id = int(gate.removeprefix(_CAMPAIGN))
        which = (DeskLease.case_id.in_(select(Case.id).where(Case.campaign_id == campaign_id)),)
        what = "This campaign was stopped"
    elif gate.startswith(_COUNTRY):
        country = gate.removeprefix(_COUNTRY)
        there = select(Case.id).join(Contact, Contact.id == Case.contact_id)
        there = there.join(PhoneLine, PhoneLine.id == Contact.line_id).where(PhoneLine.country == country)
        which, what = (DeskLease.case_id.in_(there),), f"Calls to {country} were stopped"
    told = f" {reason}" if reason else ""
    return bring_back(session, which, Return.STOPPED, f"{what} by {by}.{told}", now)


def free_desk(session: Session, user: User, note: str, now: datetime) -> tuple[int, ...]:
    """Somebody calls no more: their case goes back now with this note, and the times that they agreed to are anybody's.

    Whoever they are on the phone with is not cut off: that case goes back at the first tick after the call. To be
    called behind ``queue_for_desks``.
    """
    freed = bring_back(session, (DeskLease.user_id == user.id,), Return.STOPPED, note, now)
    for lease in session.scalars(select(DeskLease).where(DeskLease.user_id == user.id, STANDING)):
        lease.expires_at = max(now, lease.taken_at + timedelta(seconds=1))
    session.execute(
        update(Appointment).where(Appointment.caller_id == user.id, *STILL_OPEN).values(caller_id=None),
        execution_options={"synchronize_session": False},
    )
    session.flush()
    return freed
