"""Recordings of a live call, as they are asked for: none before the person on the line has agreed to it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from vocsurvey.db.agreement import Consent
from vocsurvey.db.base import Base, Key, Words
from vocsurvey.db.dialing import Call
from vocsurvey.db.interview import Interview
from vocsurvey.db.people import User

_RUNNING = text("ended_at IS NULL")


class Tape(Base):
    """A caller has the carrier record a customer's call, from ``wanted_at`` on; its sound is the recording that refers
    to it. ``position`` is the question that was put then.

    It is a row before the carrier is asked. The database refuses it without a yes to recording that was given in this
    very call and stands (trigger). ``begun_at``: the carrier records; ``stop_wanted_at``: it shall not any more;
    ``ended_at``: it does not, and ``problem`` says why it never did.
    """

    __tablename__ = "tape"
    __table_args__ = (
        CheckConstraint("problem IS NULL OR ended_at IS NOT NULL", name="failed_and_over"),
        Index("uq_tape_running", "call_id", unique=True, postgresql_where=_RUNNING, sqlite_where=_RUNNING),
    )

    id: Mapped[Key]
    token: Mapped[str] = mapped_column(String(43), unique=True)
    call_id: Mapped[int] = mapped_column(ForeignKey(Call.id), index=True)
    interview_id: Mapped[int] = mapped_column(ForeignKey(Interview.id), index=True)
    consent_id: Mapped[int] = mapped_column(ForeignKey(Consent.id))
    by_id: Mapped[int] = mapped_column(ForeignKey(User.id))
    position: Mapped[int]
    wanted_at: Mapped[datetime]
    begun_at: Mapped[datetime | None]
    stop_wanted_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    problem: Mapped[Words | None]
    call: Mapped[Call] = relationship()
    interview: Mapped[Interview] = relationship()
