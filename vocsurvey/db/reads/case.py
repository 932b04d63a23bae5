"""One case: who, about what, every attempt, the conversation and what it led to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from vocsurvey.db.agreement import Appointment
from vocsurvey.db.campaign import Case
from vocsurvey.db.dialing import Attempt
from vocsurvey.db.followup import Flag
from vocsurvey.db.interview import Interview
from vocsurvey.db.reads.belonging import follow_up_of
from vocsurvey.db.reads.pinned import pinned
from vocsurvey.db.reads.said import Recorded, Said, asked_as, calls_recorded, said_in
from vocsurvey.db.reads.transcript import Step, transcript
from vocsurvey.fieldwork.window import known_zone


@dataclass(frozen=True)
class AttemptLine:
    """One try. ``reasons`` is what the rules answered when it was claimed."""

    number: int
    channel: str
    opened_at: datetime
    placed_at: datetime | None
    answered_at: datetime | None
    closed_at: datetime | None
    status: str
    disposition: str | None
    counted: bool
    reasons: tuple[str, ...]
    problem: str | None


@dataclass(frozen=True)
class FlagOfCase:
    """A flag, with the question as it was asked."""

    kind: str
    severity: str
    asked: str
    dimension: str | None
    raised_at: datetime


@dataclass(frozen=True)
class Agreed:
    """An appointment: when, with whom, and what became of it."""

    at: datetime
    channel: str
    became: str
    agreed_at: datetime


@dataclass(frozen=True)
class CaseFile:
    """The whole case. ``steps`` is empty while nobody has answered."""

    id: int
    campaign_id: int
    campaign: str
    contact_id: int
    contact: str
    role: str
    language: str
    zone: str | None
    account_id: int
    account: str
    about: str
    kind: str
    agent: str | None
    disposition: str | None
    closed_at: datetime | None
    due_at: datetime | None
    waiting_for: tuple[str, ...]
    completeness: str | None
    attempts: tuple[AttemptLine, ...]
    answers: tuple[Said, ...]
    recorded: tuple[Recorded, ...]
    steps: tuple[Step, ...]
    flags: tuple[FlagOfCase, ...]
    follow_up_id: int | None
    appointments: tuple[Agreed, ...]


def case_file(session: Session, case: Case) -> CaseFile:
    """Everything about a case."""
    interview = session.scalar(select(Interview).where(Interview.case_id == case.id))
    follow_up = follow_up_of(session, case)
    contact, touchpoint = case.contact, case.touchpoint
    return CaseFile(
        id=case.id,
        campaign_id=case.campaign_id,
        campaign=case.campaign.name,
        contact_id=contact.id,
        contact=contact.name,
        role=contact.role,
        language=contact.language,
        zone=contact.zone if contact.zone and known_zone(contact.zone) else None,
        account_id=contact.account_id,
        account=contact.account.name,
        about=touchpoint.subject or touchpoint.kind.replace("_", " "),
        kind=touchpoint.kind,
        agent=touchpoint.agent.name if touchpoint.agent else None,
        disposition=case.disposition,
        closed_at=case.closed_at,
        due_at=case.due_at,
        waiting_for=tuple(str(reason) for reason in case.waiting_for),
        completeness=interview.completeness if interview else None,
        attempts=_attempts(session, case.id),
        answers=said_in(interview) if interview else (),
        recorded=calls_recorded(interview) if interview else (),
        steps=transcript(session, interview) if interview else (),
        flags=_flags(session, interview) if interview else (),
        follow_up_id=follow_up.id if follow_up else None,
        appointments=_appointments(session, case.id),
    )


def _appointments(session: Session, case_id: int) -> tuple[Agreed, ...]:
    """Every appointment of a case, latest first."""
    wanted = select(Appointment).where(Appointment.case_id == case_id).order_by(Appointment.id.desc())
    return tuple(Agreed(row.at, row.channel, _became(row), row.agreed_at) for row in session.scalars(wanted))


def _became(row: Appointment) -> str:
    ends = (("kept", row.kept_at), ("missed", row.missed_at), ("called off", row.cancelled_at))
    return next((word for word, at in ends if at is not None), "to come")


def _flags(session: Session, interview: Interview) -> tuple[FlagOfCase, ...]:
    flags = session.scalars(select(Flag).where(Flag.interview_id == interview.id).order_by(Flag.id))
    questionnaire = pinned(interview.questionnaire)
    return tuple(
        FlagOfCase(
            flag.kind,
            flag.severity,
            asked_as(questionnaire, flag.question, interview.facts),
            flag.dimension,
            flag.raised_at,
        )
        for flag in flags
    )


def _attempts(session: Session, case_id: int) -> tuple[AttemptLine, ...]:
    wanted = (
        select(Attempt).where(Attempt.case_id == case_id).order_by(Attempt.number).options(joinedload(Attempt.call))
    )
    return tuple(_attempt(row) for row in session.scalars(wanted))


def _attempt(row: Attempt) -> AttemptLine:
    return AttemptLine(
        number=row.number,
        channel=row.channel,
        opened_at=row.opened_at,
        placed_at=row.call.placed_at,
        answered_at=row.call.answered_at,
        closed_at=row.closed_at,
        status=row.call.status,
        disposition=row.disposition,
        counted=row.counted,
        reasons=_reasons(row.decision),
        problem=row.call.problem,
    )


def _reasons(decision: dict[str, Any]) -> tuple[str, ...]:
    reasons = decision.get("reasons") or ()
    return tuple(str(reason) for reason in reasons)
