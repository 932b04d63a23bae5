"""Many threads on one database, and what they met."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

import pytest
from doorstep import Door, door_of, settings
from kept import runtime_over
from scene import Scene, demo_rules

from vocsurvey.db.session import Database


@pytest.fixture
def scene(database: Database) -> Scene:
    """The stage, with nobody on it yet."""
    return Scene(database, demo_rules())


@pytest.fixture
def door(tmp_path: Path, database: Database, database_url: str, redis_url: str) -> Generator[Door]:
    """The carrier's door with a call on its way."""
    runtime = runtime_over(settings(tmp_path, database_url, redis_url), database)
    yield door_of(runtime).dial()
    runtime.redis.close()
