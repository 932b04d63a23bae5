"""Whoever looks after callers takes a case over: at once, or in the middle of a call, by their own phone.

In a call they come into the same room first, and relieve the caller there (``relieving``).
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from vocsurvey.db.bridge import Bridge, BridgeGuest, BridgeStatus, GuestPurpose
from vocsurvey.db.desk import DeskLease
from vocsurvey.db.people import User
from vocsurvey.fieldwork.phone import Line
from vocsurvey.followup.closing import LONGEST, SHORTEST
from vocsurvey.followup.lifecycle import Refusal
from vocsurvey.operations.bridging import lock_bridge, open_bridge_of
from vocsurvey.operations.dialing import Permit, Refused
from vocsurvey.operations.leasing import held_by, withdraw_plans
from vocsurvey.operations.own_phone import own_line, permit_own_phone
from vocsurvey.operations.relieving import hand_on
from vocsurvey.operations.returning import STANDING, on_the_phone, queue_for_desks
from vocsurvey.operations.suppressing import LineHash
from vocsurvey.rulebook import Rulebook

GONE = Refusal("This case is on nobody's desk any more. Nothing was changed.")
YOURS = Refusal("This case is on your own desk already.")
DESK_FULL = Refusal("There is a case on your own desk. Finish it or give it back first.")
WORDS = Refusal(f"Say in {SHORTEST} to {LONGEST} characters why you take it over; the caller reads it.")
RINGING = Refusal("A phone rings in this case just now. Wait until somebody has picked up, or until the call is over.")
ON_A_LINE = Refusal("You are on the line in another call. Hang up first.")
COMING_ALREADY = Refusal("Somebody is taking this call over already.")
NO_PHONE = Refusal("Give the number of your own phone on your desk first: it is rung into the call.")


def take_over(
    session: Session,
    lease_id: int,
    user_id: int,
    own: Line | None,
    words: str,
    *,
    rules: Rulebook,
    line_hash: LineHash,
    now: datetime,
) -> DeskLease | Permit | Refusal:
    """Take a case over from the caller who has it. Where nobody is on the phone it is theirs at once: their lease.

    In a running call the answer is leave to ring their own phone (``own``) once, and the case changes desks when they
    sit in the room. To be called through ``Database.run``.
    """
    queue_for_desks(session)
    said = words.strip()
    lease = session.scalar(select(DeskLease).where(STANDING, DeskLease.id == lease_id).with_for_update())
    refusal = _refused(session, lease, user_id, said)
    if lease is None or refusal is not None:
        return refusal or GONE
    user = session.get_one(User, user_id)
    if session.scalar(select(DeskLease.id).where(DeskLease.id == lease.id, on_the_phone())) is None:
        taken = hand_on(session, lease, user_id, user.name, said, now, now + rules.desk.lease)
        withdraw_plans(session, rules=rules, now=now)
        return taken
    return _come_into(session, lease, user, own, said, rules=rules, line_hash=line_hash, now=now)


def _come_into(
    session: Session,
    lease: DeskLease,
    user: User,
    own: Line | None,
    said: str,
    *,
    rules: Rulebook,
    line_hash: LineHash,
    now: datetime,
) -> Permit | Refusal:
    bridge = running_call(session, lease)
    if isinstance(bridge, Refusal):
        return bridge
    coming = select(BridgeGuest.call_id).where(
        BridgeGuest.bridge_id == bridge.id,
        BridgeGuest.purpose == GuestPurpose.TAKE_OVER,
        BridgeGuest.left_at.is_(None),
        BridgeGuest.relieved_at.is_(None),
    )
    if session.scalar(coming) is not None:
        return COMING_ALREADY
    permit = ring_into(session, bridge, lease, user, own, rules=rules, line_hash=line_hash, now=now)
    if isinstance(permit, Refusal):
        return permit
    session.add(
        BridgeGuest(
            call_id=permit.call_id,
            bridge_id=bridge.id,
            user_id=user.id,
            purpose=GuestPurpose.TAKE_OVER,
            words=said,
            asked_at=now,
        )
    )
    session.flush()
    return permit


def running_call(session: Session, lease: DeskLease) -> Bridge | Refusal:
    """The bridge, locked, in which the caller of a lease talks with its customer."""
    found = open_bridge_of(session, lease.user_id)
    bridge = lock_bridge(session, found.id) if found is not None else None
    if bridge is None or bridge.case_id != lease.case_id or bridge.status != BridgeStatus.TALKING:
        return RINGING
    return bridge


def ring_into(
    session: Session,
    bridge: Bridge,
    lease: DeskLease,
    user: User,
    own: Line | None,
    *,
    rules: Rulebook,
    line_hash: LineHash,
    now: datetime,
) -> Permit | Refusal:
    """Leave to ring somebody's own phone into a running call."""
    if own is None:
        return NO_PHONE
    here = session.scalar(
        select(BridgeGuest.call_id).where(BridgeGuest.user_id == user.id, BridgeGuest.left_at.is_(None))
    )
    if here is not None or open_bridge_of(session, user.id) is not None:
        return ON_A_LINE
    row = own_line(session, own, rules, line_hash, now)
    if isinstance(row, Refused):
        return Refusal(f"Your own phone cannot be rung: {row.why}.")
    return permit_own_phone(session, row, lease.case, user.name, rules, now)


def _refused(session: Session, lease: DeskLease | None, user_id: int, words: str) -> Refusal | None:
    if lease is None:
        return GONE
    if lease.user_id == user_id:
        return YOURS
    if held_by(session, user_id) is not None:
        return DESK_FULL
    return None if SHORTEST <= len(words) <= LONGEST else WORDS
