"""Which hours apply to a phone in a place: the ceilings of statutes, our own default, and holidays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated

from pydantic import BeforeValidator, Field, model_validator

from vocsurvey.fieldwork.problem import Problem
from vocsurvey.fieldwork.rule import Country, RuleFile, Sourced, Subdivision
from vocsurvey.fieldwork.window import Hours, intersect, read_week


def _week(value: object) -> object:
    """Words become hours; what is no mapping of lists of words is left for pydantic to refuse."""
    if isinstance(value, Mapping):
        if not all(isinstance(spans, Sequence) and not isinstance(spans, str) for spans in value.values()):
            raise ValueError("write each day as a list of spans, like mon-fri: [09:00-17:00]")
        return read_week({str(day): [str(span) for span in spans] for day, spans in value.items()})
    return value


Week = Annotated[Hours, BeforeValidator(_week)]


class WeekRule(Sourced):
    """Weekly hours with their source, and whether they end on holidays."""

    week: Week
    closed_on_holidays: bool = True


class Ceiling(WeekRule):
    """The ceiling of a country, and of those of its subdivisions that have one of their own."""

    subdivisions: Mapping[Subdivision, WeekRule] = Field(default_factory=dict)


class HoursRules(RuleFile):
    """The default hours of a campaign, and the ceilings per country that no campaign may exceed. ``elsewhere``: of
    every country that is not among them, and of numbers that belong to none."""

    default: WeekRule
    elsewhere: WeekRule | None = None
    ceilings: Mapping[Country, Ceiling] = Field(default_factory=dict)

    def ceilings_of(self, country: str | None, subdivision: str | None) -> tuple[WeekRule, ...]:
        """Every ceiling that holds there. A subdivision that nobody knows may be any of them, so all of them hold."""
        ceiling = self.ceilings.get(country or "")
        if ceiling is None:
            return () if self.elsewhere is None else (self.elsewhere,)
        if subdivision is None:
            return (ceiling, *ceiling.subdivisions.values())
        narrower = ceiling.subdivisions.get(subdivision)
        return (ceiling,) if narrower is None else (ceiling, narrower)


NamedDays = Mapping[str, frozenset[date]]
"""The name of a holiday → its dates."""


class CountryHolidays(Sourced):
    """The holidays of one country in the years that ``years`` names, and what its subdivisions have besides.

    ``assumed``: where nobody knows the subdivision, the days of these count too.
    """

    years: tuple[int, ...]
    days: NamedDays
    assumed: tuple[Subdivision, ...] = ()
    subdivisions: Mapping[Subdivision, NamedDays] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _assumes_what_is_there(self) -> CountryHolidays:
        if absent := sorted(set(self.assumed) - set(self.subdivisions)):
            raise ValueError(f"assumed names {', '.join(absent)}, which subdivisions does not have")
        return self

    def of(self, subdivision: str | None) -> frozenset[date]:
        """The closed dates of a subdivision; None for one that nobody knows."""
        parts = self.assumed if subdivision is None else (subdivision,)
        named = (self.days, *(self.subdivisions.get(part, {}) for part in parts))
        return frozenset(day for names in named for days in names.values() for day in days)


class Holidays(RuleFile):
    """Public holidays by country and subdivision."""

    countries: Mapping[Country, CountryHolidays] = Field(default_factory=dict)

    def of(self, country: str | None, subdivision: str | None = None) -> frozenset[date]:
        """The closed dates of a place; empty where none are known."""
        known = self.countries.get(country or "")
        return known.of(subdivision) if known else frozenset()

    def known(self, country: str | None, year: int) -> bool:
        """Do we know this country's holidays of this year?"""
        known = self.countries.get(country or "")
        return known is not None and year in known.years


def calling_hours(
    rules: HoursRules,
    holidays: Holidays,
    country: str | None,
    campaign: Hours | None = None,
    *narrower: Hours,
    subdivision: str | None = None,
) -> Hours:
    """The hours in which a phone in a place may ring: the narrowest of all, never their union.

    They are the ceilings of the place, the hours of the campaign (the default, where it has none), and whatever the
    account and the contact bring (``narrower``). Closed on the holidays of the place where a rule that applies says so.
    """
    ceilings = rules.ceilings_of(country, subdivision)
    applicable = ceilings if campaign is not None else (*ceilings, rules.default)
    brought = narrower if campaign is None else (campaign, *narrower)
    hours = intersect(*(rule.week for rule in applicable), *brought)
    closed = any(rule.closed_on_holidays for rule in applicable or (rules.default,))
    return hours.closed_also_on(holidays.of(country, subdivision)) if closed else hours


def read_hours(words: Mapping[str, Sequence[str]]) -> Hours | Problem:
    """Weekly hours that somebody brought for a campaign, an account or a contact, or what is wrong with them."""
    try:
        hours = _week(words)
    except ValueError as error:
        sentence = str(error)
        return Problem(f"{sentence[0].upper()}{sentence[1:]}.")
    assert isinstance(hours, Hours), "a mapping becomes hours or is refused"
    if not any(hours.week):
        return Problem("These hours never open; name at least one day, like mon-fri 09:00-17:00.")
    return hours
