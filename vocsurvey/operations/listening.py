"""Listening to a call, and never before the person on the line has agreed to it in this very call.

The consent point is the yes to the recording of the conversation, which stands. Who listens is not heard; each
listening is a row; the caller sees it; and when the yes is taken back, whoever listens is hung up on at once.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Select, select, update
from sqlalchemy.orm import Session

from vocsurvey.db.agreement import Consent
from vocsurvey.db.bridge import Bridge, BridgeGuest, GuestPurpose
from vocsurvey.db.desk import DeskLease
from vocsurvey.db.dialing import Call
from vocsurvey.db.interview import Interview
from vocsurvey.db.people import User
from vocsurvey.db.reads.desk import own_attempt
from vocsurvey.db.reads.pinned import pinned
from vocsurvey.fieldwork.phone import Line
from vocsurvey.followup.lifecycle import Refusal
from vocsurvey.interview.consent import may_be_heard
from vocsurvey.operations.course import course_of
from vocsurvey.operations.dialing import Permit
from vocsurvey.operations.returning import STANDING
from vocsurvey.operations.suppressing import LineHash
from vocsurvey.operations.taking_over import GONE, YOURS, ring_into, running_call
from vocsurvey.questionnaire.model import Purpose
from vocsurvey.rulebook import Rulebook

NOT_AGREED = Refusal("They have not agreed in this call that it is recorded, so nobody else listens to it.")
THERE = BridgeGuest.purpose == GuestPurpose.LISTEN, BridgeGuest.left_at.is_(None)


def listen(
    session: Session,
    lease_id: int,
    user_id: int,
    own: Line | None,
    *,
    rules: Rulebook,
    line_hash: LineHash,
    now: datetime,
) -> Permit | Refusal:
    """Leave to ring somebody's own phone into the call of a lease, in which they listen and are not heard. To be called
    through ``Database.run``."""
    lease = session.scalar(select(DeskLease).where(STANDING, DeskLease.id == lease_id))
    if lease is None:
        return GONE
    if lease.user_id == user_id:
        return YOURS
    bridge = running_call(session, lease)
    if isinstance(bridge, Refusal):
        return bridge
    consent = consent_point(session, lease, bridge)
    if consent is None:
        return NOT_AGREED
    user = session.get_one(User, user_id)
    permit = ring_into(session, bridge, lease, user, own, rules=rules, line_hash=line_hash, now=now)
    if isinstance(permit, Refusal):
        return permit
    session.add(
        BridgeGuest(
            call_id=permit.call_id,
            bridge_id=bridge.id,
            user_id=user_id,
            purpose=GuestPurpose.LISTEN,
            consent_id=consent.id,
            asked_at=now,
        )
    )
    session.flush()
    return permit


def consent_point(session: Session, lease: DeskLease, bridge: Bridge) -> Consent | None:
    """The consent under which this call may be listened to; None where there is none, or none any more."""
    attempt = own_attempt(session, lease)
    interview = session.scalar(select(Interview).where(Interview.case_id == lease.case_id))
    if attempt is None or attempt.leg is None or interview is None:
        return None
    course = course_of(interview, attempt)
    first = min((row.position for row in interview.exchanges if row.leg == attempt.leg), default=course.turn.position)
    if not may_be_heard(pinned(interview.questionnaire), course.settled, first):
        return None
    latest = session.scalar(
        select(Consent)
        .where(Consent.interview_id == interview.id, Consent.purpose == Purpose.RECORDING)
        .order_by(Consent.id.desc())
        .limit(1)
    )
    given = latest is not None and latest.granted and latest.given_at >= bridge.opened_at
    return latest if given else None


def stop_listening(session: Session, user_id: int, now: datetime) -> tuple[int, ...]:
    """Somebody has heard enough: the calls to hang up."""
    return _dismiss(session, select(BridgeGuest.call_id).where(BridgeGuest.user_id == user_id, *THERE), now)


def dismiss_unwanted(session: Session, lease: DeskLease, now: datetime) -> tuple[int, ...]:
    """Whoever listens to a call to which nobody may listen any more is hung up on: the ids of their calls."""
    listeners = (
        select(BridgeGuest.call_id)
        .join(Bridge, Bridge.id == BridgeGuest.bridge_id)
        .where(Bridge.case_id == lease.case_id, Bridge.ended_at.is_(None), *THERE)
    )
    guest_id = session.scalar(listeners.limit(1))
    if guest_id is None:
        return ()
    bridge = session.get_one(BridgeGuest, guest_id).bridge
    return _dismiss(session, listeners, now) if consent_point(session, lease, bridge) is None else ()


def dismiss(session: Session, bridge_id: int, now: datetime) -> tuple[int, ...]:
    """Nobody listens to a call any more: the calls to hang up."""
    return _dismiss(session, select(BridgeGuest.call_id).where(BridgeGuest.bridge_id == bridge_id, *THERE), now)


def _dismiss(session: Session, which: Select[int], now: datetime) -> tuple[int, ...]:
    done = session.execute(
        update(Call)
        .where(Call.id.in_(which), Call.ended_at.is_(None))
        .values(hang_up_wanted_at=now)
        .returning(Call.id),
        execution_options={"synchronize_session": "fetch"},
    )
    return tuple(sorted(done.scalars()))
