"""Webhooks for administrators: each address with how it goes, and its messages, the newest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from vocsurvey.db.reads.outgoing import type_of
from vocsurvey.db.webhook import WebhookDelivery, WebhookSubscription

NEWEST = 100


@dataclass(frozen=True)
class SubscriptionLine:
    """One address. ``waiting`` and ``failed`` are numbers of messages."""

    id: int
    name: str
    url: str
    kinds: tuple[str, ...]
    personal: bool
    active: bool
    stopped_why: str | None
    failing_since: datetime | None
    waiting: int
    failed: int


@dataclass(frozen=True)
class DeliveryLine:
    """One message. ``state``: delivered, waiting, or failed."""

    id: int
    message_id: str
    kind: str
    state: str
    created_at: datetime
    due_at: datetime
    at: datetime | None
    tries: int
    status: int | None
    problem: str | None


def subscriptions(session: Session) -> Sequence[SubscriptionLine]:
    """Every address, those that are told first."""
    rows = session.scalars(
        select(WebhookSubscription).order_by(WebhookSubscription.active.desc(), WebhookSubscription.name)
    )
    waiting = _counts(session, failed=False)
    failed = _counts(session, failed=True)
    return [_line(row, waiting.get(row.id, 0), failed.get(row.id, 0)) for row in rows]


def subscription(session: Session, subscription_id: int) -> SubscriptionLine:
    """One address."""
    return next(one for one in subscriptions(session) if one.id == subscription_id)


def deliveries(session: Session, subscription_id: int) -> Sequence[DeliveryLine]:
    """The newest messages to an address."""
    rows = session.scalars(
        select(WebhookDelivery)
        .where(WebhookDelivery.subscription_id == subscription_id)
        .order_by(WebhookDelivery.id.desc())
        .limit(NEWEST)
        .options(joinedload(WebhookDelivery.event))
    )
    return [_delivery(row) for row in rows]


def _counts(session: Session, *, failed: bool) -> dict[int, int]:
    state = WebhookDelivery.failed_at.is_not(None) if failed else WebhookDelivery.failed_at.is_(None)
    rows = session.execute(
        select(WebhookDelivery.subscription_id, func.count())
        .where(WebhookDelivery.delivered_at.is_(None), state)
        .group_by(WebhookDelivery.subscription_id)
    )
    return {subscription_id: count for subscription_id, count in rows}


def _line(row: WebhookSubscription, waiting: int, failed: int) -> SubscriptionLine:
    wanted = {"answers": row.answers, "flags": row.flags, "follow-ups": row.follow_ups}
    kinds = tuple(kind for kind, wants in wanted.items() if wants)
    return SubscriptionLine(
        row.id,
        row.name,
        row.url,
        kinds,
        row.personal,
        row.active,
        row.stopped_why,
        row.failing_since if row.active else None,
        waiting,
        failed,
    )


def _delivery(row: WebhookDelivery) -> DeliveryLine:
    state = "delivered" if row.delivered_at else "failed" if row.failed_at else "waiting"
    return DeliveryLine(
        id=row.id,
        message_id=row.message_id,
        kind=type_of(row),
        state=state,
        created_at=row.created_at,
        due_at=row.due_at,
        at=row.delivered_at or row.failed_at,
        tries=row.tries,
        status=row.status,
        problem=row.problem,
    )
