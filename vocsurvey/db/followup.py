"""What must be answered for: flags, follow-ups with their history, and the notices that tell people."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from vocsurvey.db.api import ApiToken
from vocsurvey.db.base import Base, Code, Key, Name, Words, one_of
from vocsurvey.db.people import User
from vocsurvey.db.sample import Account, Contact

SEVERITIES = ("critical", "high", "medium", "low")
FLAG_KINDS = ("negative", "alarm", "raised_by_hand", "education", "idea")


_OPEN, _CLOSED = "closed_at IS NULL", "closed_at IS NOT NULL"


def _sorted(name: str, *columns: str, where: str = _OPEN) -> Index:
    """An index in the order of a list, so that a page of it is read without the others."""
    return Index(f"ix_follow_up_{name}", *columns, "id", postgresql_where=text(where), sqlite_where=text(where))


class FollowUp(Base):
    """The work item: one per interview. Not finally closed means somebody has it, with a dated next action."""

    __tablename__ = "follow_up"
    __table_args__ = (
        one_of("severity", SEVERITIES),
        CheckConstraint(
            "closed_at IS NOT NULL OR ((owner_id IS NOT NULL OR queue IS NOT NULL) AND next_action_at IS NOT NULL)",
            name="never_quiet",
        ),
        _sorted("next", "next_action_at"),
        _sorted("owner_next", "owner_id", "next_action_at"),
        _sorted("unowned_next", "next_action_at", where=f"{_OPEN} AND owner_id IS NULL"),
        _sorted("queue_next", "queue", "next_action_at"),
        _sorted("state_next", "state", "next_action_at"),
        _sorted("severity_next", "severity", "next_action_at"),
        _sorted("cause_next", "cause", "next_action_at", where=f"{_OPEN} AND cause IS NOT NULL"),
        _sorted("closed", "closed_at", where=_CLOSED),
        _sorted("owner_closed", "owner_id", "closed_at", where=_CLOSED),
        _sorted("state_closed", "state", "closed_at", where=_CLOSED),
        _sorted("cause_closed", "cause", "closed_at", where=_CLOSED),
    )

    id: Mapped[Key]
    interview_id: Mapped[int] = mapped_column(
        ForeignKey("interview.id", use_alter=True, name="fk_follow_up_interview_id"), unique=True
    )
    account_id: Mapped[int] = mapped_column(ForeignKey(Account.id), index=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey(Contact.id), index=True)
    state: Mapped[Code]
    severity: Mapped[Code]
    owner_id: Mapped[int | None] = mapped_column(ForeignKey(User.id), index=True)
    queue: Mapped[Code | None]
    cause: Mapped[Code | None] = mapped_column(doc="the root cause of the latest claim that it was put right")
    first_contact_due_at: Mapped[datetime]
    plan_due_at: Mapped[datetime]
    next_action_at: Mapped[datetime | None]
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    account: Mapped[Account] = relationship()
    contact: Mapped[Contact] = relationship()
    owner: Mapped[User | None] = relationship()
    flags: Mapped[list[Flag]] = relationship(order_by="Flag.id")
    events: Mapped[list[FollowUpEvent]] = relationship(order_by="FollowUpEvent.id")


class Flag(Base):
    """An answer that obliges us to act. Never changes, never goes (a trigger sees to it)."""

    __tablename__ = "flag"
    __table_args__ = (one_of("kind", FLAG_KINDS), one_of("severity", SEVERITIES))

    id: Mapped[Key]
    follow_up_id: Mapped[int] = mapped_column(ForeignKey(FollowUp.id), index=True)
    interview_id: Mapped[int] = mapped_column(
        ForeignKey("interview.id", use_alter=True, name="fk_flag_interview_id"),
        index=True,
        nullable=True,
        doc="in which it was raised: the one that opened the follow-up, or a verification of it (a trigger sees to it)",
    )
    kind: Mapped[Code]
    question: Mapped[Code]
    position: Mapped[int]
    rule: Mapped[Code]
    severity: Mapped[Code]
    dimension: Mapped[Code | None]
    queue: Mapped[Code | None]
    raised_at: Mapped[datetime]


class FollowUpEvent(Base):
    """One thing that happened to a follow-up; the history can rebuild every state. ``actor_id`` null: the system."""

    __tablename__ = "follow_up_event"
    __table_args__ = (CheckConstraint("token_id IS NULL OR actor_id IS NOT NULL", name="programs_name_people"),)

    id: Mapped[Key]
    follow_up_id: Mapped[int] = mapped_column(ForeignKey(FollowUp.id), index=True)
    kind: Mapped[Code]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    details: Mapped[dict[str, Any]]
    happened_at: Mapped[datetime]
    token_id: Mapped[int | None] = mapped_column(ForeignKey(ApiToken.id), doc="the program that brought it")
    actor: Mapped[User | None] = relationship()
    token: Mapped[ApiToken | None] = relationship()


class Notice(Base):
    """One message owed to one person about one follow-up; sent at least once. ``key`` makes a repeat recognisable.

    It is tried until it was sent. ``refused_at``: the mail server does not take that address; ``passed_on_at``: others
    were told that it does not arrive; ``failed_at``: given up, because there was nothing to be done any more.
    """

    __tablename__ = "notice"
    __table_args__ = (
        UniqueConstraint("key"),
        Index(
            "ix_notice_due",
            "due_at",
            postgresql_where=text("sent_at IS NULL AND failed_at IS NULL"),
            sqlite_where=text("sent_at IS NULL AND failed_at IS NULL"),
        ),
    )

    id: Mapped[Key]
    key: Mapped[str] = mapped_column(String(80))
    follow_up_id: Mapped[int] = mapped_column(ForeignKey(FollowUp.id), index=True)
    recipient_id: Mapped[int] = mapped_column(ForeignKey(User.id), index=True)
    kind: Mapped[Code]
    headline: Mapped[Name]
    due_at: Mapped[datetime]
    nudged_until: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)
    problem: Mapped[Words | None]
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    failed_at: Mapped[datetime | None]
    refused_at: Mapped[datetime | None]
    passed_on_at: Mapped[datetime | None]
    follow_up: Mapped[FollowUp] = relationship()
    recipient: Mapped[User] = relationship()
