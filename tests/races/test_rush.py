"""The short form of the rush; the long form is the command ``python tests/races/rush.py``."""

from __future__ import annotations

from rush import clean, rushed

from vocsurvey.db.session import Database


def test_many_campaigns_share_their_numbers_and_every_stop_wins(database: Database) -> None:
    score = rushed(database, campaigns=4, waves=2, threads=64, seed=11)
    assert clean(score), score
    assert score["counts"]["permits"] > 10
