"""The short form of the kill test; its long form is the command ``python tests/walk/killing.py``."""

from __future__ import annotations

from pathlib import Path

from killing import killed

from vocsurvey.db.session import Database


def test_killing_at_random_rings_nobody_twice_and_loses_no_press(
    database: Database, redis_url: str, tmp_path: Path
) -> None:
    score = killed(database, redis_url, tmp_path, kills=25, people=40, seed=11, gap=0.5, seconds=400)
    assert score["finished"], score
    assert score["rung_twice"] == []
    assert score["presses_lost"] == []
    assert score["carrier_violations"] == []
    assert score["audit"] == "clean"
    assert isinstance(score["kills"], int)
    assert score["kills"] >= 10
