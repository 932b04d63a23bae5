"""The short form of a month of follow-ups; the long form is the command ``python tests/walk/month.py``."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from month import month, well

from vocsurvey.db.session import Database


@pytest.mark.storm
def test_no_follow_up_goes_quiet_in_four_days(database: Database, redis_url: str, tmp_path: Path) -> None:
    found = month(database, redis_url, tmp_path, flags=20, days=4, step=timedelta(minutes=60))
    assert well(found), found
    assert found.flags > 15
    assert found.retried > 0, "the mail server was down for a day"
    assert found.asked > 0, "customers are asked by phone whether it was put right"
    assert found.reopened > 0
    assert found.escalations > 0
    assert found.verified > found.flags // 2
    assert found.audited >= 3
