"""Large writes in portions that keep nobody on the phone waiting: how many rows each takes, and the room between."""

from __future__ import annotations

import gc
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy.orm import Session

from vocsurvey import clock
from vocsurvey.db.session import Database

Result = TypeVar("Result")


@contextmanager
def uncollected() -> Generator[None]:
    """Nobody looks for circles meanwhile. Thousands of rows are made and let go in a portion, none of which goes in
    circles; each few hundred of them would have everything looked through that the program has in memory.
    """
    before = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if before:
            gc.enable()


@dataclass
class Pace:
    """How many lines one transaction takes: as many as were written in about ``wanted`` seconds before; 100 ms is
    what somebody on the phone may be kept waiting at the very most."""

    size: int = 400
    wanted: float = 0.06
    least: int = 200
    most: int = 4_000

    def took(self, seconds: float, lines: int) -> None:
        """So many lines took so long."""
        if lines >= self.size or seconds > self.wanted:
            factor = min(max(self.wanted / max(seconds, 1e-6), 0.25), 2.0)
            self.size = min(max(int(self.size * factor), self.least), self.most)


class Writer:
    """Writes portion by portion, each in a transaction of its own. ``phones_in_use``: somebody might wait behind it, so
    nothing is looked through meanwhile that can be looked through afterwards.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self.phones_in_use = False
        self.longest = 0.0
        """The longest transaction that wrote, in seconds."""

    def write(self, work: Callable[[Session], Result], pace: Pace | None = None, lines: int | None = None) -> Result:
        """One portion, of so many lines; None: of as many as the pace allows."""
        begun = clock.monotonic()
        with uncollected():
            done = self._database.run(work)
        took = clock.monotonic() - begun
        self.longest = max(self.longest, took)
        if pace is not None:
            pace.took(took, pace.size if lines is None else lines)
        if self.phones_in_use and self._database.is_sqlite:
            # SQLite has one writer at a time, and whoever waits for it only looks now and then: leave it free as long.
            clock.pause(took)
        return done
