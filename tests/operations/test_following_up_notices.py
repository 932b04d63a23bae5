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


def test_failures_are_tried_again_with_growing_pauses_and_never_given_up_while_something_is_owed(
    running: Scene, owed: int
) -> None:
    pauses = []
    for _ in range(200):
        assert running.do(following_up.due_notices) == (owed,)
        running.do(following_up.notice_failed, owed, "connection refused")
        pauses.append(notice(running).due_at - running.now)
        assert running.do(following_up.due_notices) == ()
        running.now = notice(running).due_at
    assert pauses[:4] == [timedelta(minutes=minutes) for minutes in (1, 2, 4, 8)]
    assert set(pauses[4:]) == {telling.LONGEST_PAUSE}
    still = notice(running)
    assert (still.tries, still.problem, still.failed_at) == (200, "connection refused", None)
    running.do(following_up.notice_failed, owed, "550", for_good=True)
    assert (notice(running).due_at, notice(running).refused_at) == (running.now + telling.REFUSED_PAUSE, running.now)
    running.do(following_up.notice_failed, owed, "connection refused")
    assert notice(running).refused_at is None, "somebody has corrected the address"


def test_a_notice_is_given_up_when_its_follow_up_is_done(running: Scene, owed: int) -> None:
    with running.database.transaction() as session:
        row = session.get_one(Notice, owed).follow_up
        row.closed_at, row.next_action_at, row.state = running.now, None, "withdrawn"
    running.do(following_up.notice_failed, owed, "connection refused")
    assert notice(running).failed_at == running.now
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
