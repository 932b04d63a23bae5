"""What comes behind a room: a last sentence for whoever is still on the line, and what is owed to a customer we lost.

A customer is lost when their call goes on and the conversation does not: the caller's line dropped. They hear that we
are sorry and call back, and it is an appointment in the same transaction, so that the case returns by itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from vocsurvey.db.bridge import Bridge, BridgeEnding
from vocsurvey.db.dialing import Attempt, Call
from vocsurvey.db.interview import Interview
from vocsurvey.fieldwork.bridge_words import Cue
from vocsurvey.operations.agreeing import agree, open_appointment
from vocsurvey.operations.bridging import bridge_by_token, end, party_of

CALL_BACK_AFTER = timedelta(minutes=5)
"""What "in a few minutes" means."""


@dataclass(frozen=True)
class Deserted:
    """Somebody is on the line and nobody is there to talk to them; ``language``: the customer's, None for a caller."""

    language: str | None


@dataclass(frozen=True)
class Farewell:
    """The last sentence of a call, if any, and in which language; None for the caller's."""

    cue: Cue | None
    language: str | None = None


def deserted(session: Session, attempt: Attempt, now: datetime) -> Deserted:
    """A customer has picked up, or is left, and the caller is gone: what they are told is agreed with them."""
    interview = session.scalar(select(Interview).where(Interview.case_id == attempt.case_id))
    standing = open_appointment(session, attempt.case_id)
    if interview is not None and attempt.closed_at is None and (standing is None or standing.at <= now):
        agree(session, interview, attempt, now + CALL_BACK_AFTER, now, channel="live")
    return Deserted(attempt.case.contact.language)


def part(session: Session, token: str, carrier_sid: str, *, over: bool, now: datetime) -> Farewell | None:
    """A call has left its room. ``over``: nobody is on it any more. None for a token or a call that we do not know."""
    call = session.scalar(
        select(Call).where(Call.token == token).with_for_update().execution_options(populate_existing=True)
    )
    if call is None:
        return _caller_parts(session, token, carrier_sid, over, now)
    party = party_of(session, call)
    if party is None or call.attempt is None or call.carrier_sid not in (None, carrier_sid):
        return None
    party.left_at, party.held = party.left_at or now, False
    bridge, attempt = party.bridge, call.attempt
    closed = bridge.ending == BridgeEnding.CLOSED
    end(session, bridge, BridgeEnding.CUSTOMER_LEFT if over else BridgeEnding.CALLER_LEFT, now)
    session.flush()
    if over or closed or _said_all(session, attempt):
        return Farewell(None)
    return Farewell(Cue.LOST, deserted(session, attempt, now).language)


def _caller_parts(session: Session, token: str, carrier_sid: str, over: bool, now: datetime) -> Farewell | None:
    bridge = bridge_by_token(session, token)
    if bridge is None or bridge.caller_sid not in (None, carrier_sid):
        return None
    if over:
        bridge.caller_gone_at = bridge.caller_gone_at or now
    end(session, bridge, BridgeEnding.CALLER_LEFT if over else _why_put_out(bridge), now)
    session.flush()
    return Farewell(None if over else Cue.OVER)


def _why_put_out(bridge: Bridge) -> BridgeEnding:
    """A caller who is out of the room and still on the line was put out of it: the customer left, or it never began."""
    return BridgeEnding.CUSTOMER_LEFT if bridge.caller_in_at is not None else BridgeEnding.FAILED


def _said_all(session: Session, attempt: Attempt) -> bool:
    """Whether the conversation had come to its end, so that nobody is owed anything."""
    ending = session.scalar(select(Interview.ending).where(Interview.case_id == attempt.case_id))
    return ending is not None or attempt.closed_at is not None
