"""The note that goes ahead of a call by e-mail, and what its reader chose on the page that it leads to."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from vocsurvey.db.base import Base, Code, Key, Words, one_of
from vocsurvey.db.campaign import Case
from vocsurvey.db.sample import Contact

_OWED = text("sent_at IS NULL AND failed_at IS NULL")


class Choice(StrEnum):
    """What the reader of a note can choose instead of the call. ``back``: what was chosen before is taken back."""

    TIME = "time"
    LATER = "later"
    NEVER = "never"
    INSTEAD = "instead"
    BACK = "back"


class AdvanceNotice(Base):
    """The note of one case. Nothing personal is in it: name and address are the contact's at the moment of sending.

    ``public_id`` names it in its link.
    """

    __tablename__ = "advance_notice"
    __table_args__ = (Index("ix_advance_notice_owed", "due_at", postgresql_where=_OWED, sqlite_where=_OWED),)

    id: Mapped[Key]
    case_id: Mapped[int] = mapped_column(ForeignKey(Case.id), unique=True)
    public_id: Mapped[str] = mapped_column(String(40), unique=True)
    round: Mapped[int] = mapped_column(default=1, server_default=text("1"), doc="counts the notes of the case")
    owed_at: Mapped[datetime] = mapped_column(index=True)
    due_at: Mapped[datetime | None] = mapped_column(doc="not before this: when it was tried, and when a job was queued")
    tries: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    problem: Mapped[Words | None]
    sent_at: Mapped[datetime | None]
    renew_at: Mapped[datetime | None] = mapped_column(doc="the reader said not now: from then on another one goes out")
    failed_at: Mapped[datetime | None] = mapped_column(doc="given up: the call goes on without it")
    case: Mapped[Case] = relationship()


class NoticeChoice(Base):
    """One choice of a reader. Rows never change and never go (triggers see to it); the latest one holds."""

    __tablename__ = "notice_choice"
    __table_args__ = (one_of("choice", Choice),)

    id: Mapped[Key]
    notice_id: Mapped[int] = mapped_column(ForeignKey(AdvanceNotice.id), index=True)
    choice: Mapped[Code]
    at: Mapped[datetime | None] = mapped_column(doc="the time that was picked, or when we may ask again")
    by_mail: Mapped[bool] = mapped_column(default=False, server_default=false(), doc="by the mail program's own button")
    successor_id: Mapped[int | None] = mapped_column(ForeignKey(Contact.id), index=True, doc="whom to ask instead")
    chosen_at: Mapped[datetime]
    notice: Mapped[AdvanceNotice] = relationship()
    successor: Mapped[Contact | None] = relationship()
