"""Problems: systemic causes that follow-ups share, which follow-ups those are, and what happened to each problem."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from vocsurvey.db.base import Base, Code, Key, Name, Words, one_of
from vocsurvey.db.followup import FollowUp
from vocsurvey.db.people import User
from vocsurvey.followup.problem import ProblemState, ProblemStep
from vocsurvey.questionnaire.model import Dimension


class Problem(Base):
    """One systemic cause, with whoever sees to it. Who made it and when never changes, and none goes (triggers)."""

    __tablename__ = "problem"
    __table_args__ = (
        one_of("state", ProblemState),
        one_of("dimension", Dimension),
        CheckConstraint("(action IS NULL) = (action_due_on IS NULL)", name="dated"),
        CheckConstraint("state IN ('open', 'dropped') OR action IS NOT NULL", name="planned"),
        CheckConstraint("state <> 'measuring' OR remeasure_on IS NOT NULL", name="measured"),
        Index("ix_problem_state", "state", "action_due_on"),
    )

    id: Mapped[Key]
    title: Mapped[Name]
    cause: Mapped[Words]
    dimension: Mapped[Code | None]
    state: Mapped[Code]
    owner_id: Mapped[int] = mapped_column(ForeignKey(User.id), index=True)
    action: Mapped[Words | None]
    action_due_on: Mapped[date | None]
    remeasure_on: Mapped[date | None]
    made_at: Mapped[datetime]
    made_by_id: Mapped[int] = mapped_column(ForeignKey(User.id))
    owner: Mapped[User] = relationship(foreign_keys=owner_id)
    made_by: Mapped[User] = relationship(foreign_keys=made_by_id)
    steps: Mapped[list[ProblemEvent]] = relationship(order_by="ProblemEvent.id", back_populates="problem")


class ProblemMember(Base):
    """A follow-up that shares the cause. The key sees to it that none is in two problems; rows come and go whole."""

    __tablename__ = "problem_member"

    follow_up_id: Mapped[int] = mapped_column(ForeignKey(FollowUp.id), primary_key=True, autoincrement=False)
    problem_id: Mapped[int] = mapped_column(ForeignKey(Problem.id), index=True)
    added_at: Mapped[datetime]


class ProblemEvent(Base):
    """One thing that happened to a problem. Append-only: only its words can be blotted out (triggers).

    ``state``: where it went when it was made or moved; ``words``: the action of a plan; ``follow_up_id``: which
    one came or went.
    """

    __tablename__ = "problem_event"
    __table_args__ = (
        one_of("kind", ProblemStep),
        CheckConstraint("(kind IN ('added', 'removed')) = (follow_up_id IS NOT NULL)", name="which"),
        CheckConstraint("(kind IN ('made', 'moved')) = (state IS NOT NULL)", name="whereto"),
    )

    id: Mapped[Key]
    problem_id: Mapped[int] = mapped_column(ForeignKey(Problem.id), index=True)
    kind: Mapped[Code]
    by_id: Mapped[int] = mapped_column(ForeignKey(User.id))
    follow_up_id: Mapped[int | None] = mapped_column(ForeignKey(FollowUp.id), index=True)
    state: Mapped[Code | None]
    words: Mapped[Words | None]
    at: Mapped[datetime]
    by: Mapped[User] = relationship()
    problem: Mapped[Problem] = relationship(back_populates="steps")
