"""A plan and what came of it in words: hours, segments, how people were drawn, and the steps of the log."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from flask import Flask

from vocsurvey.fieldwork.explanation import remedies_in_words
from vocsurvey.fieldwork.window import DAYS, Hours, Span

NAMES = {
    "country": "Country",
    "region": "Region",
    "tier": "Account tier",
    "team": "Team that served them",
    "role": "Role",
    "language": "Language",
    "touchpoint": "About",
}
WEEK = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
STEPS = {
    "planned": "planned it",
    "changed": "changed the plan",
    "launched": "launched it",
    "paused": "paused it",
    "resumed": "resumed it",
    "stopped": "stopped it",
    "finished": "saw that everybody was worked",
}


def week_words(hours: Hours) -> str:
    """Weekly hours in words: ``Mon–Fri 09:00–17:00, Sat 10:00–12:00``; days with the same hours together."""
    runs: list[tuple[int, int, Sequence[Span]]] = []
    for place, spans in enumerate(hours.week):
        if runs and runs[-1][1] == place - 1 and runs[-1][2] == spans:
            runs[-1] = (runs[-1][0], place, spans)
        else:
            runs.append((place, place, spans))
    said = [f"{_days(first, last)} {_spans(spans)}" for first, last, spans in runs if spans]
    return ", ".join(said) or "never"


def _days(first: int, last: int) -> str:
    return WEEK[first] if first == last else f"{WEEK[first]}–{WEEK[last]}"


def _spans(spans: Sequence[Span]) -> str:
    return " and ".join(f"{_clock(one.opens)}–{_clock(one.closes)}" for one in spans)


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def day_name(code: str) -> str:
    """A weekday of the form."""
    return WEEK[DAYS.index(code)]


def chosen_by(code: str) -> str:
    """What people are chosen by."""
    return NAMES.get(code, code.replace("_", " ").capitalize())


def value_words(value: str) -> str:
    """A value that people are chosen by, as people read it."""
    return value.replace("_", " ")


def segment_words(segment: Mapping[str, str]) -> str:
    """A kind of customer: ``tier gold, region EMEA``."""
    return ", ".join(f"{name} {value_words(value)}" for name, value in segment.items()) or "everybody"


def step_words(code: str) -> str:
    """A step of the log, after the name of whoever took it."""
    return STEPS.get(code, code)


def money_words(amount: Decimal | float) -> str:
    """An amount with two decimals, in the currency of the tariff, which nobody has told us."""
    return f"{amount:,.2f}"


def minutes_words(taken: timedelta) -> str:
    """A length of an interview: ``2 min 40 s``."""
    minutes, seconds = divmod(round(taken.total_seconds()), 60)
    return f"{minutes} min {seconds:02d} s" if minutes else f"{seconds} s"


def first_day(moment: datetime, zone: str) -> str:
    """The day that begins at a moment, in the campaign's zone."""
    here = moment.astimezone(ZoneInfo(zone))
    return f"{here:%a} {here.day} {here:%b} {here.year}"


def last_day(moment: datetime, zone: str) -> str:
    """The day that ends at a moment, in the campaign's zone."""
    return first_day(moment - timedelta(seconds=1), zone)


def install(app: Flask) -> None:
    """Make the words known to every template."""
    plans = (week_words, day_name, chosen_by, value_words, segment_words, money_words)
    for one in (*plans, minutes_words, first_day, last_day, step_words, remedies_in_words):
        app.add_template_filter(one, one.__name__)
