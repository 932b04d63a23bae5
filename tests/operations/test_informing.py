"""What other programs are owed stands in the transaction of the fact, is tried with growing pauses, and never twice."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from scene import Scene
from sqlalchemy import select, update

from vocsurvey.db.announcement import Announcement
from vocsurvey.db.campaign import Case, CaseKind
from vocsurvey.db.followup import Flag, FollowUp, FollowUpEvent
from vocsurvey.db.interview import Answer
from vocsurvey.db.people import Role
from vocsurvey.db.webhook import WebhookDelivery, WebhookSubscription
from vocsurvey.operations import administering, informing, passing_on, subscribing
from vocsurvey.operations.administering import Refusal
from vocsurvey.operations.informing import PAUSES
from vocsurvey.operations.telling import NUDGE, PATIENCE

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
        informing.go_on(session, row.subscription_id, running.now)
    assert running.do(informing.nudge_deliveries) == (row.id,)


def about_an_answer(scene: Scene) -> WebhookDelivery:
    """The one message that a positive answer leads to here."""
    subscribed(scene, kinds=["answers"])
    token, sid = scene.dial()
    scene.talk(token, sid, "1", "1")
    (row,) = owed(scene)
    return row


def test_what_does_not_arrive_is_tried_for_three_days_and_given_up(running: Scene) -> None:
    row = about_an_answer(running)
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


def test_what_tells_of_an_open_follow_up_is_tried_for_as_long_as_it_is_open(running: Scene) -> None:
    row = told(running)
    for _ in range(len(PAUSES) + 5):
        running.do(informing.not_delivered, row.id, "It answered 500.", status=500)
        (row,) = owed(running)
        assert row.failed_at is None
        running.now = row.due_at
        assert running.do(informing.nudge_deliveries) == (row.id,)
    assert row.due_at == running.now
    with running.database.transaction() as session:
        follow_up = session.scalars(select(FollowUp)).one()
        follow_up.closed_at, follow_up.next_action_at = running.now, None
    running.do(informing.not_delivered, row.id, "It answered 500.", status=500)
    (row,) = owed(running)
    assert row.failed_at == running.now


def test_operators_are_told_once_of_an_address_that_takes_nothing(running: Scene) -> None:
    running.do(
        administering.add_user, email="mo@example.com", name="Mo", role=Role.MANAGER, password_hash="-", zone="UTC"
    )
    subscribed(running)
    token, sid = running.dial()
    running.talk(token, sid, "1", "2")
    first, second, *_ = owed(running)
    assert running.do(passing_on.pass_on_webhooks) == ()
    running.do(informing.not_delivered, first.id, "It answered 500.", status=500)
    since = running.now
    running.do(informing.not_delivered, second.id, "It answered 500.", status=500)
    running.now += PATIENCE - timedelta(seconds=1)
    assert running.do(passing_on.pass_on_webhooks) == ()
    running.now += timedelta(seconds=1)
    assert running.do(passing_on.pass_on_webhooks) == (first.subscription_id,)
    assert running.do(passing_on.pass_on_webhooks) == ()
    (announced,) = running.rows(select(Announcement))
    assert announced.headline == "The webhook “CRM” takes nothing"
    (state,) = running.rows(select(WebhookSubscription))
    assert (state.failing_since, state.passed_on_at) == (since, running.now)
    running.do(informing.not_delivered, second.id, "It answered 500.", status=500)
    running.do(informing.delivered, first.id, 204)
    (state,) = running.rows(select(WebhookSubscription))
    assert (state.failing_since, state.passed_on_at) == (None, None)
    assert owed(running)[1].due_at == running.now, "what waited is tried at once"
    assert second.id in running.do(informing.nudge_deliveries)


def test_an_address_that_says_it_is_gone_is_told_of_at_once(running: Scene) -> None:
    running.do(
        administering.add_user, email="mo@example.com", name="Mo", role=Role.MANAGER, password_hash="-", zone="UTC"
    )
    row = told(running)
    running.do(informing.not_delivered, row.id, "It answered 410.", status=410, gone=True)
    assert running.do(passing_on.pass_on_webhooks) == (row.subscription_id,)
    (announced,) = running.rows(select(Announcement))
    assert announced.headline == "The webhook “CRM” has stopped"
    assert announced.words.startswith("It answered 410. ")
    with running.database.transaction() as session:
        informing.go_on(session, row.subscription_id, running.now)
    assert running.do(passing_on.pass_on_webhooks) == ()
    (state,) = running.rows(select(WebhookSubscription))
    assert (state.active, state.failing_since) == (True, None)


def test_a_late_echo_from_a_stopped_address_does_not_say_that_it_fails(running: Scene) -> None:
    row = told(running)
    with running.database.transaction() as session:
        informing.stop(session, row.subscription_id, "enough")
    running.do(informing.not_delivered, row.id, "It answered 500.", status=500)
    (state,) = running.rows(select(WebhookSubscription))
    assert (state.active, state.failing_since) == (False, None)


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
