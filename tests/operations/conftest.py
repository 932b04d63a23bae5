"""The stage of the operations' tests."""

from __future__ import annotations

import pytest
from scene import Scene, demo_rules

from vocsurvey.db.session import Database


@pytest.fixture
def scene(database: Database) -> Scene:
    """People and a database, with rules under which it is always a good time; no campaign yet."""
    stage = Scene(database, demo_rules())
    stage.people()
    return stage


@pytest.fixture
def running(scene: Scene) -> Scene:
    """The stage with a launched campaign."""
    scene.campaign()
    return scene
