"""The short form of the benchmark of launches: no transaction of a launch grows with the people who are drawn."""

from __future__ import annotations

from campaign_launch import measure

from vocsurvey.db.session import Database

PEOPLE = 2_000
LONGEST_WRITE_S = 2.0  # on a machine that does much else at once; the long form is far below (docs/measurements.md)


def test_a_launch_holds_up_nobody(database: Database) -> None:
    found = measure(database, PEOPLE, memory=False)
    assert found.longest_write_s < LONGEST_WRITE_S, found
