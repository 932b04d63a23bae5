"""What the reader of a note chooses instead of the call: done in the transaction of the press, and kept for ever.

A choice goes before every call that has no permit yet. Lock order: the line, at which permits queue, the case, its
call. To be called through ``Database.run``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from vocsurvey.db.advance_notice import AdvanceNotice, Choice, NoticeChoice
from vocsurvey.db.agreement import STILL_OPEN, Appointment
from vocsurvey.db.campaign import Case
from vocsurvey.db.dialing import Attempt, Call, CallStatus
from vocsurvey.fieldwork.advance_notice import Deferral
from vocsurvey.fieldwork.phone import Line
from vocsurvey.fieldwork.reason import Reason
from vocsurvey.fieldwork.window import next_open
from vocsurvey.operations.callee import zones_of
from vocsurvey.operations.calling_times import hours_of
from vocsurvey.operations.closing import close_case
from vocsurvey.operations.note_page import latest_choice, times_for
from vocsurvey.operations.opting_out import Barred, Wish, bar, cancel_planned, has_line_with_others
from vocsurvey.operations.returning import stop_desks
from vocsurvey.operations.succeeding import Successor, succeed
from vocsurvey.operations.suppressing import LineHash, pass_line, this_contact, this_line
from vocsurvey.rulebook import Rulebook

REFUSED_BY_THE_PERSON = "2.112"
NOBODY_ELIGIBLE = "4.70"
"""How a case ends in which nothing was dialled (AAPOR Standard Definitions)."""
_FROM_US = "chosen on the page of our note"
_TOLD_CALLERS = "They have just chosen something else on the page of our note."


class Why(StrEnum):
    """Why nothing was changed."""

    CALLING = "calling"
    OVER = "over"
    TIME_GONE = "time_gone"
    PHONE_OWN = "phone_own"


@dataclass(frozen=True)
class Chosen:
    """It is done. ``hang_up``: ids of calls to end after the commit."""

    hang_up: tuple[int, ...] = ()


def choose_time(session: Session, public_id: str, at: datetime, *, rules: Rulebook, now: datetime) -> Chosen | Why:
    """An appointment in place of the call as planned, and of one that there was: only at a time that is offered."""
    note = _opened(session, public_id)
    if isinstance(note, Why):
        return note
    if all(at not in times for _, times in times_for(note.case, rules, now)):
        return Why.TIME_GONE
    case = note.case
    if not _stand_back(session, case, now):
        return Why.CALLING
    _call_off(session, case, now)
    session.add(Appointment(case_id=case.id, kind="hard", channel=case.channel, source="page", at=at, agreed_at=now))
    case.due_at, case.waiting_for, note.renew_at = at, [], None
    return _kept(session, note, Choice.TIME, now, at=at)


def put_off(session: Session, public_id: str, deferral: Deferral, *, rules: Rulebook, now: datetime) -> Chosen | Why:
    """Not now: the case is due again when the time is over, after another note. Where the campaign ends before, the
    case ends now.
    """
    note = _opened(session, public_id)
    if isinstance(note, Why):
        return note
    case = note.case
    if not _stand_back(session, case, now):
        return Why.CALLING
    _call_off(session, case, now)
    hours = hours_of(case.contact, rules, case.campaign)
    until = next_open(now + deferral.wait, zones_of(case.contact), hours) or now + deferral.wait
    case.waiting_for = [Reason.PUT_OFF_BY_THEM]
    if case.campaign.ends_at is not None and until >= case.campaign.ends_at:
        case.waiting_for = [Reason.PUT_OFF_BY_THEM, Reason.CAMPAIGN_ENDS_FIRST]
        close_case(session, case, rules, now)
    else:
        case.due_at, note.renew_at = until, until
    return _kept(session, note, Choice.LATER, now, at=until)


def take_back(session: Session, public_id: str, *, now: datetime) -> Chosen | Why:
    """The time, or the “not now”, is taken back: the call comes as it was planned."""
    note = _opened(session, public_id)
    if isinstance(note, Why):
        return note
    case = note.case
    if not _stand_back(session, case, now):
        return Why.CALLING
    _call_off(session, case, now)
    case.due_at, case.waiting_for, note.renew_at = now, [], None
    return _kept(session, note, Choice.BACK, now)


def never(
    session: Session, public_id: str, *, by_mail: bool, rules: Rulebook, line_hash: LineHash, now: datetime
) -> Chosen | Why:
    """Never again, also where the case is over: the person, and their line unless a colleague has it too."""
    note = _note(session, public_id)
    if note is None:
        return Why.OVER
    case, contact = note.case, note.case.contact
    was_open = case.closed_at is None
    wish = Wish("link", _FROM_US, origin="the button of their mail program" if by_mail else None)
    barred: list[Barred] = []
    if not has_line_with_others(session, contact, contact.line_id):
        barred.append(bar(session, this_line(contact.line), wish, rules=rules, line_hash=line_hash, now=now))
    told, person = barred[0].told if barred else frozenset(), this_contact(contact)
    barred.append(bar(session, person, wish, rules=rules, line_hash=line_hash, now=now, but_not_tell=told))
    session.refresh(case)
    if was_open and case.closed_at is not None:
        close_case(session, case, rules, now, otherwise=REFUSED_BY_THE_PERSON)
    hang_up = tuple(dict.fromkeys(call_id for one in barred for call_id in one.hang_up))
    last = latest_choice(session, note.id)
    if last is None or last.choice != Choice.NEVER or any(one.new for one in barred):
        return _kept(session, note, Choice.NEVER, now, by_mail=by_mail, hang_up=hang_up)
    return Chosen(hang_up)


def name_successor(
    session: Session, public_id: str, name: str, line: Line, *, rules: Rulebook, now: datetime
) -> Chosen | Why:
    """Somebody else is asked about the same thing in the same campaign, and this case ends."""
    note = _opened(session, public_id)
    if isinstance(note, Why):
        return note
    case, mine = note.case, note.case.contact.line
    if (line.number, line.extension) == (mine.number, mine.extension):
        return Why.PHONE_OWN
    if not _stand_back(session, case, now):
        return Why.CALLING
    found = succeed(session, case, Successor(name, line), note.public_id, now, now)
    case.waiting_for = [Reason.SOMEBODY_ELSE_NAMED]
    close_case(session, case, rules, now, otherwise=NOBODY_ELIGIBLE)
    return _kept(session, note, Choice.INSTEAD, now, successor_id=found.contact.id)


def _note(session: Session, public_id: str) -> AdvanceNotice | None:
    return session.scalar(select(AdvanceNotice).where(AdvanceNotice.public_id == public_id))


def _opened(session: Session, public_id: str) -> AdvanceNotice | Why:
    """The note with its case locked, after the line; OVER where there is nothing to choose any more."""
    note = _note(session, public_id)
    if note is None:
        return Why.OVER
    pass_line(session, note.case.contact.line_id)
    mine = select(Case).where(Case.id == note.case_id).with_for_update(of=Case, key_share=True)
    case = session.scalars(mine.execution_options(populate_existing=True)).one()
    session.refresh(note)
    return Why.OVER if case.closed_at is not None or case.campaign.stopped_at is not None else note


def _stand_back(session: Session, case: Case, now: datetime) -> bool:
    """Take back a call that is planned only; false where the phone rings by now, or they are talking with us."""
    attempt = session.scalar(select(Attempt).where(Attempt.case_id == case.id, Attempt.closed_at.is_(None)))
    if attempt is None:
        stop_desks(session, (case.id,), _TOLD_CALLERS, now)
        return True
    if session.scalar(select(Call.status).where(Call.id == attempt.call_id)) != CallStatus.PLANNED:
        return False
    cancel_planned(session, attempt, _FROM_US, now)
    stop_desks(session, (case.id,), _TOLD_CALLERS, now)
    return True


def _call_off(session: Session, case: Case, now: datetime) -> None:
    off: Sequence[ColumnElement[bool]] = [Appointment.case_id == case.id, *STILL_OPEN]
    session.execute(
        update(Appointment).where(*off).values(cancelled_at=now), execution_options={"synchronize_session": False}
    )


def _kept(
    session: Session,
    note: AdvanceNotice,
    choice: Choice,
    now: datetime,
    *,
    at: datetime | None = None,
    by_mail: bool = False,
    successor_id: int | None = None,
    hang_up: tuple[int, ...] = (),
) -> Chosen:
    row = NoticeChoice(notice_id=note.id, choice=choice, at=at, by_mail=by_mail, chosen_at=now)
    row.successor_id = successor_id
    session.add(row)
    session.flush()
    return Chosen(hang_up)
