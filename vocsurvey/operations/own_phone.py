"""One's own phone is rung, so that one can talk or listen: under a permit, like every other call.

Calling hours do not apply there; the switch that stops all dialling, "one call per line", the countries that may be
called and the budget of the day do.
"""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy.orm import Session

from vocsurvey.db.campaign import Case
from vocsurvey.db.dialing import Call, CallPurpose, CallStatus, DialPermit
from vocsurvey.db.sample import PhoneLine
from vocsurvey.fieldwork.phone import Line
from vocsurvey.operations.budget import spent
from vocsurvey.operations.calling_times import country_of
from vocsurvey.operations.dialing import Permit, Refused
from vocsurvey.operations.suppressing import LineHash
from vocsurvey.operations.trying_out import free_line
from vocsurvey.rulebook import Rulebook


def own_line(session: Session, line: Line, rules: Rulebook, line_hash: LineHash, now: datetime) -> PhoneLine | Refused:
    """The row of somebody's own line, which may be rung now: as ``free_line``, where our rules reach its country and
    the calls of the day are not used up."""
    allowance = rules.allowance
    if not allowance.reaches(line.country):
        return Refused("its country is none of those that may be called from here")
    row = free_line(session, line, line_hash, now)
    if isinstance(row, Refused):
        return row
    used_up = allowance.used_up(spent(session, allowance, now), row.country, now)
    return Refused("the calls of the day are used up") if used_up else row


def permit_own_phone(session: Session, line: PhoneLine, case: Case, by: str, rules: Rulebook, now: datetime) -> Permit:
    """Leave to ring somebody's own phone once, about a case; the line is one that ``own_line`` gave."""
    call = Call(
        token=new_token(),
        purpose=CallPurpose.CALLER_LEG,
        line_id=line.id,
        from_number=rules.caller_numbers.of(case.id, country_of(case.contact), case.campaign.from_number),
        planned_at=now,
    )
    session.add(call)
    session.flush()
    decision = {"verdict": "allow", "asked_for_by": by}
    session.add(DialPermit(call_id=call.id, granted_at=now, decision=decision))
    session.flush()
    call.permit_call_id, call.status, call.sent_at = call.id, CallStatus.SENDING, now
    session.flush()
    return Permit(call.id, call.token, line.number, line.extension, call.from_number, now, live=True)


def new_token() -> str:
    """A name that nobody can guess, for the carrier's addresses."""
    return secrets.token_urlsafe(24).replace("_", "-")
