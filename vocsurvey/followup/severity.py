"""How serious a flag is. Our own rule: how a decision maker felt outranks every other answer."""

from __future__ import annotations

from enum import StrEnum


class Severity(StrEnum):
    """From the most to the least serious."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"

    @property
    def rank(self) -> int:
        """0 for the most serious."""
        return list(Severity).index(self)


def severity_of(base: str, *, metric: str | None, decision_maker: bool, dimension: str | None) -> Severity:
    """The severity of one flag; ``base`` is what the questionnaire's rule says.

    "Not cared for" is critical from a decision maker and high from anybody else. What is only a detractor's score, or
    about the product, is medium at most, unless the questionnaire calls it critical. Raises ValueError for an unknown
    ``base``.
    """
    severity = Severity(base)
    if metric == "cared":
        return Severity.CRITICAL if decision_maker else most_serious(severity, Severity.HIGH)
    if severity is Severity.HIGH and (metric == "nps" or dimension == "product"):
        return Severity.MEDIUM
    return severity


def most_serious(first: Severity, *others: Severity) -> Severity:
    """The most serious of several: a follow-up is as serious as the worst of its flags."""
    return min((first, *others), key=lambda severity: severity.rank)
