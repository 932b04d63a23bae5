"""Scores in words. Small numbers are normal among business customers, and are shown as what they are.

Under ten answers the count is shown instead of a percentage; under a hundred there are no decimals.
"""

from __future__ import annotations

from vocsurvey.reporting.scores import Interval, Nps, Share

FEW = 10
MANY = 100


def phrase(score: Share | Nps) -> str:
    """One score as people read it, such as ``7 of 9``, ``75 % (63 to 84, n = 60)`` or ``no answers yet``."""
    if isinstance(score, Nps):
        return _nps(score)
    if score.value is None:
        return "no answers yet"
    if score.n < FEW:
        return f"{score.hits} of {score.n}"
    return f"{_number(score.value, score.n)} %{_range(score.interval, score.n)}"


def _nps(score: Nps) -> str:
    asked = f"asked {score.n} of {score.of}, {score.held_back} held back by the gate"
    if score.value is None:
        return f"no answers yet ({asked})"
    if score.n < FEW:
        kinds = (("promoter", score.promoters), ("passive", score.passives), ("detractor", score.detractors))
        return ", ".join(f"{count} {kind}{'' if count == 1 else 's'}" for kind, count in kinds) + f" ({asked})"
    sign = "+" if score.value > 0 else ""
    return f"{sign}{_number(score.value, score.n)}{_range(score.interval, score.n)}; {asked}"


def _number(value: float, n: int) -> str:
    return f"{value:.1f}" if n >= MANY else f"{round(value)}"


def _range(interval: Interval | None, n: int) -> str:
    return f" ({_number(interval.low, n)} to {_number(interval.high, n)}, n = {n})" if interval else ""
