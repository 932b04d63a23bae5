"""Quotas: how many interviews of one kind of customer are enough. A full one ends a case with nothing dialled."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from vocsurvey.fieldwork.problem import Problem

QUOTA_FULL = "4.80"
"""The disposition of a case that a full quota ends (AAPOR Standard Definitions)."""
MOST_NAMED = 12
"""Of more values than so many, a sentence names the first alone."""
SEGMENTS = ("country", "region", "tier", "role", "language", "touchpoint")
"""By what customers are told apart."""


@dataclass(frozen=True)
class Quota:
    """``target`` complete interviews are enough of those whose facts all say what ``segment`` says."""

    segment: Mapping[str, str]
    target: int
    completed: int = 0

    def covers(self, facts: Mapping[str, str | None]) -> bool:
        """Does it count this customer? An empty segment counts everybody."""
        return all(facts.get(name) == value for name, value in self.segment.items())

    @property
    def full(self) -> bool:
        """Are there enough?"""
        return self.completed >= self.target


def any_full(quotas: Iterable[Quota], facts: Mapping[str, str | None]) -> bool:
    """Is one of the quotas that count this customer full?"""
    return any(quota.full and quota.covers(facts) for quota in quotas)


def check_quota(segment: Mapping[str, str], target: int, known: Mapping[str, Iterable[str]]) -> Problem | None:
    """What is wrong with a quota before it is set; ``known`` holds the values that the customers have, by name."""
    if target < 1:
        return Problem("A quota needs at least one interview; leave it out if nobody of this kind shall be called.")
    for name, value in segment.items():
        if name not in SEGMENTS:
            return Problem(f"“{name}” is nothing that customers are told apart by; use {', '.join(SEGMENTS)}.")
        if (problem := unknown_value(name, value, known.get(name, ()))) is not None:
            return problem
    return None


def unknown_value(name: str, value: str, values: Iterable[str]) -> Problem | None:
    """What is wrong with a value that no customer has."""
    known = sorted(set(values))
    if value in known:
        return None
    more = f", and {len(known) - MOST_NAMED} more" if len(known) > MOST_NAMED else ""
    there = f"there are {', '.join(known[:MOST_NAMED])}{more}" if known else "nobody has one"
    return Problem(f"No customer has the {name} “{value}”; {there}.")
