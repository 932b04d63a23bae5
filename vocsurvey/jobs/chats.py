"""Chats: what they are owed is sent, at least once, with no transaction open while they think."""

from __future__ import annotations

import logging
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from vocsurvey import clock
from vocsurvey.db.chat import ChatMessage
from vocsurvey.db.reads.chats import news
from vocsurvey.jobs.queues import UPKEEP, ring
from vocsurvey.jobs.workshop import runtime
from vocsurvey.notices.address import networks
from vocsurvey.notices.chat import ChatText, body
from vocsurvey.notices.webhook import Arrived, WebhookChannel
from vocsurvey.notices.wording import moment
from vocsurvey.operations import chatting, passing_on
from vocsurvey.runtime import Runtime

JOB = "vocsurvey.jobs.chats.send_chat"
log = logging.getLogger(__name__)


def ring_for_chats(house: Runtime) -> None:
    """Wake a worker for every message that is due, and tell operators of chats that take nothing."""
    with house.database.transaction() as session:
        passing_on.pass_on_chats(session, clock.now())
        owed = chatting.nudge_chats(session, clock.now())
    ring(house.redis, UPKEEP, JOB, owed)


def send_chat(message_id: int) -> None:
    """Job: one message to one chat."""
    tell(runtime(), message_id)


def tell(house: Runtime, message_id: int) -> None:
    """Send one message that is still owed, and keep what became of it."""
    with house.database.reading() as session:
        written = _write(session, house, message_id)
    if written is None:
        return
    url, content, key = written
    outcome = WebhookChannel(networks(house.settings.webhook_networks)).send(url, content, {"Idempotency-Key": key})
    with house.database.transaction() as session:
        if isinstance(outcome, Arrived):
            chatting.arrived(session, message_id, outcome.status, clock.now())
        else:
            log.warning("chat message %s did not arrive: %s", message_id, outcome.why)
            chatting.not_arrived(
                session, message_id, outcome.why, clock.now(), status=outcome.status, for_good=outcome.for_good
            )


def _write(session: Session, house: Runtime, message_id: int) -> tuple[str, bytes, str] | None:
    row = session.get(ChatMessage, message_id)
    if row is None or row.delivered_at is not None or row.failed_at is not None or not row.chat.active:
        return None
    told = news(session, row)
    lines = told.lines
    if told.due_at is not None:
        lines = (*lines, f"By {moment(told.due_at, ZoneInfo(told.zone))}.")
    path = "/notices" if told.follow_up_id is None else f"/follow-ups/{told.follow_up_id}"
    text = ChatText(told.headline, told.said, lines, house.urls.received(path))
    return row.chat.url, body(row.chat.kind, text), row.key
