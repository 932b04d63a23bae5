"""What happens in the room of a bridge, as the carrier tells it or shows it when it is asked, and what follows from it.

News may be late, twice or lost. What happened once is written down once; what goes to and fro (hold, mute) is believed
only from news that is newer than the last; and what was lost is found by looking.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from vocsurvey.db.bridge import Bridge, BridgeEnding, BridgeGuest, BridgeParty, BridgeStatus
from vocsurvey.db.people import Way
from vocsurvey.operations.bridging import (
    CALLER,
    Seated,
    bridge_by_token,
    call_of,
    calls_to_end,
    end,
    label_of,
    lock_bridge,
    party_now,
    stand,
    waits_for_somebody,
)
from vocsurvey.operations.connecting import invite
from vocsurvey.operations.holding import hold, leave, release
from vocsurvey.operations.parting import Deserted
from vocsurvey.operations.relieving import come_in, go_out, guest_of, see_guests, unfinished
from vocsurvey.operations.suppressing import LineHash
from vocsurvey.rulebook import Rulebook


class Happening(StrEnum):
    """What the carrier can tell of a room."""

    JOINED = "joined"
    LEFT = "left"
    HELD = "held"
    RELEASED = "released"
    MUTED = "muted"
    HEARD = "heard"
    OVER = "over"


@dataclass(frozen=True)
class RoomEvent:
    """One event. ``label`` says who it is about; "" where it is about the room. ``happening``: None for what means
    nothing to us."""

    room_sid: str
    sequence: int | None
    happening: Happening | None
    label: str = ""
    carrier_sid: str | None = None


@dataclass(frozen=True)
class Presence:
    """Somebody in a room as the carrier shows it."""

    carrier_sid: str
    held: bool
    muted: bool


@dataclass(frozen=True)
class Seen:
    """A room as the carrier shows it: who is in it, by label."""

    room_sid: str
    over: bool
    present: Mapping[str, Presence]


@dataclass(frozen=True)
class Next:
    """What the edge does after the commit: calls to ring and to hang up, a room to end in which nobody may be, and a
    bridge whose caller was relieved, to be put out of its room."""

    ring: tuple[int, ...] = ()
    hang_up: tuple[int, ...] = ()
    end_room: str | None = None
    put_out: int | None = None


def hear_room(
    session: Session, token: str, event: RoomEvent, *, rules: Rulebook, line_hash: LineHash, now: datetime
) -> Next | None:
    """Take in what happened in the room of a bridge; None when no bridge has this token."""
    bridge = bridge_by_token(session, token)
    if bridge is None:
        return None
    if bridge.room_sid not in (None, event.room_sid) or (bridge.room_sid is None and bridge.ended_at is not None):
        # Somebody came when it was over, and so made a room of the same name, in which they are alone.
        late = event.happening is Happening.JOINED and bridge.ended_at is not None
        return Next(end_room=event.room_sid if late else None)
    bridge.room_sid, bridge.heard_from_at = event.room_sid, now
    newer = event.sequence is None or event.sequence > bridge.sequence
    bridge.sequence = max(bridge.sequence, event.sequence or 0)
    ring = _take_in(session, bridge, event, newer, rules, line_hash, now)
    relieved = _guest_moves(session, bridge, event, now)
    session.flush()
    alone = event.happening is Happening.LEFT and bridge.ended_at is not None and _relieved_there(session, bridge)
    room = event.room_sid if alone else None
    return Next(ring, calls_to_end(session, bridge, now), end_room=room, put_out=bridge.id if relieved else None)


def see_room(
    session: Session,
    bridge_id: int,
    seen: Seen | None,
    *,
    as_of: datetime,
    rules: Rulebook,
    line_hash: LineHash,
    now: datetime,
) -> Next:
    """Take in the room as the carrier shows it now; None when it has none of that name (any more, or yet). ``as_of``:
    the bridge's last sign of life before we asked. A view is older than what was heard while we asked: who came in
    meanwhile is not in it, and has not left.
    """
    bridge = lock_bridge(session, bridge_id)
    if bridge.ended_at is not None:
        open_still = seen is not None and not seen.over and _stranded(session, bridge)
        return Next(end_room=seen.room_sid if open_still and seen is not None else None)
    if bridge.heard_from_at != as_of:
        return Next()
    bridge.heard_from_at = now
    ring: tuple[int, ...] = ()
    there = seen.present if seen is not None and not seen.over else {}
    was_there = bridge.caller_in_at is not None
    relieved = see_guests(session, bridge, there.keys(), now)
    if seen is not None and bridge.caller_label in there:
        caller = there[bridge.caller_label]
        bridge.room_sid = seen.room_sid
        ring = _caller_is_in(session, bridge, caller.carrier_sid, rules, line_hash, now)
        bridge.muted = caller.muted
    elif was_there or (seen is not None and seen.over):
        end(session, bridge, BridgeEnding.CALLER_LEFT, now)
    party = party_now(session, bridge)
    if party is not None and (shown := there.get(label_of(party.call_id))) is not None:
        _customer_is_in(bridge, party, now)
        (hold if shown.held else release)(party, now)
    elif party is not None and party.joined_at is not None and party.left_at is None:
        _customer_left(session, bridge, party, now)
    session.flush()
    return Next(ring, calls_to_end(session, bridge, now), put_out=bridge.id if relieved else None)


def browser_enters(
    session: Session, token: str | None, user_id: int, carrier_sid: str, now: datetime
) -> Seated | Deserted:
    """A phone in a browser calls and names the room that it wants. Nobody gets into another's."""
    bridge = bridge_by_token(session, token) if token is not None else None
    if bridge is None or bridge.user_id != user_id or bridge.way != Way.BROWSER or bridge.ended_at is not None:
        return Deserted(None)
    if bridge.caller_sid not in (None, carrier_sid) or waits_for_somebody(bridge):
        return Deserted(None)
    bridge.caller_sid, bridge.heard_from_at = carrier_sid, now
    session.flush()
    return Seated(bridge.token, CALLER, bridge.token)


def browser_over(session: Session, carrier_sid: str, now: datetime) -> Next:
    """The call of a phone in a browser has ended."""
    bridge_id = session.scalar(select(Bridge.id).where(Bridge.caller_sid == carrier_sid, Bridge.way == Way.BROWSER))
    if bridge_id is None:
        return Next()
    bridge = lock_bridge(session, bridge_id)
    bridge.caller_gone_at = bridge.caller_gone_at or now
    end(session, bridge, BridgeEnding.CALLER_LEFT, now)
    session.flush()
    return Next(hang_up=calls_to_end(session, bridge, now))


def caller_gone(session: Session, bridge_id: int, now: datetime) -> None:
    """The carrier says that the caller's call is over."""
    bridge = lock_bridge(session, bridge_id)
    bridge.caller_gone_at = bridge.caller_gone_at or now
    session.flush()


def _take_in(
    session: Session, bridge: Bridge, event: RoomEvent, newer: bool, rules: Rulebook, line_hash: LineHash, now: datetime
) -> tuple[int, ...]:
    if event.happening is Happening.OVER:
        end(session, bridge, BridgeEnding.FAILED, now)
    elif event.label == bridge.caller_label:
        return _of_caller(session, bridge, event, newer, rules, line_hash, now)
    elif (call_id := call_of(event.label)) is not None:
        party = session.get(BridgeParty, call_id)
        if party is not None and party.bridge_id == bridge.id:
            _of_customer(session, bridge, party, event.happening, newer, now)
    return ()


def _of_caller(
    session: Session, bridge: Bridge, event: RoomEvent, newer: bool, rules: Rulebook, line_hash: LineHash, now: datetime
) -> tuple[int, ...]:
    if event.happening is Happening.JOINED and bridge.ended_at is None:
        return _caller_is_in(session, bridge, event.carrier_sid, rules, line_hash, now)
    if event.happening is Happening.LEFT:
        end(session, bridge, BridgeEnding.CALLER_LEFT, now)
    elif event.happening in (Happening.MUTED, Happening.HEARD) and newer:
        bridge.muted = event.happening is Happening.MUTED
    return ()


def _guest_moves(session: Session, bridge: Bridge, event: RoomEvent, now: datetime) -> bool:
    """A guest comes or goes; true when they relieve the caller by coming."""
    guest = session.get(BridgeGuest, guest_of(event.label) or 0)
    if guest is None or guest.bridge_id != bridge.id:
        return False
    if event.happening is Happening.LEFT:
        go_out(guest, now)
    return event.happening is Happening.JOINED and come_in(session, bridge, guest, now)


def _of_customer(
    session: Session, bridge: Bridge, party: BridgeParty, happening: Happening | None, newer: bool, now: datetime
) -> None:
    if happening is Happening.JOINED:
        _customer_is_in(bridge, party, now)
    elif happening is Happening.LEFT:
        _customer_left(session, bridge, party, now)
    elif happening in (Happening.HELD, Happening.RELEASED) and newer:
        (hold if happening is Happening.HELD else release)(party, now)


def _caller_is_in(
    session: Session, bridge: Bridge, carrier_sid: str | None, rules: Rulebook, line_hash: LineHash, now: datetime
) -> tuple[int, ...]:
    """The caller sits in the room; the first time, the customer is called."""
    bridge.caller_sid = bridge.caller_sid or carrier_sid
    if bridge.status != BridgeStatus.OPENING:
        return ()
    bridge.caller_in_at = bridge.caller_in_at or now
    if bridge.hand_over is not None:  # the customer is there already
        stand(bridge, BridgeStatus.TALKING, now)
        return ()
    stand(bridge, BridgeStatus.WAITING, now)
    planned = invite(session, bridge, rules=rules, line_hash=line_hash, now=now)
    return () if planned is None else (planned,)


def _customer_is_in(bridge: Bridge, party: BridgeParty, now: datetime) -> None:
    party.joined_at = party.joined_at or now
    waits = bridge.hand_over is not None and bridge.caller_in_at is None
    if bridge.ended_at is None and party.left_at is None and not waits:
        stand(bridge, BridgeStatus.TALKING, now)


def _customer_left(session: Session, bridge: Bridge, party: BridgeParty, now: datetime) -> None:
    """The room ends with them. Whether it was they who left, the carrier says when it asks what comes behind it."""
    party.joined_at = party.joined_at or now
    leave(party, now)
    if party_now(session, bridge) is party:
        end(session, bridge, BridgeEnding.CUSTOMER_LEFT, now)


def _stranded(session: Session, bridge: Bridge) -> bool:
    """Whether the room of a bridge that is over may hold a customer with nobody to talk to: it is ended from our side,
    so that they hear a last sentence."""
    return bridge.hand_over is not None or _relieved_there(session, bridge)


def _relieved_there(session: Session, bridge: Bridge) -> bool:
    return session.scalar(select(Bridge.id).where(Bridge.id == bridge.id, unfinished())) is not None
