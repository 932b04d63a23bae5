"""The short form of the benchmark of the lists: among many follow-ups each costs the same queries and time."""

from __future__ import annotations

from follow_up_speed import CHOICES, compare, owed
from sqlalchemy import select

from vocsurvey.db.followup import FollowUp
from vocsurvey.db.reads.follow_ups import follow_ups
from vocsurvey.db.session import Database

FEW, MANY = 1_000, 20_000
MOST_TIMES_AS_LONG = 2.5


def test_lists_of_many_follow_ups_cost_what_they_cost_of_few(database: Database, another_database: Database) -> None:
    few, many = owed(database, FEW), owed(another_database, MANY)
    for name in CHOICES:
        found = compare(few, many, name, rounds=9)
        assert found.statements_few == found.statements_many < (24 if name.startswith("board") else 16), found
        assert found.scans == (), found
        assert found.ratio < MOST_TIMES_AS_LONG, found


def test_from_page_to_page_everybody_is_shown_once_in_order(database: Database) -> None:
    owed(database, FEW)
    with database.reading() as session:
        wanted = list(session.scalars(select(FollowUp.id).order_by(FollowUp.next_action_at, FollowUp.id)))
        found, page = [], follow_ups(session, whose="all", user_id=1, opened=True)
        while page.after is not None:
            found += [line.id for line in page.lines]
            page = follow_ups(session, whose="all", user_id=1, opened=True, after=page.after)
    assert found + [line.id for line in page.lines] == wanted
