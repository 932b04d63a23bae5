"""The ladder: the owner before the deadline, the owner at it, managers, the account's executive, and round again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from scene import Scene
from sqlalchemy import select

from vocsurvey.db.followup import FollowUp, FollowUpEvent, Notice
from vocsurvey.db.people import Role, User
from vocsurvey.followup.lifecycle import Event
from vocsurvey.operations import administering, escalating, following_up
from vocsurvey.operations.flagging import responsible
from vocsurvey.operations.following_up import escalate_overdue


@pytest.fixture
def follow_up(running: Scene) -> FollowUp:
    """Ann's follow-up, which Olivia has and does nothing about; Mona is the manager."""
    running.do(
        administering.add_user,
        email="mona@example.com",
        name="Mona Marsh",
        role=Role.MANAGER,
        password_hash="-",
        zone="Europe/Berlin",
    )
    running.talk(*running.dial("C1"), "1", "1", "2")
    (found,) = running.rows(select(FollowUp))
    assert isinstance(found, FollowUp)
    return found


def told(scene: Scene) -> list[tuple[str, str]]:
    """Rung and address of everybody who was told by an escalation."""
    with scene.database.reading() as session:
        found = session.execute(
            select(Notice.kind, User.email).join(User).where(Notice.kind.like("escalated%")).order_by(Notice.id)
        )
        return [(kind.removeprefix("escalated_"), email) for kind, email in found]


def test_nobody_is_told_while_there_is_time(running: Scene, follow_up: FollowUp) -> None:
    running.now = follow_up.opened_at + timedelta(minutes=1)
    assert running.do(escalate_overdue, rules=running.rules) == ()
    assert told(running) == []


def test_the_ladder_climbs_and_goes_on(running: Scene, follow_up: FollowUp) -> None:
    deadline = follow_up.first_contact_due_at
    running.now = follow_up.opened_at + 0.81 * (deadline - follow_up.opened_at)
    assert running.do(escalate_overdue, rules=running.rules) == (follow_up.id,)
    assert running.do(escalate_overdue, rules=running.rules) == ()
    for late in (timedelta(0), timedelta(hours=1), timedelta(hours=2), timedelta(hours=6), timedelta(hours=26)):
        running.now = deadline + late
        assert running.do(escalate_overdue, rules=running.rules) == (follow_up.id,)
        assert running.do(escalate_overdue, rules=running.rules) == ()
    olivia, mona = "olivia@example.com", "mona@example.com"
    assert told(running) == [
        ("0", olivia),
        ("1", olivia),
        ("2", mona),
        ("3", mona),
        ("3", olivia),
        ("4", mona),
        ("5", mona),
    ]
    assert len(running.rows(select(FollowUpEvent.id).where(FollowUpEvent.kind == "escalated"))) == 6


def test_an_act_starts_the_ladder_anew(running: Scene, follow_up: FollowUp) -> None:
    running.now = follow_up.first_contact_due_at
    running.do(escalate_overdue, rules=running.rules)
    olivia = running.user("olivia@example.com")
    running.do(following_up.add_note, follow_up.id, olivia, "I am on it")
    with running.database.reading() as session:
        row = session.get_one(FollowUp, follow_up.id)
        assert escalating.next_rung(row, row.events, running.rules) == (0, running.now + timedelta(minutes=10))


def test_who_says_that_it_is_not_put_right_starts_it_anew(running: Scene, follow_up: FollowUp) -> None:
    running.now = follow_up.first_contact_due_at
    running.do(escalate_overdue, rules=running.rules)
    olivia, sam = running.user("olivia@example.com"), running.user("sam@example.com")
    closing = following_up.Closing("billing", "Sent the right invoice.", "That it is right now.")
    running.do(following_up.put_right, follow_up.id, olivia, closing, rules=running.rules)
    running.do(following_up.verify, follow_up.id, sam, Event.NOT_PUT_RIGHT, "It is wrong again.")
    assert running.do(escalate_overdue, rules=running.rules) == (), "the owner was told of the no a moment ago"
    running.later(minutes=10)
    assert running.do(escalate_overdue, rules=running.rules) == (follow_up.id,)
    assert [rung for rung, _ in told(running)] == ["0", "0"]


def test_at_most_one_rung_at_a_time_after_a_long_night(running: Scene, follow_up: FollowUp) -> None:
    running.now = follow_up.first_contact_due_at + timedelta(days=2)
    assert running.do(escalate_overdue, rules=running.rules) == (follow_up.id,)
    running.later(seconds=6)
    assert running.do(escalate_overdue, rules=running.rules) == (), "nor at the next tick"
    assert told(running) == [("0", "olivia@example.com")]


def test_the_limit_is_kept(running: Scene, follow_up: FollowUp) -> None:
    running.now = follow_up.first_contact_due_at
    assert running.do(escalate_overdue, rules=running.rules, limit=0) == ()
    assert told(running) == []


def test_without_a_manager_the_responsible_are_told_again(running: Scene, follow_up: FollowUp) -> None:
    with running.database.transaction() as session:
        session.scalars(select(User).where(User.role == Role.MANAGER)).one().active = False
        session.get_one(User, running.user("olivia@example.com").id).active = False
    for late in (timedelta(0), timedelta(minutes=10), timedelta(hours=1), timedelta(hours=2)):
        running.now = follow_up.first_contact_due_at + late
        running.do(escalate_overdue, rules=running.rules)
    assert {rung for rung, _ in told(running)} == {"0", "1", "2", "3"}


def test_an_executive_who_is_the_manager_is_told_once(running: Scene, follow_up: FollowUp) -> None:
    with running.database.transaction() as session:
        row = session.get_one(FollowUp, follow_up.id)
        row.account.owner_id = running.user("mona@example.com").id
        session.flush()
        session.refresh(row.account, ["owner"])
        people = escalating._people(session, row, 3, running.rules, running.now)
        assert [one.email for one in people] == ["mona@example.com"]


def test_who_acted_between_the_look_and_the_lock_is_not_escalated(running: Scene) -> None:
    token, sid = running.dial()
    running.talk(token, sid, "1", "1", "2")
    follow_up = running.rows(select(FollowUp))[0]
    running.now = follow_up.first_contact_due_at
    with running.database.reading() as session:
        late = escalating.overdue(session, running.now, running.rules)
    assert late == (follow_up.id,)
    assert running.do(escalate_overdue, rules=running.rules) == late
    with running.database.transaction() as session:
        assert not escalating.escalate(session, follow_up.id, running.now - timedelta(days=1), running.rules)
        row = session.get_one(FollowUp, follow_up.id)
        row.closed_at, row.next_action_at = running.now, None
    with running.database.transaction() as session:
        assert not escalating.escalate(session, follow_up.id, running.now, running.rules)


def test_an_owner_who_left_is_not_the_one_who_is_told(running: Scene) -> None:
    token, sid = running.dial()
    running.talk(token, sid, "1", "1", "2")
    with running.database.transaction() as session:
        follow_up = session.scalars(select(FollowUp)).one()
        assert follow_up.owner is not None
        follow_up.owner.active = False
    with running.database.reading() as session:
        told = responsible(session, session.scalars(select(FollowUp)).one(), running.rules, running.now)
        assert [person.email for person in told] == ["sam@example.com"]
