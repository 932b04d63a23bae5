"""An agent's own word of their conversations beside the customers': where they agree, and which way they do not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Compared:
    """How many conversations went well for both, for neither, only for the agent, and only for the customer."""

    both_well: int
    neither_well: int
    only_agent: int
    only_customer: int

    @property
    def n(self) -> int:
        """How many were judged by both."""
        return self.both_well + self.neither_well + self.only_agent + self.only_customer


def compare(pairs: Iterable[tuple[str | None, str | None]]) -> Compared:
    """Count pairs of the agent's word and the customer's, ``"yes"`` or ``"no"``; where one said neither, none."""
    known = tuple(pairs)
    return Compared(*(known.count(pair) for pair in (("yes", "yes"), ("no", "no"), ("yes", "no"), ("no", "yes"))))
