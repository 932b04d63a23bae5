"""Bridges: where a caller and a customer are joined on the line, the calls that were asked into them, and the customers
of the automated voice who were put through to a person."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from vocsurvey.db.base import Base, Code, Json, Key, Words, one_of
from vocsurvey.db.campaign import Case
from vocsurvey.db.dialing import Call
from vocsurvey.db.people import User, Way


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
    caller_label: Mapped[Code] = mapped_column(
        default="caller", server_default=text("'caller'"), doc="what the caller's call goes by in the room"
    )
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
    hand_over: Mapped[HandOver | None] = relationship(back_populates="bridge")


class BridgeParty(Base):
    """A customer's call that was asked into a bridge, once.

    ``held_since``: when the hold began that they are on now; ``held_seconds``: how long those before it have lasted.
    """

    __tablename__ = "bridge_party"
    __table_args__ = (
        CheckConstraint("held_since IS NULL OR left_at IS NULL", name="held_while_there"),
        CheckConstraint("held_seconds >= 0", name="held_forward"),
    )

    call_id: Mapped[int] = mapped_column(ForeignKey(Call.id), primary_key=True, autoincrement=False)
    bridge_id: Mapped[int] = mapped_column(ForeignKey(Bridge.id), index=True)
    invited_at: Mapped[datetime]
    joined_at: Mapped[datetime | None]
    left_at: Mapped[datetime | None]
    held_since: Mapped[datetime | None]
    held_seconds: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    call: Mapped[Call] = relationship()
    bridge: Mapped[Bridge] = relationship()

    @property
    def held(self) -> bool:
        """Whether they are on hold now."""
        return self.held_since is not None

    def held_for(self, until: datetime) -> timedelta:
        """How long they were on hold in all, the hold that they are on included as far as ``until``."""
        before, since = timedelta(seconds=self.held_seconds), self.held_since
        return before if since is None else before + max(timedelta(0), until - since)


class HandOver(Base):
    """A customer of the automated voice who waits in a bridge for a person: once in a call at most.

    ``leg`` of the bridge rings that person, who hears who it is and presses a key (``accepted_at``), or nobody does
    until ``give_up_at``. ``to_desk``: they are a caller, and go on with the interview.
    """

    __tablename__ = "hand_over"
    __table_args__ = (
        CheckConstraint("give_up_at > asked_at", name="waits"),
        CheckConstraint("accepted_at IS NULL OR accepted_at >= asked_at", name="asked_before"),
    )

    bridge_id: Mapped[int] = mapped_column(ForeignKey(Bridge.id), primary_key=True, autoincrement=False)
    call_id: Mapped[int] = mapped_column(ForeignKey(Call.id), unique=True)
    to_desk: Mapped[bool]
    asked_at: Mapped[datetime]
    give_up_at: Mapped[datetime] = mapped_column(doc="if nobody has taken it by then, the customer is promised a call")
    accepted_at: Mapped[datetime | None]
    bridge: Mapped[Bridge] = relationship(back_populates="hand_over")


class GuestPurpose(StrEnum):
    """Why somebody of ours comes into a running call."""

    LISTEN = "listen"
    TAKE_OVER = "take_over"
    JOIN = "join"


_JOINING = text("purpose = 'join' AND left_at IS NULL")
_COMING = text("purpose = 'take_over' AND left_at IS NULL AND relieved_at IS NULL")
_STILL_THERE = text("left_at IS NULL")


class BridgeGuest(Base):
    """Somebody of ours whose own phone is rung into a running call, once: who looks after callers, to listen or to take
    it over, or a colleague whom its caller has asked in.

    Who listens is not heard, and refers to the consent under which they do: the database refuses them without a yes to
    recording that was given in this call and stands (trigger). Who is asked in joins by a key (``accepted_at``), which
    no machine presses. Who takes over, or goes on with the customer alone, has relieved the caller at ``relieved_at``;
    ``relieved_label`` and ``relieved_leg_id`` say who sat there before, ``cleared_at`` when that one was out of the
    room.
    """

    __tablename__ = "bridge_guest"
    __table_args__ = (
        one_of("purpose", GuestPurpose),
        CheckConstraint("(purpose = 'listen') = (consent_id IS NOT NULL)", name="listens_by_consent"),
        CheckConstraint("(purpose = 'take_over') = (words IS NOT NULL)", name="takes_over_with_a_word"),
        CheckConstraint("relieved_at IS NULL OR purpose <> 'listen'", name="listeners_relieve_nobody"),
        CheckConstraint("accepted_at IS NULL OR purpose = 'join'", name="only_who_is_asked_accepts"),
        CheckConstraint("joined_at IS NULL OR purpose <> 'join' OR accepted_at IS NOT NULL", name="joins_by_a_key"),
        CheckConstraint("(relieved_at IS NULL) = (relieved_label IS NULL)", name="relieves_somebody"),
        Index("uq_bridge_guest_coming", "bridge_id", unique=True, postgresql_where=_COMING, sqlite_where=_COMING),
        Index("uq_bridge_guest_joining", "bridge_id", unique=True, postgresql_where=_JOINING, sqlite_where=_JOINING),
        Index("uq_bridge_guest_user", "user_id", unique=True, postgresql_where=_STILL_THERE, sqlite_where=_STILL_THERE),
    )

    call_id: Mapped[int] = mapped_column(ForeignKey(Call.id), primary_key=True, autoincrement=False)
    bridge_id: Mapped[int] = mapped_column(ForeignKey(Bridge.id), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey(User.id))
    purpose: Mapped[Code]
    consent_id: Mapped[int | None] = mapped_column(ForeignKey("consent.id"))
    words: Mapped[Words | None] = mapped_column(doc="why it is taken over")
    asked_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    joined_at: Mapped[datetime | None]
    left_at: Mapped[datetime | None]
    relieved_at: Mapped[datetime | None]
    relieved_label: Mapped[Code | None]
    relieved_leg_id: Mapped[int | None] = mapped_column(ForeignKey(Call.id))
    cleared_at: Mapped[datetime | None]
    call: Mapped[Call] = relationship(foreign_keys=[call_id])
    bridge: Mapped[Bridge] = relationship()
    user: Mapped[User] = relationship()
