"""The conversation: interviews, exchanges, answers, recorded comments, and presses that came too late to count."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from vocsurvey.db.base import Base, Code, Key, Words, one_of
from vocsurvey.db.campaign import Case, QuestionnaireVersion
from vocsurvey.db.dialing import Call
from vocsurvey.db.followup import Flag


class Interview(Base):
    """The conversation of a case, over one or more calls. ``facts`` are frozen at the first turn, and ``occasions``
    are those of each call, frozen when it was answered."""

    __tablename__ = "interview"

    id: Mapped[Key]
    case_id: Mapped[int] = mapped_column(ForeignKey(Case.id), unique=True)
    questionnaire_digest: Mapped[str] = mapped_column(ForeignKey(QuestionnaireVersion.digest))
    facts: Mapped[dict[str, Any]]
    occasions: Mapped[list[Any]] = mapped_column(default=list)
    legs: Mapped[int] = mapped_column(default=0)
    completeness: Mapped[Code]
    ending: Mapped[Code | None]
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    case: Mapped[Case] = relationship()
    questionnaire: Mapped[QuestionnaireVersion] = relationship()
    exchanges: Mapped[list[Exchange]] = relationship(order_by="Exchange.position")
    answers: Mapped[list[Answer]] = relationship(order_by="Answer.id")
    recordings: Mapped[list[Recording]] = relationship(order_by="Recording.id", back_populates="interview")


class Exchange(Base):
    """One asked-and-heard. Append-only: the transcript is the truth that everything is derived from."""

    __tablename__ = "exchange"
    __table_args__ = (UniqueConstraint("interview_id", "position"), one_of("channel", ("ivr", "live")))

    id: Mapped[Key]
    interview_id: Mapped[int] = mapped_column(ForeignKey(Interview.id))
    position: Mapped[int]
    leg: Mapped[int]
    channel: Mapped[Code]
    call_id: Mapped[int] = mapped_column(ForeignKey(Call.id))
    step: Mapped[str] = mapped_column(String(60))
    heard: Mapped[dict[str, Any]]
    heard_at: Mapped[datetime]


class Answer(Base):
    """The settled value of a question. Append-only; at most one per question stands.

    ``negative`` is fixed at insert, and the database refuses a negative answer without a flag.
    """

    __tablename__ = "answer"
    __table_args__ = (
        CheckConstraint("NOT negative OR flag_id IS NOT NULL", name="negative_is_flagged"),
        CheckConstraint("(superseded_at IS NULL) = (superseded_by_position IS NULL)", name="superseded_by_position"),
        Index(
            "uq_answer_standing",
            "interview_id",
            "question",
            unique=True,
            postgresql_where=text("superseded_at IS NULL"),
            sqlite_where=text("superseded_at IS NULL"),
        ),
    )

    id: Mapped[Key]
    interview_id: Mapped[int] = mapped_column(ForeignKey(Interview.id), index=True)
    question: Mapped[Code]
    position: Mapped[int]
    value: Mapped[str | None] = mapped_column(String(40), doc="a code, or a whole number in decimal")
    missing: Mapped[Code | None]
    verbatim: Mapped[Words | None]
    metric: Mapped[Code | None]
    negative: Mapped[bool]
    flag_id: Mapped[int | None] = mapped_column(ForeignKey(Flag.id), unique=True)
    answered_at: Mapped[datetime]
    superseded_at: Mapped[datetime | None]
    superseded_by_position: Mapped[int | None]
    flag: Mapped[Flag | None] = relationship()


class RecordingState(StrEnum):
    """Where a recording stands. ``ANNOUNCED``: the carrier has spoken of it before the conversation did; ``UNWANTED``:
    it holds no comment that counts, and is only to be deleted."""

    ANNOUNCED = "announced"
    AWAITED = "awaited"
    KEPT = "kept"
    LOST = "lost"
    UNWANTED = "unwanted"


HEARD_STATES = (RecordingState.AWAITED, RecordingState.KEPT, RecordingState.LOST)
HEARD = text("state IN ('awaited', 'kept', 'lost') AND tape_id IS NULL")
"""What holds for the recording of a comment that counts."""
STAYING = text("state = 'kept' AND purged_at IS NULL")
"""What holds while its sound can be heard."""


class Recording(Base):
    """A comment in the person's own voice, or their call with a caller (``tape_id``), which they agreed to: the
    database refuses one without that consent.

    The sound is the file of that name in the archive, once it is kept. ``words`` are what the carrier understood of it.
    ``next_try_at`` is when it is to be fetched, or deleted at the carrier, next.
    """

    __tablename__ = "recording"
    __table_args__ = (
        one_of("state", RecordingState),
        UniqueConstraint("carrier_sid"),
        UniqueConstraint("file"),
        CheckConstraint(
            "(state = 'kept') = (fetched_at IS NOT NULL AND sha256 IS NOT NULL AND size IS NOT NULL)",
            name="kept_with_its_sound",
        ),
        CheckConstraint("(state = 'lost') = (lost_at IS NOT NULL)", name="lost_dated"),
        CheckConstraint("(words IS NULL) = (words_at IS NULL)", name="words_dated"),
        CheckConstraint("erased_at IS NOT NULL OR next_try_at IS NOT NULL", name="never_forgotten"),
        Index(
            "uq_recording_heard", "interview_id", "position", unique=True, postgresql_where=HEARD, sqlite_where=HEARD
        ),
        Index(
            "ix_recording_due",
            "next_try_at",
            postgresql_where=text("erased_at IS NULL"),
            sqlite_where=text("erased_at IS NULL"),
        ),
        Index("uq_recording_tape", "tape_id", unique=True),
        Index("ix_recording_staying", "fetched_at", postgresql_where=STAYING, sqlite_where=STAYING),
    )

    id: Mapped[Key]
    carrier_sid: Mapped[str] = mapped_column(String(34))
    interview_id: Mapped[int] = mapped_column(ForeignKey(Interview.id), index=True)
    position: Mapped[int] = mapped_column(doc="of the exchange that heard it; of a tape: at which it began")
    call_id: Mapped[int] = mapped_column(ForeignKey(Call.id))
    consent_id: Mapped[int] = mapped_column(ForeignKey("consent.id"))
    seconds: Mapped[int]
    state: Mapped[Code]
    file: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    problem: Mapped[Words | None]
    next_try_at: Mapped[datetime | None]
    nudged_until: Mapped[datetime | None]
    fetched_at: Mapped[datetime | None]
    sha256: Mapped[str | None] = mapped_column(String(64))
    size: Mapped[int | None] = mapped_column(doc="bytes")
    lost_at: Mapped[datetime | None]
    erased_at: Mapped[datetime | None] = mapped_column(doc="when the carrier's copy was gone")
    purged_at: Mapped[datetime | None] = mapped_column(doc="when our own copy was gone, its time being over")
    words: Mapped[Words | None]
    words_at: Mapped[datetime | None]
    tape_id: Mapped[int | None] = mapped_column(ForeignKey("tape.id"))
    interview: Mapped[Interview] = relationship(back_populates="recordings")


class Conflict(Base):
    """The same position heard with another value: kept and shown, never acted on."""

    __tablename__ = "conflict"

    id: Mapped[Key]
    interview_id: Mapped[int] = mapped_column(ForeignKey(Interview.id), index=True)
    position: Mapped[int]
    call_id: Mapped[int] = mapped_column(ForeignKey(Call.id))
    heard: Mapped[dict[str, Any]]
    received_at: Mapped[datetime]
