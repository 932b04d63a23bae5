"""A live call is recorded: never before the person on the line has agreed to it in this very call, and no longer than
they stand by it.

A tape is a row before the carrier is asked to record, and the carrier's news of it goes by the tape's own token, so
that nothing it recorded is unknown to us. The sound is a recording like every other: fetched, kept for as long, erased
with the person. Lock order: calls, the bridge, the tape, the recording.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from vocsurvey.db.agreement import Consent
from vocsurvey.db.bridge import Bridge
from vocsurvey.db.dialing import Call
from vocsurvey.db.interview import Exchange, Interview, Recording, RecordingState
from vocsurvey.db.reads.desk import own_attempt
from vocsurvey.db.reads.pinned import pinned
from vocsurvey.db.tape import Tape
from vocsurvey.followup.lifecycle import Refusal
from vocsurvey.operations.bridging import party_now
from vocsurvey.operations.calling_times import country_of
from vocsurvey.operations.course import course_of
from vocsurvey.operations.fetching import discard
from vocsurvey.operations.leasing import mine
from vocsurvey.operations.listening import consent_point
from vocsurvey.operations.taking_over import running_call
from vocsurvey.questionnaire.model import Purpose
from vocsurvey.rulebook import Rulebook

NOT_AGREED = Refusal("They have not agreed in this call that it is recorded. Ask them first.")
NOT_ASKED = Refusal("They agreed to the recording of one answer. This questionnaire does not ask for the call.")
NOT_HERE = Refusal("Calls to their country are not recorded: consent.yaml forbids it.")
NO_TAPE = Refusal("This call is not being recorded.")
NEVER_SAID = "The telephone company did not say that it records."
LATEST = timedelta(hours=1)
"""So long after its beginning a recording is fetched, whatever the carrier says: no live call lasts longer."""
NEWS_WITHIN = timedelta(seconds=20)
"""What the carrier has not said by then, it will not say."""


def begin(session: Session, lease_id: int, user_id: int, *, rules: Rulebook, now: datetime) -> Tape | Refusal:
    """The caller of a lease has their call recorded from now on. A second press finds the tape that runs.

    The person has said yes to it in this call, to the question of the script, and stands by it. To be called through
    ``Database.run``.
    """
    lease = mine(session, lease_id, user_id)
    if isinstance(lease, Refusal):
        return lease
    bridge = running_call(session, lease)
    if isinstance(bridge, Refusal):
        return NO_TAPE
    consent, attempt = consent_point(session, lease, bridge), own_attempt(session, lease)
    if consent is None or attempt is None:
        return NOT_AGREED
    if not _asked_for_call(session, consent):
        return NOT_ASKED
    if not rules.consent.recorded(country_of(attempt.case.contact)):
        return NOT_HERE
    standing = running(session, attempt.call_id)
    if standing is not None:
        return standing
    interview = session.scalars(select(Interview).where(Interview.case_id == lease.case_id)).one()
    tape = Tape(
        token=secrets.token_urlsafe(24).replace("_", "-"),
        call_id=attempt.call_id,
        interview_id=interview.id,
        consent_id=consent.id,
        by_id=user_id,
        position=course_of(interview, attempt).turn.position,
        wanted_at=now,
    )
    session.add(tape)
    session.flush()
    return tape


def running(session: Session, call_id: int) -> Tape | None:
    """The tape of a call that has not ended. Reads only."""
    return session.scalar(select(Tape).where(Tape.call_id == call_id, Tape.ended_at.is_(None)))


def may_begin(session: Session, bridge: Bridge, rules: Rulebook) -> bool:
    """Whether the key is offered: a yes of this call stands in the ledger, and the country allows it. Reads only; what
    decides is ``begin``."""
    latest = session.scalar(
        select(Consent)
        .join(Interview, Interview.id == Consent.interview_id)
        .where(Interview.case_id == bridge.case_id, Consent.purpose == Purpose.RECORDING)
        .order_by(Consent.id.desc())
        .limit(1)
    )
    if latest is None or not latest.granted or latest.given_at < bridge.opened_at:
        return False
    return _asked_for_call(session, latest) and rules.consent.recorded(country_of(bridge.case.contact))


def stop(session: Session, user_id: int, now: datetime) -> Tape | Refusal:
    """The caller has it recorded no longer: the tape, for the edge to have it stopped."""
    bridge = session.scalar(select(Bridge).where(Bridge.user_id == user_id, Bridge.ended_at.is_(None)))
    party = party_now(session, bridge) if bridge is not None else None
    tape = running(session, party.call_id) if party is not None else None
    if tape is None:
        return NO_TAPE
    locked = _locked(session, tape.id)
    locked.stop_wanted_at = locked.stop_wanted_at or now
    session.flush()
    return locked


def unwanted(session: Session, interview_id: int) -> tuple[int, ...]:
    """The tapes of an interview that shall stop, because the yes was taken back or the caller has said so."""
    wanted = select(Tape.id).where(
        Tape.interview_id == interview_id, Tape.ended_at.is_(None), Tape.stop_wanted_at.is_not(None)
    )
    return tuple(session.scalars(wanted.order_by(Tape.id)))


def begun(session: Session, tape_id: int, sid: str, now: datetime) -> None:
    """The carrier records, under this name. What it recorded after the yes was taken back is only to be deleted."""
    tape = _locked(session, tape_id)
    tape.begun_at = tape.begun_at or now
    _recording(session, tape, sid, now)
    session.flush()


def not_begun(session: Session, tape_id: int, why: str, now: datetime) -> None:
    """The carrier does not record."""
    tape = _locked(session, tape_id)
    if tape.begun_at is None and tape.ended_at is None:
        tape.ended_at, tape.problem = now, why[:4000]
    session.flush()


def stopped(session: Session, tape_id: int, now: datetime) -> None:
    """The carrier does not record any more; its own word on that may be on its way, or lost."""
    tape = _locked(session, tape_id)
    if tape.ended_at is None:
        tape.ended_at = now
        tape.problem = None if tape.begun_at is not None else NEVER_SAID
    _due(session, tape, now)
    session.flush()


def hear(
    session: Session, token: str, sid: str, seconds: int, *, begins: bool, ready: bool, now: datetime
) -> tuple[int, ...] | None:
    """The carrier's word on a tape: it records (``begins``), the sound is there (``ready``), or there is none. The ids
    of recordings to look after now; None when no tape has this token."""
    tape_id = session.scalar(select(Tape.id).where(Tape.token == token))
    if tape_id is None:
        return None
    tape = _locked(session, tape_id)
    row = _recording(session, tape, sid, now)
    tape.begun_at, tape.problem = tape.begun_at or now, None
    if begins:
        session.flush()
        return ()
    tape.ended_at = tape.ended_at or now
    row.seconds = row.seconds or seconds
    if ready and row.erased_at is None:
        row.next_try_at = now
    elif not ready and row.state in (RecordingState.AWAITED, RecordingState.UNWANTED):
        if row.state == RecordingState.AWAITED:
            row.state, row.lost_at = RecordingState.LOST, now
            row.problem = "The telephone company says that there is no recording."
        row.erased_at, row.next_try_at = now, None
    session.flush()
    return (row.id,) if ready and row.erased_at is None else ()


def to_stop(session: Session, now: datetime) -> tuple[int, ...]:
    """The tapes that the carrier is to be asked to stop: where that is wanted, where the call is over, and where it
    never said that it records."""
    over = Call.ended_at <= now - NEWS_WITHIN
    silent = Tape.begun_at.is_(None) & (Tape.wanted_at <= now - NEWS_WITHIN)
    wanted = select(Tape.id).join(Call, Call.id == Tape.call_id).where(Tape.ended_at.is_(None))
    return tuple(session.scalars(wanted.where(or_(Tape.stop_wanted_at.is_not(None), over, silent)).order_by(Tape.id)))


def _recording(session: Session, tape: Tape, sid: str, now: datetime) -> Recording:
    """The recording of a tape, made now when this is the first that is heard of it."""
    row = session.scalar(select(Recording).where(Recording.tape_id == tape.id).with_for_update())
    if row is not None:
        return row
    row = Recording(
        carrier_sid=sid,
        interview_id=tape.interview_id,
        position=tape.position,
        call_id=tape.call_id,
        consent_id=tape.consent_id,
        tape_id=tape.id,
        seconds=0,
        state=RecordingState.AWAITED,
        file=secrets.token_hex(32),
        made_at=now,
        next_try_at=now + LATEST,
    )
    session.add(row)
    session.flush()
    if not _stands(session, tape):
        discard(row, now)
    return row


def _asked_for_call(session: Session, consent: Consent) -> bool:
    """Whether the question that was answered has words of its own for a caller, which ask for the call: those for the
    automated voice speak of a comment."""
    interview = session.get_one(Interview, consent.interview_id)
    at = (Exchange.interview_id == interview.id, Exchange.position == consent.position)
    step = session.scalar(select(Exchange.step).where(*at))
    asked = [one for one in pinned(interview.questionnaire).questions if one.id == step]
    return any(one.caller is not None and set(one.say) <= set(one.caller) for one in asked)


def _stands(session: Session, tape: Tape) -> bool:
    """Whether the person stands by their yes, and is not erased."""
    later = select(Consent.granted).where(
        Consent.interview_id == tape.interview_id,
        Consent.purpose == Purpose.RECORDING,
        Consent.id > tape.consent_id,
    )
    latest = session.scalar(later.order_by(Consent.id.desc()).limit(1))
    return latest is not False and tape.interview.case.contact.erased_at is None


def _due(session: Session, tape: Tape, now: datetime) -> None:
    """What it recorded is fetched, or deleted, from now on."""
    row = session.scalar(select(Recording).where(Recording.tape_id == tape.id).with_for_update())
    if row is not None and row.next_try_at is not None:
        row.next_try_at = min(row.next_try_at, now)


def _locked(session: Session, tape_id: int) -> Tape:
    return session.get_one(Tape, tape_id, with_for_update=True, populate_existing=True)
