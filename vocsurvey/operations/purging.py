"""Sounds that have been kept as long as the rules let them: which they are, and that they are gone."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from vocsurvey.db.interview import Recording, RecordingState
from vocsurvey.rulebook import Rulebook


def due_sounds(session: Session, rules: Rulebook, now: datetime, limit: int = 500) -> tuple[tuple[int, str], ...]:
    """The id and the file of every recorded comment whose sound is to go, oldest first."""
    wanted = select(Recording.id, Recording.file).where(
        Recording.state == RecordingState.KEPT,
        Recording.purged_at.is_(None),
        Recording.fetched_at <= rules.retention.audio_before(now),
    )
    rows = session.execute(wanted.order_by(Recording.fetched_at, Recording.id).limit(limit))
    return tuple((row.id, row.file) for row in rows)


def sound_purged(session: Session, recording_id: int, now: datetime) -> None:
    """The file is gone. Its hash, its length and the words stay; saying so twice changes nothing."""
    row = session.get_one(Recording, recording_id, with_for_update=True, populate_existing=True)
    if row.purged_at is None:
        row.purged_at = now
    session.flush()
