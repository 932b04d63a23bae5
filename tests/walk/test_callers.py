"""The short form of the callers in parallel; the long form is the command ``python tests/walk/callers.py``."""

from __future__ import annotations

from pathlib import Path

from callers import called, clean

from vocsurvey.db.session import Database


def test_twenty_callers_work_no_case_twice_and_lose_no_answer(
    database: Database, redis_url: str, tmp_path: Path
) -> None:
    score = called(database, redis_url, tmp_path, callers=20, people=32, seed=5, seconds=150)
    assert clean(score), score
    assert score["answers"] > 32
    assert score["score"]["cases taken"] > 30, "one after the other"
