"""Comments that the carrier recorded: heard in the conversation, reported ready, and at last in words.

What the carrier tells of one recording comes in any order, twice or never. A recording that the conversation does not
count is deleted at the carrier; one that it does is fetched, and then deleted there too. Lock order: call, interview,
recording, follow-up.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from vocsurvey.db.agreement import Consent
from vocsurvey.db.dialing import Call
from vocsurvey.db.interview import Answer, Exchange, Interview, Recording, RecordingState
from vocsurvey.interview.heard import Recorded
from vocsurvey.operations.closing import goes_by
from vocsurvey.operations.fetching import discard
from vocsurvey.operations.heeding import Heeded, alarmed, opted_out, unheard
from vocsurvey.operations.interviewing import Machine, Reply, Spoken, begin, lock_call, take_turn
from vocsurvey.operations.suppressing import LineHash
from vocsurvey.questionnaire.model import Purpose
from vocsurvey.rulebook import Rulebook

FIRST_LOOK = timedelta(seconds=5)
GRACE = timedelta(minutes=3)
"""How long a recording that only the carrier has spoken of waits for the conversation to hear of it."""

NEVER_THERE = "The telephone company says that there is no recording."


def take_comment(
    session: Session,
    token: str,
    carrier_sid: str,
    position: int | None,
    comment: Recorded,
    *,
    rules: Rulebook,
    line_hash: LineHash,
    now: datetime,
    step: str | None = None,
) -> Reply:
    """A comment was recorded at ``position``: heard like anything else, and its recording is to be fetched.

    One that does not count (a star ended it, it was too short, the position was heard already, or is not known) is to
    be deleted instead. The same recording again changes nothing.
    """
    if position is None:
        reply = begin(session, token, carrier_sid, rules=rules, now=now)
    else:
        reply = take_turn(
            session, token, carrier_sid, position, comment, rules=rules, line_hash=line_hash, now=now, step=step
        )
    call = lock_call(session, token)
    if call is not None and isinstance(reply, Spoken | Machine):
        at = reply.turn.position if position is None and isinstance(reply, Spoken) else position
        row = _recording(session, call, comment.sid, comment.seconds, at, now)
        if row is not None and row.state == RecordingState.ANNOUNCED:
            row.seconds = comment.seconds
            _decide(session, row, rules, now)
    session.flush()
    return reply


def hear_of_recording(
    session: Session,
    token: str,
    carrier_sid: str,
    position: int | None,
    sid: str,
    seconds: int,
    *,
    ready: bool,
    now: datetime,
) -> tuple[int, ...]:
    """The carrier says that a recording is ready, or that there is none; ids of recordings to look after now."""
    call = lock_call(session, token)
    if call is None or not goes_by(session, call, carrier_sid):
        return ()
    row = _recording(session, call, sid, seconds, position, now) if ready else _known(session, sid)
    if row is None or row.call_id != call.id or row.erased_at is not None:
        return ()
    if row.state == RecordingState.ANNOUNCED:
        row.seconds = row.seconds or seconds
    elif not ready:
        if row.state == RecordingState.AWAITED:
            row.state, row.lost_at, row.problem = RecordingState.LOST, now, NEVER_THERE
        if row.state != RecordingState.KEPT:
            row.erased_at, row.next_try_at = now, None
    elif row.state in (RecordingState.AWAITED, RecordingState.UNWANTED):
        row.next_try_at = now
        session.flush()
        return (row.id,)
    session.flush()
    return ()


def hear_words(
    session: Session,
    token: str,
    carrier_sid: str,
    position: int | None,
    sid: str,
    words: str,
    *,
    rules: Rulebook,
    line_hash: LineHash,
    now: datetime,
) -> Heeded:
    """The words of a recording have come; what they led to. Those that came first stay. Where the carrier understood
    none (``words`` is empty), that is kept too, and somebody is to listen.

    The wish not to be called again is obeyed at once, also where nothing of the recording is kept.
    """
    call = lock_call(session, token)
    if call is None or not goes_by(session, call, carrier_sid):
        return Heeded()
    if call.attempt is not None and call.attempt.case.contact.erased_at is not None:
        return Heeded()
    row = _recording(session, call, sid, 0, position, now)
    if row is not None and (row.call_id != call.id or row.words):
        return Heeded()
    flags: tuple[int, ...] = ()
    if row is not None and row.state != RecordingState.UNWANTED:
        row.words, row.words_at = words[:4000], now
        session.flush()
        flags = () if row.state == RecordingState.ANNOUNCED else alarmed(session, row, rules, now)
        if not row.words:
            flags = unheard(session, row.id, transcribed=lambda language: True, rules=rules, now=now)
    return Heeded(flags, opted_out(session, call, words, rules=rules, line_hash=line_hash, now=now))


def settle_announced(
    session: Session, recording_id: int, *, rules: Rulebook, line_hash: LineHash, now: datetime
) -> None:
    """Nobody brought the comment of a recording that the carrier had announced: it is heard now, if it still can be.

    Its own request was lost on the way, or the conversation has gone on without it; then it is to be deleted.
    """
    row = session.get_one(Recording, recording_id)
    call = session.get_one(Call, row.call_id)
    comment = Recorded(row.carrier_sid, row.seconds)
    take_comment(
        session,
        call.token,
        call.carrier_sid or "",
        row.position,
        comment,
        rules=rules,
        line_hash=line_hash,
        now=now,
    )
    session.refresh(row, with_for_update=True)
    if row.state == RecordingState.ANNOUNCED:
        discard(row, now)
    session.flush()


def _known(session: Session, sid: str) -> Recording | None:
    return session.scalar(
        select(Recording)
        .where(Recording.carrier_sid == sid)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def _recording(
    session: Session, call: Call, sid: str, seconds: int, position: int | None, now: datetime
) -> Recording | None:
    """The row of a recording, made now when this is the first that is heard of it; None where nobody had agreed."""
    row = _known(session, sid)
    if row is not None:
        return row
    interview = _interview(session, call)
    consent = None if interview is None or position is None else _consent(session, interview.id, position)
    if interview is None or position is None or consent is None:
        return None
    row = Recording(
        carrier_sid=sid,
        interview=interview,
        position=position,
        call_id=call.id,
        consent_id=consent.id,
        seconds=seconds,
        state=RecordingState.ANNOUNCED,
        file=secrets.token_hex(32),
        made_at=now,
        next_try_at=now + GRACE,
    )
    session.add(row)
    session.flush()
    return row


def _interview(session: Session, call: Call) -> Interview | None:
    if call.attempt is None:
        return None
    return session.scalar(select(Interview).where(Interview.case_id == call.attempt.case_id))


def _consent(session: Session, interview_id: int, position: int) -> Consent | None:
    """The consent to recording that held at the position: the latest before it, if it was a yes."""
    latest = session.scalar(
        select(Consent)
        .where(
            Consent.interview_id == interview_id,
            Consent.purpose == Purpose.RECORDING,
            Consent.position < position,
        )
        .order_by(Consent.position.desc())
        .limit(1)
    )
    return latest if latest is not None and latest.granted else None


def _decide(session: Session, row: Recording, rules: Rulebook, now: datetime) -> None:
    """Whether the conversation counts this recording; what it does not count keeps nothing but its name."""
    if not _counted(session, row):
        discard(row, now)
        return
    row.state, row.next_try_at = RecordingState.AWAITED, now + FIRST_LOOK
    session.flush()
    if row.words is not None:
        alarmed(session, row, rules, now)


def _counted(session: Session, row: Recording) -> bool:
    heard = session.scalar(
        select(Exchange.heard).where(Exchange.interview_id == row.interview_id, Exchange.position == row.position)
    )
    settled = select(Answer.id).where(
        Answer.interview_id == row.interview_id, Answer.position == row.position, Answer.missing.is_(None)
    )
    return heard is not None and heard.get("sid") == row.carrier_sid and session.scalar(settled) is not None
