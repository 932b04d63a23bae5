"""The room in which callers work: who is there, and what they were told by those who look after them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from vocsurvey.db.base import Base, Key, Words
from vocsurvey.db.campaign import Case
from vocsurvey.db.people import User

_UNSEEN = text("seen_at IS NULL")


class DeskPresence(Base):
    """When a caller without a case was last heard from, and since when they pause, if they do."""

    __tablename__ = "desk_presence"

    user_id: Mapped[int] = mapped_column(ForeignKey(User.id), primary_key=True, autoincrement=False)
    seen_at: Mapped[datetime]
    resting_since: Mapped[datetime | None]


class DeskMessage(Base):
    """A few words to one caller; to all of them it is one row each. ``case_id``: what was on their desk then.

    Rows stay, and never change but for ``seen_at``, which is set once, and ``words``, which can be blotted (triggers).
    """

    __tablename__ = "desk_message"
    __table_args__ = (
        CheckConstraint("sender_id <> recipient_id", name="to_somebody_else"),
        CheckConstraint("seen_at IS NULL OR seen_at >= sent_at", name="seen_after_it_was_sent"),
        Index("ix_desk_message_unseen", "recipient_id", "id", postgresql_where=_UNSEEN, sqlite_where=_UNSEEN),
        Index("ix_desk_message_sent_at", "sent_at"),
        Index("ix_desk_message_case_id", "case_id"),
    )

    id: Mapped[Key]
    sender_id: Mapped[int] = mapped_column(ForeignKey(User.id))
    recipient_id: Mapped[int] = mapped_column(ForeignKey(User.id))
    case_id: Mapped[int | None] = mapped_column(ForeignKey(Case.id))
    words: Mapped[Words]
    sent_at: Mapped[datetime]
    seen_at: Mapped[datetime | None]
    sender: Mapped[User] = relationship(foreign_keys=[sender_id])
    recipient: Mapped[User] = relationship(foreign_keys=[recipient_id])
