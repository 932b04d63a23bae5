"""How much was agreed for when: the times that can be agreed, each with what is due then already."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta


@dataclass(frozen=True)
class Slot:
    """A time that can be agreed (aware UTC). ``mine`` and ``everybody``: how many calls were agreed for it, of the
    caller and of all; ``full``: there is one for every caller who could make them."""

    at: datetime
    mine: int
    everybody: int
    full: bool


Days = Sequence[tuple[date, Sequence[datetime]]]


def with_load(
    days: Days, agreed: Iterable[tuple[datetime, bool]], step: timedelta, callers: int
) -> tuple[tuple[date, tuple[Slot, ...]], ...]:
    """The times of some days, each with what was ``agreed`` from it until ``step`` after: when, and whether by the
    caller themselves. ``callers``: how many could make such a call."""
    known = tuple(agreed)

    def slot(at: datetime) -> Slot:
        here = [mine for moment, mine in known if at <= moment < at + step]
        return Slot(at, sum(here), len(here), len(here) >= callers)

    return tuple((day, tuple(slot(at) for at in times)) for day, times in days)
