"""A manager and an agent speak about an answer: what the agent did, what they try next, and later what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from vocsurvey.db.coaching import Coaching, CoachingBehaviour
from vocsurvey.db.interview import Answer, Interview
from vocsurvey.db.people import Role, User
from vocsurvey.followup.closing import LONGEST, SHORTEST
from vocsurvey.followup.lifecycle import Refusal
from vocsurvey.reporting.coaching import Became, ServiceStandards

NOBODYS = Refusal("Nobody of ours is known to have had this conversation, so there is nobody to coach.")
NOT_ONES_OWN = Refusal("It is about you, so somebody else coaches.")
NO_COACH = Refusal("Only a manager coaches.")
CORRECTED = Refusal("The customer has corrected this answer since. Speak about the one that stands.")
STILL_TO_COME = Refusal("There is a coaching about this answer already. Review it first, then agree the next step.")
REVIEWED = Refusal("Somebody has reviewed this already.")


@dataclass(frozen=True)
class Talk:
    """What was said in a coaching, as it was written down: ``said`` is the agent's answer to the coach's question."""

    said: str
    behaviours: tuple[str, ...]
    step: str
    review_on: date | None


@dataclass(frozen=True)
class Incomplete:
    """What is still to be written, by the name of its field: ``said``, ``behaviours``, ``step``, ``review_on``, and for
    a review ``became`` and ``outcome``."""

    sentences: Mapping[str, str]


def coach(
    session: Session, answer_id: int, coach_id: int, talk: Talk, rules: ServiceStandards, now: datetime
) -> Coaching | Incomplete | Refusal:
    """Keep what a manager and an agent made of an answer about that agent. Raises NoResultFound."""
    answer = session.get_one(Answer, answer_id, with_for_update=True, populate_existing=True)
    agent_id = session.get_one(Interview, answer.interview_id).case.touchpoint.agent_id
    user = session.get_one(User, coach_id)
    if agent_id is None:
        return NOBODYS
    if refused := _may_not(user, agent_id):
        return refused
    if answer.superseded_at is not None:
        return CORRECTED
    to_come = select(Coaching.id).where(Coaching.answer_id == answer_id, Coaching.reviewed_at.is_(None))
    if session.scalar(to_come) is not None:
        return STILL_TO_COME
    lacking = _lacking(talk, rules, now.astimezone(ZoneInfo(user.zone)).date())
    if talk.review_on is None or lacking:
        return Incomplete(lacking)
    row = Coaching(
        agent_id=agent_id,
        answer_id=answer_id,
        coach_id=coach_id,
        said=talk.said.strip(),
        step=talk.step.strip(),
        review_on=talk.review_on,
        coached_at=now,
    )
    session.add(row)
    session.flush()
    row.behaviours = [
        CoachingBehaviour(coaching_id=row.id, code=one.code, place=place, says=one.says)
        for place, one in enumerate(rules.chosen(talk.behaviours))
    ]
    session.flush()
    return row


def review_coaching(
    session: Session, coaching_id: int, by_id: int, became: str, outcome: str, now: datetime
) -> Coaching | Incomplete | Refusal:
    """Keep what became of the agreed step; any manager whom it is not about may. Raises NoResultFound."""
    row = session.get_one(Coaching, coaching_id, with_for_update=True, populate_existing=True)
    if refused := _may_not(session.get_one(User, by_id), row.agent_id):
        return refused
    if row.reviewed_at is not None:
        return REVIEWED
    lacking = {} if became in list(Became) else {"became": "Choose what became of it."}
    if not _long_enough(outcome):
        lacking["outcome"] = f"Say in {SHORTEST} to {LONGEST} characters what you both saw; the agent reads it."
    if lacking:
        return Incomplete(lacking)
    row.became, row.outcome, row.reviewed_by_id, row.reviewed_at = became, outcome.strip(), by_id, now
    session.flush()
    return row


def _may_not(user: User, agent_id: int) -> Refusal | None:
    if user.agent_id == agent_id:
        return NOT_ONES_OWN
    return None if user.role == Role.MANAGER else NO_COACH


def _lacking(talk: Talk, rules: ServiceStandards, today: date) -> dict[str, str]:
    """A sentence for each field that is not whole; a review date that is missing is among them."""
    found = {}
    if not _long_enough(talk.said):
        found["said"] = f"Write in {SHORTEST} to {LONGEST} characters what they answered."
    if not rules.chosen(talk.behaviours):
        found["behaviours"] = "Tick at least one thing that you work on."
    if not _long_enough(talk.step):
        found["step"] = f"Write in {SHORTEST} to {LONGEST} characters what they will do next time."
    latest = today + rules.latest_review
    if talk.review_on is None or not today < talk.review_on <= latest:
        found["review_on"] = f"Choose a day after today, and not after {latest.day} {latest:%B %Y}."
    return found


def _long_enough(words: str) -> bool:
    return SHORTEST <= len(words.strip()) <= LONGEST
