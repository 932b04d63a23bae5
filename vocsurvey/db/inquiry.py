"""What the carrier is asked about a call afterwards: whether it was placed, and which keys never reached us."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from vocsurvey.db.base import Base, Code, Key, Name, Words, one_of
from vocsurvey.db.dialing import Call


class InquiryKind(StrEnum):
    """What is to be found out."""

    PLACEMENT = "placement"
    KEY_PRESSES = "key_presses"


class InquiryVerdict(StrEnum):
    """What was found out.

    ``told``: a webhook or the sender itself said it first. ``given_up``: it was not found out in time.
    """

    TOLD = "told"
    PLACED = "placed"
    NEVER_PLACED = "never_placed"
    RECOVERED = "recovered"
    NOTHING_MISSED = "nothing_missed"
    GIVEN_UP = "given_up"


class Inquiry(Base):
    """One thing to find out about one call. Open until ``settled_at``; the clock asks when ``ask_at`` is due.

    ``learned`` holds what earlier questions showed: the carrier's names of calls that are others' (``ruled_out``) and
    of those that may be ours (``undecided``), or the key presses that were recovered. Whoever settles one by hand is
    named, with a reason.
    """

    __tablename__ = "inquiry"
    __table_args__ = (
        UniqueConstraint("call_id", "kind"),
        one_of("kind", InquiryKind),
        one_of("verdict", InquiryVerdict),
        CheckConstraint("(settled_at IS NULL) = (verdict IS NULL)", name="settled_has_verdict"),
        CheckConstraint(
            "(settled_by IS NULL) = (reason IS NULL) AND (settled_by IS NULL OR settled_at IS NOT NULL)",
            name="by_hand_has_reason",
        ),
        Index(
            "ix_inquiry_due",
            "ask_at",
            postgresql_where=text("settled_at IS NULL"),
            sqlite_where=text("settled_at IS NULL"),
        ),
    )

    id: Mapped[Key]
    call_id: Mapped[int] = mapped_column(ForeignKey(Call.id))
    kind: Mapped[Code]
    why: Mapped[Words]
    opened_at: Mapped[datetime]
    ask_at: Mapped[datetime]
    nudged_until: Mapped[datetime | None] = mapped_column(doc="a job was queued; not again before this")
    asks: Mapped[int] = mapped_column(default=0)
    asked_at: Mapped[datetime | None]
    learned: Mapped[dict[str, Any]] = mapped_column(default=dict)
    problem: Mapped[Words | None] = mapped_column(doc="why the last question got no answer")
    settled_at: Mapped[datetime | None]
    verdict: Mapped[Code | None]
    settled_by: Mapped[Name | None]
    reason: Mapped[Words | None]
    call: Mapped[Call] = relationship()
