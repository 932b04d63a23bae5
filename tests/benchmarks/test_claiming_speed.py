"""The short form of the benchmark of claims: a hundred times as many cases cost the same queries and about the time."""

from __future__ import annotations

from claiming_speed import compare, crowd

from vocsurvey.db.session import Database

FEW, MANY = 1_000, 50_000
# Of medians on a machine that does much else at once; the long form aims at 1.5 (docs/measurements.md).
MOST_TIMES_AS_LONG = 3
LONGEST_TICK_MS = 3_000


def test_many_cases_are_claimed_like_few(database: Database, another_database: Database) -> None:
    found = compare(crowd(database, FEW), crowd(another_database, MANY), (FEW, MANY), limit=30, rounds=7)
    assert found.claimed == 30
    assert found.statements_few == found.statements_many < 30, found
    assert found.scans == ()
    assert found.ratio < MOST_TIMES_AS_LONG, found
    assert found.ms_tick_busy < LONGEST_TICK_MS, found
