"""Addresses that want to be told: taken in, or refused in a sentence."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from vocsurvey.db.name_queue import queue_for_name
from vocsurvey.db.webhook import WebhookSubscription
from vocsurvey.operations.administering import Refusal
from vocsurvey.operations.informing import new_secret

KINDS = ("answers", "flags", "follow_ups")


def subscribe(
    session: Session, *, name: str, url: str, kinds: Collection[str], personal: bool, by_id: int | None, now: datetime
) -> WebhookSubscription | Refusal:
    """One more address, whose form the edge has checked. Its secret is in the row, to be shown once."""
    name = name.strip()
    if not name or len(name) > 200:
        return Refusal("Give it a name, at most 200 characters long: who is told?")
    queue_for_name(session, WebhookSubscription.__tablename__)
    if session.scalar(select(WebhookSubscription.id).where(WebhookSubscription.name == name)) is not None:
        return Refusal(f"There is one called “{name}” already; choose another name.")
    if not set(kinds) & set(KINDS):
        return Refusal("Choose at least one thing to be told of.")
    row = WebhookSubscription(
        name=name,
        url=url,
        secret=new_secret(),
        answers="answers" in kinds,
        flags="flags" in kinds,
        follow_ups="follow_ups" in kinds,
        personal=personal,
        active=True,
        created_at=now,
        created_by_id=by_id,
    )
    session.add(row)
    session.flush()
    return row
