"""Calls, the attempts they belong to, the permits they need, and what the carrier said of them."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from vocsurvey.db.base import Base, Code, Key, Words, one_of
from vocsurvey.db.campaign import Case
from vocsurvey.db.people import User
from vocsurvey.db.sample import PhoneLine


class CallStatus(StrEnum):
    """Where a call stands. A status only moves to a higher rank."""

    PLANNED = "planned"
    SENDING = "sending"
    UNCERTAIN = "uncertain"
    PLACED = "placed"
    LIVE = "live"
    ENDED = "ended"
    UNSENT = "unsent"
    CANCELLED = "cancelled"

    @property
    def rank(self) -> int:
        """Its place on the way; the three last ones are terminal and share the highest."""
        order = (CallStatus.PLANNED, CallStatus.SENDING, CallStatus.UNCERTAIN, CallStatus.PLACED, CallStatus.LIVE)
        return order.index(self) if self in order else len(order)


OPEN_AT_CARRIER = (CallStatus.SENDING, CallStatus.UNCERTAIN, CallStatus.PLACED, CallStatus.LIVE)
_CLOSED_LIVE = text("channel = 'live' AND closed_at IS NOT NULL")
_ON_THE_LINE = text("status IN ('sending', 'uncertain', 'placed', 'live')")


class CallPurpose(StrEnum):
    """Why a phone rings."""

    INTERVIEW = "interview"
    CALLER_LEG = "caller_leg"
    HAND_OVER = "hand_over"
    FOLLOW_UP = "follow_up"
    VERIFICATION = "verification"
    TEST = "test"


class Call(Base):
    """One ring of one phone. ``token`` is in the path of every URL that the carrier gets.

    ``permit_call_id`` equals ``id`` once a permit was granted: the database refuses an outbound call that left
    ``planned`` without one. At most one call per line is on its way or live.
    """

    __tablename__ = "call"
    __table_args__ = (
        one_of("status", CallStatus),
        one_of("purpose", CallPurpose),
        one_of("direction", ("outbound", "inbound")),
        CheckConstraint("permit_call_id IS NULL OR permit_call_id = id", name="permit_is_its_own"),
        CheckConstraint(
            "direction = 'inbound' OR status IN ('planned', 'cancelled') OR permit_call_id IS NOT NULL",
            name="dialled_has_permit",
        ),
        Index("uq_call_open_line", "line_id", unique=True, postgresql_where=_ON_THE_LINE, sqlite_where=_ON_THE_LINE),
        Index(
            "ix_call_unfinished",
            "status",
            "nudged_until",
            postgresql_where=text("ended_at IS NULL"),
            sqlite_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[Key]
    token: Mapped[str] = mapped_column(String(43), unique=True)
    purpose: Mapped[Code] = mapped_column(default=CallPurpose.INTERVIEW)
    direction: Mapped[Code] = mapped_column(default="outbound")
    line_id: Mapped[int] = mapped_column(ForeignKey(PhoneLine.id), index=True)
    from_number: Mapped[str] = mapped_column(String(16))
    status: Mapped[Code] = mapped_column(default=CallStatus.PLANNED)
    permit_call_id: Mapped[int | None] = mapped_column(
        ForeignKey("dial_permit.call_id", use_alter=True, name="fk_call_permit_call_id")
    )
    carrier_sid: Mapped[str | None] = mapped_column(String(64), unique=True)
    sequence: Mapped[int] = mapped_column(default=-1, doc="highest SequenceNumber seen")
    outcome: Mapped[Code | None] = mapped_column(doc="CarrierOutcome, once ended")
    answered_by: Mapped[Code | None]
    problem: Mapped[Words | None] = mapped_column(doc="what the carrier said when it did not place the call")
    nudged_until: Mapped[datetime | None] = mapped_column(doc="a job was queued; not again before this")
    hang_up_wanted_at: Mapped[datetime | None]
    planned_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    placed_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    heard_from_at: Mapped[datetime | None] = mapped_column(doc="the last sign of life from the carrier")
    ended_at: Mapped[datetime | None]
    line: Mapped[PhoneLine] = relationship()
    attempt: Mapped[Attempt | None] = relationship(back_populates="call")


class DialPermit(Base):
    """Leave to dial one call once. Committed before the one POST; never changed, never deleted (a trigger)."""

    __tablename__ = "dial_permit"

    call_id: Mapped[int] = mapped_column(ForeignKey(Call.id), primary_key=True, autoincrement=False)
    granted_at: Mapped[datetime]
    decision: Mapped[dict[str, Any]]


class Attempt(Base):
    """A case's try. ``counted`` says that a phone was really dialled. ``leg`` is set when somebody answered."""

    __tablename__ = "attempt"
    __table_args__ = (
        UniqueConstraint("case_id", "number"),
        one_of("channel", ("ivr", "live")),
        CheckConstraint("closed_at IS NULL OR disposition IS NOT NULL", name="closed_has_disposition"),
        Index(
            "uq_attempt_open_case",
            "case_id",
            unique=True,
            postgresql_where=text("closed_at IS NULL"),
            sqlite_where=text("closed_at IS NULL"),
        ),
        Index("ix_attempt_closed_live", "closed_at", postgresql_where=_CLOSED_LIVE, sqlite_where=_CLOSED_LIVE),
    )

    id: Mapped[Key]
    case_id: Mapped[int] = mapped_column(ForeignKey(Case.id))
    call_id: Mapped[int] = mapped_column(ForeignKey(Call.id), unique=True)
    number: Mapped[int]
    channel: Mapped[Code] = mapped_column(default="ivr")
    decision: Mapped[dict[str, Any]] = mapped_column(doc="what may_call answered at the claim")
    caller_id: Mapped[int | None] = mapped_column(ForeignKey(User.id), doc="whose desk it is made from; null: nobody's")
    leg: Mapped[int | None]
    disposition: Mapped[Code | None]
    ending: Mapped[Code | None] = mapped_column(doc="the protocol's word for how it ended")
    counted: Mapped[bool] = mapped_column(default=False)
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    case: Mapped[Case] = relationship()
    call: Mapped[Call] = relationship(back_populates="attempt")
    caller: Mapped[User | None] = relationship()


class MachineMessage(Base):
    """Leave to say one message to the machine that took a call: one for each case, for ever.

    Committed before the one request to the carrier; never deleted (a trigger). ``left_at`` is set when the carrier took
    it, ``interrupted_at`` when a key was pressed while it was said: then a human is on the line.
    """

    __tablename__ = "machine_message"

    case_id: Mapped[int] = mapped_column(ForeignKey(Case.id), primary_key=True, autoincrement=False)
    call_id: Mapped[int] = mapped_column(ForeignKey(Call.id), unique=True)
    language: Mapped[Code]
    granted_at: Mapped[datetime]
    left_at: Mapped[datetime | None]
    interrupted_at: Mapped[datetime | None]


class CarrierEvent(Base):
    """What the carrier reported of a call, once per progress and sequence number. Paradata."""

    __tablename__ = "carrier_event"
    __table_args__ = (UniqueConstraint("call_id", "progress", "sequence"),)

    id: Mapped[Key]
    call_id: Mapped[int] = mapped_column(ForeignKey(Call.id))
    progress: Mapped[Code]
    sequence: Mapped[int]
    received_at: Mapped[datetime]
    changed_something: Mapped[bool]
