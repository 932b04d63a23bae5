"""What the jobs work with: a real database, a real Redis, a carrier on loopback and a mail server."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from doorstep import settings
from kept import runtime_over
from workplace import PATIENCE, Workplace, workplace

from vocsurvey.db.session import Database
from vocsurvey.runtime import Runtime

Opened = Callable[..., Workplace]


@pytest.fixture
def opened(tmp_path: Path, database: Database, database_url: str, redis_url: str) -> Generator[Opened]:
    """Open a workplace whose carrier and mail server are at these addresses; by default nobody is there."""
    made: list[Runtime] = []

    def open_it(
        carrier_url: str = "http://127.0.0.1:9", smtp_url: str | None = None, patience: timedelta = PATIENCE
    ) -> Workplace:
        wanted = settings(tmp_path, database_url, redis_url, smtp_url=smtp_url)
        assert wanted.carrier is not None
        account = replace(wanted.carrier, api_url=carrier_url)
        runtime = runtime_over(replace(wanted, carrier=account), database)
        made.append(runtime)
        return workplace(runtime, patience)

    yield open_it
    for runtime in made:
        runtime.redis.close()
