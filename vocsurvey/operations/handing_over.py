"""From the automated voice to a person: who can take the call at this moment, and the room in which the customer waits.

That somebody asked for a person is a flag and an appointment first, as ever; being put through comes on top. Whoever is
lost on the way is called all the same, and who waits in vain hears that promise.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from vocsurvey.db.bridge import Bridge, BridgeParty, HandOver
from vocsurvey.db.campaign import Case, CaseKind, DialGate
from vocsurvey.db.desk import DeskLease
from vocsurvey.db.dialing import Attempt, Call, CallPurpose, CallStatus
from vocsurvey.db.followup import Flag
from vocsurvey.db.interview import Interview
from vocsurvey.db.people import Role, User, Way
from vocsurvey.db.reads.belonging import follow_up_of
from vocsurvey.db.room import DeskPresence
from vocsurvey.fieldwork.caller_state import HEARD_LATELY
from vocsurvey.fieldwork.phone import Line
from vocsurvey.fieldwork.protocol import Channel
from vocsurvey.followup.flag import FlagKind
from vocsurvey.interview.heard import Heard
from vocsurvey.interview.turn import Ending
from vocsurvey.operations.agreeing import promise
from vocsurvey.operations.at_hand import free, own_line, owner_at_hand
from vocsurvey.operations.bridging import Seated, label_of
from vocsurvey.operations.callee import ALL_DIALLING
from vocsurvey.operations.calling_times import country_of
from vocsurvey.operations.connecting import way_of
from vocsurvey.operations.dialing import campaign_gate
from vocsurvey.operations.interviewing import Reply, take_turn
from vocsurvey.operations.parting import left_alone
from vocsurvey.operations.saying import Spoken
from vocsurvey.operations.sorting import language_of
from vocsurvey.operations.suppressing import LineHash
from vocsurvey.operations.trying_out import line_row
from vocsurvey.operations.whispering import HandedOver
from vocsurvey.rulebook import Rulebook


@dataclass(frozen=True)
class Taker:
    """Somebody who can take a call now, at their own phone, or on their page (``line`` None). ``to_desk``: a caller,
    who goes on with the interview."""

    user: User
    line: Line | None
    to_desk: bool


def hear(
    session: Session,
    token: str,
    carrier_sid: str,
    position: int,
    heard: Heard,
    *,
    rules: Rulebook,
    line_hash: LineHash,
    now: datetime,
    step: str | None = None,
    browsers: bool = False,
) -> Reply:
    """As ``interviewing.take_turn``, from somebody who is on the line: who asks for a person is put through where one
    can be reached; ``browsers``: pages can be phones here. To be called through ``Database.run``: two may want the
    same person."""
    spoken = take_turn(
        session, token, carrier_sid, position, heard,
        rules=rules, line_hash=line_hash, now=now, step=step, connects=True,
    )  # fmt: skip
    if not isinstance(spoken, Spoken) or spoken.course.ending is not Ending.PERSON:
        return spoken
    call = session.scalars(select(Call).where(Call.token == token)).one()
    attempt = call.attempt
    assert attempt is not None, "only an interview has a course"
    interview = session.scalars(select(Interview).where(Interview.case_id == attempt.case_id)).one()
    party = session.get(BridgeParty, call.id)
    if party is not None:  # the same press again
        if party.bridge.ended_at is not None:
            return left_alone(session, party, interview, attempt, now)
        return _waits(spoken, party.bridge, call)
    last = interview.exchanges[-1]
    if (last.position, last.heard_at) != (position, now) or not _may(session, call, attempt, spoken):
        promise(session, interview, spoken.course, now)
        return spoken
    taker = next(takers(session, attempt.case, rules, now, browsers=browsers), None)
    if taker is None:
        promise(session, interview, spoken.course, now)
        return spoken
    return _begin(session, call, attempt, spoken, taker, rules, now)


def takers(session: Session, case: Case, rules: Rulebook, now: datetime, *, browsers: bool = False) -> Iterator[Taker]:
    """Who can take the call of a case's customer at this moment, whoever is best first.

    A caller who is at their desk, has no case there and speaks the language: whoever has waited longest for one; who
    calls in the browser is asked on their page. Who
    answers for the customer, in their working hours. Whoever complained is put through to the latter first.
    """
    desk = _at_desks(session, case, now, browsers=browsers)
    owner = _owner(session, case, rules, now)
    complained = session.scalar(
        select(Flag.id)
        .join(Interview, Interview.id == Flag.interview_id)
        .where(Interview.case_id == case.id, Flag.kind.in_((FlagKind.NEGATIVE, FlagKind.ALARM)))
        .limit(1)
    )
    yield from (*owner, *desk) if complained is not None else (*desk, *owner)


def _may(session: Session, call: Call, attempt: Attempt, spoken: Spoken) -> bool:
    """Whether somebody may be rung for whoever is on this call: not after a stop, and not for a test."""
    gates = select(DialGate.key).where(
        DialGate.key.in_((ALL_DIALLING, campaign_gate(attempt.case.campaign_id))), ~DialGate.opened
    )
    automated = attempt.channel == Channel.IVR and attempt.case.kind != CaseKind.TEST
    there = call.status == CallStatus.LIVE and call.hang_up_wanted_at is None and spoken.course.gone is None
    return automated and there and session.scalar(gates.limit(1)) is None


def _at_desks(session: Session, case: Case, now: datetime, *, browsers: bool) -> Iterator[Taker]:
    language = language_of(case)
    verified = follow_up_of(session, case) if case.kind == CaseKind.VERIFICATION else None
    asked_about = verified.owner_id if verified is not None else None  # nobody asks about their own work
    latest = select(func.max(DeskLease.id)).where(DeskLease.user_id == User.id).scalar_subquery()
    users = session.scalars(
        select(User)
        .where(User.active, User.role == Role.CALLER, free())
        .join(DeskPresence, DeskPresence.user_id == User.id)
        .where(DeskPresence.seen_at > now - HEARD_LATELY, DeskPresence.resting_since.is_(None))
        .where(User.id != (asked_about or 0))
        .where(~exists().where(DeskLease.user_id == User.id, DeskLease.ended_at.is_(None)))
        .order_by(func.coalesce(latest, 0), User.id)
    )
    for user in users:
        on_page = browsers and way_of(user, ready=browsers) is Way.BROWSER
        line = None if on_page else own_line(user)
        if (on_page or line is not None) and language in user.languages and case.closed_at is None:
            yield Taker(user, line, to_desk=True)


def _owner(session: Session, case: Case, rules: Rulebook, now: datetime) -> Iterator[Taker]:
    found = owner_at_hand(session, case, rules, now)
    if found is not None:
        yield Taker(*found, to_desk=False)


def _begin(
    session: Session, call: Call, attempt: Attempt, spoken: Spoken, taker: Taker, rules: Rulebook, now: datetime
) -> HandedOver:
    leg = None if taker.line is None else _leg(session, attempt.case, taker.line, rules, now)
    bridge = Bridge(
        token=_token(), user_id=taker.user.id, way=Way.BROWSER if leg is None else Way.PHONE, case_id=attempt.case_id,
        leg_id=leg.id if leg is not None else None, refused=[], opened_at=now, since=now, heard_from_at=now,
    )  # fmt: skip
    session.add(bridge)
    session.flush()
    session.add(BridgeParty(call_id=call.id, bridge_id=bridge.id, invited_at=now))
    waits = now + rules.desk.waits
    session.add(HandOver(bridge_id=bridge.id, call_id=call.id, to_desk=taker.to_desk, asked_at=now, give_up_at=waits))
    session.flush()
    return replace(_waits(spoken, bridge, call), ring=() if leg is None else (leg.id,))


def _leg(session: Session, case: Case, line: Line, rules: Rulebook, now: datetime) -> Call:
    """The call that rings the phone of a person."""
    leg = Call(
        token=_token(),
        purpose=CallPurpose.HAND_OVER,
        line_id=line_row(session, line),
        from_number=rules.caller_numbers.of(case.id, country_of(case.contact), case.campaign.from_number),
        planned_at=now,
        nudged_until=now + rules.pacing.claim_lead,
    )
    session.add(leg)
    session.flush()
    return leg


def _waits(spoken: Spoken, bridge: Bridge, call: Call) -> HandedOver:
    return HandedOver(spoken, Seated(bridge.token, label_of(call.id), call.token), spoken.turn.language)


def _token() -> str:
    return secrets.token_urlsafe(24).replace("_", "-")
