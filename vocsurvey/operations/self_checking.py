"""An agent says how a conversation went, or would rather not, and may then read what the customer said of it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from vocsurvey.db.coaching import SELF_WORDS, SelfCheck
from vocsurvey.db.interview import Interview
from vocsurvey.followup.lifecycle import Refusal

SKIPPED = "skip"
CHOOSE = Refusal("Choose yes or no, or read it without saying.")


def check_self(
    session: Session, interview_id: int, agent_id: int, by_id: int, word: str, now: datetime
) -> SelfCheck | Refusal:
    """Keep the agent's own word about a conversation: ``yes``, ``no`` or ``skip``. The first one holds: by the second
    they might know what the customer said. Raises NoResultFound."""
    if word not in (*SELF_WORDS, SKIPPED):
        return CHOOSE
    session.get_one(Interview, interview_id, with_for_update=True)
    known = session.get(SelfCheck, (interview_id, agent_id), populate_existing=True)
    if known is not None:
        return known
    said = None if word == SKIPPED else word
    row = SelfCheck(interview_id=interview_id, agent_id=agent_id, by_id=by_id, word=said, given_at=now)
    session.add(row)
    session.flush()
    return row
