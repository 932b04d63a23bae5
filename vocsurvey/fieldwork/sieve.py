"""Whether a thing may have been seen before, in little room that does not grow: a Bloom filter.

"No" is certain. "Perhaps" is wrong in fewer than one of 10,000 cases after 250,000 things, as many as a list has lines:
four bits for each in one of 2^19 words of 64 (F. Putze, P. Sanders, J. Singler, Cache-, Hash- and Space-Efficient
Bloom Filters, WEA 2007, section 3: one look at a word instead of four at bits).
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence

_WORDS = 1 << 19
_MASK = _WORDS - 1
# Two bits of a word for each value of twelve bits of a digest; the lowest 19 say which word.
_PAIR = tuple(1 << (value & 63) | 1 << (value >> 6) for value in range(1 << 12))


class Sieve:
    """What was added may have been seen; four megabytes, however much that is. Things are named by their ``hash``."""

    def __init__(self) -> None:
        self._words = array("Q", bytes(_WORDS << 3))

    def add(self, digests: Iterable[int]) -> None:
        """The things were seen."""
        words, pair = self._words, _PAIR
        for digest in digests:
            words[digest & _MASK] |= pair[digest >> 20 & 4095] | pair[digest >> 32 & 4095]

    def seen(self, digests: Sequence[int]) -> list[int]:
        """The places of those things that may have been seen, from 0."""
        words, pair, found = self._words, _PAIR, []
        for place, digest in enumerate(digests):
            if word := words[digest & _MASK]:
                bits = pair[digest >> 20 & 4095] | pair[digest >> 32 & 4095]
                if word & bits == bits:
                    found.append(place)
        return found
