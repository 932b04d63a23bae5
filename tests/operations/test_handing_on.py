"""By hand to somebody else, to a queue, or closed as not to be resolved: always with a reason."""

from __future__ import annotations

from typing import Any

import pytest
from scene import Scene, hashed
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from vocsurvey.db.audit.verdict import audit
from vocsurvey.db.followup import FollowUp, Notice
from vocsurvey.db.people import User
from vocsurvey.followup.flag import Queue
from vocsurvey.followup.lifecycle import Refusal
from vocsurvey.operations import handing_on

OLIVIA, SAM = "olivia@example.com", "sam@example.com"


@pytest.fixture
def owned(running: Scene) -> Scene:
    """Ann's follow-up, which Olivia has; Sam works for customer success."""
    running.talk(*running.dial("C1"), "1", "1", "2")
    return running


def latest(scene: Scene) -> FollowUp:
    """The follow-up, as it stands."""
    found = scene.rows(select(FollowUp).options(selectinload(FollowUp.events)))[0]
    assert isinstance(found, FollowUp)
    return found


def give(scene: Scene, to: str | Queue, why: str = "They know the export.") -> Any:
    """Olivia hands it on."""
    with scene.database.transaction() as session:
        by_mail = {one.email: one for one in session.scalars(select(User))}
        target = to if isinstance(to, Queue) else by_mail[to]
        row = session.scalars(select(FollowUp)).one()
        return handing_on.hand_on(session, row.id, target, by_mail[OLIVIA], why, scene.now, rules=scene.rules)


def end(scene: Scene, cause: str = "product_gap", why: str = "It is not planned.", told: str = "Just that.") -> Any:
    """Olivia gives up."""
    with scene.database.transaction() as session:
        olivia = session.scalars(select(User).where(User.email == OLIVIA)).one()
        row = session.scalars(select(FollowUp)).one()
        return handing_on.cannot_be_resolved(session, row.id, olivia, cause, why, told, scene.now)


def told(scene: Scene) -> list[str]:
    """Who was told that it is theirs now."""
    wanted = select(User.email).join(Notice, Notice.recipient_id == User.id).where(Notice.kind == "handed_over")
    return list(scene.rows(wanted))


def clean(scene: Scene) -> bool:
    """Whether the audit has nothing to say."""
    with scene.database.reading() as session:
        return audit(session, scene.now, hashed) == ()


def test_somebody_else_has_it_with_the_reason_and_the_old_deadlines(owned: Scene) -> None:
    before = latest(owned)
    assert isinstance(give(owned, SAM), FollowUp)
    row = latest(owned)
    assert row.owner_id == owned.user(SAM).id
    assert row.events[-1].details["text"] == "They know the export."
    assert (row.next_action_at, row.plan_due_at) == (before.next_action_at, before.plan_due_at)
    assert told(owned) == [SAM]
    assert clean(owned)


def test_a_queue_has_it_and_everybody_of_it_is_told(owned: Scene) -> None:
    assert isinstance(give(owned, Queue.PRODUCT), FollowUp)
    row = latest(owned)
    assert (row.owner_id, row.queue) == (None, "product")
    assert row.next_action_at is not None
    assert SAM in told(owned)
    assert give(owned, Queue.PRODUCT) == Refusal("It waits in that queue already.")
    assert clean(owned)


@pytest.mark.parametrize("why", ["", "  x ", "x" * 4001])
def test_nobody_gets_it_without_a_reason(owned: Scene, why: str) -> None:
    assert isinstance(give(owned, SAM, why), Refusal)
    assert latest(owned).owner_id == owned.user(OLIVIA).id


def test_whoever_has_it_does_not_get_it_again(owned: Scene) -> None:
    assert "has it already" in give(owned, OLIVIA).sentence


def test_what_cannot_be_resolved_ends_with_its_cause_and_is_never_put_right(owned: Scene) -> None:
    assert isinstance(end(owned), FollowUp)
    row = latest(owned)
    assert (row.state, row.cause, row.next_action_at) == ("cannot_be_resolved", "product_gap", None)
    assert row.closed_at is not None
    assert isinstance(end(owned), Refusal)
    assert isinstance(give(owned, Queue.PRODUCT), Refusal)
    assert clean(owned)


@pytest.mark.parametrize(
    "lacking", [{"cause": "the weather"}, {"why": " "}, {"told": "no"}, {"why": "x" * 4001}, {"told": "x" * 4001}]
)
def test_nothing_ends_without_its_words(owned: Scene, lacking: dict[str, str]) -> None:
    assert isinstance(end(owned, **lacking), Refusal)
    assert latest(owned).closed_at is None
