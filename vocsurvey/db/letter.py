"""Letters to people of ours that are about no single follow-up: invitations, new passwords, digests of a morning."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from vocsurvey.db.base import Base, Code, Key, Words, one_of
from vocsurvey.db.people import User

INVITATION, RESET, DIGEST = "invitation", "reset", "digest"
_OWED = text("sent_at IS NULL AND failed_at IS NULL AND nothing_at IS NULL")


class Letter(Base):
    """One letter owed to one person; sent at least once, with the same Message-ID at every try.

    ``key`` is unique: there is one digest for a person and a day, however many clocks tick. ``nothing_at``: there was
    nothing to say that morning. It is written when it is sent, so no row holds what it says, or the link in it.
    """

    __tablename__ = "letter"
    __table_args__ = (
        one_of("kind", (INVITATION, RESET, DIGEST)),
        Index("ix_letter_due", "due_at", postgresql_where=_OWED, sqlite_where=_OWED),
    )

    id: Mapped[Key]
    key: Mapped[str] = mapped_column(String(120), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey(User.id), index=True)
    kind: Mapped[Code]
    since: Mapped[datetime | None] = mapped_column(doc="what has happened since then is told in a digest")
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    nudged_until: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)
    problem: Mapped[Words | None]
    sent_at: Mapped[datetime | None]
    failed_at: Mapped[datetime | None]
    nothing_at: Mapped[datetime | None]
    user: Mapped[User] = relationship()
