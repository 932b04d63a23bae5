"""The disposition of an attempt, from what the carrier reported and what was heard."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from vocsurvey.db.dialing import Attempt, Call, CarrierEvent, MachineMessage
from vocsurvey.db.interview import Conflict, Exchange, Interview
from vocsurvey.fieldwork.outcome import AttemptOutcome, CarrierOutcome, Circumstances, Standing, outcome_of
from vocsurvey.fieldwork.wrapping_up import Stage, stage_of
from vocsurvey.interview.transcript import Channel
from vocsurvey.interview.turn import Completeness, Ending

MACHINES = ("machine", "fax")
_SAID = Exchange.heard["kind"].as_string() != "silence"
_WHATEVER_WAS_ANSWERED = {
    Ending.COMPLETED: Standing.COMPLETE,
    Ending.CALL_BACK: Standing.NOT_NOW,
    Ending.PERSON: Standing.PERSON_REQUESTED,
    Ending.WRONG_PERSON: Standing.WRONG_PERSON,
    Ending.LEFT: Standing.LEFT,
}


def taken_for_machine(session: Session, call: Call) -> bool:
    """Whether detection says machine or fax and no key was pressed in this call: silence and words prove nothing."""
    return call.answered_by in MACHINES and not _pressed(session, call)


def message_on(session: Session, call: Call) -> MachineMessage | None:
    """The message that this call's machine was to hear; None when there is none."""
    return session.scalar(select(MachineMessage).where(MachineMessage.call_id == call.id))


def standing_of(interview: Interview | None) -> Standing:
    """How far the conversation came, as the dispositions see it."""
    if interview is None:
        return Standing.NOT_STARTED
    completeness = Completeness(interview.completeness)
    if interview.ending == Ending.PERSON and completeness is Completeness.COMPLETE:
        return Standing.COMPLETE  # put through, or not, after all that had to be asked
    answered = completeness is not Completeness.CONTACTED
    ending = None if interview.ending is None else Ending(interview.ending)
    if ending in _WHATEVER_WAS_ANSWERED:
        return _WHATEVER_WAS_ANSWERED[ending]
    match ending:
        case Ending.OPTED_OUT:
            return Standing.OPTED_OUT_AFTER if answered else Standing.OPTED_OUT_BEFORE
        # Who has no time for the rest has broken off, and what was answered before stays what it is.
        case Ending.NOT_NOW if not answered:
            return Standing.NOT_NOW
        case Ending.NO_INPUT if not answered:
            return Standing.NO_INPUT
        case Ending.REFUSED if completeness is not Completeness.COMPLETE:
            return Standing.REFUSED_AFTER if answered else Standing.REFUSED
    return {
        Completeness.CONTACTED: Standing.CONTACTED,
        Completeness.BREAK_OFF: Standing.BREAK_OFF,
        Completeness.PARTIAL: Standing.PARTIAL,
        Completeness.COMPLETE: Standing.COMPLETE,
    }[completeness]


@dataclass(frozen=True)
class Evidence:
    """What is known of how an attempt ended. ``heard``: somebody said something in this very call."""

    carrier: CarrierOutcome
    standing: Standing
    circumstances: Circumstances
    heard: bool

    @property
    def outcome(self) -> AttemptOutcome:
        """How the attempt ended, as it follows from this by itself."""
        return outcome_of(self.carrier, self.standing, self.circumstances)

    @property
    def stage(self) -> Stage:
        """How far the call came, for what else may be said of it."""
        return stage_of(self.carrier, self.standing, heard=self.heard, answered=self.circumstances.answered)


def dispose(session: Session, attempt: Attempt, now: datetime) -> bool:
    """Write the attempt's own disposition; true when it settles the case by itself."""
    ended = evidence_of(session, attempt).outcome
    attempt.disposition, attempt.ending = ended.code, ended.ending
    attempt.counted = ended.counted and attempt.call.direction == "outbound"  # whoever calls us was not dialled
    attempt.closed_at = attempt.closed_at or now
    session.flush()
    return ended.final_for_case


def evidence_of(session: Session, attempt: Attempt) -> Evidence:
    """What the carrier and the interview say of an attempt. Reads only."""
    call = attempt.call
    interview = None
    if attempt.leg is not None:
        interview = session.scalar(select(Interview).where(Interview.case_id == attempt.case_id))
    outcome = CarrierOutcome(call.outcome or CarrierOutcome.COMPLETED)
    if taken_for_machine(session, call):
        outcome, interview = CarrierOutcome.MACHINE, None
    reached_before = _reached_before(session, attempt)
    message = message_on(session, call)
    return Evidence(
        outcome,
        standing_of(interview),
        Circumstances(
            reached_before=reached_before,
            answered=interview is not None and interview.completeness != Completeness.CONTACTED,
            rang=_rang(session, call),
            # The carrier does not tell whom a greeting names; where the person was reached before, it is their machine.
            confirmed=reached_before,
            message_left=message is not None and message.left_at is not None,
            unspoken=attempt.leg is None and attempt.channel == Channel.IVR,
        ),
        heard=session.scalar(select(Exchange.id).where(Exchange.call_id == call.id, _SAID).limit(1)) is not None,
    )


def _pressed(session: Session, call: Call) -> bool:
    message = message_on(session, call)
    if message is not None and message.interrupted_at is not None:
        return True
    # A key that came too late to be an answer was pressed all the same.
    return any(
        session.scalar(select(row.id).where(row.call_id == call.id, row.heard["kind"].as_string() == "keys").limit(1))
        for row in (Exchange, Conflict)
    )


def _reached_before(session: Session, attempt: Attempt) -> bool:
    """Whether the person, and not a machine or silence, was heard in another call of this case."""
    wanted = (
        select(Exchange.id)
        .join(Interview, Interview.id == Exchange.interview_id)
        .join(Call, Call.id == Exchange.call_id)
        .where(Interview.case_id == attempt.case_id, Exchange.call_id != attempt.call_id, _SAID)
        .where(or_(Call.answered_by.is_(None), Call.answered_by.not_in(MACHINES)))
    )
    return session.scalar(wanted.limit(1)) is not None


def _rang(session: Session, call: Call) -> bool:
    """Whether the phone had begun to ring: a call that was cancelled while it waited at the carrier did not."""
    if call.answered_at is not None:
        return True
    ringing = select(CarrierEvent.id).where(CarrierEvent.call_id == call.id, CarrierEvent.progress == "ringing")
    return session.scalar(ringing.limit(1)) is not None
