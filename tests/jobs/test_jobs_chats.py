"""Chats are told over a real wire: at least once, masked by default, again after a day of failures, never inside."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hook_receiver import Program, listening
from sqlalchemy import select, update
from workplace import Workplace

from vocsurvey.clock import now
from vocsurvey.db.announcement import Announcement
from vocsurvey.db.chat import Chat, ChatMessage
from vocsurvey.db.followup import FollowUp
from vocsurvey.db.people import Role
from vocsurvey.interview.heard import Speech
from vocsurvey.jobs import chats
from vocsurvey.operations import administering, announcing, chatting, setting_up_chats

Opened = Callable[..., Workplace]
WORDS = "Nobody called me back for four days."


def chatting_with(
    place: Workplace, url: str, *, kind: str = "slack", personal: bool = False, networks: str | None = "127.0.0.1/32"
) -> Workplace:
    """The same place, where Olivia has a chat at this address, which may be on this machine."""
    with place.house.database.transaction() as session:
        olivia = place.scene.user("olivia@example.com").id
        done = setting_up_chats.add_chat(
            session, name="Olivia’s", kind=kind, url=url, user_id=olivia, personal=personal, now=now()
        )
        assert isinstance(done, Chat)
    return replace(place, house=replace(place.house, settings=replace(place.house.settings, webhook_networks=networks)))


def unhappy(place: Workplace) -> None:
    """Somebody was unhappy, and said why."""
    token, sid = place.scene.dial()
    place.scene.talk(token, sid, "1", "2", "2", Speech(WORDS))


def send_all(place: Workplace) -> int:
    """A tick, and a worker that does what it queued; how much that was."""
    chats.ring_for_chats(place.house)
    done = [job for job in place.queued() if job[0] == "send_chat"]
    place.work(done)
    place.house.redis.flushall()
    return len(done)


def later(place: Workplace, **by: float) -> None:
    """As if so much time had gone by."""
    ago = timedelta(**by)
    with place.house.database.transaction() as session:
        for row in session.scalars(select(ChatMessage)):
            row.due_at, row.nudged_until = row.due_at - ago, None
        for chat in session.scalars(select(Chat)):
            chat.failing_since = chat.failing_since and chat.failing_since - ago


def messages(place: Workplace) -> list[ChatMessage]:
    """Every message."""
    return place.scene.rows(select(ChatMessage).order_by(ChatMessage.id))


def the_chat(place: Workplace) -> Chat:
    """The chat as it is."""
    (row,) = place.scene.rows(select(Chat))
    assert isinstance(row, Chat)
    return row


def texts(program: Program, kind: str) -> list[str]:
    """What was written in the chat, in the order in which it came."""
    found = []
    for _, _, body in program.taken:
        told: Any = json.loads(body)
        blocks = told["attachments"][0]["content"]["body"] if kind == "teams" else []
        found.append("\n".join(one["inlines"][0]["text"] for one in blocks) if blocks else told["text"])
    return found


@pytest.mark.parametrize("kind", ["slack", "teams"])
@pytest.mark.parametrize("personal", [False, True], ids=["masked", "whole"])
def test_the_chat_of_the_owner_is_told_once(opened: Opened, kind: str, personal: bool) -> None:
    with listening(202) as program:
        place = chatting_with(opened(), program.url, kind=kind, personal=personal)
        unhappy(place)
        assert send_all(place) == 1
        assert send_all(place) == 0
        chats.tell(place.house, messages(place)[0].id)
        chats.tell(place.house, 4711)
        (text,) = texts(program, kind)
        follow_up = place.scene.rows(select(FollowUp))[0]
        assert ("Ann Archer at Alder Freight needs you" in text) is personal
        assert (f"“{WORDS}”" in text) is personal
        assert ("A. A. at Alder Freight gave a negative answer" in text) is not personal
        assert "Severity: critical." in text
        (_, headers, body) = program.taken[0]
        assert headers["idempotency-key"].startswith(f"follow-up-{follow_up.id}:flag_raised:")
        assert f"/follow-ups/{follow_up.id}".encode() in body
    assert messages(place)[0].status == 202
    assert the_chat(place).delivered_at is not None


def test_500_for_a_day_loses_nothing_and_operators_are_told(opened: Opened) -> None:
    with listening(*[500] * 30, 200) as program:
        place = chatting_with(opened(), program.url)
        place.scene.do(
            administering.add_user, email="mo@example.com", name="Mo", role=Role.MANAGER, password_hash="-", zone="UTC"
        )
        unhappy(place)
        for _ in range(30):
            send_all(place)
            later(place, minutes=48)
        (told,) = place.scene.rows(select(Announcement))
        assert told.headline == "Nothing arrives in the chat “Olivia’s”"
        assert told.words.startswith("It answered 500.")
        assert messages(place)[0].failed_at is None
        assert send_all(place) == 1
        assert send_all(place) == 0
        keys = {headers["idempotency-key"] for _, headers, _ in program.taken}
        assert (len(program.taken), len(keys)) == (31, 1)
    assert the_chat(place).failing_since is None


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("https://169.254.169.254/latest/meta-data", "is inside a network of its own"),
        ("https://127.0.0.1/hook", "is inside a network of its own"),
        ("https://localhost/hook", "is inside a network of its own"),
    ],
)
def test_a_chat_inside_is_never_spoken_to_and_operators_are_told_at_once(
    opened: Opened, url: str, sentence: str
) -> None:
    place = chatting_with(opened(), url, networks=None)
    place.scene.do(
        administering.add_user, email="mo@example.com", name="Mo", role=Role.MANAGER, password_hash="-", zone="UTC"
    )
    unhappy(place)
    send_all(place)
    send_all(place)
    assert messages(place)[0].tries == 1, "again in six hours"
    (told,) = place.scene.rows(select(Announcement))
    assert sentence in told.words


def test_a_redirect_is_not_followed(opened: Opened) -> None:
    with listening(302) as program:
        place = chatting_with(opened(), program.url)
        unhappy(place)
        send_all(place)
        assert len(program.taken) == 1
    assert "points elsewhere" in (messages(place)[0].problem or "")


def test_a_test_and_news_of_the_house_reach_the_chat(opened: Opened) -> None:
    with listening(200) as program:
        place = chatting_with(opened(), program.url)
        test = place.scene.do(chatting.owe_test, the_chat(place).id)
        chats.tell(place.house, test.id)
        with place.house.database.transaction() as session:
            session.execute(update(Chat).values(kind="teams"))
        with place.house.database.transaction() as session:
            olivia = place.scene.user("olivia@example.com")
            olivia.role = Role.MANAGER
            session.merge(olivia)
            session.flush()
            announcing.announce(session, "All dialling is stopped", "No funds.", now())
        send_all(place)
        assert "This is a test of vocsurvey." in program.taken[0][2].decode()
        assert b"All dialling is stopped" in program.taken[1][2]


def test_what_waits_for_a_stopped_chat_is_not_sent(opened: Opened) -> None:
    with listening(200) as program:
        place = chatting_with(opened(), program.url)
        unhappy(place)
        with place.house.database.transaction() as session:
            setting_up_chats.stop_chat(session, session.scalars(select(Chat.id)).one(), "enough")
        assert send_all(place) == 0
        chats.tell(place.house, messages(place)[0].id)
        assert program.taken == []
