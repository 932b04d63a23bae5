"""A live call: the caller is brought to the line first, then the customer is called, then they talk, then both let go.

Nobody is called before there is somebody to talk to them: the customer's call is planned when the caller is in the
room, asks for its permit like any other, and is not dialled when the caller has left meanwhile. One's own phone is rung
under a permit too: calling hours do not apply there, the switch that stops all dialling and "one call per line" do.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from vocsurvey.db.bridge import Bridge, BridgeEnding, BridgeParty, BridgeStatus, Way
from vocsurvey.db.campaign import Case, DialGate
from vocsurvey.db.dialing import Attempt, Call, CallPurpose, CallStatus, DialPermit
from vocsurvey.db.people import User
from vocsurvey.db.sample import PhoneLine
from vocsurvey.fieldwork.permission import Allow
from vocsurvey.fieldwork.phone import Line
from vocsurvey.fieldwork.protocol import Channel
from vocsurvey.operations.bridging import calls_to_end, end, lock_bridge, open_bridge_of, stand
from vocsurvey.operations.callee import ALL_DIALLING
from vocsurvey.operations.calling_times import country_of
from vocsurvey.operations.decision import decide, in_words
from vocsurvey.operations.dialing import Permit, Refused
from vocsurvey.operations.suppressing import LineHash
from vocsurvey.operations.trying_out import free_line
from vocsurvey.rulebook import Rulebook

CONNECT_WITHIN = timedelta(minutes=2)
"""A browser that was told to connect and has not by then will not."""
LONGEST_WAIT = timedelta(minutes=15)
"""So long a caller may sit in a room alone before it is closed."""


@dataclass(frozen=True)
class Opened:
    """A bridge that waits for its caller. ``permit``: leave to ring their own phone once; None for a browser, which
    connects by itself and names ``token`` as the room that it wants.
    """

    bridge_id: int
    token: str
    permit: Permit | None


@dataclass(frozen=True)
class Closed:
    """What the edge hangs up at the carrier after the commit: calls by their ids, and the browser's by its name."""

    hang_up: tuple[int, ...]
    browser_sid: str | None


def open_bridge(
    session: Session, user: User, case: Case, own: Line | None, *, rules: Rulebook, line_hash: LineHash, now: datetime
) -> Opened | Refused:
    """A caller wants to speak with the person of a case, at their own phone, or in the browser (None).

    Refused while they have a call open, when the customer may not be called now, when all dialling is stopped, and when
    their own phone is engaged. To be called through ``Database.run``: two tabs may both want to be the first.
    """
    gate = session.get(DialGate, ALL_DIALLING, with_for_update=True, populate_existing=True)
    if gate is not None and not gate.opened:
        return Refused(f"all dialling was stopped by {gate.changed_by}")
    row = free_line(session, own, line_hash, now) if own is not None else None
    if isinstance(row, Refused):
        return row
    if open_bridge_of(session, user.id) is not None:
        return Refused("you have a call open already")
    refused = _not_now(session, case, rules, line_hash, now)
    if refused:
        return Refused(",".join(refused))
    bridge = Bridge(
        token=_token(),
        user_id=user.id,
        way=Way.BROWSER if row is None else Way.PHONE,
        case_id=case.id,
        refused=[],
        opened_at=now,
        since=now,
        heard_from_at=now,
    )
    session.add(bridge)
    session.flush()
    permit = None if row is None else _permit_leg(session, bridge, row, case, user, rules, now)
    return Opened(bridge.id, bridge.token, permit)


def invite(session: Session, bridge: Bridge, *, rules: Rulebook, line_hash: LineHash, now: datetime) -> int | None:
    """Plan the customer's call of a locked bridge in which the caller is alone; the call's id, for the edge to ring.

    None when they may not be called: ``refused`` says why, and the caller stays for somebody else.
    """
    case = bridge.case
    bridge.refused = list(_not_now(session, case, rules, line_hash, now))
    if bridge.refused:
        session.flush()
        return None
    number = session.scalar(select(func.max(Attempt.number)).where(Attempt.case_id == case.id)) or 0
    call = Call(
        token=_token(),
        line_id=case.contact.line_id,
        from_number=_number_of(case, rules),
        planned_at=now,
        nudged_until=now + rules.pacing.claim_lead,
    )
    session.add(call)
    session.flush()
    decision = in_words(Allow(), rules)
    session.add(
        Attempt(
            case_id=case.id,
            call_id=call.id,
            number=number + 1,
            channel=Channel.LIVE,
            decision=decision,
            opened_at=now,
        )
    )
    session.add(BridgeParty(call_id=call.id, bridge_id=bridge.id, invited_at=now))
    case.waiting_for = []
    stand(bridge, BridgeStatus.CALLING, now)
    session.flush()
    return call.id


def call_next(
    session: Session, bridge_id: int, case: Case, *, rules: Rulebook, line_hash: LineHash, now: datetime
) -> int | Refused:
    """The caller stayed on the line after somebody was not reached: call the person of another case, or the same."""
    bridge = lock_bridge(session, bridge_id)
    if bridge.status != BridgeStatus.WAITING:
        return Refused("you are not on the line any more" if bridge.ended_at is not None else "a call is under way")
    bridge.case_id = case.id
    session.flush()
    session.refresh(bridge, ["case"])
    planned = invite(session, bridge, rules=rules, line_hash=line_hash, now=now)
    return planned if planned is not None else Refused(",".join(bridge.refused))


def close_bridge(session: Session, bridge_id: int, now: datetime) -> Closed:
    """The caller ends the call on the page: everybody is let go now."""
    bridge = lock_bridge(session, bridge_id)
    end(session, bridge, BridgeEnding.CLOSED, now, at_once=True)
    session.flush()
    gone = bridge.way == Way.PHONE or bridge.caller_gone_at is not None
    return Closed(calls_to_end(session, bridge, now), None if gone else bridge.caller_sid)


def lapse(session: Session, now: datetime, limit: int = 50) -> tuple[int, ...]:
    """Bridges whose caller never came, or sits alone for too long, are over; the ids of calls to hang up."""
    ids = session.scalars(
        select(Bridge.id)
        .where(
            Bridge.ended_at.is_(None),
            (
                (Bridge.status == BridgeStatus.OPENING) & (Bridge.since <= now - CONNECT_WITHIN)
                | (Bridge.status == BridgeStatus.WAITING) & (Bridge.since <= now - LONGEST_WAIT)
            ),
        )
        .order_by(Bridge.id)
        .limit(limit)
    ).all()
    calls: list[int] = []
    for bridge_id in ids:
        bridge = lock_bridge(session, bridge_id)
        opening = bridge.status == BridgeStatus.OPENING
        end(session, bridge, BridgeEnding.NEVER_CONNECTED if opening else BridgeEnding.IDLE, now, at_once=True)
        calls += calls_to_end(session, bridge, now)
    return tuple(calls)


def _permit_leg(
    session: Session, bridge: Bridge, line: PhoneLine, case: Case, user: User, rules: Rulebook, now: datetime
) -> Permit:
    call = Call(
        token=_token(),
        purpose=CallPurpose.CALLER_LEG,
        line_id=line.id,
        from_number=_number_of(case, rules),
        planned_at=now,
    )
    session.add(call)
    session.flush()
    session.add(DialPermit(call_id=call.id, granted_at=now, decision={"verdict": "allow", "asked_for_by": user.name}))
    session.flush()
    call.permit_call_id, call.status, call.sent_at = call.id, CallStatus.SENDING, now
    bridge.leg_id = call.id
    session.flush()
    return Permit(call.id, call.token, line.number, line.extension, call.from_number, now, live=True)


def _not_now(session: Session, case: Case, rules: Rulebook, line_hash: LineHash, now: datetime) -> tuple[str, ...]:
    """Why the person of a case may not be called now; empty when they may."""
    if case.closed_at is not None:
        return ("case_closed",)
    if case.channel != Channel.LIVE:
        return ("not_for_a_caller",)
    if session.scalar(select(Attempt.id).where(Attempt.case_id == case.id, Attempt.closed_at.is_(None)).limit(1)):
        return ("being_called",)
    decision = decide(session, case, rules=rules, line_hash=line_hash, now=now)
    return () if isinstance(decision, Allow) else tuple(decision.reasons)


def _number_of(case: Case, rules: Rulebook) -> str:
    return rules.caller_numbers.of(case.id, country_of(case.contact), case.campaign.from_number)


def _token() -> str:
    return secrets.token_urlsafe(24).replace("_", "-")
