"""When a person works: their own hours or those of the house, the holidays of their country, and when they are away.

Nights, lunch and holidays are closed time for a deadline. An absence is none: the customer does not wait for a holiday
trip, so somebody else answers while the person is away.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from vocsurvey.fieldwork.calendar import WeekRule, read_hours
from vocsurvey.fieldwork.problem import Problem
from vocsurvey.fieldwork.window import Hours


@dataclass(frozen=True, order=True)
class Absence:
    """Days on which somebody is away, the first and the last of them, by their own clock."""

    first: date
    last: date

    def words(self) -> str:
        """As it is written down and read again."""
        return self.first.isoformat() if self.first == self.last else f"{self.first}..{self.last}"


def read_absence(text: str) -> Absence | Problem:
    """``2026-12-24..2027-01-02``, or a single day; or what is wrong with it."""
    first, _, last = text.strip().partition("..")
    try:
        found = Absence(date.fromisoformat(first), date.fromisoformat(last or first))
    except ValueError:
        return Problem(f"{text!r} is not a time away; write it like 2026-12-24..2027-01-02.")
    return found if found.first <= found.last else Problem(f"{text!r} ends before it begins.")


def read_working_week(texts: Sequence[str]) -> dict[str, list[str]] | Problem:
    """Weekly hours in words, each ``mon-fri=09:00-12:00,13:00-17:00``; or what is wrong with them."""
    week: dict[str, list[str]] = {}
    for text in texts:
        days, equals, spans = text.partition("=")
        if not equals or days.strip() in week:
            return Problem(f"{text!r} are no hours; write each of the days once, like mon-fri=09:00-12:00,13:00-17:00.")
        week[days.strip()] = [span.strip() for span in spans.split(",")]
    read = read_hours(week)
    return read if isinstance(read, Problem) else week


def working_hours(rule: WeekRule, own: Hours | None, holidays: frozenset[date]) -> Hours:
    """The hours of somebody: their own, or those of the rule; closed on the holidays where the rule says so."""
    hours = rule.week if own is None else own
    return hours.closed_also_on(holidays) if rule.closed_on_holidays else hours


def away_at(absences: Iterable[Absence], now: datetime, zone: str) -> bool:
    """Is somebody with these absences away on the day that it is now in their zone?"""
    today = now.astimezone(ZoneInfo(zone)).date()
    return any(one.first <= today <= one.last for one in absences)
