"""What other programs reported of a customer's life, and what was decided about it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from vocsurvey.db.api import ApiToken
from vocsurvey.db.base import Base, Code, Key, Name
from vocsurvey.db.campaign import Case
from vocsurvey.db.sample import Contact, Touchpoint


class LifecycleEvent(Base):
    """One event. ``decision`` is what it came to, ``verdicts`` what each rule said of it, in their order."""

    __tablename__ = "lifecycle_event"
    __table_args__ = (
        CheckConstraint("(decision = 'case_made') = (case_id IS NOT NULL)", name="case_made_has_case"),
        CheckConstraint("case_id IS NULL OR rule IS NOT NULL", name="case_has_rule"),
        Index(
            "ix_lifecycle_event_made",
            "contact_id",
            "rule",
            "received_at",
            postgresql_where=text("case_id IS NOT NULL"),
            sqlite_where=text("case_id IS NOT NULL"),
        ),
    )

    id: Mapped[Key]
    public_id: Mapped[str] = mapped_column(String(40), unique=True, doc="what we call it to other programs")
    external_id: Mapped[Name | None] = mapped_column(unique=True, doc="what the other program calls it")
    fingerprint: Mapped[str] = mapped_column(String(64), doc="SHA-256 of what was reported, hexadecimal")
    kind: Mapped[Code]
    happened_at: Mapped[datetime]
    received_at: Mapped[datetime]
    token_id: Mapped[int] = mapped_column(ForeignKey(ApiToken.id))
    contact_id: Mapped[int] = mapped_column(ForeignKey(Contact.id), index=True)
    touchpoint_id: Mapped[int] = mapped_column(ForeignKey(Touchpoint.id), index=True)
    decision: Mapped[Code]
    rule: Mapped[Name | None] = mapped_column(doc="the trigger that made the case")
    verdicts: Mapped[list[Any]]
    case_id: Mapped[int | None] = mapped_column(ForeignKey(Case.id), unique=True)
    contact: Mapped[Contact] = relationship()
    touchpoint: Mapped[Touchpoint] = relationship()
    case: Mapped[Case | None] = relationship()
