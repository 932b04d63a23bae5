"""What happens in the room of a bridge, as the carrier tells it or shows it when it is asked, and what follows from it.

News may be late, twice or lost. What happened once is written down once; what goes to and fro (hold, mute) is believed
only from news that is newer than the last; and what was lost is found by looking.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import Select, or_, select, update
from sqlalchemy.orm import Session

from vocsurvey.db.bridge import Bridge, BridgeEnding, BridgeParty, BridgeStatus, Way
from vocsurvey.db.dialing import Call
from vocsurvey.fieldwork.bridge_words import Cue
from vocsurvey.operations.bridging import (
    CALLER,
    GRACE,
    Seated,
    bridge_by_token,
    call_of,
    calls_to_end,
    end,
    label_of,
    lock_bridge,
    party_now,
    stand,
)
from vocsurvey.operations.connecting import invite
from vocsurvey.operations.parting import Deserted
from vocsurvey.operations.suppressing import LineHash
from vocsurvey.rulebook import Rulebook

LOOK_AFTER = timedelta(seconds=15)
LOOK_AT_TALK_AFTER = timedelta(minutes=1)
"""Of a bridge that nothing was heard of for so long the carrier is asked; of one in which they talk, less often."""


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
    """What the edge does after the commit: calls to ring and to hang up, and a room to end in which nobody may be."""

    ring: tuple[int, ...] = ()
    hang_up: tuple[int, ...] = ()
    end_room: str | None = None


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
    session.flush()
    return Next(ring, calls_to_end(session, bridge, now))


def see_room(
    session: Session, bridge_id: int, seen: Seen | None, *, rules: Rulebook, line_hash: LineHash, now: datetime
) -> Next:
    """Take in the room as the carrier shows it now; None when it has none of that name (any more, or yet)."""
    bridge = lock_bridge(session, bridge_id)
    bridge.heard_from_at = now
    if bridge.ended_at is not None:
        return Next()
    ring: tuple[int, ...] = ()
    there = seen.present if seen is not None and not seen.over else {}
    was_there = bridge.caller_in_at is not None
    if seen is not None and CALLER in there:
        bridge.room_sid = seen.room_sid
        ring = _caller_is_in(session, bridge, there[CALLER].carrier_sid, rules, line_hash, now)
        bridge.muted = there[CALLER].muted
    elif was_there or (seen is not None and seen.over):
        end(session, bridge, BridgeEnding.CALLER_LEFT, now)
    party = party_now(session, bridge)
    if party is not None and (shown := there.get(label_of(party.call_id))) is not None:
        _customer_is_in(bridge, party, now)
        party.held = shown.held
    elif party is not None and party.joined_at is not None and party.left_at is None:
        _customer_left(session, bridge, party, now)
    session.flush()
    return Next(ring, calls_to_end(session, bridge, now))


def browser_enters(
    session: Session, token: str | None, user_id: int, carrier_sid: str, now: datetime
) -> Seated | Deserted:
    """A phone in a browser calls and names the room that it wants. Nobody gets into another's."""
    bridge = bridge_by_token(session, token) if token is not None else None
    if bridge is None or bridge.user_id != user_id or bridge.way != Way.BROWSER or bridge.ended_at is not None:
        return Deserted(None)
    if bridge.caller_sid not in (None, carrier_sid):
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


def nudge_unheard(session: Session, now: datetime, limit: int = 50) -> tuple[int, ...]:
    """Bridges of which nothing was heard for a while, each handed out once until somebody must have looked."""
    talking = Bridge.status == BridgeStatus.TALKING
    due = select(Bridge.id).where(
        Bridge.ended_at.is_(None),
        or_(Bridge.heard_from_at <= now - LOOK_AT_TALK_AFTER, ~talking & (Bridge.heard_from_at <= now - LOOK_AFTER)),
        or_(Bridge.nudged_until.is_(None), Bridge.nudged_until <= now),
    )
    return _nudged(session, due.order_by(Bridge.heard_from_at).limit(limit).with_for_update(skip_locked=True), now)


def nudge_dangling(session: Session, now: datetime, limit: int = 50) -> tuple[int, ...]:
    """Bridges that are over and whose browser may still be on the line: to be hung up, whether or not it is."""
    due = select(Bridge.id).where(
        Bridge.ended_at <= now - GRACE,
        Bridge.way == Way.BROWSER,
        Bridge.caller_sid.is_not(None),
        Bridge.caller_gone_at.is_(None),
        or_(Bridge.nudged_until.is_(None), Bridge.nudged_until <= now),
    )
    return _nudged(session, due.order_by(Bridge.id).limit(limit).with_for_update(skip_locked=True), now)


def caller_gone(session: Session, bridge_id: int, now: datetime) -> None:
    """The carrier says that the caller's call is over."""
    bridge = lock_bridge(session, bridge_id)
    bridge.caller_gone_at = bridge.caller_gone_at or now
    session.flush()


def cue(session: Session, token: str) -> tuple[Cue, str | None] | None:
    """What to say to whoever waits in a room, under their own token, and in which language (None: the caller's). Reads
    only; None for a token that we do not know."""
    bridge = session.scalar(select(Bridge).where(Bridge.token == token))
    if bridge is not None:
        return _to_caller(bridge), None
    call = session.scalar(select(Call).where(Call.token == token))
    party = session.get(BridgeParty, call.id) if call is not None else None
    if call is None or call.attempt is None or party is None:
        return None
    lost = party.bridge.ended_at is not None
    return Cue.LOST if lost else Cue.MOMENT, call.attempt.case.contact.language


def hold_language(session: Session, token: str) -> str | None:
    """The language of the customer who is held in the room of a bridge; None when nobody is there. Reads only."""
    bridge = session.scalar(select(Bridge).where(Bridge.token == token))
    return None if bridge is None else bridge.case.contact.language


def _to_caller(bridge: Bridge) -> Cue:
    if bridge.ended_at is not None:
        return Cue.OVER
    if bridge.status in (BridgeStatus.CALLING, BridgeStatus.OPENING):
        return Cue.CALLING
    return Cue.REFUSED if bridge.refused else Cue.NOBODY


def _take_in(
    session: Session, bridge: Bridge, event: RoomEvent, newer: bool, rules: Rulebook, line_hash: LineHash, now: datetime
) -> tuple[int, ...]:
    if event.happening is Happening.OVER:
        end(session, bridge, BridgeEnding.FAILED, now)
    elif event.label == CALLER:
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


def _of_customer(
    session: Session, bridge: Bridge, party: BridgeParty, happening: Happening | None, newer: bool, now: datetime
) -> None:
    if happening is Happening.JOINED:
        _customer_is_in(bridge, party, now)
    elif happening is Happening.LEFT:
        _customer_left(session, bridge, party, now)
    elif happening in (Happening.HELD, Happening.RELEASED) and newer:
        party.held = happening is Happening.HELD


def _caller_is_in(
    session: Session, bridge: Bridge, carrier_sid: str | None, rules: Rulebook, line_hash: LineHash, now: datetime
) -> tuple[int, ...]:
    """The caller sits in the room; the first time, the customer is called."""
    bridge.caller_sid = bridge.caller_sid or carrier_sid
    if bridge.status != BridgeStatus.OPENING:
        return ()
    bridge.caller_in_at = bridge.caller_in_at or now
    stand(bridge, BridgeStatus.WAITING, now)
    planned = invite(session, bridge, rules=rules, line_hash=line_hash, now=now)
    return () if planned is None else (planned,)


def _customer_is_in(bridge: Bridge, party: BridgeParty, now: datetime) -> None:
    party.joined_at = party.joined_at or now
    if bridge.ended_at is None and party.left_at is None:
        stand(bridge, BridgeStatus.TALKING, now)


def _customer_left(session: Session, bridge: Bridge, party: BridgeParty, now: datetime) -> None:
    """The room ends with them. Whether it was they who left, the carrier says when it asks what comes behind it."""
    party.joined_at, party.left_at, party.held = party.joined_at or now, party.left_at or now, False
    if party_now(session, bridge) is party:
        end(session, bridge, BridgeEnding.CUSTOMER_LEFT, now)


def _nudged(session: Session, due: Select[int], now: datetime) -> tuple[int, ...]:
    rows = session.execute(
        update(Bridge).where(Bridge.id.in_(due)).values(nudged_until=now + LOOK_AFTER).returning(Bridge.id),
        execution_options={"synchronize_session": False},
    )
    return tuple(sorted(rows.scalars()))
