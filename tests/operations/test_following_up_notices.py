"""Notices are owed until they were sent; jobs are queued once; nothing is given up without a trace."""

from __future__ import annotations

from datetime import timedelta

import pytest
from scene import Scene
from sqlalchemy import select

from vocsurvey.db.followup import Notice
from vocsurvey.operations import following_up, telling


@pytest.fixture
def owed(running: Scene) -> int:
    """The notice that Olivia is owed about Ann."""
    running.talk(*running.dial("C1"), "1", "1", "2")
    return notice(running).id


def notice(scene: Scene) -> Notice:
    """The one notice."""
    (found,) = scene.rows(select(Notice))
    assert isinstance(found, Notice)
    return found


def test_a_notice_is_due_until_it_was_sent(running: Scene, owed: int) -> None:
    assert running.do(following_up.due_notices) == (owed,)
    running.do(following_up.notice_sent, owed)
    assert running.do(following_up.due_notices) == ()
    sent = notice(running)
    assert (sent.sent_at, sent.tries) == (running.now, 1)


def test_saying_twice_that_it_was_sent_changes_nothing(running: Scene, owed: int) -> None:
    running.do(following_up.notice_sent, owed)
    first = notice(running).sent_at
    running.later(minutes=1)
    running.do(following_up.notice_sent, owed)
    running.do(following_up.notice_failed, owed, "too late")
    assert (notice(running).sent_at, notice(running).tries, notice(running).problem) == (first, 1, None)


def test_only_one_of_two_ticks_queues_the_job(running: Scene, owed: int) -> None:
    assert running.do(following_up.nudge, owed) is True
    assert running.do(following_up.nudge, owed) is False
    assert running.do(following_up.due_notices) == ()
    running.later(minutes=3)
    assert running.do(following_up.due_notices) == (owed,)
    assert running.do(following_up.nudge, owed, until=running.now + timedelta(hours=1)) is True
    running.later(minutes=30)
    assert running.do(following_up.nudge, owed) is False


def test_what_was_sent_is_not_nudged(running: Scene, owed: int) -> None:
    running.do(following_up.notice_sent, owed)
    assert running.do(following_up.nudge, owed) is False


def test_failures_are_tried_again_with_growing_pauses_and_given_up_in_the_end(running: Scene, owed: int) -> None:
    pauses = []
    for _ in range(telling.MOST_TRIES):
        assert running.do(following_up.due_notices) == (owed,)
        running.do(following_up.notice_failed, owed, "connection refused")
        pauses.append(notice(running).due_at - running.now)
        assert running.do(following_up.due_notices) == ()
        running.now = notice(running).due_at
    assert pauses[:4] == [timedelta(minutes=minutes) for minutes in (1, 2, 4, 8)]
    assert max(pauses) == telling.LONGEST_PAUSE
    given_up = notice(running)
    assert (given_up.tries, given_up.problem) == (telling.MOST_TRIES, "connection refused")
    assert given_up.failed_at is not None
    assert running.do(following_up.due_notices) == ()


def test_the_limit_is_kept(running: Scene, owed: int) -> None:
    assert running.do(following_up.due_notices, limit=0) == ()


def test_seen_is_counted_once(running: Scene, owed: int) -> None:
    olivia, sam = running.user("olivia@example.com"), running.user("sam@example.com")
    assert running.do(following_up.seen, sam.id) == 0
    assert running.do(following_up.seen, olivia.id, notice_id=owed + 1) == 0
    assert running.do(following_up.seen, olivia.id, notice_id=owed) == 1
    assert running.do(following_up.seen, olivia.id) == 0
    assert notice(running).seen_at == running.now
