"""Test calls: rings of one phone that somebody asked for, under the same gates and permits as any other.

A trial call only says that it works. A test interview is a whole one: the real engine over the real carrier, of a case
that counts in nothing. Calling hours do not apply to one's own phone; an opt-out, the switch that stops all dialling
and "one call per line" do.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from vocsurvey.db.campaign import Case, CaseKind, DialGate
from vocsurvey.db.dialing import OPEN_AT_CARRIER, Attempt, Call, CallPurpose, CallStatus, DialPermit
from vocsurvey.db.sample import Account, Contact, PhoneLine
from vocsurvey.fieldwork.phone import Line
from vocsurvey.operations.dialing import ALL_DIALLING, Permit, Refused, set_gate
from vocsurvey.operations.standing_in import StandIn, open_case
from vocsurvey.operations.suppressing import LineHash, pass_line, suppressions
from vocsurvey.questionnaire.model import Questionnaire

MOST_IN_AN_HOUR = 5
"""Test interviews of one person, and to one phone whoever asks: nobody can be pestered with them."""
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class PermittedTest:
    """A test interview that may be dialled once: its case, and the permit."""

    case_id: int
    permit: Permit


def permit_test_call(
    session: Session, line: Line, *, from_number: str, by: str, line_hash: LineHash, now: datetime
) -> Permit | Refused:
    """Leave to ring one phone once. Refused when all dialling is stopped, the line is suppressed, or it is in use."""
    row = free_line(session, line, line_hash, now)
    return row if isinstance(row, Refused) else _permit(session, row, from_number, by, now)[1]


def permit_test_interview(
    session: Session,
    questionnaire: Questionnaire,
    line: Line,
    who: StandIn,
    *,
    from_number: str,
    line_hash: LineHash,
    now: datetime,
) -> PermittedTest | Refused:
    """Leave to hold one test interview at one phone. Refused as a test call is, and after five within the hour.

    The first of them makes rows that others may make at the same moment: to be called through ``Database.run``.
    """
    row = free_line(session, line, line_hash, now)
    if isinstance(row, Refused):
        return row
    refused = _too_often(session, row, who, now)
    if refused is not None:
        return refused
    case = open_case(session, questionnaire, who, row, from_number, now)
    call, permit = _permit(session, row, from_number, who.asked_by, now)
    decision = {"verdict": "allow", "asked_for_by": who.asked_by}
    session.add(Attempt(case_id=case.id, call_id=call.id, number=1, decision=decision, opened_at=now))
    session.flush()
    return PermittedTest(case.id, permit)


def free_line(session: Session, line: Line, line_hash: LineHash, now: datetime) -> PhoneLine | Refused:
    """The row of a line that may be rung now. Whoever stops all dialling, and whoever opts out, queues here with us."""
    gate = session.get(DialGate, ALL_DIALLING, with_for_update=True, populate_existing=True)
    if gate is None:
        set_gate(session, ALL_DIALLING, opened=True, by="the first test call", now=now)
    elif not gate.opened:
        return Refused(f"all dialling was stopped by {gate.changed_by}")
    row = pass_line(session, line_row(session, line))
    if suppressions(session, [row], line_hash):
        return Refused("this line asked not to be called")
    if session.scalar(select(Call.id).where(Call.line_id == row.id, Call.status.in_(OPEN_AT_CARRIER)).limit(1)):
        return Refused("this line is in a call already")
    return row


def _too_often(session: Session, line: PhoneLine, who: StandIn, now: datetime) -> Refused | None:
    whose = [Contact.line_id == line.id]
    if who.user is not None:
        whose.append(Account.owner_id == who.user.id)
    began = session.scalars(
        select(Case.created_at)
        .join(Contact, Contact.id == Case.contact_id)
        .join(Account, Account.id == Contact.account_id)
        .where(Case.kind == CaseKind.TEST, Case.created_at > now - HOUR, or_(*whose))
        .order_by(Case.created_at.desc())
        .limit(MOST_IN_AN_HOUR)
    ).all()
    if len(began) < MOST_IN_AN_HOUR:
        return None
    minutes = max(1, -(-(began[-1] + HOUR - now) // timedelta(minutes=1)))
    return Refused(f"there were {MOST_IN_AN_HOUR} test calls within the hour; the next can come in {minutes} min")


def _permit(session: Session, line: PhoneLine, from_number: str, by: str, now: datetime) -> tuple[Call, Permit]:
    call = Call(
        token=secrets.token_urlsafe(24).replace("_", "-"),
        purpose=CallPurpose.TEST,
        line_id=line.id,
        from_number=from_number,
        planned_at=now,
    )
    session.add(call)
    session.flush()
    session.add(DialPermit(call_id=call.id, granted_at=now, decision={"verdict": "allow", "asked_for_by": by}))
    session.flush()
    call.permit_call_id, call.status, call.sent_at = call.id, CallStatus.SENDING, now
    session.flush()
    return call, Permit(call.id, call.token, line.number, line.extension, from_number, now)


def line_row(session: Session, line: Line) -> int:
    """The id of the row of a line, which is made where there is none."""
    known = session.scalar(
        select(PhoneLine.id).where(PhoneLine.number == line.number, PhoneLine.extension == line.extension)
    )
    if known is not None:
        return known
    row = PhoneLine(number=line.number, extension=line.extension, kind=line.kind, country=line.country)
    session.add(row)
    session.flush()
    return row.id
