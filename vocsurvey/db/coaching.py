"""What agents say of their own conversations before they read what the customer said, and of what should not count; and
what a coach and an agent agreed about one of them."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from vocsurvey.db.base import Base, Code, Key, Name, Words, one_of
from vocsurvey.db.interview import Answer, Interview
from vocsurvey.db.people import User
from vocsurvey.db.sample import Agent
from vocsurvey.reporting.coaching import Became

SELF_WORDS = ("yes", "no")
OPEN = text("decided_at IS NULL")
"""What holds for a contest that nobody has decided."""
TO_REVIEW = text("reviewed_at IS NULL")
"""What holds for a coaching whose review is still to come."""


class SelfCheck(Base):
    """How an agent thinks a conversation went, by the question that the customer is asked: whether they felt that we
    genuinely cared; null: they would rather read at once. Never changes, never goes (triggers)."""

    __tablename__ = "self_check"
    __table_args__ = (one_of("word", SELF_WORDS),)

    interview_id: Mapped[int] = mapped_column(ForeignKey(Interview.id), primary_key=True, autoincrement=False)
    agent_id: Mapped[int] = mapped_column(ForeignKey(Agent.id), primary_key=True, autoincrement=False, index=True)
    by_id: Mapped[int] = mapped_column(ForeignKey(User.id))
    word: Mapped[Code | None]
    given_at: Mapped[datetime]


class Contest(Base):
    """Why an agent thinks that an answer should not count in their figures, and what a manager who is not that agent
    decided; the latest of an answer holds. It is decided once, and never goes; only words can be blotted (triggers)."""

    __tablename__ = "contest"
    __table_args__ = (
        CheckConstraint(
            "(decided_at IS NULL) = (decided_by_id IS NULL) AND (decided_at IS NULL) = (upheld IS NULL)"
            " AND (decided_at IS NULL) = (reason IS NULL)",
            name="decided_whole",
        ),
        CheckConstraint("decided_by_id IS NULL OR decided_by_id <> by_id", name="decided_by_another"),
        Index("uq_contest_open", "answer_id", unique=True, postgresql_where=OPEN, sqlite_where=OPEN),
    )

    id: Mapped[Key]
    answer_id: Mapped[int] = mapped_column(ForeignKey(Answer.id), index=True)
    agent_id: Mapped[int] = mapped_column(ForeignKey(Agent.id), index=True)
    by_id: Mapped[int] = mapped_column(ForeignKey(User.id))
    words: Mapped[Words]
    contested_at: Mapped[datetime]
    upheld: Mapped[bool | None] = mapped_column(doc="whether it does not count any more")
    reason: Mapped[Words | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    decided_at: Mapped[datetime | None]
    answer: Mapped[Answer] = relationship()
    agent: Mapped[Agent] = relationship()
    by: Mapped[User] = relationship(foreign_keys=[by_id])
    decided_by: Mapped[User | None] = relationship(foreign_keys=[decided_by_id])


class Coaching(Base):
    """What a manager and an agent made of an answer about that agent: what the agent says they did (``said``), the step
    that they agreed (``step``), when they look at it again, and then what became of it. Never about the coach
    themselves. It is reviewed once, and never goes; only words can be blotted (triggers)."""

    __tablename__ = "coaching"
    __table_args__ = (
        one_of("became", Became),
        CheckConstraint(
            "(reviewed_at IS NULL) = (reviewed_by_id IS NULL) AND (reviewed_at IS NULL) = (became IS NULL)"
            " AND (reviewed_at IS NULL) = (outcome IS NULL)",
            name="reviewed_whole",
        ),
        CheckConstraint("reviewed_at IS NULL OR reviewed_at >= coached_at", name="reviewed_later"),
        Index("uq_coaching_to_review", "answer_id", unique=True, postgresql_where=TO_REVIEW, sqlite_where=TO_REVIEW),
        Index("ix_coaching_agent", "agent_id", "coached_at"),
        Index("ix_coaching_due", "review_on", postgresql_where=TO_REVIEW, sqlite_where=TO_REVIEW),
    )

    id: Mapped[Key]
    agent_id: Mapped[int] = mapped_column(ForeignKey(Agent.id))
    answer_id: Mapped[int] = mapped_column(ForeignKey(Answer.id), index=True)
    coach_id: Mapped[int] = mapped_column(ForeignKey(User.id), index=True)
    said: Mapped[Words]
    step: Mapped[Words]
    review_on: Mapped[date] = mapped_column(doc="a day of the coach's zone")
    coached_at: Mapped[datetime]
    became: Mapped[Code | None]
    outcome: Mapped[Words | None]
    reviewed_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    reviewed_at: Mapped[datetime | None]
    agent: Mapped[Agent] = relationship()
    answer: Mapped[Answer] = relationship()
    coach: Mapped[User] = relationship(foreign_keys=[coach_id])
    reviewed_by: Mapped[User | None] = relationship(foreign_keys=[reviewed_by_id])
    behaviours: Mapped[list[CoachingBehaviour]] = relationship(order_by="CoachingBehaviour.place")


class CoachingBehaviour(Base):
    """A standard of service that a coaching is about, in the words that it had then. Never changes, never goes
    (triggers)."""

    __tablename__ = "coaching_behaviour"

    coaching_id: Mapped[int] = mapped_column(ForeignKey(Coaching.id), primary_key=True, autoincrement=False)
    code: Mapped[Code] = mapped_column(primary_key=True)
    place: Mapped[int]
    says: Mapped[Name]
