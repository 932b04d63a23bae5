"""Being asked to stop: SIGINT, SIGTERM and SIGHUP set a flag that loops look at, so that nothing stops halfway."""

from __future__ import annotations

import signal
from collections.abc import Generator
from contextlib import contextmanager
from types import FrameType

from vocsurvey import clock

GLANCE = 0.05
_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Interrupted(Exception):
    """Somebody asked us to stop while something was still being started."""


class Interruption:
    """Whether we have been asked to stop."""

    def __init__(self) -> None:
        self.wanted = False

    def pause(self, seconds: float) -> None:
        """Wait, but not a moment longer than until somebody asks us to stop."""
        until = clock.monotonic() + seconds
        while not self.wanted and (left := until - clock.monotonic()) > 0:
            clock.pause(min(GLANCE, left))

    def check(self) -> None:
        """Raise Interrupted if we have been asked to stop."""
        if self.wanted:
            raise Interrupted

    def _heard(self, _number: int, _frame: FrameType | None) -> None:
        self.wanted = True


@contextmanager
def interruptible() -> Generator[Interruption]:
    """Inside the block the signals only set the flag, the second and the third as well; afterwards all is as before."""
    interruption = Interruption()
    before = {number: signal.signal(number, interruption._heard) for number in _SIGNALS}
    try:
        yield interruption
    finally:
        for number, action in before.items():
            signal.signal(number, action)
