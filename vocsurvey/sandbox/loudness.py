"""The sound that a phone's microphone brings, measured: how long, how loud, and whether anybody was to be heard in it.

It is 16-bit samples (little-endian, 8 kHz, mono), in pieces of any length. Nothing of it is kept.
"""

import array
import math
import sys
from dataclasses import dataclass

RATE = 8000
LONGEST_PIECE = 2 * RATE * 5
"""Bytes of one piece: five seconds."""
AUDIBLE = 0.01
"""Root mean square, of 1 at most: a quiet room is below it, a voice is above."""
_FULL = 32768.0


@dataclass
class Loudness:
    """What came so far."""

    seconds: float = 0.0
    loudest: float = 0.0

    @property
    def heard(self) -> bool:
        """Whether anybody was to be heard."""
        return self.loudest >= AUDIBLE

    def take(self, samples: bytes) -> bool:
        """Another piece, whole samples only; true when it is the first in which somebody is to be heard."""
        before, level = self.heard, level_of(samples)
        self.seconds += len(samples) / 2 / RATE
        self.loudest = max(self.loudest, level)
        return self.heard and not before

    def view(self) -> dict[str, object]:
        """As plain values."""
        return {"seconds": round(self.seconds, 2), "loudest": round(self.loudest, 4), "heard": self.heard}


def level_of(samples: bytes) -> float:
    """The root mean square of 16-bit samples, 0 to 1."""
    values = array.array("h", samples)
    if sys.byteorder == "big":
        values.byteswap()
    return math.sqrt(sum(one * one for one in values) / len(values)) / _FULL if values else 0.0
