"""From a due case to a ringing phone: claim, permit, one POST by the edge, and what became of it.

Lock order: dial gates, phone line, call. There is no way back to ``planned`` or ``sending``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from vocsurvey.db.campaign import Case, DialGate, GateChange
from vocsurvey.db.desk import DeskLease
from vocsurvey.db.dialing import Attempt, Call, CallStatus, DialPermit
from vocsurvey.fieldwork.outcome import CarrierOutcome
from vocsurvey.fieldwork.permission import Allow, Defer
from vocsurvey.fieldwork.protocol import Channel
from vocsurvey.operations.bridging import lock_calls, unready
from vocsurvey.operations.budget import book
from vocsurvey.operations.callee import ALL_DIALLING as ALL_DIALLING
from vocsurvey.operations.callee import country_gate
from vocsurvey.operations.calling_times import country_of
from vocsurvey.operations.claiming import claim_due_cases as claim_due_cases
from vocsurvey.operations.claiming import pulse as pulse
from vocsurvey.operations.closing import end_call
from vocsurvey.operations.decision import decide, in_words
from vocsurvey.operations.giving_notice import has_address
from vocsurvey.operations.greeting import wanted
from vocsurvey.operations.reconciling import doubt
from vocsurvey.operations.returning import stop_behind
from vocsurvey.operations.suppressing import LineHash, pass_line
from vocsurvey.operations.watching import locked, locked_to_end, nudge
from vocsurvey.rulebook import Rulebook


def campaign_gate(campaign_id: int) -> str:
    """The key of a campaign's gate."""
    return f"campaign:{campaign_id}"


@dataclass(frozen=True)
class Permit:
    """Leave to send one POST for this call. Whoever holds it sends once and records what came of it.

    ``live``: a person speaks, so no machine is listened for, and it may last as long as a conversation. ``rings``: how
    long at most, where it is not as long as every other.
    """

    call_id: int
    token: str
    number: str
    extension: str
    from_number: str
    granted_at: datetime
    await_greeting: bool = False
    live: bool = False
    rings: timedelta | None = None


@dataclass(frozen=True)
class Refused:
    """No permit: a word for the log, nothing personal."""

    why: str


def nudge_planned(session: Session, *, rules: Rulebook, now: datetime, limit: int = 200) -> tuple[int, ...]:
    """The planned calls that no job was queued for, or whose job is overdue: each is handed out once per lead time."""
    due = (
        select(Call.id)
        .where(
            Call.status == CallStatus.PLANNED,
            Call.ended_at.is_(None),
            or_(Call.nudged_until.is_(None), Call.nudged_until <= now),
        )
        .order_by(Call.planned_at, Call.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return nudge(session, due, now + rules.pacing.claim_lead)


def grant_permit(
    session: Session, call_id: int, *, rules: Rulebook, line_hash: LineHash, now: datetime
) -> Permit | Refused:
    """Ask everything once more, under the gates, and commit to one POST. A second job for the same call is refused."""
    call = session.get(Call, call_id)
    if call is None:
        return Refused("not planned")
    attempt = call.attempt
    if attempt is None:
        return Refused("no case")
    opened = pass_gates(session, attempt.case.campaign_id, call.line.country)
    line = pass_line(session, call.line_id)
    lock_calls(session, Call.id == call_id)
    if call.status != CallStatus.PLANNED:
        return Refused("not planned")
    if not opened:
        return cancel(session, call, "gate closed", rules, now, now + rules.protocol.recheck)
    session.refresh(attempt.case)
    session.refresh(attempt.case.campaign)
    stale = _stale(session, attempt, call) or unready(session, call)
    if stale is not None:
        return cancel(session, call, stale, rules, now, now)
    decision = decide(session, attempt.case, rules=rules, line_hash=line_hash, now=now, but_not_attempt=attempt.id)
    if not isinstance(decision, Allow):
        why = ",".join(decision.reasons)
        until = decision.until if isinstance(decision, Defer) else now
        refused = cancel(session, call, why, rules, now, until)
        attempt.case.waiting_for = list(decision.reasons)
        session.flush()
        return refused
    book(session, rules.allowance, country_of(attempt.case.contact), attempt.case.campaign_id, now)
    session.add(DialPermit(call_id=call.id, granted_at=now, decision=_words(decision, attempt.case, rules)))
    session.flush()
    call.permit_call_id = call.id
    call.status = CallStatus.SENDING
    call.sent_at = now
    session.flush()
    waits = wanted(session, attempt.case, rules)
    live = attempt.channel == Channel.LIVE
    return Permit(call.id, call.token, line.number, line.extension, call.from_number, now, waits and not live, live)


def _words(decision: Allow, case: Case, rules: Rulebook) -> dict[str, Any]:
    """The decision as the permit keeps it; where a note is to go ahead, also whether there was anywhere to send it."""
    words = in_words(decision, rules)
    return words if case.campaign.notice_days is None else {**words, "address": has_address(case.contact)}


def record_placed(session: Session, call_id: int, carrier_sid: str, now: datetime) -> bool:
    """The carrier took the call. A webhook may have told us before: a status only moves forward.

    True when somebody wished meanwhile that it ends: it is to be hung up at once.
    """
    call = locked(session, call_id)
    call.carrier_sid = call.carrier_sid or carrier_sid
    call.placed_at = call.placed_at or now
    call.heard_from_at = call.heard_from_at or now
    if CallStatus(call.status).rank < CallStatus.PLACED.rank:
        call.status = CallStatus.PLACED
    session.flush()
    return call.hang_up_wanted_at is not None and call.hang_up_wanted_at <= now and call.ended_at is None


def record_unsent(
    session: Session, call_id: int, problem: str, *, throttled: bool, rules: Rulebook, now: datetime
) -> None:
    """The request provably never left, or was turned away unprocessed: the case may be tried again, as a new call."""
    call = locked_to_end(session, call_id)
    if CallStatus(call.status) in (CallStatus.SENDING, CallStatus.UNCERTAIN):
        call.problem = problem[:4000]
        outcome = CarrierOutcome.THROTTLED if throttled else CarrierOutcome.NEVER_LEFT
        end_call(session, call, outcome, rules, now, status=CallStatus.UNSENT)


def record_rejected(session: Session, call_id: int, problem: str, *, rules: Rulebook, now: datetime) -> None:
    """The carrier refused the request as it was: it is not sent again more often than the protocol says."""
    call = locked_to_end(session, call_id)
    if CallStatus(call.status) in (CallStatus.SENDING, CallStatus.UNCERTAIN):
        call.problem = problem[:4000]
        end_call(session, call, CarrierOutcome.REJECTED_BY_CARRIER, rules, now, status=CallStatus.UNSENT)


def set_gate(
    session: Session,
    key: str,
    *,
    opened: bool,
    by: str,
    now: datetime,
    reason: str | None = None,
    probe_at: datetime | None = None,
) -> bool:
    """Open or close a gate; False when it is so already, by whomever: then nothing changes.

    Permits queue at the same row: none is granted after this commit while it is closed; callers lose the cases behind
    it that they are not on the phone with. Every change is kept.
    """
    gate = session.get(DialGate, key, with_for_update=True, populate_existing=True)
    if gate is not None and gate.opened is opened:
        return False
    if gate is None:
        gate = DialGate(key=key, passages=0)
        session.add(gate)
    gate.opened, gate.changed_at, gate.changed_by = opened, now, by
    gate.reason, gate.probe_at = reason, probe_at
    session.add(GateChange(gate_key=key, opened=opened, changed_at=now, changed_by=by, reason=reason))
    session.flush()
    if not opened:
        stop_behind(session, key, by, reason, now)
    return True


def record_uncertain(session: Session, call_id: int, problem: str, now: datetime) -> None:
    """Nobody knows whether the phone rings. The line stays blocked until a webhook or the carrier's records tell."""
    doubt(session, locked(session, call_id), problem, now)


def pass_gates(session: Session, campaign_id: int, country: str | None) -> bool:
    """Queue at each gate in a fixed order; true when all are open. Most countries have none."""
    altogether = [_passage(session, key) is True for key in (ALL_DIALLING, campaign_gate(campaign_id))]
    return _passage(session, country_gate(country)) is not False and all(altogether)


def pass_gate(session: Session, key: str) -> bool:
    """Queue at a gate by updating its row; true when it is open."""
    return _passage(session, key) is True


def _passage(session: Session, key: str) -> bool | None:
    return session.execute(
        update(DialGate).where(DialGate.key == key).values(passages=DialGate.passages + 1).returning(DialGate.opened),
        execution_options={"synchronize_session": False},
    ).scalar_one_or_none()


def _stale(session: Session, attempt: Attempt, call: Call) -> str | None:
    """Why a plan is out of date: what was planned may be a day old when a worker takes it up."""
    case = attempt.case
    if case.closed_at is not None:
        return "case closed"
    if attempt.caller_id is not None and attempt.caller_id != _caller_of(session, case):
        return "no longer with the caller"
    return "number changed" if case.contact.line_id != call.line_id else None


def _caller_of(session: Session, case: Case) -> int | None:
    """Who has the case on their desk."""
    return session.scalar(select(DeskLease.user_id).where(DeskLease.case_id == case.id, DeskLease.ended_at.is_(None)))


def cancel(session: Session, call: Call, why: str, rules: Rulebook, now: datetime, due_at: datetime) -> Refused:
    """A planned call that may not be dialled after all: its attempt does not count, its case comes again."""
    call.problem = why[:4000]
    end_call(session, call, CarrierOutcome.NEVER_LEFT, rules, now, status=CallStatus.CANCELLED, due_at=max(due_at, now))
    return Refused(why)
