"""An agent says why an answer should not count in their figures; a manager who is somebody else decides."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from vocsurvey.db.coaching import Contest, SelfCheck
from vocsurvey.db.interview import Answer
from vocsurvey.db.people import User
from vocsurvey.followup.closing import LONGEST, SHORTEST
from vocsurvey.followup.lifecycle import Refusal

WHY = Refusal(f"Say in {SHORTEST} to {LONGEST} characters why; the other side reads it.")
NOT_READ = Refusal("Say first how you think the conversation went.")
CORRECTED = Refusal("The customer has corrected this answer since, so it counts nowhere.")
WAITING = Refusal("You have contested this answer already. A manager decides.")
COUNTS_NOWHERE = Refusal("It was decided already that this answer does not count.")
DECIDED = Refusal("Somebody has decided this already.")
NOT_ONES_OWN = Refusal("It is about you, so somebody else decides.")


def contest_answer(
    session: Session, answer_id: int, agent_id: int, by_id: int, words: str, now: datetime
) -> Contest | Refusal:
    """Contest an answer about the agent. After a no they may do so again, with other words. Raises NoResultFound."""
    answer = session.get_one(Answer, answer_id, with_for_update=True, populate_existing=True)
    if session.get(SelfCheck, (answer.interview_id, agent_id)) is None:
        return NOT_READ
    if answer.superseded_at is not None:
        return CORRECTED
    theirs = select(Contest).where(Contest.answer_id == answer_id, Contest.agent_id == agent_id)
    latest = session.scalar(theirs.order_by(Contest.id.desc()).limit(1))
    if latest is not None and latest.decided_at is None:
        return WAITING
    if latest is not None and latest.upheld:
        return COUNTS_NOWHERE
    said = words.strip()
    if not SHORTEST <= len(said) <= LONGEST:
        return WHY
    row = Contest(answer_id=answer_id, agent_id=agent_id, by_id=by_id, words=said, contested_at=now)
    session.add(row)
    session.flush()
    return row


def decide_contest(
    session: Session, contest_id: int, by_id: int, reason: str, now: datetime, *, upheld: bool
) -> Contest | Refusal:
    """Decide whether a contested answer counts; ``upheld``: it does not any more. Raises NoResultFound."""
    row = session.get_one(Contest, contest_id, with_for_update=True, populate_existing=True)
    if row.decided_at is not None:
        return DECIDED
    if by_id == row.by_id or session.get_one(User, by_id).agent_id == row.agent_id:
        return NOT_ONES_OWN
    said = reason.strip()
    if not SHORTEST <= len(said) <= LONGEST:
        return WHY
    row.upheld, row.reason, row.decided_by_id, row.decided_at = upheld, said, by_id, now
    session.flush()
    return row
