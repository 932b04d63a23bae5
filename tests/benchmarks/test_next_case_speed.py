"""The short form of the benchmark of the desk: among fifty times as many, a press costs the same queries and time."""

from __future__ import annotations

from next_case_speed import compare, waiting

from vocsurvey.db.session import Database

FEW, MANY = 1_500, 50_000
MOST_TIMES_AS_LONG = 3


def test_the_next_case_among_many_costs_what_it_costs_among_few(database: Database, another_database: Database) -> None:
    found = compare(waiting(database, FEW), waiting(another_database, MANY), rounds=7)
    assert found.statements_few == found.statements_many < 40, found
    assert found.ratio < MOST_TIMES_AS_LONG, found
