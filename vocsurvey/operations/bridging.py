"""Bridges as rows: who is in one, how it ends, and what the end of a call means for the bridge that it was in.

Lock order: calls by id, then the bridge. When a bridge ends, every call of it has a time by which it is hung up, so
that nobody is left on a line on which there is nobody else; until then the carrier asks us what to say to them. So
whoever may end one call locks all that are in a bridge with it, in that order (``lock_calls``).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, CompoundSelect, Select, or_, select, union, update
from sqlalchemy.orm import Session

from vocsurvey.db.bridge import Bridge, BridgeEnding, BridgeGuest, BridgeParty, BridgeStatus, GuestPurpose
from vocsurvey.db.dialing import Attempt, Call, CallPurpose, CallStatus
from vocsurvey.fieldwork.outcome import CarrierOutcome
from vocsurvey.operations.holding import leave
from vocsurvey.operations.relieving import go_out, guest_label

GRACE = timedelta(seconds=30)
"""How long a last sentence may take before the line is closed from our side."""
NOT_RUNG = (
    CarrierOutcome.FAILED, CarrierOutcome.REJECTED_BY_CARRIER, CarrierOutcome.NEVER_LEFT, CarrierOutcome.THROTTLED,
    CarrierOutcome.UNCERTAIN_EXPIRED,
)  # fmt: skip
"""Outcomes of a call of which nobody can say that a phone rang."""
CALLER = "caller"
LEGS = (CallPurpose.CALLER_LEG, CallPurpose.HAND_OVER)
"""Purposes of calls that bring one of ours into a bridge."""


@dataclass(frozen=True)
class Seated:
    """A call enters a room. ``call`` is the token under which its own pages are asked for; ``guest``: the room neither
    begins nor ends with it; ``muted``: it is not heard."""

    room: str
    label: str
    call: str
    guest: bool = False
    muted: bool = False


def waits_for_somebody(bridge: Bridge) -> bool:
    """Whether its customer came from the automated voice, and nobody has taken their call."""
    return bridge.hand_over is not None and bridge.hand_over.accepted_at is None


def nobody_to_go_on_with(session: Session, attempt: Attempt) -> bool:
    """Whether no caller goes on with somebody who asked for a person: whoever answers for them has talked with them, or
    they are not there any more."""
    party = session.get(BridgeParty, attempt.call_id)
    taken = party is not None and party.bridge.hand_over is not None and not waits_for_somebody(party.bridge)
    return taken or not attempt.case.contact.active


def label_of(call_id: int) -> str:
    """What a customer's call goes by in its room."""
    return f"customer-{call_id}"


def call_of(label: str) -> int | None:
    """The id of a customer's call, from what it goes by in its room; None for the caller, and for what is not ours."""
    word, _, number = label.partition("-")
    return int(number) if word == "customer" and number.isascii() and number.isdigit() else None


def lock_calls(session: Session, which: ColumnElement[bool]) -> list[Call]:
    """The calls that meet a condition, by id, locked together with all that are in a bridge with one of them."""
    among = union(
        select(BridgeParty.bridge_id).join(Call, Call.id == BridgeParty.call_id).where(which),
        select(BridgeGuest.bridge_id).join(Call, Call.id == BridgeGuest.call_id).where(which),
        select(Bridge.id).join(Call, Call.id == Bridge.leg_id).where(which),
    )
    bridges = session.scalars(among).all()
    wanted = set(session.scalars(select(Call.id).where(which))) if bridges else set()
    calls = which if not bridges else Call.id.in_({*wanted, *session.scalars(_ids_in(*bridges))})
    locked = select(Call).where(calls).order_by(Call.id).with_for_update().execution_options(populate_existing=True)
    return [call for call in session.scalars(locked) if not bridges or call.id in wanted]


def lock_to_end(session: Session, token: str) -> Call | None:
    """The call of a token, locked with all that are in a bridge with it, for whoever may end it; None for no such."""
    return next(iter(lock_calls(session, Call.token == token)), None)


def lock_bridge(session: Session, bridge_id: int) -> Bridge:
    """The bridge, locked after its calls. Raises NoResultFound."""
    calls = _calls_of(bridge_id).order_by(Call.id).with_for_update().execution_options(populate_existing=True)
    session.scalars(calls).all()
    return session.get_one(Bridge, bridge_id, with_for_update=True, populate_existing=True)


def bridge_by_token(session: Session, token: str) -> Bridge | None:
    """The bridge of a token, locked after its calls; None when there is none."""
    bridge_id = session.scalar(select(Bridge.id).where(Bridge.token == token))
    return None if bridge_id is None else lock_bridge(session, bridge_id)


def open_bridge_of(session: Session, user_id: int) -> Bridge | None:
    """The bridge that a caller has open, if any. Reads only."""
    return session.scalar(select(Bridge).where(Bridge.user_id == user_id, Bridge.ended_at.is_(None)))


def party_of(session: Session, call: Call) -> BridgeParty | None:
    """How a customer's locked call was asked into a bridge, which is locked too; None for every other call."""
    party = session.get(BridgeParty, call.id, populate_existing=True)
    if party is not None:
        session.get_one(Bridge, party.bridge_id, with_for_update=True, populate_existing=True)
    return party


def party_now(session: Session, bridge: Bridge) -> BridgeParty | None:
    """The latest customer's call of a bridge."""
    return session.scalar(
        select(BridgeParty).where(BridgeParty.bridge_id == bridge.id).order_by(BridgeParty.call_id.desc()).limit(1)
    )


def unready(session: Session, call: Call) -> str | None:
    """Why a locked, planned call of a live caller must not be dialled now; None when somebody is there to talk."""
    party = party_of(session, call)
    gone = party is not None and party.bridge.status != BridgeStatus.CALLING
    return "the caller is not on the line any more" if gone else None


def stand(bridge: Bridge, status: BridgeStatus, now: datetime) -> None:
    """A locked bridge takes another status, at a sign of life."""
    if bridge.status != status:
        bridge.status, bridge.since = status, now
    bridge.heard_from_at = now


def end(session: Session, bridge: Bridge, ending: BridgeEnding, now: datetime, *, at_once: bool = False) -> None:
    """A locked bridge is over; what has ended stays as it is. Who does not talk yet is hung up on at once, and so is
    everybody where ``at_once``; of others the carrier asks us what to say, and if it does not, their line is closed.
    """
    if bridge.ended_at is not None:
        return
    bridge.status, bridge.since, bridge.ending = BridgeStatus.ENDED, now, ending
    bridge.ended_at, bridge.nudged_until = now, None
    talking = () if at_once else (CallStatus.LIVE,)
    theirs = Call.id.in_(_calls_of(bridge.id).with_only_columns(Call.id))
    for wanted_at, which in ((now, Call.status.not_in(talking)), (now + GRACE, Call.status.in_(talking))):
        session.execute(
            update(Call)
            .where(theirs, which, Call.ended_at.is_(None), Call.status != CallStatus.PLANNED)
            .where(or_(Call.hang_up_wanted_at.is_(None), Call.hang_up_wanted_at > wanted_at))
            .values(hang_up_wanted_at=wanted_at),
            execution_options={"synchronize_session": "fetch"},
        )
    # What is planned only is not dialled any more, and is taken back at the next tick.
    planned = update(Call).where(theirs, Call.status == CallStatus.PLANNED).values(nudged_until=None)
    session.execute(planned, execution_options={"synchronize_session": "fetch"})
    session.flush()


def caller_enters(session: Session, call: Call, now: datetime) -> Seated | None:
    """The caller's own phone was picked up, or a guest's; None when nobody waits for that any more."""
    bridge = of_leg(session, call)
    guest = session.get(BridgeGuest, call.id, populate_existing=True) if bridge is None else None
    if guest is not None and guest.bridge.ended_at is None and guest.left_at is None:
        listens = guest.purpose == GuestPurpose.LISTEN
        return Seated(guest.bridge.token, guest_label(call.id), call.token, guest=True, muted=listens)
    if bridge is None or bridge.ended_at is not None:
        return None
    bridge.caller_sid, bridge.heard_from_at = call.carrier_sid, now
    session.flush()
    return Seated(bridge.token, bridge.caller_label, bridge.token)


def customer_enters(call: Call, party: BridgeParty, now: datetime) -> Seated | None:
    """The customer picked up; None when the caller is not there any more."""
    if party.bridge.ended_at is not None:
        return None
    party.bridge.heard_from_at = now
    return Seated(party.bridge.token, label_of(call.id), call.token)


def call_over(session: Session, call: Call, now: datetime) -> None:
    """A locked call has ended: what that means for the bridge that it was in, if it was in one.

    A customer who was never there leaves the caller waiting for what comes next; unless somebody ordered that call to
    end: then both are let go.
    """
    if call.purpose in LEGS:
        bridge = of_leg(session, call)
        if bridge is not None:
            bridge.caller_gone_at = bridge.caller_gone_at or now
            was_there = bridge.caller_in_at is not None
            end(session, bridge, BridgeEnding.CALLER_LEFT if was_there else never_there(call), now)
        guest = session.get(BridgeGuest, call.id, populate_existing=True)
        if guest is not None:
            go_out(guest, now)
            session.flush()
        return
    party = party_of(session, call)
    if party is None:
        return
    leave(party, now)
    bridge = party.bridge
    if party.joined_at is not None or bridge.hand_over is not None:
        end(session, bridge, BridgeEnding.CUSTOMER_LEFT, now)
    elif call.hang_up_wanted_at is not None:
        end(session, bridge, BridgeEnding.STOPPED, now)
    elif bridge.ended_at is None:
        stand(bridge, BridgeStatus.WAITING, now)
    session.flush()


def never_there(leg: Call | None) -> BridgeEnding:
    """How a bridge ended whose caller never came: their phone was not picked up, or nobody can say that it rang at all,
    because the carrier refused to ring it, or did not answer."""
    rang = leg is None or (leg.outcome not in NOT_RUNG and leg.status not in (CallStatus.SENDING, CallStatus.UNCERTAIN))
    return BridgeEnding.NEVER_CONNECTED if rang else BridgeEnding.FAILED


def calls_to_end(session: Session, bridge: Bridge, now: datetime) -> tuple[int, ...]:
    """The calls of a bridge that shall end by now, for the edge to hang up."""
    wanted = _calls_of(bridge.id).where(Call.hang_up_wanted_at <= now, Call.ended_at.is_(None))
    return tuple(call.id for call in session.scalars(wanted.order_by(Call.id)))


def _ids_in(*bridge_ids: int) -> CompoundSelect[int]:
    # A union, as PostgreSQL reads every call there is where four lists of ids are joined with "or".
    of_guests = BridgeGuest.bridge_id.in_(bridge_ids)
    return union(
        select(BridgeParty.call_id).where(BridgeParty.bridge_id.in_(bridge_ids)),
        select(Bridge.leg_id).where(Bridge.id.in_(bridge_ids), Bridge.leg_id.is_not(None)),
        select(BridgeGuest.call_id).where(of_guests),
        select(BridgeGuest.relieved_leg_id).where(of_guests, BridgeGuest.relieved_leg_id.is_not(None)),
    )


def _calls_of(bridge_id: int) -> Select[Call]:
    return select(Call).where(Call.id.in_(_ids_in(bridge_id)))


def of_leg(session: Session, call: Call) -> Bridge | None:
    """The bridge of a leg, locked; the leg is locked already, with the other calls (``lock_calls``)."""
    return session.scalar(
        select(Bridge).where(Bridge.leg_id == call.id).with_for_update().execution_options(populate_existing=True)
    )
