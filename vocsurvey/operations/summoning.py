"""Ringing a person for a customer who waits: the permit for their phone, and the end of a wait that was in vain.

Lock order: the gates, the line, the calls, the bridge.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.orm import Session

from vocsurvey.db.bridge import Bridge, BridgeEnding, BridgeParty, BridgeStatus, HandOver
from vocsurvey.db.dialing import OPEN_AT_CARRIER, Call, CallPurpose, CallStatus, DialPermit
from vocsurvey.operations import dialing
from vocsurvey.operations.bridging import GRACE, calls_to_end, end, lock_bridge, lock_calls, of_leg
from vocsurvey.operations.budget import book, spent, spent_today
from vocsurvey.operations.campaign_terms import limit_of
from vocsurvey.operations.dialing import Permit, Refused
from vocsurvey.operations.relieving import unfinished
from vocsurvey.operations.suppressing import LineHash, pass_line, suppressions
from vocsurvey.rulebook import Rulebook

_WAITING = (Bridge.ended_at.is_(None), Bridge.status == BridgeStatus.OPENING)


def grant_permit(
    session: Session, call_id: int, *, rules: Rulebook, line_hash: LineHash, now: datetime
) -> Permit | Refused:
    """The permit of a planned call: of a person whom a customer waits for, or of any other."""
    call = session.get(Call, call_id)
    if call is None or call.purpose != CallPurpose.HAND_OVER:
        return dialing.grant_permit(session, call_id, rules=rules, line_hash=line_hash, now=now)
    bridge = session.scalars(select(Bridge).where(Bridge.leg_id == call_id)).one()
    campaign = bridge.case.campaign
    opened = dialing.pass_gates(session, campaign.id, call.line.country)
    line = pass_line(session, call.line_id)
    lock_calls(session, Call.id == call_id)
    if call.status != CallStatus.PLANNED:
        return Refused("not planned")
    of_leg(session, call)
    why = _why_not(session, call, bridge, rules, line_hash, now) if opened else "gate closed"
    if why is not None:
        return dialing.cancel(session, call, why, rules, now, now)
    book(session, rules.allowance, line.country, campaign.id, now)
    decision = {"verdict": "allow", "asked_for_by": "a customer who waits"}
    session.add(DialPermit(call_id=call.id, granted_at=now, decision=decision))
    session.flush()
    call.permit_call_id, call.status, call.sent_at = call.id, CallStatus.SENDING, now
    session.flush()
    rings = min(rules.pacing.ring_timeout, rules.desk.waits)
    return Permit(call.id, call.token, line.number, line.extension, call.from_number, now, live=True, rings=rings)


def lapse(session: Session, now: datetime, limit: int = 50) -> tuple[int, ...]:
    """Waits that were in vain are over; the ids of the calls to hang up. Whoever waited is let out (``stranded``)."""
    late = select(Bridge.id).join(HandOver, HandOver.bridge_id == Bridge.id).where(*_WAITING)
    calls: list[int] = []
    for bridge_id in session.scalars(late.where(HandOver.give_up_at <= now).order_by(Bridge.id).limit(limit)).all():
        bridge = lock_bridge(session, bridge_id)
        end(session, bridge, BridgeEnding.NEVER_CONNECTED, now)
        calls += calls_to_end(session, bridge, now)
    return tuple(calls)


def stranded(session: Session, now: datetime, *, leg_id: int | None = None) -> tuple[int, ...]:
    """Rooms in which a customer still is although nobody comes any more, or whoever took over has hung up, each handed
    out once until somebody must have looked; of one leg, or all. They are let out, and hear the promise of a call."""
    there: tuple[ColumnElement[bool], ...] = (
        Bridge.ended_at.is_not(None),
        or_(Bridge.hand_over.has(), unfinished()),
        BridgeParty.left_at.is_(None),
        Call.ended_at.is_(None),
        or_(Bridge.nudged_until.is_(None), Bridge.nudged_until <= now),
    )
    if leg_id is not None:
        there = (*there, Bridge.leg_id == leg_id)
    due = (
        select(Bridge.id)
        .join(BridgeParty, BridgeParty.bridge_id == Bridge.id)
        .join(Call, Call.id == BridgeParty.call_id)
        .where(*there)
        .with_for_update(of=Bridge, skip_locked=True)
    )
    rows = session.execute(
        update(Bridge).where(Bridge.id.in_(due)).values(nudged_until=now + GRACE / 6).returning(Bridge.id),
        execution_options={"synchronize_session": False},
    )
    return tuple(sorted(rows.scalars()))


def waiting_sid(session: Session, leg_id: int) -> str | None:
    """The carrier's name for the call of the customer who waits for whom this call rings."""
    return session.scalar(
        select(Call.carrier_sid)
        .join(BridgeParty, BridgeParty.call_id == Call.id)
        .join(Bridge, Bridge.id == BridgeParty.bridge_id)
        .where(Bridge.leg_id == leg_id)
    )


def _why_not(
    session: Session, call: Call, bridge: Bridge, rules: Rulebook, line_hash: LineHash, now: datetime
) -> str | None:
    """Why the phone of the person is not rung, besides a gate."""
    if bridge.ended_at is not None:
        return "the customer does not wait any more"
    if suppressions(session, [call.line], line_hash):
        return "this line asked not to be called"
    if session.scalar(select(Call.id).where(Call.line_id == call.line_id, Call.status.in_(OPEN_AT_CARRIER)).limit(1)):
        return "this line is in a call already"
    allowance, country, campaign = rules.allowance, call.line.country, bridge.case.campaign
    limit, theirs = limit_of(campaign), spent_today(session, campaign, allowance, now)
    ours = allowance.used_up(spent(session, allowance, now), country, now)
    used_up = ours or limit.calls_used_up(theirs) or limit.money_spent(theirs, allowance.tariff.of(country))
    return "the calls of the day are used up" if used_up else None
