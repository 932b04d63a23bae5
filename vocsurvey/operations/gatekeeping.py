"""The gate of all dialling, closed because of the carrier's account, and opened again when it works; and those told."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, exists, select, update
from sqlalchemy.orm import Session

from vocsurvey.db.campaign import Case, CaseKind, DialGate, GateChange
from vocsurvey.db.dialing import Attempt, Call, CallStatus, CarrierEvent
from vocsurvey.fieldwork.account_error import AccountError, Concern, Reopening
from vocsurvey.fieldwork.outcome import CarrierOutcome
from vocsurvey.fieldwork.pacing import Conversations
from vocsurvey.fieldwork.permission import Block, Defer, Reason
from vocsurvey.operations.announcing import announce as announce
from vocsurvey.operations.callee import country_gate
from vocsurvey.operations.closing import end_call
from vocsurvey.operations.decision import decide
from vocsurvey.operations.dialing import ALL_DIALLING, set_gate
from vocsurvey.operations.suppressing import LineHash
from vocsurvey.operations.watching import locked_to_end
from vocsurvey.rulebook import Rulebook

_BY_HAND = "Open it again under “Stop dialling” when it is put right."
THE_CARRIER = "the carrier"
THE_CLOCK = "the clock, because the carrier's account works again"
_CLOSED = {Reason.OUTSIDE_HOURS, Reason.HOLIDAY, Reason.COUNTRY_STOPPED}


def record_account_refused(
    session: Session, call_id: int, error: AccountError, said: str, *, rules: Rulebook, now: datetime
) -> None:
    """The carrier refused our account or our own number, not the number called: nobody's attempt, and all dialling
    stops, or that to one country, because every further request would be refused as well. The operators are told.
    """
    country = session.get_one(Call, call_id).line.country if error.concerns is Concern.COUNTRY else None
    _gate(session)  # before the call, as everywhere
    if country is not None:
        session.get(DialGate, country_gate(country), with_for_update=True, populate_existing=True)
    call = locked_to_end(session, call_id)
    if CallStatus(call.status) not in (CallStatus.SENDING, CallStatus.UNCERTAIN):
        return
    call.problem = said[:4000]
    end_call(session, call, CarrierOutcome.NEVER_LEFT, rules, now, status=CallStatus.UNSENT)
    code = f" (error {error.code})" if error.code is not None else ""
    reason = f"{error.meaning} {error.to_do}{code}"
    if country is not None:
        _stop_country(session, country, error.meaning, reason, now)
        return
    probe_at = now + rules.account_errors.probe_after if error.reopens is Reopening.PROBE else None
    if _close(session, reason, probe_at, now):
        next_step = "It goes on by itself once the account works again." if probe_at is not None else _BY_HAND
        announce(session, f"All dialling is stopped: {error.meaning}", f"{reason}\n\n{next_step}", now)


def _stop_country(session: Session, country: str, meaning: str, reason: str, now: datetime) -> None:
    key = country_gate(country)
    if set_gate(session, key, opened=False, by=THE_CARRIER, now=now, reason=reason[:4000]):
        headline = f"Calls to {country} are stopped: {meaning}"
        announce(session, headline, f"{reason}\n\nCalls to other countries go on. {_BY_HAND}", now)


def queue_grew(session: Session, queue_time: timedelta | None, *, rules: Rulebook, now: datetime) -> bool:
    """The carrier said for how long it would hold a new call. True when that is too long and dialling stops."""
    if queue_time is None or queue_time <= rules.account_errors.longest_queue:
        return False
    seconds = round(queue_time.total_seconds())
    return _close(session, f"The carrier holds new calls for {seconds} s before it dials them.", now + queue_time, now)


def probe_due(session: Session, now: datetime) -> bool:
    """Whether it is time to look whether the account works again. Reads only."""
    gate = session.get(DialGate, ALL_DIALLING)
    return gate is not None and not gate.opened and gate.probe_at is not None and gate.probe_at <= now


def probed(session: Session, *, works: bool, rules: Rulebook, now: datetime) -> bool:
    """The account was looked at. If it works, dialling goes on (True), unless a person has decided meanwhile."""
    gate = _gate(session)
    if gate is None or gate.opened or gate.probe_at is None:
        return False
    if not works:
        gate.probe_at = now + rules.account_errors.probe_after
        session.flush()
        return False
    set_gate(session, ALL_DIALLING, opened=True, by=THE_CLOCK, now=now)
    return True


def stop_everything(session: Session, by: str, *, rules: Rulebook, now: datetime) -> tuple[int, ...]:
    """The kill switch. No permit is granted after this commit; the ids of the calls to end at the carrier now.

    Those that nobody has answered end; conversations go on to their end or not, as ``pacing.yaml`` says.
    """
    if not set_gate(session, ALL_DIALLING, opened=False, by=by, now=now):
        _take_over(session, by, now)
    talking = rules.pacing.conversations_when_stopped is Conversations.HANG_UP
    return stop_ringing(session, now, talking=talking)


def go_on(session: Session, by: str, now: datetime, country: str | None = None) -> bool:
    """Phones may ring again, everywhere or in one country; False when nothing was stopped.

    What was planned asks for its permit anew.
    """
    key = ALL_DIALLING if country is None else country_gate(country)
    if country is not None and session.get(DialGate, key) is None:
        return False
    return set_gate(session, key, opened=True, by=by, now=now)


def stop_ringing(
    session: Session, now: datetime, *, talking: bool = False, campaign_id: int | None = None
) -> tuple[int, ...]:
    """Calls that nobody has answered yet shall end, and conversations too where ``talking``; of one campaign, or all.

    The ids of those that the carrier has named, to be hung up now; the others are hung up when it names them.
    """
    whose: tuple[ColumnElement[bool], ...] = ()
    if campaign_id is not None:
        cases = select(Attempt.call_id).join(Case, Case.id == Attempt.case_id).where(Case.campaign_id == campaign_id)
        whose = (Call.id.in_(cases.where(Attempt.closed_at.is_(None))),)
    ending = (CallStatus.SENDING, CallStatus.UNCERTAIN, CallStatus.PLACED)
    rows = session.execute(
        update(Call)
        .where(
            Call.status.in_((*ending, CallStatus.LIVE) if talking else ending),
            Call.ended_at.is_(None),
            Call.direction == "outbound",
            Call.hang_up_wanted_at.is_(None),
            *whose,
        )
        .values(hang_up_wanted_at=now)
        .returning(Call.id, Call.carrier_sid),
        execution_options={"synchronize_session": False},
    )
    return tuple(sorted(call_id for call_id, sid in rows if sid is not None))


def cancel_after_hours(session: Session, *, rules: Rulebook, line_hash: LineHash, now: datetime) -> tuple[int, ...]:
    """Calls that the carrier still holds, and that may not be made any more: their window has closed, or the person
    said no meanwhile. They shall end before the phone rings; their ids.
    """
    begun = exists().where(CarrierEvent.call_id == Call.id, CarrierEvent.progress.in_(("ringing", "in_progress")))
    held = session.scalars(
        select(Call)
        .where(
            Call.status == CallStatus.PLACED,
            Call.ended_at.is_(None),
            Call.placed_at <= now - rules.account_errors.longest_queue,
            Call.hang_up_wanted_at.is_(None),
            Call.attempt.has(Attempt.case.has(Case.kind != CaseKind.TEST)),
            ~begun,
        )
        .order_by(Call.id)
        .with_for_update(skip_locked=True)
    ).all()
    late = [call for call in held if _too_late(session, call, rules, line_hash, now)]
    for call in late:
        call.hang_up_wanted_at = now
    session.flush()
    return tuple(call.id for call in late)


def _too_late(session: Session, call: Call, rules: Rulebook, line_hash: LineHash, now: datetime) -> bool:
    attempt = call.attempt
    assert attempt is not None, "only calls of cases are looked at"
    decision = decide(session, attempt.case, rules=rules, line_hash=line_hash, now=now, but_not_attempt=attempt.id)
    # That the line is busy with this very call is no reason.
    return isinstance(decision, Block) or (isinstance(decision, Defer) and not _CLOSED.isdisjoint(decision.reasons))


def _take_over(session: Session, by: str, now: datetime) -> None:
    """What the carrier stopped would be opened by the clock; what a person stopped is opened by a person."""
    gate = session.get_one(DialGate, ALL_DIALLING)
    if gate.probe_at is None:
        return
    gate.probe_at, gate.changed_at, gate.changed_by = None, now, by
    session.add(GateChange(gate_key=gate.key, opened=False, changed_at=now, changed_by=by, reason=gate.reason))
    session.flush()


def _gate(session: Session) -> DialGate | None:
    return session.get(DialGate, ALL_DIALLING, with_for_update=True, populate_existing=True)


def _close(session: Session, reason: str, probe_at: datetime | None, now: datetime) -> bool:
    """Close the gate in the carrier's name; False when it is closed already, by whomever."""
    return set_gate(
        session, ALL_DIALLING, opened=False, by=THE_CARRIER, now=now, reason=reason[:4000], probe_at=probe_at
    )
