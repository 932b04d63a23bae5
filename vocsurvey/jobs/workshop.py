"""The runtime of a worker, made once before it forks, so that every job starts with it."""

from __future__ import annotations

from functools import lru_cache

from vocsurvey.runtime import Runtime
from vocsurvey.settings import Needs, Settings


@lru_cache(maxsize=1)
def runtime() -> Runtime:
    """The runtime that the environment describes."""
    return Runtime.from_settings(Settings.from_environ(needs=Needs.PROCESSES))
