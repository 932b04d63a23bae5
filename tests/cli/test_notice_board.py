"""Notices on the terminal."""

from __future__ import annotations

import pytest
from scene import Scene, demo_rules
from sqlalchemy import text

from vocsurvey.cli.notice_board import NoticeBoard
from vocsurvey.db.session import Database


@pytest.fixture
def running(database: Database) -> Scene:
    """A launched campaign."""
    stage = Scene(database, demo_rules())
    stage.people()
    stage.campaign()
    return stage


def test_each_notice_is_told_once_and_old_ones_are_not(running: Scene) -> None:
    token, sid = running.dial("C2")
    running.talk(token, sid, "1", "2")
    board = NoticeBoard(running.database)
    assert board.news() == []
    token, sid = running.dial("C1")
    running.talk(token, sid, "1", "1", "2")
    lines = board.news()
    assert len(lines) == 1
    assert lines[0].startswith("NOTICE to Olivia Owner: Ann Archer at Alder Freight needs you (critical, by ")
    assert board.news() == []
    running.database.dispose()


def test_a_database_that_is_away_tells_nothing(running: Scene) -> None:
    board = NoticeBoard(running.database)
    with running.database.transaction() as session:
        session.execute(text("ALTER TABLE notice RENAME TO notice_away"))
    assert board.news() == []
