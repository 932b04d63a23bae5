"""What may still be changed while a campaign runs: its end, its quotas, what a day may have, and who goes first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from vocsurvey.fieldwork.plan import Limit, PlannedQuota, WeekWords
from vocsurvey.fieldwork.plan_limits import MOST_QUOTAS, read_limit, read_priority, read_quotas
from vocsurvey.fieldwork.plan_reading import check_window, midnight
from vocsurvey.fieldwork.problem import Problem
from vocsurvey.fieldwork.typed import Known, Problems, Reading, Typed

TERMS = ("last_day", "calls_per_day", "money_per_day", "priority")
"""The fields, besides those of quotas, as a plan calls them."""


@dataclass(frozen=True)
class Terms:
    """What can be changed. ``ends_at`` is aware UTC; None: no end of its own."""

    ends_at: datetime | None = None
    limit: Limit = field(default_factory=Limit)
    quotas: tuple[PlannedQuota, ...] = ()
    priority: int = 0


@dataclass(frozen=True)
class Frame:
    """What stays as it was launched, as far as the terms must fit it."""

    zone: str
    starts_at: datetime | None = None
    hours: WeekWords | None = None
    countries: tuple[str, ...] = ()


def read_terms(typed: Typed, known: Known, before: Terms, frame: Frame) -> Terms | Problems:
    """The terms as they were typed, or what is wrong with them, by the name of the field.

    A quota that is there already and gets no number any more goes. What is not changed is not complained about.
    """
    kept = {_name_of(one.segment): one for one in before.quotas}
    it = Reading(_without_dropped(typed, kept), _knowing(known, before))
    ends_at = _end(it, before, frame)
    found = Terms(ends_at, read_limit(it), read_quotas(it), read_priority(it))
    if before.limit.money is not None and found.limit.money == before.limit.money:
        it.problems.pop("money_per_day", None)  # the tariff has changed since
    return it.problems or found


def too_few(after: Terms, done: Mapping[str, int], typed: Typed) -> Problems:
    """The quotas that ask for fewer interviews than there are. ``done``: how many there are, by ``segment_words``."""
    fields = {_typed_segment(typed, place): f"quota-{place}" for place in range(1, MOST_QUOTAS + 1)}
    found = {}
    for one in after.quotas:
        there = done.get(segment_words(one.segment), 0)
        if one.target < there:
            found[fields[_name_of(one.segment)]] = Problem(
                f"Of {segment_words(one.segment)} {there} have answered in full already; give at least {there}."
            )
    return found


def changes(before: Terms, after: Terms, zone: str) -> tuple[str, ...]:
    """What is different, in words for the log: what it is now, and what it was."""
    return tuple(_changes(before, after, zone))


def segment_words(segment: Mapping[str, str]) -> str:
    """A kind of customer: ``tier gold, region EMEA``."""
    return ", ".join(f"{name} {segment[name].replace('_', ' ')}" for name in sorted(segment)) or "everybody"


def _changes(before: Terms, after: Terms, zone: str) -> Iterator[str]:
    if after.ends_at != before.ends_at:
        yield f"last day {_day(after.ends_at, zone)} instead of {_day(before.ends_at, zone)}"
    for what, new, old in (
        ("calls a day", after.limit.calls, before.limit.calls),
        ("money a day", after.limit.money, before.limit.money),
    ):
        if new != old:
            yield f"{what} {_or_none(new)} instead of {_or_none(old)}"
    if after.priority != before.priority:
        yield f"priority {after.priority} instead of {before.priority}"
    now = {segment_words(one.segment): one.target for one in after.quotas}
    was = {segment_words(one.segment): one.target for one in before.quotas}
    for name in dict.fromkeys((*was, *now)):
        if now.get(name) != was.get(name):
            yield f"quota for {name} {_or_none(now.get(name))} instead of {_or_none(was.get(name))}"


def _or_none(value: object) -> str:
    return "none" if value is None else str(value)


def _day(ends_at: datetime | None, zone: str) -> str:
    """The last day, of which ``ends_at`` is the end."""
    if ends_at is None:
        return "none"
    here = (ends_at - timedelta(seconds=1)).astimezone(ZoneInfo(zone))
    return f"{here.day} {here:%B %Y}"


def _end(it: Reading, before: Terms, frame: Frame) -> datetime | None:
    day = it.day("last_day")
    if day is None:
        return None
    ends_at = midnight(day + timedelta(days=1), frame.zone)
    if ends_at == before.ends_at:
        return ends_at
    if ends_at <= it.known.now:
        it.refuse("last_day", "That day is over already; choose a later one, or stop the campaign.")
    elif frame.starts_at is not None and ends_at <= frame.starts_at:
        it.refuse("last_day", "That is before its first day; choose a later day.")
    else:
        place = Reading({"country": frame.countries}, it.known)
        check_window(place, frame.hours, frame.zone, frame.starts_at, ends_at)
        if "last_day" in place.problems:
            it.refuse("last_day", place.problems["last_day"].sentence)
    return ends_at


def _name_of(segment: Mapping[str, str]) -> frozenset[str]:
    return frozenset(f"{name}={value}" for name, value in segment.items())


def _typed_segment(typed: Typed, place: int) -> frozenset[str]:
    texts = (text.partition("=") for text in typed.get(f"quota-{place}", ()) if text.strip())
    return frozenset(f"{name.strip()}={value.strip()}" for name, _, value in texts)


def _without_dropped(typed: Typed, kept: Mapping[frozenset[str], PlannedQuota]) -> Typed:
    dropped: set[str] = set()
    for place in range(1, MOST_QUOTAS + 1):
        name = f"quota-{place}"
        target = any(text.strip() for text in typed.get(f"{name}-target", ()))
        if not target and _typed_segment(typed, place) in kept:
            dropped.add(name)
    return {name: texts for name, texts in typed.items() if name not in dropped}


def _knowing(known: Known, before: Terms) -> Known:
    """What customers are, and were when the quotas were set."""
    values = {name: set(there) for name, there in known.values.items()}
    for one in before.quotas:
        for name, value in one.segment.items():
            values.setdefault(name, set()).add(value)
    return replace(known, values={name: frozenset(there) for name, there in values.items()})
