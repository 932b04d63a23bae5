"""The short form of the benchmark: the product stays within a generous multiple of a bare endpoint."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Generator
from pathlib import Path

import pytest
from press_to_follow_up import compare

from vocsurvey.db.session import Database
from vocsurvey.supervision.fleet import Fleet
from vocsurvey.supervision.interruption import Interruption

PRESSES = 48
# About three times what was measured on a busy machine (docs/measurements.md). The PostgreSQL of the tests does not
# wait for its disk, which makes the bare endpoint far quicker, and the product hardly.
MOST_TIMES_AS_LONG = {"sqlite": 25, "postgresql": 75}


@pytest.fixture
def fleet() -> Generator[Fleet]:
    """Processes that end with the test."""
    folder = Path(tempfile.mkdtemp(prefix="vsb-"))
    with Fleet(folder, Interruption(), print) as processes:
        yield processes
    shutil.rmtree(folder)


def test_a_press_takes_few_times_as_long_as_a_bare_endpoint(
    database: Database, redis_url: str, fleet: Fleet, tmp_path: Path
) -> None:
    url = database.url.render_as_string(hide_password=False)
    bare_url = f"sqlite:///{tmp_path / 'bare.db'}" if database.is_sqlite else url
    (found,) = compare(url, bare_url, redis_url, tmp_path, fleet, PRESSES, (1,))
    assert found.product.presses == found.bare.presses == PRESSES
    assert found.product.p50 > found.bare.p50 > 0
    assert found.product.p99 >= found.product.p50
    assert found.p50_ratio < MOST_TIMES_AS_LONG[found.database], found
