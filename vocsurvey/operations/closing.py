"""How attempts and cases end: what the carrier says of a call, and what follows for the person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, or_, select, update
from sqlalchemy.orm import Session

from vocsurvey.db.campaign import Case
from vocsurvey.db.dialing import Attempt, Call, CallStatus, CarrierEvent
from vocsurvey.db.interview import Exchange, Interview
from vocsurvey.fieldwork.disposition import final
from vocsurvey.fieldwork.outcome import CarrierOutcome, Circumstances, Standing, outcome_of
from vocsurvey.fieldwork.protocol import Again, next_attempt
from vocsurvey.fieldwork.protocol import Ending as ProtocolEnding
from vocsurvey.interview.turn import Completeness, Ending
from vocsurvey.operations.decision import history
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


def machine_heard(session: Session, call: Call, answered_by: str, now: datetime) -> bool:
    """The carrier's detection says who answered. True when it is a machine and the call is to be hung up.

    A key that was pressed is proof of a human and beats detection.
    """
    call.answered_by = answered_by
    call.heard_from_at = now
    session.flush()
    machine = taken_for_machine(session, call)
    if machine and call.ended_at is None:
        call.hang_up_wanted_at = now
        session.flush()
    return machine


def taken_for_machine(session: Session, call: Call) -> bool:
    """Whether detection says machine or fax and no key was pressed in this call: silence and words prove nothing."""
    return call.answered_by in ("machine", "fax") and not _pressed(session, call)


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


def close_attempt(
    session: Session, attempt: Attempt, rules: Rulebook, now: datetime, *, due_at: datetime | None = None
) -> None:
    """Give an attempt its disposition and its case the next due time, or its final disposition."""
    settles = _dispose(session, attempt, now)
    case = attempt.case
    if case.closed_at is not None:  # by a key that was pressed in an earlier call and arrived late
        close_case(session, case, rules, now)
        return
    again = next_attempt(
        rules.protocol, history(session, case), _ending(attempt), now, zone=case.contact.zone, agreed_at=due_at
    )
    if settles or not isinstance(again, Again):
        close_case(session, case, rules, now)
    else:
        case.due_at = again.due_at
    session.flush()


def reconsider(session: Session, attempt: Attempt, rules: Rulebook, now: datetime) -> None:
    """A key press arrived after the call had ended: the attempt, and the case if it had ended too, say so."""
    settles = _dispose(session, attempt, now)
    case = attempt.case
    if settles or case.closed_at is not None:
        close_case(session, case, rules, now)


def close_case(session: Session, case: Case, rules: Rulebook, now: datetime) -> None:
    """Give a case its final disposition, from the whole history of its attempts by priority."""
    rows = session.execute(
        select(Attempt.disposition, Attempt.counted, Attempt.ending)
        .where(Attempt.case_id == case.id, Attempt.disposition.is_not(None))
        .order_by(Attempt.number)
    ).all()
    # What a phone did says more of a case than a dial that never left us, or that nobody knows the end of.
    dialled = [code for code, counted, ending in rows if code and counted and ending != ProtocolEnding.UNCERTAIN]
    codes = dialled or [code for code, _, _ in rows if code]
    case.disposition = final(codes, rules.dispositions) or NOT_ATTEMPTED
    case.closed_at = case.closed_at or now
    case.due_at = None
    session.flush()


def standing_of(interview: Interview | None) -> Standing:
    """How far the conversation came, as the dispositions see it."""
    if interview is None:
        return Standing.NOT_STARTED
    completeness = Completeness(interview.completeness)
    answered = completeness is not Completeness.CONTACTED
    match interview.ending and Ending(interview.ending):
        case Ending.COMPLETED:
            return Standing.COMPLETE
        case Ending.OPTED_OUT:
            return Standing.OPTED_OUT_AFTER if answered else Standing.OPTED_OUT_BEFORE
        case Ending.NOT_NOW:
            return Standing.NOT_NOW
        case Ending.PERSON:
            return Standing.PERSON_REQUESTED
        case Ending.NO_INPUT if not answered:
            return Standing.NO_INPUT
    return {
        Completeness.CONTACTED: Standing.CONTACTED,
        Completeness.BREAK_OFF: Standing.BREAK_OFF,
        Completeness.PARTIAL: Standing.PARTIAL,
        Completeness.COMPLETE: Standing.COMPLETE,
    }[completeness]


def _dispose(session: Session, attempt: Attempt, now: datetime) -> bool:
    """Write the attempt's own disposition; true when it settles the case by itself."""
    call = attempt.call
    interview = None
    if attempt.leg is not None:
        interview = session.scalar(select(Interview).where(Interview.case_id == attempt.case_id))
    outcome = CarrierOutcome(call.outcome or CarrierOutcome.COMPLETED)
    if taken_for_machine(session, call):
        outcome, interview = CarrierOutcome.MACHINE, None
    reached_before = (
        session.scalar(
            select(Exchange.id).join(Interview).where(Interview.case_id == attempt.case_id, Exchange.call_id != call.id)
        )
        is not None
    )
    answered = interview is not None and interview.completeness != Completeness.CONTACTED
    ended = outcome_of(
        outcome,
        standing_of(interview),
        Circumstances(reached_before=reached_before, answered=answered, rang=call.placed_at is not None),
    )
    attempt.disposition, attempt.ending, attempt.counted = ended.code, ended.ending, ended.counted
    attempt.closed_at = attempt.closed_at or now
    session.flush()
    return ended.final_for_case


def _pressed(session: Session, call: Call) -> bool:
    keys = Exchange.heard["kind"].as_string() == "keys"
    return session.scalar(select(Exchange.id).where(Exchange.call_id == call.id, keys).limit(1)) is not None


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


def nudge_hang_ups(session: Session, *, rules: Rulebook, now: datetime, limit: int = 100) -> tuple[int, ...]:
    """Calls that shall end and have not: each is handed out once per lead time, until the carrier says it is over."""
    due = (
        select(Call.id)
        .where(
            Call.hang_up_wanted_at.is_not(None),
            Call.ended_at.is_(None),
            Call.carrier_sid.is_not(None),
            or_(Call.nudged_until.is_(None), Call.nudged_until <= now),
        )
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return nudge(session, due, now + rules.pacing.claim_lead)


def nudge_silent(session: Session, *, rules: Rulebook, now: datetime, limit: int = 100) -> tuple[int, ...]:
    """Calls at the carrier that nothing was heard of for too long: a lost callback is never repeated, so we ask."""
    due = (
        select(Call.id)
        .where(
            Call.status.in_((CallStatus.PLACED, CallStatus.LIVE)),
            Call.carrier_sid.is_not(None),
            Call.heard_from_at <= now - rules.pacing.poll_after,
            or_(Call.nudged_until.is_(None), Call.nudged_until <= now),
        )
        .order_by(Call.heard_from_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return nudge(session, due, now + rules.pacing.poll_after)


def lose_sight(session: Session, call: Call, rules: Rulebook, now: datetime) -> None:
    """The carrier could tell nothing of a call. Long after it must have ended, it counts as failed."""
    longest = rules.pacing.ring_timeout + rules.pacing.time_limit + 10 * rules.pacing.poll_after
    if call.ended_at is None and call.sent_at is not None and call.sent_at + longest <= now:
        end_call(session, call, CarrierOutcome.FAILED, rules, now)


def nudge(session: Session, due: Select[int], until: datetime) -> tuple[int, ...]:
    """Set ``nudged_until`` on the selected calls by compare-and-set and return their ids."""
    rows = session.execute(
        update(Call).where(Call.id.in_(due)).values(nudged_until=until).returning(Call.id),
        execution_options={"synchronize_session": False},
    )
    return tuple(sorted(rows.scalars()))


def locked(session: Session, call_id: int) -> Call:
    """The call, locked until the transaction ends. Raises NoResultFound."""
    return session.get_one(Call, call_id, with_for_update=True, populate_existing=True)


def carrier_sid(session: Session, call_id: int, *, unwanted: bool = False) -> str | None:
    """The carrier's name for a call that is not over, or is not over and ``unwanted``; None when there is no such."""
    where = [Call.id == call_id, Call.ended_at.is_(None)]
    if unwanted:
        where.append(Call.hang_up_wanted_at.is_not(None))
    return session.scalar(select(Call.carrier_sid).where(*where))
