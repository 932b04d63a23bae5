"""The short form of the benchmark: who is to be told is told within five seconds, by e-mail and in the chat."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Generator
from pathlib import Path

import pytest
from hook_receiver import listening
from mail_receiver import receiving
from press_to_telling import Letters, measure, told_by
from survey_house import free_ports, settings_for

from vocsurvey.db.session import Database
from vocsurvey.supervision.fleet import Fleet
from vocsurvey.supervision.interruption import Interruption

PRESSES = 12
PROMISED = 5.0
"""Seconds, for nine of ten. Measured: about 1.2 (docs/measurements.md)."""


@pytest.fixture
def fleet() -> Generator[Fleet]:
    """Processes that end with the test."""
    folder = Path(tempfile.mkdtemp(prefix="vsb-"))
    with Fleet(folder, Interruption(), print) as processes:
        yield processes
    shutil.rmtree(folder)


def test_the_owner_and_the_chat_are_told_within_five_seconds(
    database: Database, redis_url: str, fleet: Fleet, tmp_path: Path
) -> None:
    letters = Letters()
    with listening(200) as chat, receiving(letters):
        url = database.url.render_as_string(hide_password=False)
        settings = told_by(settings_for(tmp_path, url, redis_url, *free_ports(1)), letters)
        found = measure(database, settings, fleet, PRESSES, 2, letters, chat)
    assert [one.way for one in found] == ["letter", "chat"]
    for one in found:
        assert (one.arrived, one.twice) == (PRESSES, 0), one
        assert 0 < one.p50 <= one.p90 < PROMISED, one
