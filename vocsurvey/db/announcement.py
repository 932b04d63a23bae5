"""What operators are told about the house itself, by e-mail."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from vocsurvey.db.base import Base, Key, Name, Words
from vocsurvey.db.people import User

_OWED = text("sent_at IS NULL AND failed_at IS NULL")


class Announcement(Base):
    """One message owed to one operator; sent at least once. Due at ``due_at``, or at once while that is null."""

    __tablename__ = "announcement"
    __table_args__ = (Index("ix_announcement_owed", "due_at", postgresql_where=_OWED, sqlite_where=_OWED),)

    id: Mapped[Key]
    key: Mapped[str] = mapped_column(String(80), unique=True)
    recipient_id: Mapped[int] = mapped_column(ForeignKey(User.id))
    headline: Mapped[Name]
    words: Mapped[Words]
    due_at: Mapped[datetime | None] = mapped_column(doc="not before this: when it was tried, and when a job was queued")
    tries: Mapped[int] = mapped_column(default=0)
    problem: Mapped[Words | None]
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    failed_at: Mapped[datetime | None]
    seen_at: Mapped[datetime | None]
    recipient: Mapped[User] = relationship()
