"""What was agreed with a person on the phone: consents, promises and appointments."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from vocsurvey.db.api import ApiToken
from vocsurvey.db.base import Base, Code, Key, Name, Words, one_of
from vocsurvey.db.campaign import Case
from vocsurvey.db.followup import FollowUp
from vocsurvey.db.interview import Interview
from vocsurvey.db.people import User
from vocsurvey.db.sample import Contact
from vocsurvey.questionnaire.model import Purpose

CHANNELS = ("ivr", "live")
SOURCES = ("key_press", "speech", "caller", "import", "page")
_OPEN = text("kept_at IS NULL AND missed_at IS NULL AND cancelled_at IS NULL")


class Consent(Base):
    """A consent given or refused, for one purpose. Rows never change: the latest of a purpose is the one that holds."""

    __tablename__ = "consent"
    __table_args__ = (
        one_of("purpose", Purpose),
        one_of("source", SOURCES),
        UniqueConstraint("interview_id", "position"),
        Index("ix_consent_latest", "contact_id", "purpose", "given_at"),
    )

    id: Mapped[Key]
    contact_id: Mapped[int] = mapped_column(ForeignKey(Contact.id))
    purpose: Mapped[Code]
    granted: Mapped[bool]
    source: Mapped[Code]
    words: Mapped[Words] = mapped_column(doc="what the person was asked, as it was said")
    interview_id: Mapped[int | None] = mapped_column(ForeignKey(Interview.id))
    position: Mapped[int | None]
    given_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id), doc="who wrote it down; null: the person, a list")
    import_run_id: Mapped[int | None] = mapped_column(doc="the contact list that said so, and its line")
    import_line: Mapped[int | None]
    token_id: Mapped[int | None] = mapped_column(ForeignKey(ApiToken.id), doc="the program that reported it")
    contact: Mapped[Contact] = relationship()


class Promise(Base):
    """What a customer was told: who will call back, by when. One per follow-up; whether it was kept is read from the
    follow-up's history."""

    __tablename__ = "promise"

    id: Mapped[Key]
    follow_up_id: Mapped[int] = mapped_column(ForeignKey(FollowUp.id), unique=True)
    who: Mapped[Name | None] = mapped_column(doc="the name that was said; null: somebody from the team")
    words: Mapped[Words] = mapped_column(doc="the sentence that the customer heard")
    by_at: Mapped[datetime]
    made_at: Mapped[datetime]
    follow_up: Mapped[FollowUp] = relationship()


class Appointment(Base):
    """A call-back agreed for a time: hard with the person, soft when guessed. A case has one open at most."""

    __tablename__ = "appointment"
    __table_args__ = (
        one_of("kind", ("hard", "soft")),
        one_of("channel", CHANNELS),
        one_of("source", SOURCES),
        CheckConstraint(
            "(CASE WHEN kept_at IS NULL THEN 0 ELSE 1 END) + (CASE WHEN missed_at IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN cancelled_at IS NULL THEN 0 ELSE 1 END) <= 1",
            name="ended_once",
        ),
        Index("uq_appointment_open", "case_id", unique=True, postgresql_where=_OPEN, sqlite_where=_OPEN),
        Index("ix_appointment_due", "at", postgresql_where=_OPEN, sqlite_where=_OPEN),
    )

    id: Mapped[Key]
    case_id: Mapped[int] = mapped_column(ForeignKey(Case.id))
    kind: Mapped[Code]
    channel: Mapped[Code]
    source: Mapped[Code]
    caller_id: Mapped[int | None] = mapped_column(ForeignKey(User.id), doc="who agreed to it in person; null: nobody")
    at: Mapped[datetime]
    agreed_at: Mapped[datetime]
    kept_at: Mapped[datetime | None]
    missed_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]
    case: Mapped[Case] = relationship()


STILL_OPEN = (Appointment.kept_at.is_(None), Appointment.missed_at.is_(None), Appointment.cancelled_at.is_(None))
"""What holds for an appointment that is still to come."""
