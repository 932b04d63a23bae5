"""What the carrier is to be asked about a call: opened with the doubt, due at a time, settled once.

Lock order: the call, then its inquiry.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from vocsurvey.db.campaign import CaseKind
from vocsurvey.db.dialing import Call
from vocsurvey.db.inquiry import Inquiry, InquiryKind, InquiryVerdict
from vocsurvey.db.interview import Interview
from vocsurvey.fieldwork.inquiry import pause
from vocsurvey.fieldwork.protocol import Channel
from vocsurvey.operations.bridging import lock_calls
from vocsurvey.rulebook import Rulebook

# How long a queued question may wait for a worker before the clock calls for one again.
PATIENCE = timedelta(minutes=2)


def open_inquiry(session: Session, call: Call, kind: InquiryKind, why: str, *, ask_at: datetime, now: datetime) -> None:
    """Have the carrier asked about a locked call, from ``ask_at`` on. A second opening changes nothing."""
    if of_call(session, call.id, kind) is None:
        session.add(Inquiry(call_id=call.id, kind=kind, why=why[:4000], opened_at=now, ask_at=ask_at, learned={}))
        session.flush()


def look_for_presses(session: Session, call: Call, rules: Rulebook, now: datetime) -> None:
    """A locked call is over, and the interview on it did not come to its end: something may have been pressed that
    never reached us, and the carrier remembers it.
    """
    attempt = call.attempt
    if attempt is None or attempt.leg is None or attempt.case.kind == CaseKind.TEST or call.carrier_sid is None:
        return
    if attempt.channel == Channel.LIVE:  # a caller wrote down what was said
        return
    ending = session.scalar(select(Interview.ending).where(Interview.case_id == attempt.case_id))
    if ending is None:
        why = "the call was over before the interview was"
        open_inquiry(session, call, InquiryKind.KEY_PRESSES, why, ask_at=now + rules.inquiry.events_after, now=now)


def of_call(session: Session, call_id: int, kind: InquiryKind) -> Inquiry | None:
    """The inquiry of that kind about a call, locked; None when there is none."""
    return session.scalar(select(Inquiry).where(Inquiry.call_id == call_id, Inquiry.kind == kind).with_for_update())


def nudge_due(session: Session, *, rules: Rulebook, now: datetime) -> tuple[int, ...]:
    """The inquiries whose time has come, each handed out once until a worker must have taken it up."""
    due = (
        select(Inquiry.id)
        .where(
            Inquiry.settled_at.is_(None),
            Inquiry.ask_at <= now,
            or_(Inquiry.nudged_until.is_(None), Inquiry.nudged_until <= now),
        )
        .order_by(Inquiry.ask_at, Inquiry.id)
        .limit(rules.inquiry.asks_per_tick)
        .with_for_update(skip_locked=True)
    )
    rows = session.execute(
        update(Inquiry).where(Inquiry.id.in_(due)).values(nudged_until=now + PATIENCE).returning(Inquiry.id),
        execution_options={"synchronize_session": False},
    )
    return tuple(sorted(rows.scalars()))


def lock_inquiry(session: Session, inquiry_id: int) -> Inquiry | None:
    """An inquiry that is still open, with its call, both locked until the transaction ends; None when it is settled."""
    call_id = session.scalar(select(Inquiry.call_id).where(Inquiry.id == inquiry_id))
    if call_id is None:
        return None
    lock_calls(session, Call.id == call_id)
    inquiry = session.get_one(Inquiry, inquiry_id, with_for_update=True, populate_existing=True)
    return None if inquiry.settled_at is not None else inquiry


def asked(inquiry: Inquiry, *, ask_at: datetime, now: datetime) -> None:
    """The carrier answered, and it is not enough: ask again then."""
    inquiry.asks += 1
    inquiry.asked_at, inquiry.ask_at, inquiry.nudged_until, inquiry.problem = now, ask_at, None, None


def unanswered(
    session: Session, inquiry_id: int, problem: str, *, rules: Rulebook, now: datetime, rest: timedelta | None = None
) -> None:
    """The carrier could not be asked: ask again after the usual pause, or after ``rest`` when it asked for that."""
    inquiry = lock_inquiry(session, inquiry_id)
    if inquiry is not None:
        wait = max(pause(inquiry.asks, rules.inquiry), rest or timedelta())
        asked(inquiry, ask_at=now + wait, now=now)
        inquiry.problem = problem[:4000]
        session.flush()


def settle(inquiry: Inquiry, verdict: InquiryVerdict, now: datetime) -> None:
    """It is found out."""
    inquiry.verdict, inquiry.settled_at, inquiry.nudged_until = verdict, now, None


def ask_now(session: Session, inquiry_id: int, now: datetime) -> bool:
    """Somebody wants it asked now; false when it is settled."""
    inquiry = lock_inquiry(session, inquiry_id)
    if inquiry is not None:
        inquiry.ask_at, inquiry.nudged_until = now, None
        session.flush()
    return inquiry is not None
