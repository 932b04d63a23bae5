"""Webhooks: what other programs are owed is sent, at least once, with no transaction open while they think."""

from __future__ import annotations

import json
import logging

from sqlalchemy.orm import Session

from vocsurvey import clock
from vocsurvey.db.reads.outgoing import message
from vocsurvey.db.webhook import WebhookDelivery
from vocsurvey.jobs.queues import UPKEEP, ring
from vocsurvey.jobs.workshop import runtime
from vocsurvey.notices.address import networks
from vocsurvey.notices.webhook import Arrived, WebhookChannel, signature
from vocsurvey.operations import informing, passing_on
from vocsurvey.runtime import Runtime

JOB = "vocsurvey.jobs.webhooks.send_webhook"
log = logging.getLogger(__name__)


def ring_for_webhooks(house: Runtime) -> None:
    """Wake a worker for every message that is due, and tell operators of addresses that take nothing."""
    with house.database.transaction() as session:
        passing_on.pass_on_webhooks(session, clock.now())
        owed = informing.nudge_deliveries(session, clock.now())
    ring(house.redis, UPKEEP, JOB, owed)


def send_webhook(delivery_id: int) -> None:
    """Job: one message to one address."""
    deliver(runtime(), delivery_id)


def deliver(house: Runtime, delivery_id: int) -> None:
    """Send one message that is still owed, and keep what became of it."""
    with house.database.reading() as session:
        written = _write(session, delivery_id)
    if written is None:
        return
    url, body, headers = written
    outcome = WebhookChannel(networks(house.settings.webhook_networks)).send(url, body, headers)
    with house.database.transaction() as session:
        if isinstance(outcome, Arrived):
            informing.delivered(session, delivery_id, outcome.status, clock.now())
        else:
            log.warning("webhook %s did not arrive: %s", delivery_id, outcome.why)
            informing.not_delivered(
                session, delivery_id, outcome.why, clock.now(), status=outcome.status, gone=outcome.gone
            )


def _write(session: Session, delivery_id: int) -> tuple[str, bytes, dict[str, str]] | None:
    row = session.get(WebhookDelivery, delivery_id)
    if row is None or row.delivered_at is not None or row.failed_at is not None or not row.subscription.active:
        return None
    body = json.dumps(message(session, row), ensure_ascii=False, separators=(",", ":")).encode()
    subscription = row.subscription
    return subscription.url, body, signature(subscription.secret, row.message_id, clock.now(), body)
