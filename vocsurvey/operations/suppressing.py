"""Lines that are not called any more: at once, everywhere, for ever."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from vocsurvey.db.agreement import STILL_OPEN, Appointment
from vocsurvey.db.campaign import Case
from vocsurvey.db.dialing import Call, CallStatus
from vocsurvey.db.sample import Contact, PhoneLine, Suppression, SuppressionScope

LineHash = Callable[[str, str], str]
"""Number (E.164) and extension → keyed hash, stable over the life of the installation."""


def pass_line(session: Session, line_id: int) -> PhoneLine:
    """Lock a line by updating its row: permits and opt-outs for it queue here, on both databases."""
    session.execute(
        update(PhoneLine).where(PhoneLine.id == line_id).values(passages=PhoneLine.passages + 1),
        execution_options={"synchronize_session": False},
    )
    return session.execute(
        select(PhoneLine).where(PhoneLine.id == line_id).execution_options(populate_existing=True)
    ).scalar_one()


def suppress_line(
    session: Session,
    line_id: int,
    *,
    scope: SuppressionScope,
    source: str,
    reason: str,
    line_hash: LineHash,
    now: datetime,
    but_not_call: int | None = None,
) -> tuple[int, ...]:
    """Never call this line again.

    Calls that are only planned are refused at their permit, which reads the same row, and every appointment on the line
    is off, in whatever campaign.

    Returns the ids of calls that are already with the carrier, each marked to be hung up, except ``but_not_call``: the
    call in which the person said so gets its goodbye.
    """
    line = pass_line(session, line_id)
    hashed = line_hash(line.number, line.extension)
    known = session.scalar(select(Suppression.id).where(Suppression.line_hash == hashed, Suppression.scope == scope))
    if known is None:
        session.add(Suppression(line_hash=hashed, scope=scope, source=source, reason=reason, created_at=now))
    cases = select(Case.id).join(Contact, Contact.id == Case.contact_id).where(Contact.line_id == line_id)
    session.execute(update(Appointment).where(Appointment.case_id.in_(cases), *STILL_OPEN).values(cancelled_at=now))
    ringing = session.scalars(
        select(Call).where(
            Call.line_id == line_id, Call.status.in_((CallStatus.SENDING, CallStatus.UNCERTAIN, CallStatus.PLACED))
        )
    )
    wanted = [call for call in ringing if call.id != but_not_call]
    for call in wanted:
        call.hang_up_wanted_at = now
    session.flush()
    return tuple(call.id for call in wanted)


def suppressions(session: Session, lines: Iterable[PhoneLine], line_hash: LineHash) -> dict[int, frozenset[str]]:
    """The scopes in force, by line id; lines without any are left out."""
    by_hash = {line_hash(line.number, line.extension): line.id for line in lines}
    found: dict[int, set[str]] = {}
    rows = session.execute(select(Suppression.line_hash, Suppression.scope).where(Suppression.line_hash.in_(by_hash)))
    for hashed, scope in rows:
        found.setdefault(by_hash[hashed], set()).add(scope)
    return {line_id: frozenset(scopes) for line_id, scopes in found.items()}
