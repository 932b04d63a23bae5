"""The conversation: interviews, exchanges, answers, and presses that came too late to count."""

from __future__ import annotations

from datetime import datetime
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


class Conflict(Base):
    """The same position heard with another value: kept and shown, never acted on."""

    __tablename__ = "conflict"

    id: Mapped[Key]
    interview_id: Mapped[int] = mapped_column(ForeignKey(Interview.id), index=True)
    position: Mapped[int]
    call_id: Mapped[int] = mapped_column(ForeignKey(Call.id))
    heard: Mapped[dict[str, Any]]
    received_at: Mapped[datetime]
