"""What calls have taught about the parts of the day, for people who are alike."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, String, text
from sqlalchemy.orm import Mapped, mapped_column

from vocsurvey.db.base import Base


class PartTally(Base):
    """How many calls to one segment in one part of the day have reached somebody, of all that taught something.

    ``segment`` and ``part`` are in words (``US/user``, ``12:00-15:00``): rules that name others begin anew.
    """

    __tablename__ = "part_tally"
    __table_args__ = (CheckConstraint("0 <= reached AND reached <= tries", name="countable"),)

    segment: Mapped[str] = mapped_column(String(80), primary_key=True)
    part: Mapped[str] = mapped_column(String(11), primary_key=True)
    reached: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    tries: Mapped[int] = mapped_column(default=0, server_default=text("0"))
