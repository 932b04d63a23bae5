"""The words by which follow-ups are found, and which follow-ups have to be read for them again."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from vocsurvey.db.base import Base, Key
from vocsurvey.db.followup import FollowUp


class FollowUpWord(Base):
    """A word of a follow-up: of the customer's own, their name, their firm's, or its number. Sorted by its bytes."""

    __tablename__ = "follow_up_word"
    __table_args__ = (Index("ix_follow_up_word_word", "word", "follow_up_id"),)

    follow_up_id: Mapped[int] = mapped_column(ForeignKey(FollowUp.id), primary_key=True, autoincrement=False)
    word: Mapped[str] = mapped_column(
        String(40).with_variant(String(40, collation="C"), "postgresql"), primary_key=True
    )


class UnreadFollowUp(Base):
    """Something that is read for words has changed. Triggers write it down, each time as a row of its own, so that
    nobody waits for anybody."""

    __tablename__ = "unread_follow_up"

    id: Mapped[Key]
    follow_up_id: Mapped[int] = mapped_column(ForeignKey(FollowUp.id))
