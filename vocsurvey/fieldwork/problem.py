"""What is wrong with something that somebody brought, as a value: refusal is never an exception here."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """One sentence for a person: what is wrong and what to do about it."""

    sentence: str
