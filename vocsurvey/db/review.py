"""Reviews: which calls of live callers are read and heard again, and what was said about them."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from vocsurvey.db.base import Base, Code, Key, Words, one_of
from vocsurvey.db.dialing import Attempt
from vocsurvey.db.interview import Interview
from vocsurvey.db.people import User
from vocsurvey.fieldwork.review import WhyReviewed

_WAITING = text("approved_at IS NULL")


class ReviewStep(StrEnum):
    """What can happen in a review. ANSWERED: the caller has said something to what was sent back."""

    APPROVED = "approved"
    SENT_BACK = "sent_back"
    ANSWERED = "answered"


class Review(Base):
    """A call whose interview is to be reviewed, until it is approved. Nothing else changes, none goes (triggers)."""

    __tablename__ = "review"
    __table_args__ = (
        one_of("why", WhyReviewed),
        Index("ix_review_waiting", "drawn_at", postgresql_where=_WAITING, sqlite_where=_WAITING),
        Index("ix_review_caller", "caller_id", "drawn_at"),
    )

    attempt_id: Mapped[int] = mapped_column(ForeignKey(Attempt.id), primary_key=True, autoincrement=False)
    interview_id: Mapped[int] = mapped_column(ForeignKey(Interview.id), index=True)
    caller_id: Mapped[int] = mapped_column(ForeignKey(User.id))
    why: Mapped[Code]
    drawn_at: Mapped[datetime]
    approved_at: Mapped[datetime | None]
    attempt: Mapped[Attempt] = relationship()
    interview: Mapped[Interview] = relationship()
    caller: Mapped[User] = relationship()
    steps: Mapped[list[ReviewEvent]] = relationship(order_by="ReviewEvent.id", back_populates="review")


class ReviewEvent(Base):
    """One step of a review. Append-only: only its words can be blotted out (triggers)."""

    __tablename__ = "review_event"
    __table_args__ = (
        one_of("kind", ReviewStep),
        CheckConstraint("kind = 'approved' OR words IS NOT NULL", name="said_why"),
    )

    id: Mapped[Key]
    attempt_id: Mapped[int] = mapped_column(ForeignKey(Review.attempt_id), index=True)
    kind: Mapped[Code]
    by_id: Mapped[int] = mapped_column(ForeignKey(User.id))
    words: Mapped[Words | None]
    at: Mapped[datetime]
    by: Mapped[User] = relationship()
    review: Mapped[Review] = relationship(back_populates="steps")
