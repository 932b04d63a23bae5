"""What the page of a note shows its reader: how things stand, and what can be chosen. Reads only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from vocsurvey.db.advance_notice import AdvanceNotice, Choice, NoticeChoice
from vocsurvey.db.agreement import STILL_OPEN, Appointment
from vocsurvey.db.campaign import Case
from vocsurvey.db.dialing import Attempt, Call, CallStatus
from vocsurvey.fieldwork.note_text import CallAhead
from vocsurvey.fieldwork.offered_times import offered_times
from vocsurvey.fieldwork.suppression import Scope
from vocsurvey.operations.call_ahead import call_ahead
from vocsurvey.operations.callee import zones_of
from vocsurvey.operations.calling_times import hours_of
from vocsurvey.operations.suppressing import LineHash, suppressed
from vocsurvey.rulebook import Rulebook

Offered = tuple[tuple[date, tuple[datetime, ...]], ...]


class Stands(StrEnum):
    """How the call of a note stands."""

    AHEAD = "ahead"
    CALLING = "calling"
    OVER = "over"
    PASSED_ON = "passed_on"
    NOT_CALLED = "not_called"


@dataclass(frozen=True)
class NotePage:
    """The page. ``appointment_at`` and ``put_off_until`` (aware): what was agreed. ``times``: those to choose from."""

    stands: Stands
    call: CallAhead
    appointment_at: datetime | None
    put_off_until: datetime | None
    times: Offered


def note_page(
    session: Session, public_id: str, *, rules: Rulebook, line_hash: LineHash, now: datetime
) -> NotePage | None:
    """The page of a note; None where there is no such note."""
    note = session.scalar(select(AdvanceNotice).where(AdvanceNotice.public_id == public_id))
    if note is None:
        return None
    case, last = note.case, latest_choice(session, note.id)
    stands = _stands(session, case, last, line_hash)
    open_now = select(Appointment.at).where(Appointment.case_id == case.id, *STILL_OPEN, Appointment.kind == "hard")
    appointment_at = session.scalar(open_now)
    later = last is not None and last.choice == Choice.LATER and last.at is not None and last.at > now
    return NotePage(
        stands=stands,
        call=call_ahead(session, note, rules, now),
        appointment_at=appointment_at,
        put_off_until=last.at if last is not None and later else None,
        times=times_for(case, rules, now) if stands is Stands.AHEAD else (),
    )


def times_for(case: Case, rules: Rulebook, now: datetime) -> Offered:
    """The times that somebody can pick; none where nobody knows what their clock says."""
    zones = zones_of(case.contact)
    if len(zones) != 1:
        return ()
    hours = hours_of(case.contact, rules, case.campaign)
    begins = max(now, case.campaign.starts_at or now)
    return offered_times(rules.advance_notice.times, hours, zones[0], begins, case.campaign.ends_at)


def latest_choice(session: Session, note_id: int) -> NoticeChoice | None:
    """What the reader chose last."""
    mine = select(NoticeChoice).where(NoticeChoice.notice_id == note_id)
    return session.scalar(mine.order_by(NoticeChoice.id.desc()).limit(1))


def _stands(session: Session, case: Case, last: NoticeChoice | None, line_hash: LineHash) -> Stands:
    if any(one.scope is Scope.ALL_SURVEYS for one in suppressed(session, [case], line_hash).get(case.id, ())):
        return Stands.NOT_CALLED
    if case.closed_at is not None or case.campaign.stopped_at is not None:
        return Stands.PASSED_ON if last is not None and last.choice == Choice.INSTEAD else Stands.OVER
    open_call = (
        select(Call.status).join(Attempt, Attempt.call_id == Call.id)
        .where(Attempt.case_id == case.id, Attempt.closed_at.is_(None))
    )  # fmt: skip
    return Stands.CALLING if session.scalar(open_call) not in (None, CallStatus.PLANNED) else Stands.AHEAD
