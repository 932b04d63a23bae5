"""Whether a thing may have been seen before, in little room that does not grow: a Bloom filter.

"No" is certain. "Perhaps" is wrong in fewer than one of 10,000 cases after 250,000 things, as many as a list has lines:
(1 - e^(-3n/m))^3 with n things in m = 2^24 bits, three of them for each (B. H. Bloom, Space/Time Trade-offs in Hash
Coding, CACM 13(7), 1970).
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable

_BITS = 1 << 24
_MASK = _BITS - 1
_BIT = tuple(1 << place for place in range(8))


class Sieve:
    """What was added may have been seen; two megabytes, however much that is."""

    def __init__(self) -> None:
        self._bits = bytearray(_BITS >> 3)

    def add(self, things: Iterable[Hashable]) -> None:
        """The things were seen."""
        bits, bit = self._bits, _BIT
        for thing in things:
            digest = hash(thing)
            bits[(digest & _MASK) >> 3] |= bit[digest & 7]
            bits[(digest >> 20 & _MASK) >> 3] |= bit[digest >> 20 & 7]
            bits[(digest >> 40 & _MASK) >> 3] |= bit[digest >> 40 & 7]

    def seen(self, things: Iterable[Hashable]) -> list[int]:
        """The places of those things that may have been seen, from 0."""
        bits, bit, found = self._bits, _BIT, []
        for place, thing in enumerate(things):
            digest = hash(thing)
            if (
                bits[(digest & _MASK) >> 3] & bit[digest & 7]
                and bits[(digest >> 20 & _MASK) >> 3] & bit[digest >> 20 & 7]
                and bits[(digest >> 40 & _MASK) >> 3] & bit[digest >> 40 & 7]
            ):
                found.append(place)
        return found
