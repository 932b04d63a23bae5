"""What agents say of their own conversations before they read what the customer said, and of what should not count."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from vocsurvey.db.base import Base, Code, Key, Words, one_of
from vocsurvey.db.interview import Answer, Interview
from vocsurvey.db.people import User
from vocsurvey.db.sample import Agent

SELF_WORDS = ("yes", "no")
OPEN = text("decided_at IS NULL")
"""What holds for a contest that nobody has decided."""


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
