"""Reviews of what live callers have done: drawn when a call is over, approved or sent back, and answered."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from vocsurvey.db.dialing import Attempt
from vocsurvey.db.followup import Flag
from vocsurvey.db.interview import Interview
from vocsurvey.db.people import User
from vocsurvey.db.review import Review, ReviewEvent, ReviewStep
from vocsurvey.fieldwork.protocol import Ending
from vocsurvey.fieldwork.review import WhyReviewed, why_reviewed
from vocsurvey.followup.closing import LONGEST, SHORTEST
from vocsurvey.followup.lifecycle import Refusal
from vocsurvey.rulebook import Rulebook

WORDS = Refusal(f"Say in {SHORTEST} to {LONGEST} characters what you mean; they read it.")
NOT_ONES_OWN = Refusal("Nobody reviews their own call. Somebody else has to.")
OVER = Refusal("This review is over: it was approved.")
NOTHING_TO_ANSWER = Refusal("There is nothing to answer here now.")


def draw_for_review(session: Session, attempt: Attempt, rules: Rulebook, now: datetime) -> Review | None:
    """An attempt is over: whether somebody reviews it. None for a machine's, and where nobody talked."""
    known = session.get(Review, attempt.id)
    interview = session.scalar(select(Interview).where(Interview.case_id == attempt.case_id))
    if known is not None or attempt.caller_id is None or attempt.leg is None or interview is None:
        return known
    newcomers = (Review.caller_id == attempt.caller_id, Review.why == WhyReviewed.NEWCOMER)
    flags = select(Flag.id).where(Flag.interview_id == interview.id).limit(1)
    why = why_reviewed(
        rules.review,
        earlier=session.scalars(select(func.count()).select_from(Review).where(*newcomers)).one(),
        key=str(attempt.id),
        broke_off=attempt.ending == Ending.BREAK_OFF,
        flagged=session.scalar(flags) is not None,
    )
    if why is None:
        return None
    row = Review(attempt_id=attempt.id, interview_id=interview.id, caller_id=attempt.caller_id, why=why, drawn_at=now)
    session.add(row)
    session.flush()
    return row


def decide_review(
    session: Session, attempt_id: int, by_id: int, words: str, now: datetime, *, approved: bool
) -> ReviewEvent | Refusal:
    """Approve what a caller did, or send it back with a comment that they read and can answer. Raises NoResultFound."""
    row = session.get_one(Review, attempt_id, with_for_update=True, populate_existing=True)
    said = words.strip()
    if row.approved_at is not None:
        return OVER
    if row.caller_id == by_id:
        return NOT_ONES_OWN
    if (said or not approved) and not SHORTEST <= len(said) <= LONGEST:
        return WORDS
    row.approved_at = now if approved else None
    return _step(session, row, ReviewStep.APPROVED if approved else ReviewStep.SENT_BACK, by_id, said or None, now)


def answer_review(session: Session, attempt_id: int, by_id: int, words: str, now: datetime) -> ReviewEvent | Refusal:
    """The caller answers what was sent back to them. Raises NoResultFound."""
    row = session.get_one(Review, attempt_id, with_for_update=True, populate_existing=True)
    said = words.strip()
    if row.approved_at is not None or not row.steps or row.steps[-1].kind != ReviewStep.SENT_BACK:
        return NOTHING_TO_ANSWER
    if not SHORTEST <= len(said) <= LONGEST:
        return WORDS
    return _step(session, row, ReviewStep.ANSWERED, by_id, said, now)


def _step(session: Session, row: Review, kind: ReviewStep, by_id: int, words: str | None, now: datetime) -> ReviewEvent:
    event = ReviewEvent(attempt_id=row.attempt_id, kind=kind, by=session.get_one(User, by_id), words=words, at=now)
    row.steps.append(event)
    session.flush()
    return event
