"""How attempts and cases end: what the carrier says of a call, and what follows for the person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from vocsurvey.db.campaign import Case, CaseKind
from vocsurvey.db.dialing import Attempt, Call, CallStatus, CarrierEvent
from vocsurvey.fieldwork.disposition import final
from vocsurvey.fieldwork.outcome import CarrierOutcome
from vocsurvey.fieldwork.protocol import Again, Channel, PastAttempt, next_attempt
from vocsurvey.fieldwork.protocol import Ending as ProtocolEnding
from vocsurvey.fieldwork.reason import USED_UP, Reason
from vocsurvey.operations.agreeing import agreed_time, call_off
from vocsurvey.operations.bridging import call_over, nobody_to_go_on_with
from vocsurvey.operations.callee import zones_of
from vocsurvey.operations.campaign_terms import protocol_of
from vocsurvey.operations.decision import history
from vocsurvey.operations.descending import go_on_with
from vocsurvey.operations.disposing import MACHINES, dispose, taken_for_machine
from vocsurvey.operations.greeting import PATIENCE, pending, wanted
from vocsurvey.operations.heeding_callers import heed_caller
from vocsurvey.operations.inquiring import look_for_presses
from vocsurvey.operations.quotas import count_completion
from vocsurvey.operations.reaching import as_it_stands, good_time, learn
from vocsurvey.operations.reviewing import draw_for_review
from vocsurvey.operations.verifying import asked_again, asked_enough, over
from vocsurvey.rulebook import Rulebook

NOT_ATTEMPTED = "3.11"


@dataclass(frozen=True)
class CarrierNews:
    """What the carrier says of a call. ``status`` is ours; ``outcome`` is set exactly when the call has ended.

    ``sequence`` is None when the news was fetched instead of reported.
    """

    carrier_sid: str
    progress: str
    status: CallStatus
    outcome: CarrierOutcome | None = None
    sequence: int | None = None
    answered_by: str | None = None


def hear_from_carrier(session: Session, call: Call, news: CarrierNews, rules: Rulebook, now: datetime) -> bool:
    """Take in a status of a locked call. Late and repeated ones change nothing. True when something changed."""
    if not goes_by(session, call, news.carrier_sid):
        return False
    call.carrier_sid = news.carrier_sid
    call.heard_from_at = now
    forward = news.status.rank > CallStatus(call.status).rank
    if news.sequence is not None:
        call.sequence = max(call.sequence, news.sequence)
        _keep(session, call, news, now, forward)
    if news.answered_by is not None and call.answered_by is None:
        call.answered_by = news.answered_by
    if forward:
        _move(session, call, news, rules, now)
    session.flush()
    return forward


class Aftermath(StrEnum):
    """What is to be done with a call that a machine has taken."""

    HANG_UP = "hang_up"
    LEAVE_MESSAGE = "leave_message"


def machine_heard(
    session: Session,
    call: Call,
    answered_by: str,
    rules: Rulebook,
    now: datetime,
    *,
    greeting_ended: bool = False,
    greeting_endless: bool = False,
) -> Aftermath | None:
    """The carrier's detection says who answered a locked call; what is to be done now, or None.

    A key that was pressed is proof of a human and beats detection; nothing else takes a machine's verdict back. A
    verdict that comes after the call has ended still says how it ended. The first verdict decides: where the greeting
    has ended and a message is wanted, it may be left, and the line is closed later; else it is closed at once. Where
    the end of a greeting was waited for in vain (``greeting_endless``), that was a machine, whatever it is called.
    """
    case = call.attempt.case if call.attempt is not None else None
    message_wanted = case is not None and wanted(session, case, rules)
    if call.answered_by not in MACHINES:
        call.answered_by = MACHINES[0] if greeting_endless and message_wanted else answered_by
    call.heard_from_at = now
    session.flush()
    if not taken_for_machine(session, call):
        return None
    if call.ended_at is not None:
        if call.attempt is not None and call.attempt.closed_at is not None:
            reconsider(session, call.attempt, rules, now)
        return None
    if pending(call, now):
        return None
    first = call.hang_up_wanted_at is None
    leaving = first and message_wanted and greeting_ended and call.answered_by == answered_by == MACHINES[0]
    if first:
        call.hang_up_wanted_at = now + PATIENCE if leaving else now
        session.flush()
    return Aftermath.LEAVE_MESSAGE if leaving else Aftermath.HANG_UP


def goes_by(session: Session, call: Call, sid: str) -> bool:
    """Whether this is, or can become, the carrier's name for a call: it has no other one, and no other call has it."""
    if call.carrier_sid is not None or call.status == CallStatus.PLANNED:
        return call.carrier_sid == sid
    return session.scalar(select(Call.id).where(Call.carrier_sid == sid)) is None


def end_call(
    session: Session,
    call: Call,
    outcome: CarrierOutcome,
    rules: Rulebook,
    now: datetime,
    *,
    status: CallStatus = CallStatus.ENDED,
    due_at: datetime | None = None,
) -> None:
    """End a locked call and close its attempt. ``due_at`` names the case's next time where the caller knows it."""
    call.status = status
    call.outcome = outcome
    call.ended_at = now
    call.nudged_until = None
    session.flush()
    if call.attempt is not None and call.attempt.closed_at is None:
        close_attempt(session, call.attempt, rules, now, due_at=due_at)
        draw_for_review(session, call.attempt, rules, now)
    call_over(session, call, now)
    look_for_presses(session, call, rules, now)


def close_attempt(
    session: Session, attempt: Attempt, rules: Rulebook, now: datetime, *, due_at: datetime | None = None
) -> None:
    """Give an attempt its disposition and its case the next due time, or its final disposition."""
    settles = _dispose(session, attempt, rules, now)
    case = attempt.case
    if case.closed_at is not None:  # by a key that was pressed in an earlier call and arrived late
        close_case(session, case, rules, now)
        return
    take_course(session, attempt, rules, now, settles=settles, due_at=due_at)


def take_course(
    session: Session, attempt: Attempt, rules: Rulebook, now: datetime, *, settles: bool, due_at: datetime | None = None
) -> None:
    """What follows for an open case from how its latest attempt ended: due again, or its final disposition."""
    case = attempt.case
    agreed_at = due_at or agreed_time(session, attempt, now)
    channel, protocol, tried = Channel(case.channel), protocol_of(case.campaign, rules), history(session, case)
    again = next_attempt(
        protocol, tried, _ending(attempt), now, zones=zones_of(case.contact), agreed_at=agreed_at, channel=channel
    )
    wants_a_person = _ending(attempt) is ProtocolEnding.PERSON_REQUESTED
    settles = settles or (wants_a_person and nobody_to_go_on_with(session, attempt))
    # Whoever asked for a test call asks again; the clock never does.
    if settles or not isinstance(again, Again) or case.kind == CaseKind.TEST or asked_enough(session, case, rules):
        close_case(session, case, rules, now)
    else:
        case.due_at = good_time(session, attempt, again.due_at, rules) if agreed_at is None else again.due_at
        case.desk_queue = None  # who has refused waits for whoever can turn that
        if again.onward is not None:
            go_on_with(session, case, again.onward, (_why_onward(attempt, rules, tried, channel),))
        asked_again(session, case, rules, now)
    session.flush()


def _why_onward(attempt: Attempt, rules: Rulebook, tried: Sequence[PastAttempt], channel: Channel) -> Reason:
    """Why whoever is next on the ladder calls."""
    if _ending(attempt) is ProtocolEnding.PERSON_REQUESTED:
        return Reason.WANTS_A_PERSON
    return Reason.REFUSED if rules.protocol.refused(tried, channel) else USED_UP[channel]


def reconsider(session: Session, attempt: Attempt, rules: Rulebook, now: datetime) -> None:
    """Something was learned after the call had ended: the attempt, and the case if it had ended too, say so."""
    settles = _dispose(session, attempt, rules, now)
    case = attempt.case
    if settles or case.closed_at is not None:
        close_case(session, case, rules, now)


def close_case(session: Session, case: Case, rules: Rulebook, now: datetime, *, otherwise: str | None = None) -> None:
    """Give a case its final disposition, from the whole history of its attempts by priority.

    ``otherwise`` is the disposition of a case that no phone rang for.
    """
    rows = session.execute(
        select(Attempt.disposition, or_(Attempt.counted, Call.direction == "inbound"), Attempt.ending)
        .join(Call, Call.id == Attempt.call_id)
        .where(Attempt.case_id == case.id, Attempt.disposition.is_not(None))
        .order_by(Attempt.number)
    ).all()
    # What a phone did says more of a case than a dial that never left us, or that nobody knows the end of.
    spoke = [code for code, connected, ending in rows if code and connected and ending != ProtocolEnding.UNCERTAIN]
    codes = spoke or ([otherwise] if otherwise else [code for code, _, _ in rows if code])
    before, case.disposition = case.disposition, final(codes, rules.dispositions) or NOT_ATTEMPTED
    count_completion(session, case, before, rules.dispositions)
    case.closed_at = case.closed_at or now
    case.due_at = None
    call_off(session, case, now)
    session.flush()
    over(session, case, rules, now)


def _dispose(session: Session, attempt: Attempt, rules: Rulebook, now: datetime) -> bool:
    """The attempt's disposition, and what it teaches about the hour; true when it settles the case by itself."""
    before = as_it_stands(attempt)
    settles = heed_caller(session, attempt, rules, now, settles=dispose(session, attempt, now))
    learn(session, attempt, before, rules)
    return settles


def _ending(attempt: Attempt) -> ProtocolEnding:
    return ProtocolEnding(attempt.ending or "")


def _keep(session: Session, call: Call, news: CarrierNews, now: datetime, forward: bool) -> None:
    known = session.scalar(
        select(CarrierEvent.id).where(
            CarrierEvent.call_id == call.id,
            CarrierEvent.progress == news.progress,
            CarrierEvent.sequence == news.sequence,
        )
    )
    if known is None:
        session.add(
            CarrierEvent(
                call_id=call.id,
                progress=news.progress,
                sequence=news.sequence,
                received_at=now,
                changed_something=forward,
            )
        )


def _move(session: Session, call: Call, news: CarrierNews, rules: Rulebook, now: datetime) -> None:
    call.placed_at = call.placed_at or now
    if news.status is CallStatus.LIVE:
        call.answered_at = call.answered_at or now
    if news.outcome is None:
        call.status = news.status
        return
    end_call(session, call, news.outcome, rules, now)
