"""What a caller sees of a case before they call: who it is, what was said, what is owed, and who tried before them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session, joinedload

from vocsurvey.db.agreement import STILL_OPEN, Appointment, Promise
from vocsurvey.db.bridge import HandOver
from vocsurvey.db.campaign import Campaign, CampaignStatus, Case
from vocsurvey.db.desk import DeskLease, DeskTakeOver, Return
from vocsurvey.db.dialing import Attempt, Call
from vocsurvey.db.followup import FollowUp
from vocsurvey.db.interview import Interview
from vocsurvey.db.reads.heard import Conversation, conversations
from vocsurvey.db.reads.transcript import Step, transcript
from vocsurvey.db.sample import Contact
from vocsurvey.fieldwork.protocol import Channel

MOST_COMING = 5
MOST_SAID = 3
MOST_NOTES = 20


@dataclass(frozen=True)
class Tried:
    """One try. ``caller``: who called; None for the automated voice, and for calls of theirs (``called_us``)."""

    number: int
    at: datetime
    caller: str | None
    channel: str
    called_us: bool
    disposition: str | None
    counted: bool


@dataclass(frozen=True)
class NoteLine:
    """What somebody who had the case left for the next one."""

    text: str
    by: str
    at: datetime


@dataclass(frozen=True)
class Owed:
    """An open follow-up of the person: who has it, until when, and what they were promised."""

    severity: str
    state: str
    owner: str | None
    queue: str | None
    next_action_at: datetime | None
    promise: str | None
    promised_by: datetime | None


@dataclass(frozen=True)
class Coming:
    """A time that was agreed with somebody. ``mine``: whose page it is agreed to it."""

    at: datetime
    contact: str
    account: str
    zone: str | None
    mine: bool


@dataclass(frozen=True)
class Before:
    """What is known of a case from before the call, and stays in sight during it, the latest first.

    ``talked``: what the automated voice asked in this interview and what it heard, in the order of the conversation.
    """

    tried: tuple[Tried, ...]
    notes: tuple[NoteLine, ...]
    owed: tuple[Owed, ...]
    talked: tuple[Step, ...]


@dataclass(frozen=True)
class Preview(Before):
    """A case on a desk. ``answered``: how many answers of it stand already, from a call that broke off."""

    said: tuple[Conversation, ...]
    appointment: Coming | None
    answered: int


def preview(session: Session, case: Case, user_id: int) -> Preview:
    """Everything that is worth knowing before the call."""
    named = session.scalar(
        select(Appointment).where(Appointment.case_id == case.id, Appointment.kind == "hard", *STILL_OPEN)
    )
    interview = session.scalar(select(Interview).where(Interview.case_id == case.id))
    standing = [one for one in interview.answers if one.superseded_at is None] if interview is not None else []
    said = conversations(session, Contact.id == case.contact_id, 1).lines
    return Preview(
        tried=_tried(session, case),
        notes=notes_on(session, case.id),
        owed=_owed(session, case),
        talked=_talked(session, interview),
        said=said[:MOST_SAID],
        appointment=None if named is None else _coming(named, case, user_id),
        answered=len(standing),
    )


def before(session: Session, case: Case) -> Before:
    """What stays in sight while they talk."""
    interview = session.scalar(select(Interview).where(Interview.case_id == case.id))
    return Before(_tried(session, case), notes_on(session, case.id), _owed(session, case), _talked(session, interview))


def coming(session: Session, user_id: int, until: datetime) -> tuple[Coming, ...]:
    """The times that are due by then, the soonest first: those that this caller agreed to, and those of nobody."""
    rows = session.execute(
        select(Appointment, Case)
        .join(Case, Case.id == Appointment.case_id)
        .join(Campaign, Campaign.id == Case.campaign_id)
        .where(
            *STILL_OPEN,
            Appointment.kind == "hard",
            Appointment.channel == "live",
            Appointment.at <= until,
            (Appointment.caller_id == user_id) | Appointment.caller_id.is_(None),
            Case.closed_at.is_(None),
            Campaign.status == CampaignStatus.RUNNING,
        )
        .options(joinedload(Case.contact, innerjoin=True).joinedload(Contact.account, innerjoin=True))
        .order_by(Appointment.at, Appointment.id)
        .limit(MOST_COMING)
    )
    return tuple(_coming(appointment, case, user_id) for appointment, case in rows)


def own_attempt(session: Session, lease: DeskLease) -> Attempt | None:
    """The latest try that the caller made since the case is theirs, or that came with it, with its call."""
    put_through = exists().where(HandOver.call_id == Attempt.call_id, HandOver.accepted_at >= lease.taken_at)
    took_over = select(DeskTakeOver.attempt_id).where(DeskTakeOver.lease_id == lease.id)
    made = (Attempt.caller_id == lease.user_id) & or_(Attempt.opened_at >= lease.taken_at, put_through)
    return session.scalar(
        select(Attempt)
        .where(Attempt.case_id == lease.case_id, made | Attempt.id.in_(took_over))
        .order_by(Attempt.number.desc())
        .limit(1)
        .options(joinedload(Attempt.call, innerjoin=True))
    )


def last_lost(session: Session, user_id: int) -> DeskLease | None:
    """The caller's last case, if it was taken from them: until they have another one."""
    last = session.scalar(select(DeskLease).where(DeskLease.user_id == user_id).order_by(DeskLease.id.desc()).limit(1))
    return last if last is not None and last.ending in (Return.STOPPED, Return.EXPIRED) else None


def notes_on(session: Session, case_id: int) -> tuple[NoteLine, ...]:
    """What those who had a case left for the next one, the latest first."""
    rows = session.scalars(
        select(DeskLease)
        .where(DeskLease.case_id == case_id, DeskLease.note != "")
        .order_by(DeskLease.id.desc())
        .limit(MOST_NOTES)
        .options(joinedload(DeskLease.user, innerjoin=True))
    )
    return tuple(NoteLine(row.note or "", row.user.name, row.ended_at or row.taken_at) for row in rows)


def _coming(row: Appointment, case: Case, user_id: int) -> Coming:
    contact = case.contact
    return Coming(row.at, contact.name, contact.account.name, contact.zone, row.caller_id == user_id)


def _tried(session: Session, case: Case) -> tuple[Tried, ...]:
    rows = session.scalars(
        select(Attempt)
        .where(Attempt.case_id == case.id, Attempt.closed_at.is_not(None))
        .order_by(Attempt.number.desc())
        .options(joinedload(Attempt.call, innerjoin=True), joinedload(Attempt.caller))
    )
    return tuple(_one_try(row, row.call) for row in rows)


def _one_try(row: Attempt, call: Call) -> Tried:
    return Tried(
        number=row.number,
        at=call.sent_at or row.opened_at,
        caller=row.caller.name if row.caller is not None else None,
        channel=row.channel,
        called_us=call.direction == "inbound",
        disposition=row.disposition,
        counted=row.counted,
    )


def _talked(session: Session, interview: Interview | None) -> tuple[Step, ...]:
    if interview is None:
        return ()
    spoken = zip(transcript(session, interview), interview.exchanges, strict=False)  # the last step waits to be heard
    return tuple(step for step, exchange in spoken if exchange.channel == Channel.IVR)


def _owed(session: Session, case: Case) -> tuple[Owed, ...]:
    rows: Any = session.execute(
        select(FollowUp, Promise)
        .outerjoin(Promise, Promise.follow_up_id == FollowUp.id)
        .where(FollowUp.contact_id == case.contact_id, FollowUp.closed_at.is_(None))
        .order_by(FollowUp.id)
        .options(joinedload(FollowUp.owner))
    )
    return tuple(
        Owed(
            severity=row.severity,
            state=row.state,
            owner=row.owner.name if row.owner is not None else None,
            queue=row.queue,
            next_action_at=row.next_action_at,
            promise=promise.words if promise is not None else None,
            promised_by=promise.by_at if promise is not None else None,
        )
        for row, promise in rows
    )
