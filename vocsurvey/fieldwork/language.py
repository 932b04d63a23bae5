"""Which languages are spoken where, so that a call can offer another one in its own words."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import Field

from vocsurvey.fieldwork.rule import Country, RuleFile


class Languages(RuleFile):
    """Language codes by country, the most common first."""

    countries: Mapping[Country, tuple[str, ...]] = Field(default_factory=dict)

    def of(self, country: str | None) -> tuple[str, ...]:
        """The languages of a country; none for one that is not listed."""
        return self.countries.get(country or "", ())
