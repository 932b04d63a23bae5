"""Those of ours who come into a running call: to listen to it, to take it over from the caller, or because the caller
has asked them in.

Who takes over is the caller from the moment in which the carrier says that they sit in the room: the case, the bridge
and the script are theirs in that transaction. Only then is the other one put out of the room, so that the customer is
never alone; until the carrier has done it they are three, and some tick asks again.
Lock order: calls by id, the bridge, the queue of desks.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, exists, select, update
from sqlalchemy.orm import Session

from vocsurvey.db.bridge import Bridge, BridgeGuest, GuestPurpose
from vocsurvey.db.desk import DeskLease, DeskTakeOver, Return
from vocsurvey.db.dialing import Attempt, Call
from vocsurvey.db.people import Way
from vocsurvey.operations.returning import STANDING, queue_for_desks

LEASE_OF_A_CALL = timedelta(minutes=5)
"""A case that is taken over is kept for so long until the page of whoever took it is heard from."""
_GUEST = "guest"


def guest_label(call_id: int) -> str:
    """What a guest's call goes by in the room."""
    return f"{_GUEST}-{call_id}"


def guest_of(label: str) -> int | None:
    """The id of a guest's call, from what it goes by in its room; None for everybody else."""
    word, _, number = label.partition("-")
    return int(number) if word == _GUEST and number.isascii() and number.isdigit() else None


def come_in(session: Session, bridge: Bridge, guest: BridgeGuest, now: datetime) -> bool:
    """A guest sits in the room of a locked bridge; true when they relieve its caller by that."""
    if guest.joined_at is None:
        guest.joined_at = now
    if guest.purpose != GuestPurpose.TAKE_OVER or guest.relieved_at is not None or bridge.ended_at is not None:
        session.flush()
        return False
    return _relieve(session, bridge, guest, now)


def go_out(guest: BridgeGuest, now: datetime) -> None:
    """A guest has left, or never came: their call is over."""
    guest.left_at = guest.left_at or now


def see_guests(session: Session, bridge: Bridge, labels: Collection[str], now: datetime) -> bool:
    """Take in who of the guests sits in the room, by its labels; true when one relieves its caller by that."""
    relieved = False
    for guest in session.scalars(select(BridgeGuest).where(BridgeGuest.bridge_id == bridge.id)):
        if guest_label(guest.call_id) in labels:
            relieved |= come_in(session, bridge, guest, now)
        elif guest.joined_at is not None and guest.relieved_at is None:
            go_out(guest, now)
    return relieved


def to_put_out(session: Session, bridge_id: int) -> tuple[str, str, str] | None:
    """Who is to be put out of the room of a bridge, because they are relieved: the room, their label, and the label of
    who has come for them. None when nobody is. Reads only."""
    bridge = session.get_one(Bridge, bridge_id)
    guest = session.scalar(_relieving().where(BridgeGuest.bridge_id == bridge_id).order_by(BridgeGuest.call_id.desc()))
    if guest is None or bridge.room_sid is None or bridge.ended_at is not None:
        return None
    return bridge.room_sid, str(guest.relieved_label), guest_label(guest.call_id)


def unfinished() -> ColumnElement[bool]:
    """Whether somebody who was relieved in a bridge may still sit in its room, which does not end with their successor
    then: when that one hangs up, the customer is let out of it, and hears a sentence."""
    there = (BridgeGuest.relieved_at.is_not(None), BridgeGuest.cleared_at.is_(None))
    return exists().where(BridgeGuest.bridge_id == Bridge.id, *there)


def put_out(session: Session, bridge_id: int, now: datetime) -> None:
    """The carrier has put them out. What is left of their call is hung up."""
    for guest in session.scalars(_relieving().where(BridgeGuest.bridge_id == bridge_id).with_for_update()):
        guest.cleared_at = now
        if guest.relieved_leg_id is not None:
            leg = Call.id == guest.relieved_leg_id
            session.execute(
                update(Call).where(leg, Call.ended_at.is_(None)).values(hang_up_wanted_at=now),
                execution_options={"synchronize_session": "fetch"},
            )
    session.flush()


def still_to_put_out(session: Session) -> tuple[int, ...]:
    """The bridges in which somebody was relieved and may still sit in the room."""
    found = _relieving().join(Bridge, Bridge.id == BridgeGuest.bridge_id).where(Bridge.ended_at.is_(None))
    return tuple(session.scalars(found.with_only_columns(BridgeGuest.bridge_id).distinct().order_by("bridge_id")))


def hand_on(
    session: Session, lease: DeskLease, by_id: int, name: str, words: str, now: datetime, until: datetime
) -> DeskLease:
    """A standing lease that is locked ends, and the case is on another's desk, with the call that is running. The
    history says who took it over, from whom, and why."""
    lease.ended_at, lease.ending, lease.note = (
        now,
        Return.STOPPED,
        f"{name} took this case over. {words}".strip()[:4000],
    )
    session.flush()
    taken = DeskLease(case_id=lease.case_id, user_id=by_id, taken_at=now, expires_at=until)
    session.add(taken)
    session.flush()
    latest = select(Attempt.id).where(Attempt.case_id == lease.case_id, Attempt.opened_at >= lease.taken_at)
    earlier = select(DeskTakeOver.attempt_id).where(DeskTakeOver.lease_id == lease.id)
    attempt_id = session.scalar(latest.order_by(Attempt.number.desc()).limit(1)) or session.scalar(earlier)
    session.add(DeskTakeOver(lease_id=taken.id, from_lease_id=lease.id, attempt_id=attempt_id, words=words))
    session.flush()
    return taken


def pass_on(session: Session, bridge: Bridge, guest: BridgeGuest, now: datetime) -> None:
    """A guest who sits in the room of a locked bridge is its caller from now on. Who was it until now is still in the
    room, until the carrier has put them out (``to_put_out``)."""
    guest.relieved_at, guest.relieved_label, guest.relieved_leg_id = now, bridge.caller_label, bridge.leg_id
    bridge.user_id, bridge.caller_label, bridge.leg_id = guest.user_id, guest_label(guest.call_id), guest.call_id
    bridge.caller_sid, bridge.way = guest.call.carrier_sid, Way.PHONE
    bridge.muted, bridge.caller_gone_at = False, None
    session.flush()


def _relieve(session: Session, bridge: Bridge, guest: BridgeGuest, now: datetime) -> bool:
    queue_for_desks(session)
    of_caller = (DeskLease.case_id == bridge.case_id, DeskLease.user_id == bridge.user_id)
    lease = session.scalar(select(DeskLease).where(STANDING, *of_caller).with_for_update())
    busy = session.scalar(select(DeskLease.id).where(STANDING, DeskLease.user_id == guest.user_id))
    if lease is None or busy is not None:
        guest.call.hang_up_wanted_at = guest.call.hang_up_wanted_at or now
        session.flush()
        return False
    hand_on(session, lease, guest.user_id, guest.user.name, guest.words or "", now, now + LEASE_OF_A_CALL)
    pass_on(session, bridge, guest, now)
    return True


def _relieving() -> Select[BridgeGuest]:
    return select(BridgeGuest).where(BridgeGuest.relieved_at.is_not(None), BridgeGuest.cleared_at.is_(None))
