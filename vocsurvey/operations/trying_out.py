"""A test call: one ring of one phone that an operator asked for, under the same gates and permits as any other."""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from vocsurvey.db.campaign import DialGate
from vocsurvey.db.dialing import OPEN_AT_CARRIER, Call, CallPurpose, CallStatus, DialPermit
from vocsurvey.db.sample import PhoneLine
from vocsurvey.fieldwork.phone import Line
from vocsurvey.operations.dialing import ALL_DIALLING, Permit, Refused
from vocsurvey.operations.suppressing import LineHash, pass_line, suppressions


def permit_test_call(
    session: Session, line: Line, *, from_number: str, by: str, line_hash: LineHash, now: datetime
) -> Permit | Refused:
    """Leave to ring one phone once. Refused when all dialling is stopped, the line is suppressed, or it is in use."""
    gate = session.get(DialGate, ALL_DIALLING, with_for_update=True, populate_existing=True)
    if gate is not None and not gate.opened:
        return Refused(f"all dialling was stopped by {gate.changed_by}")
    row = pass_line(session, _line_id(session, line))
    if suppressions(session, [row], line_hash):
        return Refused("this line asked not to be called")
    if session.scalar(select(Call.id).where(Call.line_id == row.id, Call.status.in_(OPEN_AT_CARRIER)).limit(1)):
        return Refused("this line is in a call already")
    call = Call(
        token=secrets.token_urlsafe(24).replace("_", "-"),
        purpose=CallPurpose.TEST,
        line_id=row.id,
        from_number=from_number,
        planned_at=now,
    )
    session.add(call)
    session.flush()
    session.add(DialPermit(call_id=call.id, granted_at=now, decision={"verdict": "allow", "asked_for_by": by}))
    session.flush()
    call.permit_call_id, call.status, call.sent_at = call.id, CallStatus.SENDING, now
    session.flush()
    return Permit(call.id, call.token, row.number, row.extension, from_number)


def _line_id(session: Session, line: Line) -> int:
    known = session.scalar(
        select(PhoneLine.id).where(PhoneLine.number == line.number, PhoneLine.extension == line.extension)
    )
    if known is not None:
        return known
    row = PhoneLine(number=line.number, extension=line.extension, kind=line.kind, country=line.country)
    session.add(row)
    session.flush()
    return row.id
