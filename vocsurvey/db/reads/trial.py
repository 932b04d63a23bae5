"""One test interview: how the call stands, what is said and heard, and what it would have raised."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from vocsurvey.db.campaign import Case, CaseKind
from vocsurvey.db.dialing import Attempt, Call, CallStatus
from vocsurvey.db.interview import RecordingState
from vocsurvey.db.reads.belonging import follow_up_of
from vocsurvey.db.reads.case import FlagOfCase, case_file
from vocsurvey.db.reads.said import Said
from vocsurvey.db.reads.transcript import Step
from vocsurvey.db.sample import Account, Contact, PhoneLine


class Phase(StrEnum):
    """Where a test call stands, for the person who waits for it."""

    ASKED = "asked"
    UNCERTAIN = "uncertain"
    RINGING = "ringing"
    TALKING = "talking"
    OVER = "over"
    UNANSWERED = "unanswered"
    UNSENT = "unsent"


_UNDER_WAY = {
    CallStatus.SENDING: Phase.ASKED,
    CallStatus.UNCERTAIN: Phase.UNCERTAIN,
    CallStatus.PLACED: Phase.RINGING,
    CallStatus.LIVE: Phase.TALKING,
}


@dataclass(frozen=True)
class TrialFile:
    """A test interview. ``outcome`` is the carrier's word for an unanswered call, ``problem`` why none was placed.

    ``due_at``: by when somebody would have had to speak to the customer; None while nothing is raised.
    """

    case_id: int
    questionnaire: str
    contact: str
    number: str
    asked_at: datetime
    phase: Phase
    machine: bool
    outcome: str | None
    problem: str | None
    completeness: str | None
    steps: tuple[Step, ...]
    answers: tuple[Said, ...]
    flags: tuple[FlagOfCase, ...]
    severity: str | None
    due_at: datetime | None

    @property
    def live(self) -> bool:
        """Whether something can still happen."""
        return self.phase in _UNDER_WAY.values()

    @property
    def awaited(self) -> bool:
        """Whether a comment is still to be fetched, which goes on after the call."""
        return any(one.recording is not None and one.recording.state == RecordingState.AWAITED for one in self.answers)


def trial_file(session: Session, case: Case) -> TrialFile:
    """Everything about the one call of a case of kind test. Raises NoResultFound for a case that was never dialled."""
    call = session.scalars(
        select(Call).join(Attempt, Attempt.call_id == Call.id).where(Attempt.case_id == case.id)
    ).one()
    follow_up = follow_up_of(session, case)
    whole = case_file(session, case)
    return TrialFile(
        case_id=case.id,
        questionnaire=case.campaign.questionnaire_name,
        contact=case.contact.name,
        number=_number(call.line),
        asked_at=case.created_at,
        phase=_phase(call),
        machine=call.answered_by in ("machine", "fax"),
        outcome=call.outcome,
        problem=call.problem,
        completeness=whole.completeness,
        steps=whole.steps,
        answers=whole.answers,
        flags=whole.flags,
        severity=follow_up.severity if follow_up else None,
        due_at=follow_up.first_contact_due_at if follow_up else None,
    )


def last_number(session: Session, user_id: int) -> str | None:
    """The phone at which this person took, or wanted to take, their latest test interview."""
    line = session.scalar(
        select(PhoneLine)
        .join(Contact, Contact.line_id == PhoneLine.id)
        .join(Account, Account.id == Contact.account_id)
        .join(Case, Case.contact_id == Contact.id)
        .where(Case.kind == CaseKind.TEST, Account.owner_id == user_id)
        .order_by(Case.id.desc())
        .limit(1)
    )
    return _number(line) if line is not None else None


def _phase(call: Call) -> Phase:
    status = CallStatus(call.status)
    if status in _UNDER_WAY:
        return _UNDER_WAY[status]
    if status is CallStatus.ENDED:
        return Phase.OVER if call.answered_at is not None else Phase.UNANSWERED
    return Phase.UNSENT


def _number(line: PhoneLine) -> str:
    return f"{line.number} ext. {line.extension}" if line.extension else line.number
