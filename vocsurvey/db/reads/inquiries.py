"""What is still unsure about calls, what was found out, and what was heard afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from vocsurvey.db.campaign import Campaign, Case
from vocsurvey.db.dialing import Attempt, Call, CallStatus
from vocsurvey.db.inquiry import Inquiry, InquiryKind
from vocsurvey.db.sample import Contact, PhoneLine

# The outer joins make the last three None for a call without a case.
Lines = Select[Inquiry, Call, str, str, int, str, str]
_SHOWN = 3  # digits of a number at its end: enough to recognise it, too few to dial it


@dataclass(frozen=True)
class InquiryLine:
    """One inquiry, with whom the call was to. ``number`` is masked. ``heard`` and ``too_late`` count key presses.

    ``case_id`` and ``contact`` are None for a call without a case.
    """

    id: int
    call_id: int
    kind: str
    case_id: int | None
    contact: str | None
    campaign: str | None
    number: str
    since: datetime
    why: str
    asks: int
    asked_at: datetime | None
    ask_at: datetime
    problem: str | None
    undecided: int
    settled_at: datetime | None
    verdict: str | None
    settled_by: str | None
    reason: str | None
    heard: int
    too_late: int


@dataclass(frozen=True)
class Doubts:
    """How many calls are uncertain, since when the first of them, and since when its question is due."""

    count: int
    since: datetime | None
    due_at: datetime | None


def unsure(session: Session) -> list[InquiryLine]:
    """Calls of which nobody knows whether they were placed, the oldest first. Each holds its line back."""
    wanted = _lines().where(Call.status == CallStatus.UNCERTAIN, Inquiry.settled_at.is_(None))
    return _read(session, wanted.where(Inquiry.kind == InquiryKind.PLACEMENT).order_by(Call.sent_at, Call.id))


def found_out(session: Session, limit: int = 20) -> list[InquiryLine]:
    """What was found out lately, the newest first; of key presses only where there were any."""
    told = (Inquiry.kind == InquiryKind.PLACEMENT) | (Inquiry.verdict == "recovered")
    wanted = _lines().where(Inquiry.settled_at.is_not(None), told)
    return _read(session, wanted.order_by(Inquiry.settled_at.desc(), Inquiry.id.desc()).limit(limit))


def line_of(session: Session, inquiry_id: int) -> InquiryLine | None:
    """One inquiry; None when there is none of this number."""
    return next(iter(_read(session, _lines().where(Inquiry.id == inquiry_id))), None)


def doubts(session: Session, campaign_id: int | None = None) -> Doubts:
    """How many calls are uncertain, of one campaign or of all."""
    wanted = (
        select(func.count(Call.id), func.min(Call.sent_at), func.min(Inquiry.ask_at))
        .join(Inquiry, (Inquiry.call_id == Call.id) & (Inquiry.kind == InquiryKind.PLACEMENT))
        .where(Call.status == CallStatus.UNCERTAIN)
    )
    if campaign_id is not None:
        wanted = wanted.where(Call.attempt.has(Attempt.case.has(Case.campaign_id == campaign_id)))
    count, since, due_at = session.execute(wanted).one()
    return Doubts(count, since, due_at)


def masked(number: str) -> str:
    """A number of which only the country's beginning and the last digits are shown."""
    return f"{number[:3]} {'•' * max(0, len(number) - 3 - _SHOWN)}{number[-_SHOWN:]}"


def _lines() -> Lines:
    return (
        select(Inquiry, Call, PhoneLine.number, PhoneLine.extension, Case.id, Contact.name, Campaign.name)
        .join(Call, Call.id == Inquiry.call_id)
        .join(PhoneLine, PhoneLine.id == Call.line_id)
        .outerjoin(Attempt, Attempt.call_id == Call.id)
        .outerjoin(Case, Case.id == Attempt.case_id)
        .outerjoin(Contact, Contact.id == Case.contact_id)
        .outerjoin(Campaign, Campaign.id == Case.campaign_id)
    )


def _read(session: Session, wanted: Lines) -> list[InquiryLine]:
    return [
        InquiryLine(
            id=row.id,
            call_id=call.id,
            kind=row.kind,
            case_id=case_id,
            contact=contact,
            campaign=campaign,
            number=masked(number) + (f" ext. {extension}" if extension else ""),
            since=call.sent_at or row.opened_at,
            why=row.why,
            asks=row.asks,
            asked_at=row.asked_at,
            ask_at=row.ask_at,
            problem=row.problem,
            undecided=len(row.learned.get("undecided", ())),
            settled_at=row.settled_at,
            verdict=row.verdict,
            settled_by=row.settled_by,
            reason=row.reason,
            heard=len(row.learned.get("heard", ())),
            too_late=len(row.learned.get("too_late", ())),
        )
        for row, call, number, extension, case_id, contact, campaign in session.execute(wanted)
    ]
