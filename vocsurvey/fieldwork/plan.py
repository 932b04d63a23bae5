"""The plan of a campaign: whom to ask what, when, how often, and for how much."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from vocsurvey.fieldwork.allowance import AllowanceRules, Spent
from vocsurvey.fieldwork.drawing import Sampling
from vocsurvey.fieldwork.protocol import Protocol
from vocsurvey.fieldwork.recurrence import Every

WeekWords = Mapping[str, Sequence[str]]
"""Hours as ``fieldwork.window.read_week`` takes them."""


class Answerable(StrEnum):
    """Who owns the follow-ups of a campaign."""

    ACCOUNT = "account"
    ACCOUNT_OR_CAMPAIGN = "account_or_campaign"
    CAMPAIGN = "campaign"


@dataclass(frozen=True)
class Limit:
    """What one campaign may do in a day: calls, and money in the currency of the tariff; None: no limit of its own."""

    calls: int | None = None
    money: Decimal | None = None

    def calls_used_up(self, spent: Spent) -> bool:
        """Were as many calls made today as may be?"""
        return self.calls is not None and spent.calls >= self.calls

    def money_spent(self, spent: Spent, price: Decimal) -> bool:
        """Would a call at this price cost more than is left of today's money?"""
        return self.money is not None and spent.money + price > self.money


@dataclass(frozen=True)
class Tries:
    """How often a case is tried in one campaign, where that is narrower than the rules; None is as the rules say."""

    max_attempts: int | None = None
    min_gap_days: int | None = None
    machine_message: bool | None = None

    def narrow(self, protocol: Protocol) -> Protocol:
        """The protocol with what the campaign asks for; never more tries, nor closer together, than the rules say."""
        changed: dict[str, object] = {}
        if self.max_attempts is not None:
            changed["max_attempts"] = min(self.max_attempts, protocol.max_attempts)
        if self.min_gap_days is not None:
            changed["min_gap"] = max(timedelta(days=self.min_gap_days), protocol.min_gap)
        if self.machine_message is not None:
            changed["machine_message"] = self.machine_message
        return protocol.model_copy(update=changed) if changed else protocol


@dataclass(frozen=True)
class PlannedQuota:
    """Enough are ``target`` complete interviews of this segment."""

    segment: Mapping[str, str]
    target: int


@dataclass(frozen=True)
class Plan:
    """A whole plan. Times are aware UTC; ``hours`` None means the default of the rules, ``every`` None only once.

    ``standing``: it draws nobody when it is launched, and waits for events. ``note_days``: how many days ahead a note
    goes out by e-mail; None where none does.
    """

    name: str
    company_name: str
    questionnaire: str
    from_number: str
    owner_id: int | None = None
    answerable: Answerable = Answerable.ACCOUNT
    about: tuple[str, ...] = ()
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sampling: Sampling = field(default_factory=Sampling)
    zone: str = "UTC"
    hours: WeekWords | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    tries: Tries = field(default_factory=Tries)
    limit: Limit = field(default_factory=Limit)
    quotas: tuple[PlannedQuota, ...] = ()
    every: Every | None = None
    launched_by_clock: bool = False
    standing: bool = False
    priority: int = 0
    note_days: int | None = None


def dearest(allowance: AllowanceRules) -> Decimal:
    """What the dearest call is booked with."""
    return max(allowance.tariff.of(country) for country in (None, *allowance.tariff.countries))
