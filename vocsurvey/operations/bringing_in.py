"""A caller brings a colleague into a running call, and may leave the customer with them: a warm transfer.

The colleague's own phone is rung under a permit; they hear who is on the line, and join by a key: a machine presses
none, so that no mailbox ever listens to a customer. While both are there, the caller goes on with the script, or leaves
the two alone: then the call is the colleague's, nobody records it or listens to it any more, and the desk is free.
Lock order: the lease, calls by id, the bridge.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from vocsurvey.db.bridge import BridgeGuest, GuestPurpose
from vocsurvey.db.campaign import Case
from vocsurvey.db.dialing import Call
from vocsurvey.db.people import User
from vocsurvey.db.reads.belonging import follow_up_of
from vocsurvey.followup.lifecycle import Event, Refusal
from vocsurvey.operations.at_hand import free, own_line
from vocsurvey.operations.bridging import Seated, lock_bridge, lock_to_end, open_bridge_of, party_now
from vocsurvey.operations.closing import goes_by
from vocsurvey.operations.deadlines import at_work
from vocsurvey.operations.dialing import Permit, Refused
from vocsurvey.operations.following_up import add_note, record_contact
from vocsurvey.operations.leasing import mine
from vocsurvey.operations.listening import dismiss
from vocsurvey.operations.own_phone import own_line as line_to_ring
from vocsurvey.operations.own_phone import permit_own_phone
from vocsurvey.operations.owning import foreseen_owner
from vocsurvey.operations.parting import Deserted
from vocsurvey.operations.planning import ANSWERING
from vocsurvey.operations.presence import there
from vocsurvey.operations.relieving import go_out, guest_label, pass_on
from vocsurvey.operations.suppressing import LineHash
from vocsurvey.operations.taking_over import running_call
from vocsurvey.operations.taping import stop
from vocsurvey.operations.whispering import Whispered, whisper
from vocsurvey.rulebook import Rulebook

NOBODY_SUCH = Refusal("Choose one of those that are shown.")
NOBODY_THERE = Refusal("No colleague is in this call, so nobody would be left with them.")
ON_HOLD = Refusal("They are on hold. Bring them back first, and say who goes on with them.")
JOINED_NOW = (BridgeGuest.purpose == GuestPurpose.JOIN, BridgeGuest.left_at.is_(None))


@dataclass(frozen=True)
class Colleague:
    """Somebody who can be brought in. ``answers``: they answer for this customer; ``at_work``: in their hours now."""

    user_id: int
    name: str
    answers: bool
    at_work: bool


@dataclass(frozen=True)
class Left:
    """The call is the colleague's. To act on after the commit: the bridge whose caller is to be put out of its room,
    the calls of listeners to hang up, and the tape to stop, if any."""

    bridge_id: int
    hang_up: tuple[int, ...]
    tape_id: int | None


def colleagues(session: Session, case: Case, user_id: int, *, rules: Rulebook, now: datetime) -> tuple[Colleague, ...]:
    """Whom a caller can bring in: those who answer for customers, are there, have a phone of their own and are in no
    call of ours. Who answers for this customer comes first, then those who are at work. Reads only."""
    follow_up = follow_up_of(session, case)
    owner = follow_up.owner if follow_up is not None else foreseen_owner(case, rules, now)
    elsewhere = exists().where(BridgeGuest.user_id == User.id, BridgeGuest.left_at.is_(None))
    wanted = (User.active, User.role.in_(ANSWERING), User.phone.is_not(None), User.id != user_id, free(), ~elsewhere)
    found = [one for one in session.scalars(select(User).where(*wanted).order_by(User.name, User.id)) if own_line(one)]
    listed = [
        Colleague(one.id, one.name, owner is not None and one.id == owner.id, at_work(case.contact, one, rules, now))
        for one in found
        if there(one, now)
    ]
    return tuple(sorted(listed, key=lambda one: (not one.answers, not one.at_work)))


def bring_in(
    session: Session,
    lease_id: int,
    user_id: int,
    colleague_id: int,
    *,
    rules: Rulebook,
    line_hash: LineHash,
    now: datetime,
) -> Permit | Refusal:
    """Leave to ring a colleague's own phone into the call on the caller's desk, once. To be called through
    ``Database.run``."""
    lease = mine(session, lease_id, user_id)
    if isinstance(lease, Refusal):
        return lease
    bridge = running_call(session, lease)
    if isinstance(bridge, Refusal):
        return bridge
    here = session.scalar(select(BridgeGuest).where(BridgeGuest.bridge_id == bridge.id, *JOINED_NOW))
    if here is not None:
        return Refusal(f"{here.user.name} is {'in this call' if here.joined_at else 'being rung'} already.")
    offered = colleagues(session, lease.case, user_id, rules=rules, now=now)
    colleague = session.get(User, colleague_id)
    own = own_line(colleague) if colleague is not None else None
    if colleague is None or own is None or colleague.role not in ANSWERING or colleague_id == user_id:
        return NOBODY_SUCH
    if colleague_id not in {one.user_id for one in offered}:
        return Refusal(f"{colleague.name} is away, or in another call. Choose somebody else, or try again.")
    row = line_to_ring(session, own, rules, line_hash, now)
    if isinstance(row, Refused):
        return Refusal(f"The phone of {colleague.name} cannot be rung: {row.why}.")
    permit = permit_own_phone(session, row, lease.case, lease.user.name, rules, now)
    session.add(
        BridgeGuest(
            call_id=permit.call_id,
            bridge_id=bridge.id,
            user_id=colleague.id,
            purpose=GuestPurpose.JOIN,
            asked_at=now,
        )
    )
    session.flush()
    return replace(permit, rings=min(rules.pacing.ring_timeout, rules.desk.waits))


def offered(session: Session, call: Call) -> Whispered | None:
    """What a colleague who was asked into a call hears when they pick up; None for every other call, and once they have
    taken it. Its row is locked."""
    guest = session.get(BridgeGuest, call.id, populate_existing=True)
    if guest is None or guest.purpose != GuestPurpose.JOIN or guest.accepted_at is not None:
        return None
    if guest.bridge.ended_at is not None or guest.left_at is not None:
        return None
    return whisper(session, call, guest.bridge, guest.user, by=guest.bridge.user.name)


def join(
    session: Session, token: str, carrier_sid: str, digits: str, *, rules: Rulebook, now: datetime
) -> Seated | Deserted | None:
    """The colleague has pressed a key: 1 joins the call, anything else does not. None for a call that nobody was asked
    into. To be called through ``Database.run``."""
    call = lock_to_end(session, token)
    guest = session.get(BridgeGuest, call.id, populate_existing=True) if call is not None else None
    if call is None or guest is None or guest.purpose != GuestPurpose.JOIN or not goes_by(session, call, carrier_sid):
        return None
    bridge = lock_bridge(session, guest.bridge_id)
    over = bridge.ended_at is not None or guest.left_at is not None
    if over or (digits != "1" and guest.accepted_at is None):
        return Deserted(None)
    if guest.accepted_at is None:
        guest.accepted_at = now
        session.flush()
        _write_down(session, bridge.case, guest.user, bridge.user, rules, now)
    return Seated(bridge.token, guest_label(call.id), call.token, guest=True)


def leave_them(session: Session, lease_id: int, user_id: int, now: datetime) -> Left | Refusal:
    """The caller leaves the customer with the colleague who is in the call. To be called through ``Database.run``."""
    lease = mine(session, lease_id, user_id)
    if isinstance(lease, Refusal):
        return lease
    bridge = running_call(session, lease)
    if isinstance(bridge, Refusal):
        return bridge
    guest = session.scalar(select(BridgeGuest).where(BridgeGuest.bridge_id == bridge.id, *JOINED_NOW))
    if guest is None or guest.joined_at is None:
        return NOBODY_THERE
    party = party_now(session, bridge)
    if party is not None and party.held:
        return ON_HOLD
    if open_bridge_of(session, guest.user_id) is not None:
        return Refusal(f"{guest.user.name} is in another call of ours as well, and cannot go on with this one alone.")
    tape = stop(session, user_id, now)
    listeners = dismiss(session, bridge.id, now)
    pass_on(session, bridge, guest, now)
    return Left(bridge.id, listeners, None if isinstance(tape, Refusal) else tape.id)


def take_out(session: Session, lease_id: int, user_id: int, now: datetime) -> tuple[int, ...] | Refusal:
    """The caller and the customer go on without the colleague: the call to hang up, ringing or not."""
    lease = mine(session, lease_id, user_id)
    if isinstance(lease, Refusal):
        return lease
    bridge = open_bridge_of(session, user_id)
    if bridge is None:
        return NOBODY_THERE
    lock_bridge(session, bridge.id)
    guest = session.scalar(select(BridgeGuest).where(BridgeGuest.bridge_id == bridge.id, *JOINED_NOW))
    if guest is None:
        return NOBODY_THERE
    go_out(guest, now)
    guest.call.hang_up_wanted_at = guest.call.hang_up_wanted_at or now
    session.flush()
    return (guest.call_id,)


def _write_down(session: Session, case: Case, colleague: User, by: User, rules: Rulebook, now: datetime) -> None:
    """Whoever answers for the customer reads that somebody has spoken with them."""
    follow_up = follow_up_of(session, case)
    if follow_up is None or follow_up.closed_at is not None:
        return
    words = f"{by.name} brought me into the call."
    done = record_contact(session, follow_up.id, colleague, Event.IN_CONVERSATION, words, now, rules=rules)
    if isinstance(done, Refusal):
        add_note(session, follow_up.id, colleague, words, now)
