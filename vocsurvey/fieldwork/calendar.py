"""Which hours apply to a phone in a country: the ceilings of statutes, our own default, and holidays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated

from pydantic import BeforeValidator, Field

from vocsurvey.fieldwork.rule import Country, Rule, RuleFile, Sourced
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


class HoursRules(RuleFile):
    """The default hours of a campaign, and the ceilings per country that no campaign may exceed."""

    default: WeekRule
    ceilings: Mapping[Country, WeekRule] = Field(default_factory=dict)


class Holiday(Rule):
    """One national holiday."""

    day: date
    name: str = Field(min_length=3)


class CountryHolidays(Sourced):
    """The national holidays of one country in the years that ``years`` names."""

    years: tuple[int, ...]
    days: tuple[Holiday, ...]


class Holidays(RuleFile):
    """National holidays by country; regional ones are the customer's to add."""

    countries: Mapping[Country, CountryHolidays] = Field(default_factory=dict)

    def of(self, country: str | None) -> frozenset[date]:
        """The closed dates of a country; empty where none are known."""
        known = self.countries.get(country or "")
        return frozenset(holiday.day for holiday in known.days) if known else frozenset()

    def known(self, country: str | None, year: int) -> bool:
        """Do we know this country's holidays of this year?"""
        known = self.countries.get(country or "")
        return known is not None and year in known.years


def calling_hours(rules: HoursRules, holidays: Holidays, country: str | None, *narrower: Hours) -> Hours:
    """The hours in which a phone in a country may ring.

    The narrowest of the country's ceiling and of what campaign, account and contact bring (``narrower``); the default
    stands in where they bring nothing. Closed on the country's holidays where a rule that applies says so.
    """
    ceiling = rules.ceilings.get(country or "")
    applicable = [rule for rule in (ceiling, None if narrower else rules.default) if rule is not None]
    hours = intersect(*(rule.week for rule in applicable), *narrower)
    closed = any(rule.closed_on_holidays for rule in (*applicable, ceiling or rules.default))
    return hours.closed_also_on(holidays.of(country)) if closed else hours
