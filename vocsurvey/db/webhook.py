"""Where other programs want to be told at once, and every message that they are owed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text, true
from sqlalchemy.orm import Mapped, mapped_column, relationship

from vocsurvey.db.base import Base, Key, Name, Words
from vocsurvey.db.followup import Flag, FollowUpEvent
from vocsurvey.db.interview import Answer
from vocsurvey.db.people import User

_OWED = text("delivered_at IS NULL AND failed_at IS NULL")


class WebhookSubscription(Base):
    """An address that is told of answers, flags, follow-ups. ``personal``: also who somebody is and their own words.

    ``failing_since``: nothing arrives there since then, and ``passed_on_at``: operators were told so.
    """

    __tablename__ = "webhook_subscription"
    __table_args__ = (
        CheckConstraint("answers OR flags OR follow_ups", name="wants_something"),
        CheckConstraint("passed_on_at IS NULL OR failing_since IS NOT NULL", name="passed_on_what_fails"),
    )

    id: Mapped[Key]
    name: Mapped[Name] = mapped_column(unique=True)
    url: Mapped[str] = mapped_column(String(1000))
    secret: Mapped[str] = mapped_column(String(100), doc="signs every message: whsec_ and base64")
    answers: Mapped[bool]
    flags: Mapped[bool]
    follow_ups: Mapped[bool]
    personal: Mapped[bool]
    active: Mapped[bool] = mapped_column(default=True, server_default=true())
    stopped_why: Mapped[Words | None]
    failing_since: Mapped[datetime | None]
    passed_on_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))


class WebhookDelivery(Base):
    """One message owed to one address about one fact, in the transaction of the fact; delivered at least once.

    It is written when it is sent: what it tells of never changes, and what was erased meanwhile is not told.
    """

    __tablename__ = "webhook_delivery"
    __table_args__ = (
        CheckConstraint(
            "(answer_id IS NOT NULL AND flag_id IS NULL AND event_id IS NULL)"
            " OR (answer_id IS NULL AND flag_id IS NOT NULL AND event_id IS NULL)"
            " OR (answer_id IS NULL AND flag_id IS NULL AND event_id IS NOT NULL)",
            name="about_one_fact",
        ),
        Index("ix_webhook_delivery_due", "due_at", postgresql_where=_OWED, sqlite_where=_OWED),
    )

    id: Mapped[Key]
    message_id: Mapped[str] = mapped_column(String(40), unique=True, doc="the same at every try")
    subscription_id: Mapped[int] = mapped_column(ForeignKey(WebhookSubscription.id), index=True)
    answer_id: Mapped[int | None] = mapped_column(ForeignKey(Answer.id))
    flag_id: Mapped[int | None] = mapped_column(ForeignKey(Flag.id))
    event_id: Mapped[int | None] = mapped_column(ForeignKey(FollowUpEvent.id))
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    nudged_until: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)
    status: Mapped[int | None] = mapped_column(doc="what the address answered last")
    problem: Mapped[Words | None]
    delivered_at: Mapped[datetime | None]
    failed_at: Mapped[datetime | None]
    subscription: Mapped[WebhookSubscription] = relationship()
    answer: Mapped[Answer | None] = relationship()
    flag: Mapped[Flag | None] = relationship()
    event: Mapped[FollowUpEvent | None] = relationship()
