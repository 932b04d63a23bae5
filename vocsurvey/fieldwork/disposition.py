"""AAPOR dispositions as data, the final disposition of a case, and the outcome rates.

Source: AAPOR, Standard Definitions: Final Dispositions of Case Codes and Outcome Rates for Surveys. Rates count cases,
never dials.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from pydantic import Field, model_validator

from vocsurvey.fieldwork.rule import Rule, RuleFile


class Class(StrEnum):
    """The classes that the rates are made of."""

    I = "I"  # noqa: E741 - the letter is AAPOR's
    P = "P"
    R = "R"
    NC = "NC"
    O = "O"  # noqa: E741 - the letter is AAPOR's
    UH = "UH"
    UO = "UO"
    NE = "NE"


class Disposition(Rule):
    """One code, its class and its name in words."""

    code: str = Field(pattern=r"^[1-4]\.\d{1,3}$")
    class_: Class = Field(alias="class")
    name: str = Field(min_length=3)


class Dispositions(RuleFile):
    """The table of one edition. ``priority`` lists every class, the one that wins first."""

    edition: str
    priority: tuple[Class, ...]
    codes: tuple[Disposition, ...]

    @model_validator(mode="after")
    def _whole(self) -> Dispositions:
        if sorted(self.priority) != sorted(Class):
            raise ValueError("priority must name each class once")
        names = [entry.code for entry in self.codes]
        if twice := sorted({code for code in names if names.count(code) > 1}):
            raise ValueError(f"codes are listed twice: {', '.join(twice)}")
        return self

    def of(self, code: str) -> Disposition | None:
        """The entry of a code; None for a code that this edition does not have."""
        return next((entry for entry in self.codes if entry.code == code), None)


def final(history: Iterable[str], table: Dispositions) -> str | None:
    """The disposition of a case from the codes of all its attempts, oldest first; None when there was none.

    The class is chosen by priority, and within it the latest code wins. Raises ValueError for an unknown code.
    """
    best: tuple[int, str] | None = None
    for code in history:
        entry = table.of(code)
        if entry is None:
            raise ValueError(f"{code} is not in the table of dispositions, {table.edition}")
        rank = table.priority.index(entry.class_)
        if best is None or rank <= best[0]:
            best = (rank, code)
    return best[1] if best else None


@dataclass(frozen=True)
class Rates:
    """Every outcome rate as a share of 1, numbered as AAPOR numbers them; None where the denominator is zero."""

    e: float | None
    response: tuple[float | None, ...]
    cooperation: tuple[float | None, ...]
    refusal: tuple[float | None, ...]
    contact: tuple[float | None, ...]


def rates(counts: Mapping[Class, int]) -> Rates:
    """The rates of a sample with so many cases in each class.

    ``e``, the share of the unknown that is taken to be eligible, is the share among the known (AAPOR's proportional
    allocation); with nobody known it is None, and what depends on it is None unless nobody is unknown.
    """
    i, p, r, nc, o, uh, uo, ne = (counts.get(member, 0) for member in Class)
    known = i + p + r + nc + o
    unknown = uh + uo
    e = _share(known, known + ne)
    estimated = known + e * unknown if e is not None else None
    bases = (known + unknown, estimated, known)
    return Rates(
        e=e,
        response=tuple(_share(part, base) for base in bases for part in (i, i + p)),
        cooperation=tuple(_share(part, base) for base in (i + p + r + o, i + p + r) for part in (i, i + p)),
        refusal=tuple(_share(r, base) for base in bases),
        contact=tuple(_share(i + p + r + o, base) for base in bases),
    )


def _share(part: int, base: float | None) -> float | None:
    return part / base if base else None
