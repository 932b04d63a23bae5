"""What keeps the processes in step: the lease of the one clock."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from vocsurvey.db.base import Base


class Lease(Base):
    """Who ticks, until when. Two clocks are harmless; the lease only spares the work."""

    __tablename__ = "lease"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    holder: Mapped[str] = mapped_column(String(80))
    held_until: Mapped[datetime]
