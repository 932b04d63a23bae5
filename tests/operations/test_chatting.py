"""Chats are owed what their people, teams and queues are told; what does not arrive is told to others."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from scene import Scene
from sqlalchemy import select

from vocsurvey.db.announcement import Announcement
from vocsurvey.db.chat import Chat, ChatMessage
from vocsurvey.db.followup import Notice
from vocsurvey.db.people import Role, User
from vocsurvey.db.team import Team
from vocsurvey.operations import administering, announcing, chatting, passing_on, setting_up_chats
from vocsurvey.operations.administering import Refusal
from vocsurvey.operations.telling import NUDGE, PATIENCE, REFUSED_PAUSE


def chat(scene: Scene, name: str = "Olivia’s", **whose: Any) -> Chat:
    """A chat that is told."""
    if not whose:
        whose = {"user_id": scene.user("olivia@example.com").id}
    done = scene.do(setting_up_chats.add_chat, name=name, kind="slack", url="https://chat.example/x", **whose)
    assert isinstance(done, Chat), done
    return done


def team(scene: Scene, *emails: str) -> int:
    """A team of these people."""
    with scene.database.transaction() as session:
        members = session.scalars(select(User).where(User.email.in_(emails))).all()
        row = Team(name=f"Team {len(emails)}", members=list(members))
        session.add(row)
        session.flush()
        return row.id


def unhappy(scene: Scene) -> None:
    """Somebody gives a negative answer."""
    scene.talk(*scene.dial("C1"), "1", "1", "2")


def owed(scene: Scene) -> list[ChatMessage]:
    """Every message."""
    return scene.rows(select(ChatMessage).order_by(ChatMessage.id))


def now_of(scene: Scene, chat_id: int) -> Chat:
    """The chat as it is."""
    (row,) = scene.rows(select(Chat).where(Chat.id == chat_id))
    assert isinstance(row, Chat)
    return row


@pytest.fixture
def manager(running: Scene) -> User:
    """Somebody who is told of the house."""
    added = running.do(
        administering.add_user, email="mo@example.com", name="Mo", role=Role.MANAGER, password_hash="-", zone="UTC"
    )
    assert isinstance(added, User)
    return added


def test_the_chats_of_a_person_a_team_and_a_queue_are_owed_one_message_each(running: Scene, manager: User) -> None:
    mine = chat(running)
    ours = chat(running, "Ours", team_id=team(running, "olivia@example.com", "mo@example.com"))
    queue = chat(running, "Queue", queue="customer_success")
    chat(running, "Others", team_id=team(running))
    chat(running, "Product", queue="product")
    chat(running, "Mo’s", user_id=manager.id)
    stopped = chat(running, "Stopped", queue="customer_success")
    with running.database.transaction() as session:
        setting_up_chats.stop_chat(session, stopped.id, "enough")
    unhappy(running)
    assert [row.chat_id for row in owed(running)] == [mine.id, ours.id, queue.id]
    (notice,) = running.rows(select(Notice))
    assert {row.notice_id for row in owed(running)} == {notice.id}
    assert all(row.key.startswith(f"follow-up-{notice.follow_up_id}:flag_raised:") for row in owed(running))


def test_operators_read_about_the_house_in_their_own_chat(running: Scene, manager: User) -> None:
    mos = chat(running, "Mo’s", user_id=manager.id)
    chat(running)
    running.do(announcing.announce, "All dialling is stopped", "No funds.")
    (row,) = owed(running)
    assert row.chat_id == mos.id
    assert row.announcement_id is not None


def test_a_message_is_handed_out_once_and_wakes_what_waits_when_it_arrives(running: Scene) -> None:
    one = chat(running)
    unhappy(running)
    first = running.do(chatting.owe_test, one.id)
    assert running.do(chatting.nudge_chats) == (owed(running)[0].id,), "the test is on its way already"
    assert running.do(chatting.nudge_chats) == ()
    about = owed(running)[0].id
    running.do(chatting.not_arrived, about, "It answered 500.", status=500)
    assert now_of(running, one.id).failing_since == running.now
    pauses = []
    for _ in range(12):
        running.now = owed(running)[0].due_at
        running.do(chatting.not_arrived, about, "It answered 500.", status=500)
        pauses.append((owed(running)[0].due_at - running.now).total_seconds())
    assert pauses[:3] == [10, 20, 40]
    assert pauses[-1] == 900
    running.do(chatting.arrived, first.id, 200)
    row, test = owed(running)
    assert (row.due_at, row.failed_at, test.delivered_at) == (running.now, None, running.now)
    assert now_of(running, one.id).failing_since is None
    assert running.do(chatting.nudge_chats) == (about,)
    running.do(chatting.arrived, about, 200)
    tries = owed(running)[0].tries
    running.do(chatting.not_arrived, about, "a late echo")
    running.do(chatting.arrived, about, 200)
    assert (owed(running)[0].problem, owed(running)[0].tries) == (None, tries + 1)
    running.later(minutes=NUDGE.seconds // 60)
    assert running.do(chatting.nudge_chats) == ()


def test_a_test_is_tried_once_and_a_done_follow_up_is_told_no_more(running: Scene) -> None:
    one = chat(running)
    test = running.do(chatting.owe_test, one.id)
    running.do(chatting.not_arrived, test.id, "It answered 404.", status=404, for_good=True)
    assert owed(running)[0].failed_at == running.now
    unhappy(running)
    with running.database.transaction() as session:
        follow_up = session.scalars(select(Notice)).one().follow_up
        follow_up.closed_at, follow_up.next_action_at = running.now, None
    running.do(chatting.not_arrived, owed(running)[1].id, "It answered 404.", status=404, for_good=True)
    row = owed(running)[1]
    assert (row.failed_at, row.due_at) == (running.now, running.now + REFUSED_PAUSE)


def test_operators_are_told_once_of_a_chat_that_takes_nothing(running: Scene, manager: User) -> None:
    one = chat(running)
    unhappy(running)
    row = owed(running)[0]
    running.do(chatting.not_arrived, row.id, "It answered 500.", status=500)
    assert running.do(passing_on.pass_on_chats) == ()
    running.now += PATIENCE
    assert running.do(passing_on.pass_on_chats) == (one.id,)
    assert running.do(passing_on.pass_on_chats) == ()
    (told,) = running.rows(select(Announcement))
    assert told.headline == "Nothing arrives in the chat “Olivia’s”"
    assert told.words.startswith("It answered 500. ")
    with running.database.transaction() as session:
        setting_up_chats.move_chat(session, one.id, "https://chat.example/y", running.now)
    assert (now_of(running, one.id).failing_since, owed(running)[0].due_at) == (None, running.now)
    running.later(minutes=1)
    running.do(chatting.not_arrived, row.id, "We may not.", for_good=True)
    assert running.do(passing_on.pass_on_chats) == (one.id,), "nobody waits to learn what only they can change"


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"name": " "}, "Give it a name"),
        ({"name": "Olivia’s"}, "There is a chat called “Olivia’s” already"),
        ({"queue": "product"}, "Choose whose chat it is"),
        ({"user_id": None}, "Choose whose chat it is"),
        ({"user_id": 4711}, "That person cannot sign in"),
        ({"user_id": None, "team_id": 4711}, "There is no such team"),
    ],
)
def test_what_is_no_chat_is_refused(running: Scene, wrong: dict[str, Any], sentence: str) -> None:
    one = chat(running)
    form = {"name": "Another", "kind": "teams", "url": "https://chat.example/z", "user_id": one.user_id, **wrong}
    done = running.do(setting_up_chats.add_chat, **form)
    assert isinstance(done, Refusal)
    assert done.sentence.startswith(sentence)


def test_a_chat_is_stopped_and_goes_on_unless_its_person_has_left(running: Scene) -> None:
    one = chat(running)
    unhappy(running)
    with running.database.transaction() as session:
        setting_up_chats.stop_chat(session, one.id, "enough")
    assert running.do(chatting.nudge_chats) == ()
    assert isinstance(running.do(setting_up_chats.go_on_with_chat, one.id), Chat)
    assert running.do(chatting.nudge_chats) == (owed(running)[0].id,)
    with running.database.transaction() as session:
        setting_up_chats.stop_chat(session, one.id, "enough")
        session.get_one(User, one.user_id).active = False
    refused = running.do(setting_up_chats.go_on_with_chat, one.id)
    assert refused == Refusal("Olivia Owner cannot sign in any more, so this chat stays stopped.")


def test_what_cannot_be_told_of_somebody_who_cannot_be_told_goes_no_further(running: Scene, manager: User) -> None:
    unhappy(running)
    (notice,) = running.rows(select(Notice))
    with running.database.transaction() as session:
        session.get_one(Notice, notice.id).refused_at = running.now
        session.get_one(Notice, notice.id).problem = "The mail server refused the address (550)."
    assert running.do(passing_on.pass_on_notices) == (notice.id,)
    _, untold = running.rows(select(Notice).order_by(Notice.id))
    assert (untold.kind, untold.recipient_id) == ("untold", manager.id)
    with running.database.transaction() as session:
        session.get_one(Notice, untold.id).refused_at = running.now
    running.later(minutes=1)
    assert running.do(passing_on.pass_on_notices) == (untold.id,)
    assert len(running.rows(select(Notice))) == 2
    assert running.do(passing_on.pass_on_notices) == ()


def test_an_unsent_notice_is_told_once_a_day_also_when_every_operator_is_away(running: Scene, manager: User) -> None:
    unhappy(running)
    with running.database.transaction() as session:
        session.get_one(User, manager.id).away = [f"{running.now:%Y-%m-%d}"]
    running.now += PATIENCE
    assert len(running.do(passing_on.pass_on_notices)) == 1
    assert [row.headline for row in running.rows(select(Announcement))] == [passing_on.NO_MAIL]
    with running.database.transaction() as session:
        for row in session.scalars(select(Notice)):
            row.passed_on_at, row.refused_at, row.kind = None, running.now, "flag_raised"
    running.do(passing_on.pass_on_notices)
    kinds = [row.kind for row in running.rows(select(Notice).order_by(Notice.id))]
    assert kinds == ["flag_raised", "untold"]
    with running.database.transaction() as session:
        first, second = session.scalars(select(Notice).order_by(Notice.id))
        first.passed_on_at, second.sent_at = None, running.now
        first.refused_at = None
    running.now += timedelta(hours=2)
    assert len(running.do(passing_on.pass_on_notices)) == 1
    headlines = [row.headline for row in running.rows(select(Announcement).order_by(Announcement.id))]
    assert headlines == [passing_on.NO_MAIL, "E-mail does not reach Olivia Owner"], "not again on the same day"
    with running.database.transaction() as session:
        about = session.scalars(select(Notice).order_by(Notice.id)).first()
        assert about is not None
        about.passed_on_at, about.refused_at = None, running.now
    running.do(passing_on.pass_on_notices)
    assert len(running.rows(select(Announcement))) == 2
