"""What other programs are owed stands in the transaction of the fact, is tried with growing pauses, and never twice."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from scene import Scene
from sqlalchemy import select, update

from vocsurvey.db.campaign import Case, CaseKind
from vocsurvey.db.followup import Flag, FollowUpEvent
from vocsurvey.db.interview import Answer
from vocsurvey.db.webhook import WebhookDelivery, WebhookSubscription
from vocsurvey.operations import informing, subscribing
from vocsurvey.operations.administering import Refusal
from vocsurvey.operations.informing import PAUSES
from vocsurvey.operations.telling import NUDGE

GOOD: dict[str, Any] = {
    "name": "CRM",
    "url": "https://crm.example.com/",
    "kinds": subscribing.KINDS,
    "personal": False,
    "by_id": None,
}


def subscribed(scene: Scene, **other: Any) -> WebhookSubscription:
    """A program that is told."""
    done = scene.do(subscribing.subscribe, **{**GOOD, **other})
    assert isinstance(done, WebhookSubscription)
    return done


def owed(scene: Scene) -> list[WebhookDelivery]:
    """Every message."""
    return scene.rows(select(WebhookDelivery).order_by(WebhookDelivery.id))


def told(scene: Scene) -> WebhookDelivery:
    """The one message that a negative answer leads to here: of its flag."""
    subscribed(scene, kinds=["flags"])
    token, sid = scene.dial()
    scene.talk(token, sid, "1", "2")
    (row,) = owed(scene)
    return row


def test_every_fact_is_owed_to_whoever_wants_it(running: Scene) -> None:
    subscribed(running)
    subscribed(running, name="Flags only", kinds=["flags"])
    stopped = subscribed(running, name="Stopped")
    with running.database.transaction() as session:
        informing.stop(session, stopped.id, "enough")
    token, sid = running.dial()
    running.talk(token, sid, "1", "2", "1")
    rows = owed(running)
    assert {row.answer_id for row in rows} - {None} == set(running.rows(select(Answer.id)))
    assert [row.flag_id for row in rows if row.flag_id].count(running.rows(select(Flag.id))[0]) == 2
    assert {row.event_id for row in rows} - {None} == set(running.rows(select(FollowUpEvent.id)))
    assert len({row.message_id for row in rows}) == len(rows)
    assert stopped.id not in {row.subscription_id for row in rows}


def test_without_anybody_to_tell_nothing_is_owed(running: Scene) -> None:
    token, sid = running.dial()
    running.talk(token, sid, "1", "2")
    assert running.rows(select(Flag.id))
    assert owed(running) == []


def test_tests_are_told_to_nobody(running: Scene) -> None:
    subscribed(running)
    with running.database.transaction() as session:
        session.execute(update(Case).values(kind=CaseKind.TEST))
    token, sid = running.dial()
    running.talk(token, sid, "1", "2")
    assert running.rows(select(Flag.id))
    assert owed(running) == []


def test_due_messages_are_handed_out_once(running: Scene) -> None:
    row = told(running)
    assert running.do(informing.nudge_deliveries) == (row.id,)
    assert running.do(informing.nudge_deliveries) == ()
    running.now += NUDGE
    with running.database.transaction() as session:
        informing.stop(session, row.subscription_id, "enough")
    assert running.do(informing.nudge_deliveries) == ()
    with running.database.transaction() as session:
        informing.go_on(session, row.subscription_id)
    assert running.do(informing.nudge_deliveries) == (row.id,)


def test_what_does_not_arrive_is_tried_for_three_days_and_given_up(running: Scene) -> None:
    row = told(running)
    for tries, pause in enumerate(PAUSES, 1):
        assert running.do(informing.nudge_deliveries) == (row.id,)
        running.do(informing.not_delivered, row.id, "It answered 500.", status=500)
        (row,) = owed(running)
        assert (row.tries, row.status, row.due_at, row.failed_at) == (tries, 500, running.now + pause, None)
        running.now += pause - timedelta(seconds=1)
        assert running.do(informing.nudge_deliveries) == ()
        running.now += timedelta(seconds=1)
    running.do(informing.not_delivered, row.id, "It answered 500.", status=500)
    (row,) = owed(running)
    assert row.failed_at == running.now
    running.later(days=30)
    assert running.do(informing.nudge_deliveries) == ()


def test_delivered_once_is_delivered(running: Scene) -> None:
    row = told(running)
    running.do(informing.delivered, row.id, 204)
    first = running.now
    running.later(minutes=1)
    running.do(informing.delivered, row.id, 200)
    running.do(informing.not_delivered, row.id, "It answered 500.", status=500)
    (row,) = owed(running)
    assert (row.delivered_at, row.problem, row.failed_at) == (first, None, None)
    running.later(days=1)
    assert running.do(informing.nudge_deliveries) == ()


def test_address_that_is_gone_is_told_no_more(running: Scene) -> None:
    row = told(running)
    running.do(informing.not_delivered, row.id, "It answered 410.", status=410, gone=True)
    (row,) = owed(running)
    (subscription,) = running.rows(select(WebhookSubscription))
    assert row.failed_at == running.now
    assert (subscription.active, subscription.stopped_why) == (False, "It answered 410.")


def test_message_is_sent_again_when_somebody_wants_it(running: Scene) -> None:
    row = told(running)
    running.do(informing.delivered, row.id, 204)
    running.do(informing.send_again, row.id)
    (again,) = owed(running)
    assert (again.delivered_at, again.tries, again.message_id) == (None, 0, row.message_id)
    running.now += NUDGE
    assert running.do(informing.nudge_deliveries) == (row.id,)


def test_another_secret_signs_from_now_on(running: Scene) -> None:
    row = subscribed(running)
    assert row.secret.startswith("whsec_")
    with running.database.transaction() as session:
        changed = informing.change_secret(session, row.id)
    assert changed != row.secret
    assert running.rows(select(WebhookSubscription.secret)) == [changed]


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"name": " "}, "Give it a name"),
        ({"name": "x" * 201}, "Give it a name"),
        ({"kinds": []}, "Choose at least one"),
        ({"kinds": ["gossip"]}, "Choose at least one"),
    ],
)
def test_what_is_no_subscription_is_refused(scene: Scene, wrong: dict[str, Any], sentence: str) -> None:
    done = scene.do(subscribing.subscribe, **{**GOOD, **wrong})
    assert isinstance(done, Refusal)
    assert sentence in done.sentence


def test_two_have_two_names(scene: Scene) -> None:
    subscribed(scene)
    done = scene.do(subscribing.subscribe, **GOOD)
    assert isinstance(done, Refusal)
    assert "already" in done.sentence
