"""The caller's desk: which case is with which caller, until when, and how each came back."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from vocsurvey.db.base import Base, Code, Key, Words, one_of
from vocsurvey.db.campaign import Case
from vocsurvey.db.interview import Interview
from vocsurvey.db.people import User

STANDING = text("ended_at IS NULL")
"""What holds for a case that is with a caller now."""


class Return(StrEnum):
    """How a case came back from a desk. ``DONE``: it was worked; ``STOPPED``: nobody may call it at present."""

    DONE = "done"
    GIVEN_BACK = "given_back"
    EXPIRED = "expired"
    STOPPED = "stopped"


class DeskDraft(Base):
    """What a caller has typed for a question and not given as its answer yet: one for each position, until it is."""

    __tablename__ = "desk_draft"

    interview_id: Mapped[int] = mapped_column(ForeignKey(Interview.id), primary_key=True, autoincrement=False)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    words: Mapped[Words]
    saved_at: Mapped[datetime]


class DeskLease(Base):
    """A case that is with one caller. A case is with one caller at most, and a caller has one case at most.

    Rows stay, as the history of who had a case: one that has ended never changes but for its ``note``, which can be
    blotted out, and none is deleted (triggers). The database refuses a lease of a case that is being tried, or that is
    closed or not a live caller's, and an automated call of a case that is with a caller (triggers).
    """

    __tablename__ = "desk_lease"
    __table_args__ = (
        one_of("ending", Return),
        CheckConstraint("(ended_at IS NULL) = (ending IS NULL)", name="ended_somehow"),
        CheckConstraint("ended_at IS NULL OR ending = 'done' OR note IS NOT NULL", name="returned_with_note"),
        CheckConstraint("expires_at > taken_at", name="lasts"),
        Index("uq_desk_lease_case", "case_id", unique=True, postgresql_where=STANDING, sqlite_where=STANDING),
        Index("uq_desk_lease_user", "user_id", unique=True, postgresql_where=STANDING, sqlite_where=STANDING),
        Index("ix_desk_lease_expires", "expires_at", postgresql_where=STANDING, sqlite_where=STANDING),
        Index("ix_desk_lease_history", "case_id", "user_id"),
        Index("ix_desk_lease_mine", "user_id", "id"),
    )

    id: Mapped[Key]
    case_id: Mapped[int] = mapped_column(ForeignKey(Case.id))
    user_id: Mapped[int] = mapped_column(ForeignKey(User.id))
    taken_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(doc="unless the caller is heard from before")
    ended_at: Mapped[datetime | None]
    ending: Mapped[Code | None]
    note: Mapped[Words | None] = mapped_column(doc="why it came back, for whoever is next")
    case: Mapped[Case] = relationship()
    user: Mapped[User] = relationship()
