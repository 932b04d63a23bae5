"""What ``may_call`` needs to know of a case, gathered from the rows."""

from __future__ import annotations

from datetime import datetime
from typing import Any, get_args

from sqlalchemy import select
from sqlalchemy.orm import Session

from vocsurvey.db.agreement import STILL_OPEN, Appointment
from vocsurvey.db.campaign import CampaignStatus, Case
from vocsurvey.db.dialing import OPEN_AT_CARRIER, Attempt, Call
from vocsurvey.db.sample import PhoneLine
from vocsurvey.fieldwork.calendar import calling_hours
from vocsurvey.fieldwork.permission import Allow, Block, Callee, Defer, Scope, may_call
from vocsurvey.fieldwork.phone import Line, LineKind, candidate_zones
from vocsurvey.fieldwork.protocol import Channel, Ending, PastAttempt
from vocsurvey.operations.suppressing import LineHash, suppressions
from vocsurvey.rulebook import Rulebook

Decision = Allow | Defer | Block


def decide(
    session: Session,
    case: Case,
    *,
    rules: Rulebook,
    line_hash: LineHash,
    now: datetime,
    but_not_attempt: int | None = None,
) -> Decision:
    """May this case be called now by the automated voice? ``but_not_attempt`` is the one that asks, at its permit."""
    line = case.contact.line
    attempts = history(session, case, but_not_attempt)
    scopes = suppressions(session, [line], line_hash).get(line.id, frozenset())
    callee = Callee(
        zones=(case.contact.zone,) if case.contact.zone else candidate_zones(line_of(line)),
        kind=kind_of(line),
        country=line.country,
        active=case.contact.active,
        suppressed=frozenset(Scope(scope) for scope in scopes),
        automated_consent=case.contact.automated_consent,
        attempts=attempts,
        open_call=_open_call(session, line.id),
        due_at=case.due_at,
        appointment=_appointed(session, case),
        campaign_running=case.campaign.status == CampaignStatus.RUNNING,
    )
    hours = calling_hours(rules.hours, rules.holidays, line.country)
    return may_call(callee, Channel.IVR, hours, rules.protocol, now, consent=rules.consent)


def history(session: Session, case: Case, but_not_attempt: int | None = None) -> tuple[PastAttempt, ...]:
    """The case's attempts, oldest first, as the protocol sees them."""
    rows = session.scalars(select(Attempt).where(Attempt.case_id == case.id).order_by(Attempt.number))
    return tuple(
        PastAttempt(row.opened_at, row.counted, Ending(row.ending) if row.ending else None)
        for row in rows
        if row.id != but_not_attempt
    )


def line_of(row: PhoneLine) -> Line:
    """The row as the value that the rules about numbers take."""
    return Line(row.number, row.extension, kind_of(row), row.country)


def kind_of(row: PhoneLine) -> LineKind:
    """What kind of line it is; "other" for a word that the rules do not have."""
    return next((kind for kind in get_args(LineKind) if kind == row.kind), "other")


def in_words(decision: Decision, rules: Rulebook) -> dict[str, Any]:
    """The decision as it is stored with the attempt and the permit."""
    if isinstance(decision, Allow):
        return {"verdict": "allow", "rules": rules.digest}
    because = {"reasons": list(decision.reasons), "rules": rules.digest}
    if isinstance(decision, Defer):
        return {"verdict": "defer", "until": decision.until.isoformat(), **because}
    return {"verdict": "block", **because}


def _appointed(session: Session, case: Case) -> bool:
    """Whether the person named the time at which the case is due."""
    named = select(Appointment.id).where(
        Appointment.case_id == case.id,
        Appointment.at == case.due_at,
        Appointment.channel == Channel.IVR,
        Appointment.kind == "hard",
        *STILL_OPEN,
    )
    return case.due_at is not None and session.scalar(named.limit(1)) is not None


def _open_call(session: Session, line_id: int) -> bool:
    return (
        session.scalar(select(Call.id).where(Call.line_id == line_id, Call.status.in_(OPEN_AT_CARRIER)).limit(1))
        is not None
    )
