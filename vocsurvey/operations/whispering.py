"""A customer of the automated voice waits for a person: whoever picks up hears who it is, and takes the call by a key.

A machine that picks up presses nothing, so nobody is put through to one. Lock order: the queue of desks, the calls of
the bridge by id, the bridge, the interview.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from vocsurvey.db.bridge import Bridge
from vocsurvey.db.campaign import Case
from vocsurvey.db.desk import DeskLease, Return
from vocsurvey.db.dialing import Attempt, Call, CallPurpose, CallStatus
from vocsurvey.db.interview import Interview
from vocsurvey.db.people import User, Way
from vocsurvey.db.reads.belonging import follow_up_of
from vocsurvey.db.reads.said import negatives_in, own_words, said_in
from vocsurvey.fieldwork.protocol import Channel
from vocsurvey.followup.lifecycle import Event, Refusal
from vocsurvey.operations.agreeing import open_appointment
from vocsurvey.operations.bridging import CALLER, Seated, lock_bridge, of_leg, open_bridge_of, party_now
from vocsurvey.operations.closing import goes_by
from vocsurvey.operations.course import course_of
from vocsurvey.operations.descending import go_on_with
from vocsurvey.operations.following_up import add_note, record_contact
from vocsurvey.operations.occasion import occasion_of
from vocsurvey.operations.parting import Deserted
from vocsurvey.operations.returning import bring_back, queue_for_desks
from vocsurvey.operations.saying import Spoken
from vocsurvey.rulebook import Rulebook

NOBODY_WAITS = Refusal("Nobody is waiting for you any more. Whoever did is called back.")
MOST_SAID = 2
TOOK_A_CALL = "A customer who asked for a person was put through, and this case had to wait."


@dataclass(frozen=True)
class HandedOver:
    """A customer is told that they are put through, and enters the room in which they wait. ``spoken``: what they hear
    when nobody is reached; ``ring``: the call to the person, for the edge to ring."""

    spoken: Spoken
    seat: Seated
    language: str
    ring: tuple[int, ...] = ()


@dataclass(frozen=True)
class Whispered:
    """What whoever picked up hears before they take the call: who waits, about what, and what they said.

    ``language`` is theirs, None where it is not known; ``call`` the token under which the key is brought; ``by``: the
    caller who asks them into the call, None where the automated voice did.
    """

    call: str
    language: str | None
    person: str
    account: str
    said: tuple[str, ...]
    by: str | None = None


def pick_up(session: Session, call: Call, rules: Rulebook, now: datetime) -> Whispered | Seated | Deserted:
    """The phone of the person was picked up, or a machine has taken the call; its row is locked."""
    bridge = of_leg(session, call)
    if bridge is None or bridge.hand_over is None or bridge.ended_at is not None:
        return Deserted(None)
    bridge.caller_sid, bridge.heard_from_at = call.carrier_sid, now
    if bridge.hand_over.accepted_at is not None:
        return _seat(bridge)
    bridge.hand_over.give_up_at = max(bridge.hand_over.give_up_at, now + rules.desk.listens)
    session.flush()
    return whisper(session, call, bridge, bridge.user)


def take_call(
    session: Session, token: str, carrier_sid: str, digits: str, *, rules: Rulebook, now: datetime
) -> Seated | Deserted | None:
    """Whoever picked up has pressed a key: 1 takes the call, anything else does not. None for a call that we do not
    know. To be called through ``Database.run``.

    A caller goes on with the interview, at the same question; with anybody else the customer simply speaks.
    """
    queue_for_desks(session)
    bridge_id = session.scalar(
        select(Bridge.id)
        .join(Call, Call.id == Bridge.leg_id)
        .where(Call.token == token, Call.purpose == CallPurpose.HAND_OVER)
    )
    if bridge_id is None:
        return None
    bridge = lock_bridge(session, bridge_id)
    leg = bridge.leg
    if leg is None or not goes_by(session, leg, carrier_sid):
        return None
    taken = digits == "1" and _take(session, bridge, rules, now)
    return _seat(bridge) if taken or _was_taken(bridge) else Deserted(None)


def take_on_page(session: Session, user_id: int, *, rules: Rulebook, now: datetime) -> Refusal | None:
    """A caller who calls in the browser takes the call of the customer who waits for them: their page connects then.

    A second press changes nothing. To be called through ``Database.run``.
    """
    queue_for_desks(session)
    standing = open_bridge_of(session, user_id)
    if standing is None or standing.hand_over is None or standing.way != Way.BROWSER:
        return NOBODY_WAITS
    bridge = lock_bridge(session, standing.id)
    return None if _was_taken(bridge) or _take(session, bridge, rules, now) else NOBODY_WAITS


def _was_taken(bridge: Bridge) -> bool:
    return bridge.hand_over is not None and bridge.hand_over.accepted_at is not None and bridge.ended_at is None


def _take(session: Session, bridge: Bridge, rules: Rulebook, now: datetime) -> bool:
    """Somebody takes the call of a locked bridge, if anybody still waits in it."""
    party = party_now(session, bridge)
    attempt = party.call.attempt if party is not None else None
    there = party is not None and party.call.status == CallStatus.LIVE and bridge.ended_at is None
    if attempt is None or not there or bridge.hand_over is None or bridge.hand_over.accepted_at is not None:
        return False
    bridge.hand_over.accepted_at, bridge.hand_over.give_up_at = now, now + rules.desk.listens
    bridge.heard_from_at = now
    _put_through(session, bridge, attempt, rules, now)
    session.flush()
    return True


def _put_through(session: Session, bridge: Bridge, attempt: Attempt, rules: Rulebook, now: datetime) -> None:
    case, user = attempt.case, bridge.user
    interview = session.scalars(
        select(Interview)
        .where(Interview.case_id == case.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
    appointment = open_appointment(session, case.id)
    if appointment is not None:
        appointment.kept_at = now
    assert bridge.hand_over is not None, "only a hand-over is taken"
    if bridge.hand_over.to_desk and case.closed_at is None:
        _to_desk(session, case, attempt, interview, user, rules, now)
    # Who asks for a person is owed one: the follow-up is as old as the key.
    follow_up = follow_up_of(session, case)
    assert follow_up is not None, "who asked for a person was flagged in the same turn"
    if bridge.hand_over.to_desk:
        add_note(session, follow_up.id, user, "Was put through to me from the automated call.", now)
    else:
        words = "Was put through to me from the automated call."
        record_contact(session, follow_up.id, user, Event.IN_CONVERSATION, words, now, rules=rules)


def _to_desk(
    session: Session, case: Case, attempt: Attempt, interview: Interview, user: User, rules: Rulebook, now: datetime
) -> None:
    """The interview goes on at a desk: a leg of its own of the same call, at the same question."""
    bring_back(session, (DeskLease.user_id == user.id,), Return.GIVEN_BACK, TOOK_A_CALL, now)
    interview.legs += 1
    attempt.leg, attempt.channel, attempt.caller_id = interview.legs, Channel.LIVE, user.id
    occasion = {**occasion_of(session, case, rules, now), "call.handed_over": True}
    interview.occasions = [*interview.occasions, occasion]
    course = course_of(interview, attempt)
    interview.completeness, interview.ending = course.completeness, course.dropped
    interview.ended_at = now if course.dropped is not None else None
    session.flush()
    if case.channel != Channel.LIVE:
        go_on_with(session, case, Channel.LIVE, ())
    case.waiting_for = []
    session.add(DeskLease(case_id=case.id, user_id=user.id, taken_at=now, expires_at=now + rules.desk.lease))
    session.flush()


def _seat(bridge: Bridge) -> Seated:
    return Seated(bridge.token, CALLER, bridge.token)


def whisper(session: Session, call: Call, bridge: Bridge, user: User, by: str | None = None) -> Whispered:
    """What somebody hears who is to come into a bridge: who is there, and what they said."""
    contact = bridge.case.contact
    interview = session.scalar(select(Interview).where(Interview.case_id == bridge.case_id))
    answers = said_in(interview) if interview is not None else ()
    said = [f"{one.asked} {one.said}" for one in negatives_in(answers)][:MOST_SAID]
    languages = [str(one) for one in user.languages]
    return Whispered(
        call.token, languages[0] if languages else None, contact.name, contact.account.name,
        tuple(said) + own_words(answers)[-1:], by,
    )  # fmt: skip
