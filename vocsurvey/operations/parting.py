"""What comes behind a room: a last sentence for whoever is still on the line, and what is owed to a customer we lost.

A customer is lost when their call goes on and the conversation does not: the caller's line dropped. They hear that we
are sorry and call back, and it is an appointment in the same transaction, so that the case returns by itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from vocsurvey.db.bridge import Bridge, BridgeEnding, BridgeGuest, BridgeParty
from vocsurvey.db.dialing import Attempt
from vocsurvey.db.interview import Interview
from vocsurvey.db.reads.bridge import passed_to
from vocsurvey.fieldwork.bridge_words import Cue
from vocsurvey.operations.agreeing import agree, open_appointment, promise
from vocsurvey.operations.bridging import bridge_by_token, end, lock_bridge, lock_to_end, party_of, waits_for_somebody
from vocsurvey.operations.course import course_of
from vocsurvey.operations.holding import leave
from vocsurvey.operations.saying import Spoken, spoken_of

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


@dataclass(frozen=True)
class NotReached:
    """Whom a customer waited for was not reached: they hear so, and the promise of a call, which is made now."""

    spoken: Spoken


def left_alone(
    session: Session, party: BridgeParty, interview: Interview, attempt: Attempt, now: datetime
) -> Deserted | NotReached:
    """A customer is on the line, and nobody will talk to them there."""
    if not waits_for_somebody(party.bridge):
        return deserted(session, attempt, now)
    return not_reached(session, interview, attempt, now)


def not_reached(session: Session, interview: Interview, attempt: Attempt, now: datetime) -> NotReached:
    """Nobody has taken the call of somebody who asked for a person: what the automated voice promises them then."""
    course = course_of(interview, attempt)
    promise(session, interview, course, now)
    return NotReached(spoken_of(interview, attempt, course))


def part(session: Session, token: str, carrier_sid: str, *, over: bool, now: datetime) -> Farewell | NotReached | None:
    """A call has left its room. ``over``: nobody is on it any more. None for a token or a call that we do not know."""
    call = lock_to_end(session, token)
    if call is None:
        return _caller_parts(session, bridge_by_token(session, token), carrier_sid, over, now)
    guest = session.get(BridgeGuest, call.id)
    if guest is not None and call.carrier_sid == carrier_sid:
        return _guest_parts(session, guest, carrier_sid, over, now)
    party = party_of(session, call)
    if party is None or call.attempt is None or call.carrier_sid not in (None, carrier_sid):
        return None
    leave(party, now)
    bridge, attempt = party.bridge, call.attempt
    closed = bridge.ending == BridgeEnding.CLOSED
    waited = waits_for_somebody(bridge)
    put_out = BridgeEnding.NEVER_CONNECTED if waited else BridgeEnding.CALLER_LEFT
    end(session, bridge, BridgeEnding.CUSTOMER_LEFT if over else put_out, now)
    session.flush()
    if waited and not over:
        interview = session.scalars(select(Interview).where(Interview.case_id == attempt.case_id)).one()
        return not_reached(session, interview, attempt, now)
    # Where their caller has left them with a colleague, nobody hangs up on anybody.
    if over or closed or _said_all(session, attempt) or passed_to(session, call.id) is not None:
        return Farewell(None)
    return Farewell(Cue.LOST, deserted(session, attempt, now).language)


def _guest_parts(session: Session, guest: BridgeGuest, carrier_sid: str, over: bool, now: datetime) -> Farewell | None:
    """Who listened, or has taken over: then they are the caller."""
    bridge = lock_bridge(session, guest.bridge_id)
    if bridge.leg_id == guest.call_id:
        return _caller_parts(session, bridge, carrier_sid, over, now)
    return Farewell(None if over else Cue.OVER)


def _caller_parts(
    session: Session, bridge: Bridge | None, carrier_sid: str, over: bool, now: datetime
) -> Farewell | None:
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
