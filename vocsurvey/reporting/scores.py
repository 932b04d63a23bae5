"""Scores with their intervals.

Shares are in per cent (0 to 100), NPS in points (-100 to 100), and every interval is 95 %. Nothing is rounded here.
Sources: Wilson (1927) for shares; Agresti and Min's adjusted Wald for paired proportions as Sauro and Lewis apply it to
the net promoter score, with 3 added to n, three quarters each to promoters and detractors.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

CONFIDENCE = 0.95
_Z = NormalDist().inv_cdf((1 + CONFIDENCE) / 2)
_ADDED = 3.0
_ADDED_AT_ENDS = 0.75


@dataclass(frozen=True)
class Interval:
    """From ``low`` to ``high``, in the units of its score."""

    low: float
    high: float


@dataclass(frozen=True)
class Share:
    """``hits`` of ``n``; where the score has them, ``bottom`` is that of the opposite end and ``mean`` the mean."""

    name: str
    hits: int
    n: int
    value: float | None
    interval: Interval | None
    bottom: float | None = None
    mean: float | None = None


@dataclass(frozen=True)
class Nps:
    """The net promoter score; always shown as "asked ``n`` of ``of``, ``held_back`` by the gate"."""

    promoters: int
    passives: int
    detractors: int
    held_back: int
    of: int
    value: float | None
    interval: Interval | None

    @property
    def n(self) -> int:
        """How many answered."""
        return self.promoters + self.passives + self.detractors


def wilson(hits: int, n: int) -> Interval | None:
    """Wilson's score interval of a share, in per cent; None for n = 0."""
    if n == 0:
        return None
    share, z2 = hits / n, _Z * _Z
    centre = share + z2 / (2 * n)
    reach = _Z * sqrt(share * (1 - share) / n + z2 / (4 * n * n))
    low, high = (100 * (centre + side * reach) / (1 + z2 / n) for side in (-1, 1))
    return Interval(max(0.0, low), min(100.0, high))


def share(name: str, hits: int, n: int, *, bottom: int | None = None, mean: float | None = None) -> Share:
    """``hits`` of ``n`` as a score; its value is None for n = 0."""
    if n == 0:
        return Share(name, 0, 0, None, None)
    return Share(name, hits, n, 100 * hits / n, wilson(hits, n), None if bottom is None else 100 * bottom / n, mean)


def cared(yes: int, no: int) -> Share:
    """Genuinely cared: yes / (yes + no). "Don't know" and "refused" are in neither."""
    return share("genuinely cared", yes, yes + no)


def csat(ratings: Sequence[int], *, low: int = 1, high: int = 5) -> Share:
    """Satisfaction: the share of the top two points, 4 and 5 on 1 to 5; the bottom two beside it."""
    top = sum(rating >= high - 1 for rating in ratings)
    return share("CSAT", top, len(ratings), bottom=sum(rating <= low + 1 for rating in ratings), mean=_mean(ratings))


def ces(ratings: Sequence[int], *, high: int = 7) -> Share:
    """Effort, CES 2.0 ("made it easy for me to handle my issue", 1 to 7): the share of the top three, and the mean."""
    return share("CES 2.0", sum(rating >= high - 2 for rating in ratings), len(ratings), mean=_mean(ratings))


def fcr(answers: Iterable[tuple[bool, bool]]) -> Share:
    """First-contact resolution as customers report it: (resolved, in one contact), both true, over all asked."""
    pairs = list(answers)
    return share("FCR", sum(resolved and once for resolved, once in pairs), len(pairs))


def nps(ratings: Sequence[int], *, held_back: int = 0, of: int | None = None) -> Nps:
    """Net promoter score of ratings from 0 to 10, with the adjusted Wald interval, clipped to -100 and 100.

    ``of`` is how many people the question was meant for (by default those who answered or were held back).
    """
    promoters = sum(rating >= 9 for rating in ratings)
    detractors = sum(rating <= 6 for rating in ratings)
    n = len(ratings)
    value = 100 * (promoters - detractors) / n if n else None
    meant_for = n + held_back if of is None else of
    interval = _adjusted_wald(promoters, detractors, n)
    return Nps(promoters, n - promoters - detractors, detractors, held_back, meant_for, value, interval)


def _adjusted_wald(promoters: int, detractors: int, n: int) -> Interval | None:
    if n == 0:
        return None
    size = n + _ADDED
    up, down = (promoters + _ADDED_AT_ENDS) / size, (detractors + _ADDED_AT_ENDS) / size
    reach = _Z * sqrt((up + down - (up - down) ** 2) / size)
    return Interval(max(-100.0, 100 * (up - down - reach)), min(100.0, 100 * (up - down + reach)))


def _mean(ratings: Sequence[int]) -> float | None:
    return sum(ratings) / len(ratings) if ratings else None
