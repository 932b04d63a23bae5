"""Seeded dice: every throw is a function of its name, so nothing depends on time or on the order of calls."""

import hashlib
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


def fraction(seed: int, *name: str | int) -> float:
    """A number in [0, 1) that is always the same for the same seed and name."""
    text = "\x1f".join(str(part) for part in (seed, *name))
    digest = hashlib.sha256(text.encode()).digest()
    return int.from_bytes(digest[:7], "big") / float(1 << 56)


def pick(options: Sequence[T], seed: int, *name: str | int) -> T:
    """One of the options (at least one), always the same for the same seed and name."""
    return options[int(fraction(seed, *name) * len(options))]


def between(low: float, high: float, seed: int, *name: str | int) -> float:
    """A number in [low, high), always the same for the same seed and name."""
    return low + (high - low) * fraction(seed, *name)
