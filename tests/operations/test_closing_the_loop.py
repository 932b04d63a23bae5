"""The health of the loop as the rows have it, on both databases, with as many statements for one as for many."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from scene import Scene
from sqlalchemy import event, select, update

from vocsurvey.db.followup import FollowUp
from vocsurvey.db.people import User
from vocsurvey.db.sample import Account
from vocsurvey.followup.clocks import Clock
from vocsurvey.followup.lifecycle import Event, State
from vocsurvey.operations import following_up
from vocsurvey.operations.closing_the_loop import LoopReport, report
from vocsurvey.operations.following_up import Closing

Step = Callable[..., Any]
CLOSING = Closing("billing", "The bill was written anew.", "That it is written anew.")


@pytest.fixture
def step(running: Scene) -> Step:
    """Olivia does something about the latest follow-up."""

    def run(verb: Callable[..., Any], *args: Any, **kwargs: Any) -> None:
        with running.database.transaction() as session:
            olivia = session.scalars(select(User).where(User.email == "olivia@example.com")).one()
            newest = session.scalars(select(FollowUp.id).order_by(FollowUp.id.desc())).first()
            done = verb(session, newest, olivia, *args, now=running.now, **kwargs)
            assert isinstance(done, FollowUp), done

    return run


def loop(scene: Scene, days: float = 90) -> LoopReport:
    """The report over the last days."""
    with scene.database.reading() as session:
        return report(session, scene.rules, scene.now - timedelta(days=days), scene.now, names=1)


def unhappy(scene: Scene, contact: str = "C1") -> None:
    """Somebody did not feel cared for."""
    scene.talk(*scene.dial(contact), "1", "1", "2")


def test_a_house_that_nobody_has_complained_to(running: Scene) -> None:
    found = loop(running)
    assert (found.lost, found.overdue, found.unclaimed, found.health.opened) == ((), 0, 0, 0)
    assert (found.risk.count, found.risk.value, found.risk.accounts) == (0, 0.0, ())


def test_what_happened_is_in_the_figures(running: Scene, step: Step) -> None:
    unhappy(running)
    running.later(minutes=30)
    promised = running.now + timedelta(days=2)
    step(following_up.record_contact, Event.ACTION_AGREED, "A new bill.", rules=running.rules, promised_at=promised)
    running.later(hours=3)
    step(following_up.put_right, CLOSING, rules=running.rules)
    health = loop(running).health
    took = {one.clock: one.median for one in health.took}
    assert took[Clock.FIRST_CONTACT] == took[Clock.PLAN] == timedelta(minutes=30)
    assert took[Clock.PUT_RIGHT] == timedelta(hours=3, minutes=30)
    assert took[Clock.VERIFIED] is None
    assert (health.in_time[0].contact.hits, health.in_time[0].plan.hits) == (1, 1)
    assert (health.promises.kept, health.promises.broken) == (1, 0)
    assert health.causes == (("billing", 1),)
    assert sum(health.states.values()) == health.opened == 1
    assert health.states[State.VERIFIED] == 0
    running.later(days=1)
    assert loop(running, days=0.5).health.opened == 0, "by the day of the answer"


def test_who_waits_too_long_is_counted_and_after_a_week_is_lost(running: Scene) -> None:
    unhappy(running)
    assert loop(running).overdue == 0
    running.later(days=3)
    assert (loop(running).overdue, loop(running).lost) == (1, ())
    running.later(days=8)
    (lost,) = loop(running).lost
    assert "overdue for more than a week" in lost.sentence
    assert loop(running).health.ages == (0, 0, 1, 0)


def test_what_is_in_a_queue_is_nobodys_yet(running: Scene) -> None:
    unhappy(running)
    running.do(lambda session, now: session.execute(update(FollowUp).values(owner_id=None, queue="product")))
    assert loop(running).unclaimed == 1


def test_each_customer_is_at_risk_once_with_all_that_they_are_worth(running: Scene) -> None:
    def worth(name: str, value: float | None) -> None:
        running.do(
            lambda session, now: session.execute(
                update(Account).where(Account.external_id == name).values(yearly_value=value)
            )
        )

    worth("A1", 480_000)
    unhappy(running, "C1")
    unhappy(running, "C2")
    assert (loop(running).risk.count, loop(running).risk.value) == (1, 480_000.0)
    unhappy(running, "C3")
    risk = loop(running).risk
    assert (risk.count, risk.valued, risk.value) == (2, 1, 480_000.0), "the value of one is not known"
    assert [name for _, name, _ in risk.accounts] == ["Alder Freight"]
    running.do(lambda session, now: session.execute(update(FollowUp).values(severity="medium")))
    assert loop(running).risk.count == 0


@pytest.mark.parametrize(("contact", "rating", "count"), [("C1", "3", 1), ("C1", "7", 0), ("C2", "3", 0)])
def test_a_decision_maker_who_would_not_recommend_us(running: Scene, contact: str, rating: str, count: int) -> None:
    running.talk(*running.dial(contact), "1", "1", "1", rating)
    assert loop(running).risk.count == count, "a detractor alone is of medium severity"
    running.later(days=366)
    assert loop(running).risk.count == 0


def test_many_cost_no_more_statements_than_one(running: Scene) -> None:
    unhappy(running, "C1")
    alone = statements(running)
    unhappy(running, "C2")
    unhappy(running, "C3")
    assert loop(running).health.opened == 3
    assert statements(running) == alone


def statements(scene: Scene) -> int:
    """How many statements the report takes."""
    said: list[str] = []
    with scene.database.reading() as session:
        bind = session.get_bind()

        def heard(_: Any, __: Any, statement: str, *___: Any) -> None:
            said.append(statement)

        event.listen(bind, "before_cursor_execute", heard)
        report(session, scene.rules, scene.now - timedelta(days=90), scene.now)
        event.remove(bind, "before_cursor_execute", heard)
    return len(said)
