"""now(): the only reader of the clock. Everything else is told what time it is."""

from __future__ import annotations

import time
from datetime import UTC, datetime


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC)


def monotonic() -> float:
    """Seconds on a clock that never goes back; for measuring how long something took."""
    return time.monotonic()


def pause(seconds: float) -> None:
    """Wait. Only loops of long-lived processes do this."""
    time.sleep(seconds)
