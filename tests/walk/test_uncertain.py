"""The short form of the uncertain dials; the long form is the command ``python tests/walk/uncertain.py``."""

from __future__ import annotations

from pathlib import Path

from uncertain import clean, doubted

from vocsurvey.db.session import Database


def test_no_verdict_about_an_uncertain_dial_is_wrong(database: Database, redis_url: str, tmp_path: Path) -> None:
    score = doubted(database, redis_url, tmp_path, dials=40, seed=11, seconds=300)
    assert clean(score), score
    verdicts = score["verdicts"]
    assert isinstance(verdicts, dict)
    assert verdicts.keys() >= {"told", "placed", "never_placed"}
    assert sum(verdicts.values()) >= 40
