"""Verification calls: which case asks the customer whether which follow-up was put right."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from vocsurvey.db.base import Base
from vocsurvey.db.campaign import Case
from vocsurvey.db.followup import FollowUp


class Verification(Base):
    """One case of kind verification and the follow-up that it asks about: the ``number``-th time that somebody said it
    was put right. Never changes, never goes (triggers)."""

    __tablename__ = "verification"
    __table_args__ = (UniqueConstraint("follow_up_id", "number"),)

    case_id: Mapped[int] = mapped_column(ForeignKey(Case.id), primary_key=True, autoincrement=False)
    follow_up_id: Mapped[int] = mapped_column(ForeignKey(FollowUp.id))
    number: Mapped[int]
    queued_at: Mapped[datetime]
    case: Mapped[Case] = relationship()
    follow_up: Mapped[FollowUp] = relationship()
