"""Other programs are told over a real wire: signed, at least once, again after a failure, and masked by default."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hook_receiver import Program, listening
from sqlalchemy import select, update
from workplace import Workplace

from vocsurvey.clock import now
from vocsurvey.db.webhook import WebhookDelivery, WebhookSubscription
from vocsurvey.interview.heard import Speech
from vocsurvey.jobs import webhooks
from vocsurvey.operations import subscribing

Opened = Callable[..., Workplace]
WORDS = "Nobody called me back for four days."


def told_by(place: Workplace, program: Program, *, personal: bool = False) -> Workplace:
    """The same place, where this program is told of everything and may be reached although it is on this machine."""
    with place.house.database.transaction() as session:
        done = subscribing.subscribe(
            session,
            name=f"CRM {program.port}",
            url=program.url,
            kinds=subscribing.KINDS,
            personal=personal,
            by_id=None,
            now=now(),
        )
        assert isinstance(done, WebhookSubscription)
    settings = replace(place.house.settings, webhook_networks="127.0.0.1/32")
    return replace(place, house=replace(place.house, settings=settings))


def unhappy(place: Workplace) -> None:
    """Somebody was unhappy, and said why."""
    token, sid = place.scene.dial()
    place.scene.talk(token, sid, "1", "2", "2", Speech(WORDS))


def send_all(place: Workplace) -> None:
    """A tick, and a worker that does what it queued."""
    webhooks.ring_for_webhooks(place.house)
    for name, row_id in place.queued():
        assert name == "send_webhook"
        webhooks.deliver(place.house, row_id)
    place.house.redis.flushall()


def deliveries(place: Workplace) -> list[WebhookDelivery]:
    """Every message."""
    return place.scene.rows(select(WebhookDelivery).order_by(WebhookDelivery.id))


def proven(program: Program, secret: str) -> list[dict[str, Any]]:
    """The bodies that came, each checked as a receiver would."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    found = []
    for _, headers, body in program.taken:
        signed = b".".join((headers["webhook-id"].encode(), headers["webhook-timestamp"].encode(), body))
        mac = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
        assert headers["webhook-signature"] == f"v1,{mac}"
        assert abs(now().timestamp() - int(headers["webhook-timestamp"])) < 60
        found.append(json.loads(body))
    return found


@pytest.mark.parametrize("personal", [False, True], ids=["masked", "whole"])
def test_answers_flags_and_follow_ups_are_told_signed(opened: Opened, personal: bool) -> None:
    with listening() as program:
        place = told_by(opened(), program, personal=personal)
        unhappy(place)
        send_all(place)
        (secret,) = place.scene.rows(select(WebhookSubscription.secret))
        bodies = proven(program, secret)
    rows = deliveries(place)
    assert len(bodies) == len(rows)
    assert all(row.delivered_at is not None and row.status == 204 for row in rows)
    kinds = [one["type"] for one in bodies]
    assert {"answer.given", "flag.raised", "follow_up.opened", "follow_up.assigned"} <= set(kinds)
    flag = next(one["data"] for one in bodies if one["type"] == "flag.raised")
    assert (flag["about"]["contact"], flag["severity"]) == ("C1", "high")
    assert flag["about"]["contact_name"] == ("Ann Archer" if personal else "A. A.")
    opening = next(one["data"] for one in bodies if one["type"] == "follow_up.opened")
    assert opening["event"]["kind"] == "opened"
    whole = json.dumps(bodies)
    for secret_of_a_person in (WORDS, "Archer", "olivia@example.com"):
        assert (secret_of_a_person in whole) is personal


def test_what_fails_comes_again_with_the_same_id(opened: Opened) -> None:
    with listening(500, 500, 204) as program:
        place = told_by(opened(), program)
        with place.house.database.transaction() as session:
            session.execute(update(WebhookSubscription).values(answers=False, follow_ups=False))
        unhappy(place)
        send_all(place)
        failed = [row for row in deliveries(place) if row.delivered_at is None]
        assert [(row.tries, row.status, row.problem) for row in failed] == [(1, 500, "It answered 500.")] * 2
        send_all(place)
        assert len(program.taken) == len(deliveries(place)), "not before its pause is over"
        with place.house.database.transaction() as session:
            session.execute(update(WebhookDelivery).where(WebhookDelivery.id == failed[0].id).values(due_at=now()))
        send_all(place)
        assert deliveries(place)[1].delivered_at is None
        send_all(place)  # it is reached again, so what waited does not wait for its pause
        ids = [headers["webhook-id"] for _, headers, _ in program.taken]
    assert ids.count(failed[0].message_id) == 2
    assert all(row.delivered_at is not None for row in deliveries(place))


def test_gone_address_and_stopped_one_are_told_no_more(opened: Opened) -> None:
    with listening(410) as program:
        place = told_by(opened(), program)
        unhappy(place)
        webhooks.ring_for_webhooks(place.house)
        queued = [row_id for _, row_id in place.queued()]
        for row_id in queued:
            webhooks.deliver(place.house, row_id)
        assert len(queued) > 1
        assert len(program.taken) == 1
    webhooks.deliver(place.house, 10**6)


def test_address_inside_is_refused_when_it_is_sent_to(opened: Opened) -> None:
    with listening() as program:
        place = opened()
        told_by(place, program)
        unhappy(place)
        send_all(place)
        assert program.taken == []
    (problem,) = {row.problem for row in deliveries(place)}
    assert problem is not None
    assert "VOCSURVEY_WEBHOOK_NETWORKS" in problem
