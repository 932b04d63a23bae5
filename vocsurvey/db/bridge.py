"""Bridges: where a caller and a customer are joined on the line, and the calls that were asked into them."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from vocsurvey.db.base import Base, Code, Json, Key, one_of
from vocsurvey.db.campaign import Case
from vocsurvey.db.dialing import Call
from vocsurvey.db.people import User


class Way(StrEnum):
    """How the caller speaks: at a telephone that we ring, or in the browser, which calls us."""

    PHONE = "phone"
    BROWSER = "browser"


class BridgeStatus(StrEnum):
    """Where a bridge stands. OPENING: the caller is not there yet; WAITING: alone; CALLING: a customer is being called;
    TALKING: both are there.
    """

    OPENING = "opening"
    WAITING = "waiting"
    CALLING = "calling"
    TALKING = "talking"
    ENDED = "ended"


class BridgeEnding(StrEnum):
    """Why a bridge is over."""

    NEVER_CONNECTED = "never_connected"
    CALLER_LEFT = "caller_left"
    CUSTOMER_LEFT = "customer_left"
    CLOSED = "closed"
    STOPPED = "stopped"
    IDLE = "idle"
    FAILED = "failed"


_STILL_OPEN = text("ended_at IS NULL")


class Bridge(Base):
    """A room at the carrier, named by ``token``, in which one caller speaks with one customer at a time.

    ``leg_id`` is the call that rings the caller's own phone; a browser has none. ``caller_sid`` is the carrier's name
    for the caller's call, either way. A caller has one that is open at most.
    """

    __tablename__ = "bridge"
    __table_args__ = (
        one_of("way", Way),
        one_of("status", BridgeStatus),
        one_of("ending", BridgeEnding),
        CheckConstraint("(status = 'ended') = (ended_at IS NOT NULL)", name="ended_at_its_end"),
        CheckConstraint("(ended_at IS NULL) = (ending IS NULL)", name="ended_for_a_reason"),
        CheckConstraint("leg_id IS NULL OR way = 'phone'", name="only_a_phone_is_rung"),
        Index("uq_bridge_open_user", "user_id", unique=True, postgresql_where=_STILL_OPEN, sqlite_where=_STILL_OPEN),
        Index("ix_bridge_open", "heard_from_at", postgresql_where=_STILL_OPEN, sqlite_where=_STILL_OPEN),
    )

    id: Mapped[Key]
    token: Mapped[str] = mapped_column(String(43), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey(User.id), index=True)
    way: Mapped[Code]
    status: Mapped[Code] = mapped_column(default=BridgeStatus.OPENING)
    case_id: Mapped[int] = mapped_column(ForeignKey(Case.id), index=True, doc="who is to be spoken with")
    leg_id: Mapped[int | None] = mapped_column(ForeignKey(Call.id), unique=True)
    caller_sid: Mapped[str | None] = mapped_column(String(64), unique=True)
    room_sid: Mapped[str | None] = mapped_column(String(64), unique=True)
    sequence: Mapped[int] = mapped_column(default=-1, doc="highest SequenceNumber seen")
    muted: Mapped[bool] = mapped_column(default=False, server_default=false(), doc="the caller cannot be heard")
    refused: Mapped[list[Any]] = mapped_column(Json, doc="why the customer may not be called, when asked last")
    opened_at: Mapped[datetime]
    since: Mapped[datetime] = mapped_column(doc="when it took its status")
    caller_in_at: Mapped[datetime | None]
    heard_from_at: Mapped[datetime] = mapped_column(doc="the last sign of life from the carrier, or of our looking")
    nudged_until: Mapped[datetime | None] = mapped_column(doc="a job was queued; not again before this")
    ended_at: Mapped[datetime | None]
    ending: Mapped[Code | None]
    caller_gone_at: Mapped[datetime | None] = mapped_column(doc="the caller's call is known to be over")
    user: Mapped[User] = relationship()
    case: Mapped[Case] = relationship()
    leg: Mapped[Call | None] = relationship()


class BridgeParty(Base):
    """A customer's call that was asked into a bridge, once."""

    __tablename__ = "bridge_party"

    call_id: Mapped[int] = mapped_column(ForeignKey(Call.id), primary_key=True, autoincrement=False)
    bridge_id: Mapped[int] = mapped_column(ForeignKey(Bridge.id), index=True)
    invited_at: Mapped[datetime]
    joined_at: Mapped[datetime | None]
    left_at: Mapped[datetime | None]
    held: Mapped[bool] = mapped_column(default=False, server_default=false())
    call: Mapped[Call] = relationship()
    bridge: Mapped[Bridge] = relationship()
