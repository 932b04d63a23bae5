"""When somebody likes to be called, as a contact list says it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from vocsurvey.fieldwork.calendar import read_hours
from vocsurvey.fieldwork.problem import Problem
from vocsurvey.fieldwork.spellings import plain

Week = Mapping[str, Sequence[str]]
EVERY_DAY = "mon-sun"
# What people mean by a part of the day is our own choice: local time, without the hours that are two parts at once.
_PARTS = {
    "09:00-12:00": "morning; mornings; am; in the morning; vormittag; vormittags; morgens; matin; le matin; mañana; "
    "por la mañana; mañanas",
    "11:30-14:00": "noon; midday; lunchtime; mittag; mittags; midi; le midi; mediodía; al mediodía",
    "13:00-17:00": "afternoon; afternoons; pm; in the afternoon; nachmittag; nachmittags; après-midi; l'après-midi; "
    "tarde; por la tarde; tardes",
    "17:00-20:00": "evening; evenings; in the evening; abend; abends; soir; le soir; soirée; noche; por la noche",
}
_SAID = {plain(word): span for span, words in _PARTS.items() for word in words.split(";")}
_ANY = frozenset(map(plain, ("any", "any time", "anytime", "egal", "jederzeit", "peu importe", "cualquiera")))
_TIME = r"(\d{1,2})(?:[:.h](\d{2}))?(?:h| ?uhr)?"
_SPAN = re.compile(rf"{_TIME}\s*(?:-|–|to|bis|à|a)\s*{_TIME}", re.IGNORECASE)
_WITH_DAYS = re.compile(r"((?:mon|tue|wed|thu|fri|sat|sun)(?:-(?:mon|tue|wed|thu|fri|sat|sun))?)\s+(.+)", re.IGNORECASE)


def read_wish(cell: str) -> Week | Problem:
    """Weekly hours, local to the person: ``morning``, ``nachmittags``, ``9-12``, ``mon-fri 9:00-12:00, 14-16``.

    "Any time" is every hour of every day.
    """
    days, rest = EVERY_DAY, cell.strip()
    if found := _WITH_DAYS.fullmatch(rest):
        days, rest = found[1].lower(), found[2]
    if plain(rest) in _ANY:
        return {days: ["00:00-24:00"]}
    spans = [_SAID.get(plain(part)) or _span(part.strip()) for part in re.split("[,;/]", rest)]
    known = [span for span in spans if span is not None]
    week = {days: known}
    if len(known) < len(spans) or isinstance(read_hours(week), Problem):
        return Problem(f"“{cell}” is no time of day; write it like morning, 9:00-12:00 or mon-fri 14:00-16:00.")
    return week


def _span(text: str) -> str | None:
    found = _SPAN.fullmatch(text)
    if found is None:
        return None
    return f"{int(found[1]):02}:{found[2] or '00'}-{int(found[3]):02}:{found[4] or '00'}"
