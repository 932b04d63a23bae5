"""The door, with a call of Ann Archer's on its way."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

import pytest
from doorstep import Door, door_of, settings
from kept import runtime_over

from vocsurvey.db.session import Database
from vocsurvey.runtime import Runtime


@pytest.fixture
def runtime(tmp_path: Path, database: Database, database_url: str, redis_url: str) -> Generator[Runtime]:
    """The runtime of a web process."""
    runtime = runtime_over(settings(tmp_path, database_url, redis_url), database)
    yield runtime
    runtime.redis.close()


@pytest.fixture
def door(runtime: Runtime) -> Door:
    """The door; a phone rings."""
    return door_of(runtime).dial()
