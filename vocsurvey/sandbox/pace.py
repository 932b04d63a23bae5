"""Time at the carrier: human and telephone delays run faster by a factor; the network's do not."""

import asyncio
import time
from datetime import UTC, datetime
from email.utils import format_datetime


class Pace:
    """A clock for people and telephones. A delay given in seconds of their life takes seconds / speed here."""

    def __init__(self, speed: float = 1.0) -> None:
        self.speed = speed

    async def live(self, seconds: float) -> None:
        """Let `seconds` of a person's life pass."""
        await asyncio.sleep(max(0.0, seconds) / self.speed)


class Throttle:
    """Calls per second: each new call gets the next free slot. Real seconds, never scaled."""

    def __init__(self, per_second: float, longest_queue: int) -> None:
        self._gap = 1.0 / per_second
        self._longest = longest_queue
        self._next_free = 0.0

    def take(self) -> float | None:
        """Seconds until this call may start, or None when more calls are waiting than the queue holds."""
        now = time.monotonic()
        wait = max(0.0, self._next_free - now)
        if wait / self._gap > self._longest:
            return None
        self._next_free = max(now, self._next_free) + self._gap
        return wait


def now() -> datetime:
    """The carrier's own clock, aware UTC, to the second as Twilio's are."""
    return datetime.now(UTC).replace(microsecond=0)


def rfc_2822(moment: datetime) -> str:
    """`Tue, 04 Nov 2025 10:00:00 +0000`, as in webhooks and resources."""
    return format_datetime(moment)
