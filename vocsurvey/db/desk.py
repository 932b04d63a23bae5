"""The caller's desk: which case is with which caller, until when, and how each came back."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from vocsurvey.db.base import Base, Code, Key, Words, one_of
from vocsurvey.db.campaign import Case
from vocsurvey.db.dialing import Attempt
from vocsurvey.db.interview import Interview
from vocsurvey.db.people import User
from vocsurvey.db.sample import Contact

STANDING = text("ended_at IS NULL")
"""What holds for a case that is with a caller now."""


class Return(StrEnum):
    """How a case came back from a desk. ``DONE``: it was worked; ``STOPPED``: it was taken from them, because
    nobody may call it at present, or because somebody took it over."""

    DONE = "done"
    GIVEN_BACK = "given_back"
    EXPIRED = "expired"
    STOPPED = "stopped"


class WrapUpStep(StrEnum):
    """What became of the outcome of a call. ``OVERRULED``: what was learned later contradicted what had been chosen."""

    CONFIRMED = "confirmed"
    CHANGED = "changed"
    UNDONE = "undone"
    OVERRULED = "overruled"


class WrapUp(Base):
    """What a caller said of how their call ended: confirmed it, or changed it with a reason. Rows never change but for
    their words, which can be blotted out, and none is deleted (triggers); the latest of an attempt holds.
    """

    __tablename__ = "wrap_up"
    __table_args__ = (
        one_of("step", WrapUpStep),
        CheckConstraint("(step = 'overruled') = (by_id IS NULL)", name="by_somebody"),
        CheckConstraint(
            "step <> 'changed' OR (choice IS NOT NULL AND reason IS NOT NULL)", name="changed_for_a_reason"
        ),
        CheckConstraint("step IN ('confirmed', 'changed') OR choice IS NULL", name="undone_is_no_choice"),
        CheckConstraint("step <> 'confirmed' OR before = after", name="confirmed_as_it_stood"),
        CheckConstraint("language_before IS NULL OR language IS NOT NULL", name="another_language"),
        CheckConstraint("successor_id IS NULL OR step IN ('confirmed', 'changed')", name="undone_names_nobody"),
        Index("ix_wrap_up_attempt", "attempt_id", "id"),
        Index("ix_wrap_up_by", "by_id", "id"),
    )

    id: Mapped[Key]
    attempt_id: Mapped[int] = mapped_column(ForeignKey(Attempt.id))
    by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id), doc="who said so; null: what was learned later")
    step: Mapped[Code]
    before: Mapped[Code] = mapped_column(doc="the code that the attempt had")
    after: Mapped[Code]
    choice: Mapped[Code | None] = mapped_column(doc="of wrapping_up.yaml; null: as it followed by itself")
    settles: Mapped[bool] = mapped_column(doc="whether the case was closed then")
    reason: Mapped[Words | None]
    decided_at: Mapped[datetime]
    successor_id: Mapped[int | None] = mapped_column(ForeignKey(Contact.id), index=True, doc="who is asked instead")
    language: Mapped[str | None] = mapped_column(String(10), doc="spoken there, where that was in the way")
    language_before: Mapped[str | None] = mapped_column(String(10), doc="theirs until then; null: it stays")
    successor: Mapped[Contact | None] = relationship()


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


class DeskTakeOver(Base):
    """A case that somebody took over from a caller: the lease that is theirs by it, the one that ended, and the call
    that was running or written up, which goes on at their desk. Never changes but for its words, never goes (triggers).
    """

    __tablename__ = "desk_take_over"

    lease_id: Mapped[int] = mapped_column(ForeignKey(DeskLease.id), primary_key=True, autoincrement=False)
    from_lease_id: Mapped[int] = mapped_column(ForeignKey(DeskLease.id), unique=True)
    attempt_id: Mapped[int | None] = mapped_column(ForeignKey(Attempt.id), index=True)
    words: Mapped[Words] = mapped_column(doc="why")
    lease: Mapped[DeskLease] = relationship(foreign_keys=[lease_id])
    from_lease: Mapped[DeskLease] = relationship(foreign_keys=[from_lease_id])
