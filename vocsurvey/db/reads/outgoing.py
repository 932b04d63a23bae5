"""The message that a webhook carries, written from the fact when it is sent."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from vocsurvey.db.reads import told
from vocsurvey.db.reads.told import FollowUpTold, Told
from vocsurvey.db.webhook import WebhookDelivery


class EventTold(Told):
    """One thing that happened to a follow-up."""

    kind: str
    happened_at: datetime
    by_person: bool


def type_of(row: WebhookDelivery) -> str:
    """What the message is about."""
    if row.answer_id is not None:
        return "answer.given"
    return "flag.raised" if row.event is None else f"follow_up.{row.event.kind}"


def message(session: Session, row: WebhookDelivery) -> dict[str, Any]:
    """The body of a message, as JSON takes it. Who somebody is is told only where the subscription says so."""
    personal = row.subscription.personal
    found: dict[str, Any] = {"type": type_of(row), "timestamp": row.created_at.isoformat()}
    if row.answer_id is not None:
        (data,) = told.answers(session, after=0, limit=1, personal=personal, only=row.answer_id)
        return {**found, "data": data.model_dump(mode="json")}
    if row.event is None:
        (flag,) = told.flags(session, after=0, limit=1, personal=personal, only=row.flag_id)
        return {**found, "data": flag.model_dump(mode="json")}
    (follow_up,) = told.follow_ups(session, after=0, limit=1, personal=personal, only=row.event.follow_up_id)
    event = EventTold(kind=row.event.kind, happened_at=row.event.happened_at, by_person=row.event.actor_id is not None)
    return {**found, "data": {**_plain(follow_up), "event": event.model_dump(mode="json")}}


def _plain(one: FollowUpTold) -> dict[str, Any]:
    return one.model_dump(mode="json")
