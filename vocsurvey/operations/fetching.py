"""Recordings that are to be fetched from the carrier, and then deleted there: tried again until there is an end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import CursorResult, or_, select, update
from sqlalchemy.orm import Session

from vocsurvey.db.interview import Recording, RecordingState

NUDGE = timedelta(minutes=2)
FIRST_PAUSE = timedelta(seconds=5)
LONGEST_PAUSE = timedelta(hours=6)
MOST_TRIES = 16
"""Of fetching, over a good day. Deleting is tried until it is done."""

_OWED = Recording.erased_at.is_(None)


@dataclass(frozen=True)
class Settle:
    """The conversation has not spoken of this recording, and has had the time to."""


@dataclass(frozen=True)
class Fetch:
    """To be fetched, and kept under this name."""

    sid: str
    file: str
    whole_call: bool = False


@dataclass(frozen=True)
class Erase:
    """To be deleted at the carrier, and here too the sound of this name, where that is not wanted either."""

    sid: str
    file: str | None = None


Errand = Settle | Fetch | Erase


def due_recordings(session: Session, now: datetime, limit: int = 100) -> tuple[int, ...]:
    """The ids of recordings to look after now, longest due first; those that were nudged a moment ago are left out."""
    rested = or_(Recording.nudged_until.is_(None), Recording.nudged_until <= now)
    wanted = select(Recording.id).where(_OWED, Recording.next_try_at <= now, rested)
    return tuple(session.scalars(wanted.order_by(Recording.next_try_at, Recording.id).limit(limit)))


def nudge(session: Session, recording_id: int, now: datetime) -> bool:
    """Say that a job for this recording is queued; False when somebody else said so first."""
    rested = or_(Recording.nudged_until.is_(None), Recording.nudged_until <= now)
    done = session.execute(
        update(Recording).where(Recording.id == recording_id, _OWED, rested).values(nudged_until=now + NUDGE),
        execution_options={"synchronize_session": False},
    )
    assert isinstance(done, CursorResult)
    return done.rowcount == 1


def errand(session: Session, recording_id: int, now: datetime) -> Errand | None:
    """What is to be done for a recording now; None when nothing is, or not yet."""
    row = session.get(Recording, recording_id)
    if row is None or row.erased_at is not None or row.next_try_at is None or row.next_try_at > now:
        return None
    match row.state:
        case RecordingState.ANNOUNCED:
            return Settle()
        case RecordingState.AWAITED:
            return Fetch(row.carrier_sid, row.file, row.tape_id is not None)
        case _:
            return Erase(row.carrier_sid, row.file if row.state == RecordingState.UNWANTED else None)


def discard(row: Recording, now: datetime) -> None:
    """It holds no comment that counts, or not any more: nothing of it is kept but its name, here and at the carrier."""
    row.state, row.words, row.words_at = RecordingState.UNWANTED, None, None
    row.fetched_at, row.sha256, row.size, row.lost_at = None, None, None, None
    row.erased_at, row.next_try_at, row.nudged_until, row.tries = None, now, None, 0


def kept(session: Session, recording_id: int, *, sha256: str, size: int, now: datetime) -> bool:
    """The sound is in the archive; the carrier's copy can go. Saying so twice changes nothing.

    False when it is not wanted any more: then the archive is not to keep it.
    """
    row = _locked(session, recording_id)
    if row.state == RecordingState.AWAITED:
        row.state, row.fetched_at, row.sha256, row.size = RecordingState.KEPT, now, sha256, size
        row.problem, row.tries, row.next_try_at, row.nudged_until = None, 0, now, None
    session.flush()
    return row.state != RecordingState.UNWANTED


def not_kept(session: Session, recording_id: int, problem: str, now: datetime) -> None:
    """It could not be fetched: tried again after 5, 10, 20 … seconds, at most 6 hours; lost after sixteen tries."""
    row = _locked(session, recording_id)
    if row.state != RecordingState.AWAITED:
        return
    _again(row, problem, now)
    if row.tries >= MOST_TRIES:
        row.state, row.lost_at, row.tries = RecordingState.LOST, now, 0
        row.next_try_at = now
    session.flush()


def erased(session: Session, recording_id: int, now: datetime) -> None:
    """The carrier has no copy any more."""
    row = _locked(session, recording_id)
    if row.erased_at is None:
        row.erased_at, row.next_try_at = now, None
    session.flush()


def not_erased(session: Session, recording_id: int, now: datetime) -> None:
    """The carrier did not delete its copy: tried again, for as long as it takes."""
    row = _locked(session, recording_id)
    if row.erased_at is None:
        _again(row, row.problem, now)
    session.flush()


def _again(row: Recording, problem: str | None, now: datetime) -> None:
    row.tries += 1
    row.problem = problem and problem[:4000]
    row.next_try_at = now + min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** min(row.tries - 1, 20))
    row.nudged_until = None


def _locked(session: Session, recording_id: int) -> Recording:
    return session.get_one(Recording, recording_id, with_for_update=True, populate_existing=True)
