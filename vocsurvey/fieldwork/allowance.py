"""How far and how much we call in a day: the countries, and a budget in calls and in money."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from pydantic import Field, field_validator, model_validator

from vocsurvey.fieldwork.rule import Country, RuleFile, Sourced
from vocsurvey.fieldwork.window import known_zone

Amount = Decimal
_NOTHING = Decimal(0)


class Tariff(Sourced):
    """What a call costs, to be on the safe side: the price per minute where no country names its own, and the minutes
    that every call is booked with when it is dialled."""

    per_minute: Amount = Field(ge=0, max_digits=9, decimal_places=4)
    minutes: Amount = Field(gt=0, max_digits=5, decimal_places=2)
    countries: dict[Country, Amount] = Field(default_factory=dict)

    def of(self, country: str | None) -> Amount:
        """What one call to a country is booked with."""
        return self.countries.get(country or "", self.per_minute) * self.minutes


class AllowanceRules(RuleFile):
    """The countries that may be called (None: every one), and what a day may bring.

    ``calls`` and ``money`` (in the currency of the tariff) are per day of ``zone``; None is no limit.
    """

    countries: frozenset[Country] | None
    zone: str
    calls: int | None = Field(ge=1)
    money: Amount | None = Field(ge=0)
    tariff: Tariff

    @field_validator("zone")
    @classmethod
    def _is_a_zone(cls, value: str) -> str:
        if not known_zone(value):
            raise ValueError(f"{value!r} is not a time zone; use a name like Europe/Berlin or UTC")
        return value

    @model_validator(mode="after")
    def _a_day_has_room_for_a_call(self) -> AllowanceRules:
        """Otherwise everybody would wait for tomorrow, every day."""
        prices = [self.tariff.of(country) for country in (None, *self.tariff.countries)]
        if self.money is not None and self.money < max(prices):
            raise ValueError(f"money allows no call at all: the dearest one is booked with {max(prices)}")
        return self

    def reaches(self, country: str | None) -> bool:
        """May this country be called? A number of no country may where every country may."""
        return self.countries is None or country in self.countries

    def used_up(self, spent: Spent, country: str | None, now: datetime) -> bool:
        """Would one more call to a country now be more than a day may bring?"""
        if spent.day != self.day(now):
            return False
        dear = self.money is not None and spent.money + self.tariff.of(country) > self.money
        return dear or (self.calls is not None and spent.calls >= self.calls)

    def day(self, now: datetime) -> date:
        """The day to whose budget a call of now belongs."""
        return now.astimezone(ZoneInfo(self.zone)).date()

    def next_day_at(self, now: datetime) -> datetime:
        """When the next day's budget begins, as UTC has it."""
        tomorrow = datetime.combine(self.day(now) + timedelta(days=1), time(), ZoneInfo(self.zone))
        return tomorrow.astimezone(now.tzinfo)


@dataclass(frozen=True)
class Spent:
    """What the calls of one day were booked with so far."""

    day: date | None = None
    calls: int = 0
    money: Amount = _NOTHING
