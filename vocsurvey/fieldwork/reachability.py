"""In which part of the day somebody is reached: learned from how calls ended, and used to choose the next time.

A rate is the mean of a beta distribution that began with a prior and was told every call since (beta-binomial). What
nobody knows of a person is taken from people like them, their segment; what nobody knows of these, from the rules.
Source: Gelman et al., Bayesian Data Analysis, 3rd edition, sections 2.4 and 5.1 (the segment's mean stands in the place
of the hyperparameters' posterior). Nothing here is drawn by lot: the same calls give the same time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from pydantic import Field, model_validator

from vocsurvey.fieldwork.protocol import Ending, local_part, same_part
from vocsurvey.fieldwork.rule import Duration, RuleFile, Sourced
from vocsurvey.fieldwork.window import Hours, next_open


class Prior(Sourced):
    """What is believed before anybody was called: ``reached`` of ``tries`` calls, in every part of the day."""

    reached: float = Field(gt=0)
    tries: float = Field(gt=0)

    @model_validator(mode="after")
    def _not_more_than_tried(self) -> Prior:
        if self.reached >= self.tries:
            raise ValueError("reached must be less than tries: nobody is reached by every call")
        return self


class Segment(Sourced):
    """Who is alike: those with the same of all these. What they teach counts like ``weight`` calls to the person."""

    alike_in: tuple[Literal["country", "role"], ...]
    weight: float = Field(gt=0)


class ReachRules(RuleFile):
    """What a call teaches: ``reached`` and ``not_reached`` by how it ended; every other ending teaches nothing.

    ``look_ahead``: how much later than the earliest possible moment a call may be for the sake of a better part of the
    day.
    """

    prior: Prior
    segment: Segment
    reached: frozenset[Ending] = Field(min_length=1)
    not_reached: frozenset[Ending] = Field(min_length=1)
    look_ahead: Duration

    @model_validator(mode="after")
    def _one_or_the_other(self) -> ReachRules:
        if both := sorted(self.reached & self.not_reached):
            raise ValueError(f"{', '.join(both)} cannot be reached and not reached at the same time")
        return self

    def lesson(self, ending: Ending | None) -> bool | None:
        """Whether a call that ended so has reached somebody; None where it teaches nothing."""
        if ending in self.reached:
            return True
        return False if ending in self.not_reached else None


@dataclass(frozen=True)
class Tally:
    """How many of the calls in one part of the day have reached somebody."""

    reached: int = 0
    tries: int = 0

    def with_one(self, reached: bool) -> Tally:
        """One more call."""
        return Tally(self.reached + reached, self.tries + 1)


def rate(rules: ReachRules, person: Tally, segment: Tally) -> float:
    """How likely a call in this part of the day is to reach the person, from 0 to 1, both excluded."""
    alike = (segment.reached + rules.prior.reached) / (segment.tries + rules.prior.tries)
    weight = rules.segment.weight
    return (person.reached + weight * alike) / (person.tries + weight)


def part_name(parts: Sequence[time], part: int) -> str:
    """The hours of a part of the day, as rows name it: ``12:00-15:00``. The last one goes on until the first begins."""
    return f"{parts[part]:%H:%M}-{parts[(part + 1) % len(parts)]:%H:%M}"


def part_in_words(parts: Sequence[time], part: int) -> str:
    """The hours of a part of the day, for people."""
    begins, ends = parts[part], parts[(part + 1) % len(parts)]
    if (begins, ends) == (time(0), time(12)):
        return "in the morning, until 12:00"
    if part == len(parts) - 1 and ends == time(0):
        return f"from {begins:%H:%M} on"
    return f"from {begins:%H:%M} to {ends:%H:%M}"


def best_time(
    rules: ReachRules,
    parts: Sequence[time],
    rates: Sequence[float],
    earliest: datetime,
    zones: Sequence[str],
    hours: Hours,
    *,
    tried_at: datetime | None = None,
) -> datetime:
    """The moment (aware UTC) of the next call: in the part of the day with the best rate, and the soonest of these.

    ``rates`` has one for each of ``parts``. Only moments are looked at that are open, from ``earliest`` on until the
    rules look no further ahead. ``tried_at``: it was just tried then, in vain, and that part of the day is only taken
    where there is no other. Where the person may be in several zones, a moment counts as what it is in the worst of
    them. Where the hours never open, the earliest moment stands as it is, for somebody else to complain of.
    """
    first = next_open(earliest, zones, hours)
    if first is None or len(parts) < 2:
        return earliest
    horizon = first + rules.look_ahead
    starts = (start for zone in zones for start in _starts(parts, first, horizon, zone))
    moments = (next_open(start, zones, hours) for start in starts)
    choice = [first, *(moment for moment in moments if moment is not None and moment <= horizon)]
    vain = {moment for moment in choice if tried_at is not None and same_part(parts, tried_at, moment, zones)}
    chance = {moment: min(rates[local_part(parts, moment, zone)] for zone in zones) for moment in choice}
    others = [moment for moment in choice if moment not in vain] or [first]
    return min(others, key=lambda moment: (-chance[moment], moment))


def certain_part(parts: Sequence[time], moment: datetime, zones: Sequence[str]) -> int | None:
    """The part of the day that a moment (aware) belongs to wherever the person is; None where that is not certain."""
    found = {local_part(parts, moment, zone) for zone in zones}
    return found.pop() if len(found) == 1 else None


def _starts(parts: Sequence[time], after: datetime, until: datetime, zone: str) -> list[datetime]:
    """Every moment within a span at which a part of the day begins."""
    here, day, found = ZoneInfo(zone), after.astimezone(ZoneInfo(zone)).date(), list[datetime]()
    while (midnight := datetime.combine(day, time(0), here)) <= until:
        found += [datetime.combine(midnight.date(), start, here).astimezone(after.tzinfo) for start in parts]
        day += timedelta(days=1)
    return [moment for moment in found if after < moment <= until]
