"""People as those see them who need not know who they are."""

from __future__ import annotations

_SHOWN = 2


def initials(name: str) -> str:
    """``Ann Archer`` is ``A. A.``."""
    return " ".join(f"{word[0]}." for word in name.split())


def last_digits(number: str) -> str:
    """``+12025550101`` is ``…01``."""
    return "…" + number[-_SHOWN:]
