"""Uncertain dials: a request went to the carrier and its fate is unknown. The line is blocked until it is known.

A webhook may tell at any moment; the carrier's own records tell in the end. Nothing here dials anything.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from vocsurvey.db.dialing import Call, CallStatus
from vocsurvey.db.inquiry import Inquiry, InquiryKind, InquiryVerdict
from vocsurvey.fieldwork.inquiry import Entry, NeverPlaced, Origin, WasPlaced, possible, verdict
from vocsurvey.fieldwork.outcome import CarrierOutcome
from vocsurvey.operations.bridging import lock_calls
from vocsurvey.operations.closing import CarrierNews, end_call, goes_by, hear_from_carrier
from vocsurvey.operations.inquiring import asked, lock_inquiry, of_call, open_inquiry, settle
from vocsurvey.rulebook import Rulebook

NEVER_CAME_BACK = "the process that sent it did not come back"
NEVER_PLACED = "the carrier has no such call"


@dataclass(frozen=True)
class Question:
    """What to ask the carrier: which calls go from ``from_number`` to ``number``, and was one ordered with ``token``?

    ``known`` are names of calls of which it is known that they are others'.
    """

    token: str
    number: str
    from_number: str
    sent_at: datetime
    known: frozenset[str]


def doubt(session: Session, call: Call, problem: str, now: datetime) -> None:
    """Nobody knows whether the phone of a locked call rings: block its line, and have the carrier asked."""
    if call.status == CallStatus.SENDING:
        call.status = CallStatus.UNCERTAIN
        call.problem = problem[:4000]
        open_inquiry(session, call, InquiryKind.PLACEMENT, problem, ask_at=now, now=now)
    session.flush()


def doubt_stale(session: Session, *, rules: Rulebook, now: datetime) -> tuple[int, ...]:
    """Calls whose sender died between permit and record become uncertain. Returns their ids."""
    stale = session.scalars(
        select(Call)
        .where(
            Call.status == CallStatus.SENDING,
            Call.ended_at.is_(None),
            Call.sent_at <= now - rules.pacing.sending_patience,
        )
        .order_by(Call.id)
        .with_for_update(skip_locked=True)
    ).all()
    for call in stale:
        doubt(session, call, NEVER_CAME_BACK, now)
    return tuple(call.id for call in stale)


def give_up_uncertain(session: Session, *, rules: Rulebook, now: datetime, limit: int = 50) -> tuple[int, ...]:
    """Uncertain calls that nothing was heard of for so long that they cannot be ringing any more are ended."""
    waited = now - rules.pacing.uncertain_patience
    gone = (Call.status == CallStatus.UNCERTAIN, Call.ended_at.is_(None), Call.sent_at <= waited)
    found = session.scalars(select(Call.id).where(*gone).order_by(Call.id).limit(limit)).all()
    ended = lock_calls(session, and_(*gone, Call.id.in_(found))) if found else []
    for call in ended:
        end_call(session, call, CarrierOutcome.UNCERTAIN_EXPIRED, rules, now)
        inquiry = of_call(session, call.id, InquiryKind.PLACEMENT)
        if inquiry is not None and inquiry.settled_at is None:
            settle(inquiry, InquiryVerdict.GIVEN_UP, now)
    session.flush()
    return tuple(call.id for call in ended)


def question(session: Session, inquiry_id: int) -> Question | None:
    """What to ask for an inquiry that is open; None when nothing is left to be asked. Reads only."""
    inquiry = session.get(Inquiry, inquiry_id)
    if inquiry is None or inquiry.kind != InquiryKind.PLACEMENT or inquiry.settled_at is not None:
        return None
    if inquiry.call.status != CallStatus.UNCERTAIN:
        return None
    call = inquiry.call
    assert call.sent_at is not None, "the database refuses an uncertain call that was never sent"
    return Question(
        call.token, call.line.number, call.from_number, call.sent_at, frozenset(inquiry.learned.get("ruled_out", ()))
    )


def bound_elsewhere(session: Session, carrier_sids: Sequence[str], but_not_call: int | None = None) -> frozenset[str]:
    """Which of these names belong to calls of ours that are known to go by them."""
    wanted = select(Call.carrier_sid).where(Call.carrier_sid.in_(carrier_sids), Call.id != (but_not_call or 0))
    return frozenset(sid for sid in session.scalars(wanted) if sid is not None)


def conclude(
    session: Session,
    inquiry_id: int,
    entries: Sequence[Entry],
    news: Mapping[str, CarrierNews],
    *,
    rules: Rulebook,
    asked_at: datetime,
    now: datetime,
) -> None:
    """Take in what a question showed that was begun at ``asked_at``: the whole list, with the origins that were read.

    ``news`` says how far each call of the list is. Sure that it was placed, the call gets its name and its status,
    which only moves forward; sure that it was not, its line is free again and nobody's attempt is counted.
    """
    inquiry = lock_inquiry(session, inquiry_id)
    if inquiry is None:
        return
    call = inquiry.call
    if call.status != CallStatus.UNCERTAIN:
        settle(inquiry, InquiryVerdict.TOLD, now)
        return
    assert call.sent_at is not None, "the database refuses an uncertain call that was never sent"
    elsewhere = bound_elsewhere(session, [one.carrier_sid for one in entries], call.id)
    left = possible(entries, call.sent_at, elsewhere, rules.inquiry)
    found = verdict(left, call.sent_at, asked_at, inquiry.asks, rules.inquiry)
    if isinstance(found, WasPlaced):
        assert goes_by(session, call, found.carrier_sid), "what another call goes by is not possible"
        settle(inquiry, InquiryVerdict.PLACED, now)
        hear_from_carrier(session, call, news[found.carrier_sid], rules, now)
    elif isinstance(found, NeverPlaced):
        settle(inquiry, InquiryVerdict.NEVER_PLACED, now)
        release(session, call, rules, now)
    else:
        foreign = [one.carrier_sid for one in left if one.origin is Origin.FOREIGN]
        ruled_out = sorted({*inquiry.learned.get("ruled_out", ()), *foreign})
        inquiry.learned = {"ruled_out": ruled_out, "undecided": list(found.undecided)}
        asked(inquiry, ask_at=found.ask_at, now=now)
    session.flush()


def settle_by_hand(
    session: Session, inquiry_id: int, *, rang: bool, by: str, reason: str, rules: Rulebook, now: datetime
) -> bool:
    """Somebody found out by other means what became of an uncertain call, and says how. False when it is known already.

    A phone that rang was an attempt; one that did not frees the line and counts as nobody's.
    """
    inquiry = lock_inquiry(session, inquiry_id)
    if inquiry is None or inquiry.call.status != CallStatus.UNCERTAIN:
        return False
    inquiry.settled_by, inquiry.reason = by[:200], reason[:4000]
    settle(inquiry, InquiryVerdict.PLACED if rang else InquiryVerdict.NEVER_PLACED, now)
    if rang:
        end_call(session, inquiry.call, CarrierOutcome.UNCERTAIN_EXPIRED, rules, now)
    else:
        release(session, inquiry.call, rules, now)
    return True


def already_told(session: Session, inquiry_id: int, now: datetime) -> None:
    """Nothing is left to be asked: a webhook, or the sender itself, told in the meantime."""
    inquiry = lock_inquiry(session, inquiry_id)
    if inquiry is None or inquiry.kind != InquiryKind.PLACEMENT:
        return
    if inquiry.call.status != CallStatus.UNCERTAIN:
        settle(inquiry, InquiryVerdict.TOLD, now)
        session.flush()


def release(session: Session, call: Call, rules: Rulebook, now: datetime) -> None:
    """The phone never rang: the line is free, nobody's attempt is counted, and the case comes again."""
    call.problem = NEVER_PLACED
    end_call(session, call, CarrierOutcome.NEVER_LEFT, rules, now, status=CallStatus.UNSENT)
