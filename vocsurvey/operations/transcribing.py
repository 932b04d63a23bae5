"""What was heard is written down: as the next exchange of the transcript, or as a conflict that is never acted on."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from vocsurvey.db.dialing import Attempt, Call
from vocsurvey.db.interview import Conflict, Exchange, Interview
from vocsurvey.interview.heard import Heard, to_row
from vocsurvey.interview.turn import Course


def append(
    session: Session, interview: Interview, attempt: Attempt, before: Course, heard: Heard, now: datetime
) -> None:
    """Add what was heard at the turn of ``before`` to the transcript."""
    assert before.turn.ask is not None
    assert attempt.leg is not None
    interview.exchanges.append(
        Exchange(
            position=before.turn.position,
            leg=attempt.leg,
            channel=attempt.channel,
            call_id=attempt.call_id,
            step=before.turn.ask.step,
            heard=to_row(heard),
            heard_at=now,
        )
    )
    session.flush()


def keep_conflict(
    session: Session, interview: Interview, call: Call, position: int, heard: Heard, now: datetime
) -> None:
    """Keep what was heard where something else was heard or put, once."""
    row = to_row(heard)
    known = [exchange.heard for exchange in interview.exchanges if exchange.position == position]
    kept = select(Conflict.heard).where(Conflict.interview_id == interview.id, Conflict.position == position)
    if row not in known and row not in session.scalars(kept).all():
        session.add(Conflict(interview_id=interview.id, position=position, call_id=call.id, heard=row, received_at=now))
