"""A live call: the caller is brought to the line first, then the customer is called, then they talk, then both let go.

Nobody is called before there is somebody to talk to them: the customer's call is planned when the caller is in the
room, asks for its permit like any other, and is not dialled when the caller has left meanwhile. One's own phone is rung
under a permit too: calling hours do not apply there, the switch that stops all dialling and "one call per line" do.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, case, exists, select
from sqlalchemy.orm import Session

from vocsurvey.db.bridge import Bridge, BridgeEnding, BridgeParty, BridgeStatus
from vocsurvey.db.campaign import DialGate
from vocsurvey.db.desk import DeskLease, Return
from vocsurvey.db.dialing import Attempt
from vocsurvey.db.people import User, Way
from vocsurvey.db.sample import PhoneLine
from vocsurvey.fieldwork.phone import Line
from vocsurvey.followup.lifecycle import Refusal
from vocsurvey.operations.bridging import calls_to_end, end, lock_bridge, never_there, open_bridge_of, stand
from vocsurvey.operations.callee import ALL_DIALLING
from vocsurvey.operations.calling import Ready, make_ready, plan_call
from vocsurvey.operations.dialing import Permit, Refused
from vocsurvey.operations.leasing import NOT_WITH_YOU, held_by, mine
from vocsurvey.operations.own_phone import new_token, own_line, permit_own_phone
from vocsurvey.operations.returning import queue_for_desks
from vocsurvey.operations.suppressing import LineHash
from vocsurvey.rulebook import Rulebook

BUSY = Refusal("You are still in another call. Hang up first, then call again.")
CONNECT_WITHIN = timedelta(minutes=2)
"""A browser that was told to connect and has not by then will not."""
LONGEST_WAIT = timedelta(minutes=15)
"""So long a caller may sit in a room alone before it is closed."""


@dataclass(frozen=True)
class Opened:
    """A bridge, for the edge to act on after the commit. ``permit``: leave to ring the caller's own phone once; None
    for a browser, which connects by itself and names ``token`` as the room that it wants, and for a caller who is on
    the line already. ``ring``: the customer's call, where the caller is.
    """

    bridge_id: int
    token: str
    permit: Permit | None
    ring: tuple[int, ...] = ()


@dataclass(frozen=True)
class Closed:
    """What the edge hangs up at the carrier after the commit: calls by their ids, and the browser's by its name."""

    hang_up: tuple[int, ...]
    browser_sid: str | None


def open_bridge(
    session: Session,
    lease_id: int,
    user_id: int,
    own: Line | None,
    *,
    rules: Rulebook,
    line_hash: LineHash,
    now: datetime,
) -> Opened | Refusal:
    """A caller wants to speak with the person of the case on their desk, at their own phone, or in the browser (None).

    Who is on the line already, alone, stays there, and the customer is called. A second press finds what the first one
    began. Refused when the customer may not be called now, when all dialling is stopped, and when the caller's own
    phone is engaged. To be called through ``Database.run``: two tabs may both want to be the first.
    """
    gate = session.get(DialGate, ALL_DIALLING, with_for_update=True, populate_existing=True)
    if gate is not None and not gate.opened:
        return Refusal(f"All dialling was stopped by {gate.changed_by}. Nobody is called until it is opened again.")
    queue_for_desks(session)
    lease = mine(session, lease_id, user_id)
    if isinstance(lease, Refusal):
        return lease
    standing = open_bridge_of(session, user_id)
    if standing is not None:
        return _go_on(session, standing.id, lease, rules, line_hash, now)
    row = own_line(session, own, rules, line_hash, now) if own is not None else None
    if isinstance(row, Refused):
        return Refusal(f"Your own phone cannot be rung: {row.why}.")
    ready = make_ready(session, lease_id, user_id, rules=rules, line_hash=line_hash, now=now)
    if isinstance(ready, Refusal):
        return ready
    bridge = Bridge(
        token=new_token(),
        user_id=user_id,
        way=Way.BROWSER if row is None else Way.PHONE,
        case_id=ready.case.id,
        refused=[],
        opened_at=now,
        since=now,
        heard_from_at=now,
    )
    session.add(bridge)
    session.flush()
    permit = None if row is None else _permit_leg(session, bridge, row, ready, rules, now)
    return Opened(bridge.id, bridge.token, permit)


def invite(session: Session, bridge: Bridge, *, rules: Rulebook, line_hash: LineHash, now: datetime) -> int | None:
    """Plan the customer's call of a locked bridge in which the caller is alone; the call's id, for the edge to ring.

    None when they may not be called, or are not on the caller's desk any more: ``refused`` says why.
    """
    lease = held_by(session, bridge.user_id)
    planned: Attempt | Refusal = NOT_WITH_YOU
    if lease is not None and lease.case_id == bridge.case_id:
        planned = plan_call(session, lease.id, bridge.user_id, rules=rules, line_hash=line_hash, now=now)
    if isinstance(planned, Refusal):
        bridge.refused = [planned.sentence]
        session.flush()
        return None
    bridge.refused = []
    session.add(BridgeParty(call_id=planned.call_id, bridge_id=bridge.id, invited_at=now))
    stand(bridge, BridgeStatus.CALLING, now)
    session.flush()
    return planned.call_id


def close_bridge(session: Session, bridge_id: int, now: datetime) -> Closed:
    """The caller ends the call on the page: everybody is let go now."""
    bridge = lock_bridge(session, bridge_id)
    end(session, bridge, BridgeEnding.CLOSED, now, at_once=True)
    session.flush()
    gone = bridge.way == Way.PHONE or bridge.caller_gone_at is not None
    return Closed(calls_to_end(session, bridge, now), None if gone else bridge.caller_sid)


def way_of(user: User, *, ready: bool) -> Way:
    """How somebody calls: as they chose. Who has not chosen, and has no telephone of their own, does it in the browser,
    where that is set up (``ready``)."""
    if user.way is not None:
        return Way(user.way)
    return Way.BROWSER if ready and user.phone is None else Way.PHONE


def not_connected(session: Session, user_id: int, now: datetime) -> None:
    """The caller's page could not make a phone of itself: the bridge that waited for it, if any, is over."""
    standing = open_bridge_of(session, user_id)
    if standing is None or standing.way != Way.BROWSER:
        return
    bridge = lock_bridge(session, standing.id)
    if bridge.status == BridgeStatus.OPENING:
        # A customer who waits in it is let out, and hears a sentence.
        end(session, bridge, BridgeEnding.NEVER_CONNECTED, now, at_once=bridge.hand_over is None)


def lapse(session: Session, now: datetime, limit: int = 50) -> tuple[int, ...]:
    """Bridges are over whose caller never came or sits alone for too long, or for whose caller nobody is to be called:
    their case was taken from them, or all dialling was stopped. The ids of calls to hang up."""
    alone = Bridge.status == BridgeStatus.WAITING
    late = case(
        (Bridge.status == BridgeStatus.OPENING, Bridge.since <= now - CONNECT_WITHIN),
        else_=alone & (Bridge.since <= now - LONGEST_WAIT),
    )
    opening_or_alone = Bridge.status.in_((BridgeStatus.OPENING, BridgeStatus.WAITING))
    rows = session.execute(
        select(Bridge.id, late).where(Bridge.ended_at.is_(None), opening_or_alone, late | _nobody_to_call())
        .where(~Bridge.hand_over.has())
        .order_by(Bridge.id)
        .limit(limit)
    ).all()  # fmt: skip
    calls: list[int] = []
    for bridge_id, too_late in rows:
        bridge = lock_bridge(session, bridge_id)
        ending = never_there(bridge.leg) if bridge.status == BridgeStatus.OPENING else BridgeEnding.IDLE
        end(session, bridge, ending if too_late else BridgeEnding.STOPPED, now, at_once=True)
        calls += calls_to_end(session, bridge, now)
    return tuple(calls)


def _nobody_to_call() -> ColumnElement[bool]:
    """Whether a bridge that waits has nobody to wait for. Who is done with a case, or gave it back, and is on the line
    takes the next one from there."""
    theirs = (DeskLease.case_id == Bridge.case_id, DeskLease.user_id == Bridge.user_id)
    held = exists().where(*theirs, DeskLease.ended_at.is_(None))
    by_themselves = DeskLease.ending.in_((Return.DONE, Return.GIVEN_BACK))
    lost = exists().where(*theirs, DeskLease.ended_at >= Bridge.opened_at, ~by_themselves)
    stopped = exists().where(DialGate.key == ALL_DIALLING, ~DialGate.opened)
    return stopped | ~held & ((Bridge.status == BridgeStatus.OPENING) | lost)


def _go_on(
    session: Session, bridge_id: int, lease: DeskLease, rules: Rulebook, line_hash: LineHash, now: datetime
) -> Opened | Refusal:
    """The caller has a bridge: alone in it, they call the person of another case, or the same."""
    bridge = lock_bridge(session, bridge_id)
    if bridge.ended_at is not None or (bridge.status != BridgeStatus.WAITING and bridge.case_id != lease.case_id):
        return BUSY
    if bridge.status != BridgeStatus.WAITING:
        return Opened(bridge.id, bridge.token, None)
    bridge.case_id = lease.case_id
    session.flush()
    session.refresh(bridge, ["case"])
    call_id = invite(session, bridge, rules=rules, line_hash=line_hash, now=now)
    return Refusal(" ".join(bridge.refused)) if call_id is None else Opened(bridge.id, bridge.token, None, (call_id,))


def _permit_leg(
    session: Session, bridge: Bridge, line: PhoneLine, ready: Ready, rules: Rulebook, now: datetime
) -> Permit:
    permit = permit_own_phone(session, line, ready.case, ready.lease.user.name, rules, now)
    bridge.leg_id = permit.call_id
    session.flush()
    return permit
