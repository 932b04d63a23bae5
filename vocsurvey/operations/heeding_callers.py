"""What a caller said of a call counts for its disposition, as long as nothing that is learned later contradicts it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from vocsurvey.db.desk import WrapUp, WrapUpStep
from vocsurvey.db.dialing import Attempt
from vocsurvey.operations.disposing import evidence_of
from vocsurvey.rulebook import Rulebook


def latest_word(session: Session, attempt_id: int) -> WrapUp | None:
    """The latest that was said of how an attempt ended, if anything was."""
    return session.scalar(select(WrapUp).where(WrapUp.attempt_id == attempt_id).order_by(WrapUp.id.desc()).limit(1))


def heed_caller(session: Session, attempt: Attempt, rules: Rulebook, now: datetime, *, settles: bool) -> bool:
    """An attempt that was just given its disposition keeps what its caller chose, while that is still possible; whether
    it settles the case. ``settles``: whether it does so by itself.
    """
    word = latest_word(session, attempt.id)
    if word is None or word.choice is None:
        return settles
    evidence = evidence_of(session, attempt)
    possible = rules.wrapping_up.possible(evidence.stage, evidence.outcome)
    choice = next((one for one in possible if one.name == word.choice), None)
    if choice is None:
        over = WrapUp(attempt_id=attempt.id, step=WrapUpStep.OVERRULED, before=word.after, decided_at=now)
        over.after, over.settles = str(attempt.disposition), settles
        session.add(over)
    else:
        attempt.disposition, attempt.ending, settles = choice.code, choice.ending, choice.final
    session.flush()
    return settles
