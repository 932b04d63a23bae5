"""Chats in which people are told: where each of them is, and every message that it is owed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text, true
from sqlalchemy.orm import Mapped, mapped_column, relationship

from vocsurvey.db.announcement import Announcement
from vocsurvey.db.base import Base, Code, Key, Name, Words, one_of
from vocsurvey.db.followup import Notice
from vocsurvey.db.people import User
from vocsurvey.db.team import Team

CHAT_KINDS = ("slack", "teams")
_OWED = text("delivered_at IS NULL AND failed_at IS NULL")


class Chat(Base):
    """A chat that takes messages at an address: of one person, of one team, or of one queue of follow-ups.

    ``personal``: also who somebody is and their own words. ``failing_since``: nothing arrives there since then, and
    ``passed_on_at``: operators were told so. Whoever knows ``url`` can write there, so no page shows it whole.
    """

    __tablename__ = "chat"
    __table_args__ = (
        one_of("kind", CHAT_KINDS),
        CheckConstraint(
            "(CASE WHEN user_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN team_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN queue IS NULL THEN 0 ELSE 1 END) = 1",
            name="somebodys",
        ),
    )

    id: Mapped[Key]
    name: Mapped[Name] = mapped_column(unique=True)
    kind: Mapped[Code]
    url: Mapped[str] = mapped_column(String(1000))
    user_id: Mapped[int | None] = mapped_column(ForeignKey(User.id), index=True)
    team_id: Mapped[int | None] = mapped_column(ForeignKey(Team.id), index=True)
    queue: Mapped[Code | None]
    personal: Mapped[bool]
    active: Mapped[bool] = mapped_column(default=True, server_default=true())
    stopped_why: Mapped[Words | None]
    failing_since: Mapped[datetime | None]
    passed_on_at: Mapped[datetime | None]
    problem: Mapped[Words | None]
    delivered_at: Mapped[datetime | None] = mapped_column(doc="when something arrived there last")
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    user: Mapped[User | None] = relationship(foreign_keys=[user_id])
    team: Mapped[Team | None] = relationship()


class ChatMessage(Base):
    """One message owed to one chat: about a notice, about an announcement, or a test. Delivered at least once.

    It is written when it is sent, so that what was erased meanwhile is not told. ``key`` is the same at every try.
    """

    __tablename__ = "chat_message"
    __table_args__ = (
        UniqueConstraint("chat_id", "key"),
        CheckConstraint("notice_id IS NULL OR announcement_id IS NULL", name="about_one_thing"),
        Index("ix_chat_message_due", "due_at", postgresql_where=_OWED, sqlite_where=_OWED),
    )

    id: Mapped[Key]
    chat_id: Mapped[int] = mapped_column(ForeignKey(Chat.id))
    key: Mapped[str] = mapped_column(String(120))
    notice_id: Mapped[int | None] = mapped_column(ForeignKey(Notice.id), index=True)
    announcement_id: Mapped[int | None] = mapped_column(ForeignKey(Announcement.id))
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    nudged_until: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)
    status: Mapped[int | None] = mapped_column(doc="what the address answered last")
    problem: Mapped[Words | None]
    delivered_at: Mapped[datetime | None]
    failed_at: Mapped[datetime | None] = mapped_column(doc="given up: there was nothing to be done any more")
    chat: Mapped[Chat] = relationship()
    notice: Mapped[Notice | None] = relationship()
    announcement: Mapped[Announcement | None] = relationship()
