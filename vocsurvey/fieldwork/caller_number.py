"""Which of our numbers somebody sees when we call them."""

from __future__ import annotations

from hashlib import sha256

from pydantic import Field, model_validator

from vocsurvey.fieldwork.pacing import Limits
from vocsurvey.fieldwork.rule import Country, Rule, RuleFile


class CallerNumber(Rule):
    """A number of ours (E.164) in a country. ``limits`` are its own, where they differ from those of every number."""

    number: str = Field(pattern=r"^\+[1-9][0-9]{6,14}$")
    country: Country
    limits: Limits | None = None


class CallerNumbers(RuleFile):
    """The numbers that are shown besides the campaign's own."""

    numbers: tuple[CallerNumber, ...]

    @model_validator(mode="after")
    def _are_different(self) -> CallerNumbers:
        named = [one.number for one in self.numbers]
        if len(set(named)) < len(named):
            raise ValueError("a number is there twice; leave one of the two out")
        return self

    def of(self, case_id: int, country: str | None, own: str) -> str:
        """The number that a case sees: one of the callee's country where there is any, else the campaign's own.

        Always the same one for a case. When numbers come or go, as few cases as possible change theirs: each takes the
        number with the highest hash (rendezvous hashing, https://doi.org/10.1109/90.663936).
        """
        local = [one.number for one in self.numbers if one.country == country]
        return max(local, key=lambda number: sha256(f"{case_id}:{number}".encode()).digest()) if local else own

    def limits(self, number: str, otherwise: Limits) -> Limits:
        """The limits of a number: its own, or those of every number."""
        found = next((one.limits for one in self.numbers if one.number == number), None)
        return found or otherwise
