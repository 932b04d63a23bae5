"""Days and times of the day as people say them: "Thursday at three", "halb elf", "las diez y media", "après-demain"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from functools import lru_cache

from vocsurvey.interview.near_time import from_today, requested, span_ahead, weekend, weeks_ahead
from vocsurvey.interview.vocabulary import normalised, vocabulary
from vocsurvey.questionnaire.moment import CALENDARS

LONGEST = 12
_JOINED = re.compile(r"\b(\d{1,2})\s?(?:[:.]|h)(\d{2})\b")
_LETTERED = re.compile(r"\b(\d{1,2})h\b")
_NOON = 12
_HOURS = 24
_SATURDAY = 5


class Part(StrEnum):
    """A part of a day."""

    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"


@dataclass(frozen=True, slots=True)
class Said:
    """What was said of a time: the day by its ``weekday`` or as so many days ``ahead``; the hour as it was named, by
    the clock of 12 hours or of 24, with a ``part`` of the day where one was named. Or only the ``week``, as so many
    weeks ahead, or how much ``later`` than now."""

    weekday: int | None = None
    ahead: int | None = None
    hour: int | None = None
    minute: int = 0
    part: Part | None = None
    week: int | None = None
    later: timedelta | None = None


@dataclass(frozen=True, slots=True)
class _Clock:
    """One language. ``hours`` are patterns of a time with ``N`` for the hour, its minute, and what is added to it;
    ``parts`` of the day by themselves, ``behind`` those behind an hour; ``before`` a time and ``on`` a day stands what
    changes nothing; ``ahead`` are days by how far they are, with ``N`` where the number says it."""

    hours: tuple[tuple[str, int, int], ...]
    parts: Mapping[Part, str]
    behind: Mapping[Part, str]
    before: str
    on: str
    ahead: Mapping[str, int | None]


_CLOCKS: Mapping[str, _Clock] = {
    "en": _Clock(
        (
            ("(?:half past|half) N|N (?:thirty|30)", 30, 0),
            ("(?:a )?quarter (?:past|after) N|N (?:fifteen|15)", 15, 0),
            ("(?:a )?quarter (?:to|before) N", 45, -1),
            ("N (?:forty[- ]five|45)", 45, 0),
            ("N(?: o'clock| 00)?", 0, 0),
        ),
        {
            Part.MORNING: "(?:in the |any time in the )?morning|before (?:lunch|noon)|first thing|early",
            Part.AFTERNOON: "(?:in the |any time in the )?afternoon|after (?:lunch|noon|midday)",
            Part.EVENING: "(?:in the |late in the )?evening|at night|after (?:work|dinner)",
        },
        {
            Part.MORNING: "a ?m|in the morning|sharp in the morning",
            Part.AFTERNOON: "p ?m|in the (?:afternoon|evening)",
        },
        "at|around|about|at about|at around|from",
        "on|this|this coming|next",
        {
            "today": 0,
            "tomorrow": 1,
            "(?:the )?day after tomorrow": 2,
            "(?:in )?a week(?: from (?:today|now)|'s time)|in a week": 7,
            "(?:in )?(?:two weeks|a fortnight)(?: from (?:today|now)|' time|'s time)?": 14,
            "in (?P<number>N) days?(?: time|' time)?": None,
        },
    ),
    "de": _Clock(
        (
            ("halb N", 30, -1),
            ("N uhr (?:dreissig|30)|N 30(?: uhr)?", 30, 0),
            ("viertel nach N|N uhr (?:fünfzehn|15)|N 15(?: uhr)?", 15, 0),
            ("(?:viertel vor|dreiviertel|drei viertel) N", 45, -1),
            ("N uhr (?:fünfundvierzig|45)|N 45(?: uhr)?", 45, 0),
            ("N(?: uhr)?(?: 00)?(?: uhr)?", 0, 0),
        ),
        {
            Part.MORNING: "(?:am )?(?:vormittag|morgen)|vormittags|morgens|früh|vor dem mittagessen",
            Part.AFTERNOON: "(?:am )?nachmittag|nachmittags|nach (?:dem )?mittag(?:essen)?|nach der mittagspause",
            Part.EVENING: "(?:am )?abend|abends|nach feierabend",
        },
        {
            Part.MORNING: "morgens|vormittags|am (?:morgen|vormittag)|früh",
            Part.AFTERNOON: "nachmittags|abends|am (?:nachmittag|abend)",
        },
        "um|gegen|so um|ab|so gegen",
        "am|diesen|kommenden|am kommenden|nächsten",
        {
            "heute": 0,
            "morgen": 1,
            "übermorgen": 2,
            "(?:heute )?in (?:einer woche|acht tagen)": 7,
            "(?:heute )?in (?:zwei wochen|vierzehn tagen)": 14,
            "in (?P<number>N|einem) tag(?:en)?": None,
        },
    ),
    "fr": _Clock(
        (
            ("N(?: heures?)? et demie?|N(?: heures?| h)? (?:trente|30)", 30, 0),
            ("N(?: heures?)? et quart|N(?: heures?| h)? (?:quinze|15)", 15, 0),
            ("N(?: heures?)? moins le quart", 45, -1),
            ("N(?: heures?| h)? (?:quarante-cinq|45)", 45, 0),
            ("N(?: heures?| h)?(?: 00)?", 0, 0),
        ),
        {
            Part.MORNING: "(?:le |dans la |en )?(?:matin|matinée)|avant (?:le déjeuner|midi)|tôt",
            Part.AFTERNOON: "(?:l'|dans l'|en )?après-midi|après (?:le déjeuner|déjeuner|manger)",
            Part.EVENING: "(?:le |dans la |en )?(?:soir|soirée)|après le travail",
        },
        {Part.MORNING: "du matin", Part.AFTERNOON: "de l'après-midi|du soir"},
        "à|a|vers|à partir de",
        "le|ce",
        {
            "aujourd'hui": 0,
            "demain": 1,
            "après[- ]demain": 2,
            "dans (?:une semaine|huit jours)": 7,
            "dans (?:deux semaines|quinze jours)": 14,
            "dans (?P<number>N|un) jours?": None,
        },
    ),
    "es": _Clock(
        (
            ("N y (?:media|treinta|30)|N (?:treinta|30)", 30, 0),
            ("N y (?:cuarto|quince|15)|N (?:quince|15)", 15, 0),
            ("N menos cuarto", 45, -1),
            ("N (?:y )?(?:cuarenta y cinco|45)", 45, 0),
            ("N(?: horas| en punto| 00)?", 0, 0),
        ),
        {
            Part.MORNING: "(?:por|en) la mañana|temprano|antes de (?:comer|mediodía)|a primera hora",
            Part.AFTERNOON: "(?:por|en) la tarde|después de comer|después del almuerzo|a la tarde",
            Part.EVENING: "(?:por|en|a) la noche|de noche",
        },
        {Part.MORNING: "de la mañana", Part.AFTERNOON: "de la (?:tarde|noche)"},
        "a las|a la|sobre las|hacia las|al|las|la|desde las",
        "el|este|el próximo|próximo",
        {
            "hoy": 0,
            "mañana": 1,
            "pasado mañana": 2,
            "(?:en|dentro de) (?:una semana|ocho días)": 7,
            "(?:en|dentro de) (?:dos semanas|quince días)": 14,
            "(?:en|dentro de) (?P<number>N|un) días?": None,
        },
    ),
}


def time_said(words: str, language: str) -> Said | None:
    """The day, the time, or both, that an utterance is, or asks to be called at; None where it is anything else."""
    tag = language.split("-")[0].lower()
    if tag not in _CLOCKS:
        return None
    plain = vocabulary(tag).plain(normalised(_LETTERED.sub(r"\1 h", _JOINED.sub(r"\1 \2", words))))
    if not 0 < len(plain.split()) <= LONGEST:
        return None
    whole = _time_of(plain, tag)
    wanted = requested(plain, tag) if whole is None else None
    return whole if wanted is None else _time_of(vocabulary(tag).plain(wanted), tag)


def offered_time(words: str, language: str) -> str | None:
    """The value of one of the times that are offered for a call-back, where words ask to be called at it: "call me
    tomorrow morning". None for all others, and for the time alone."""
    tag = language.split("-")[0].lower()
    wanted = requested(vocabulary(tag).plain(normalised(words)), tag) if tag in _CLOCKS else None
    return None if wanted is None else vocabulary(tag).time(wanted)


def _time_of(said: str, tag: str) -> Said | None:
    week, later = weeks_ahead(said, tag), span_ahead(said, tag, _number_names(tag))
    if week is not None or later is not None:
        return Said(week=week, later=later)
    one = from_today(said, tag).split()
    for place in range(len(one) + 1):
        first, second = " ".join(one[:place]), " ".join(one[place:])
        for day, hour in ((first, second), (second, first)):
            found = _day(day, tag) if day else Said()
            time = _time(hour, tag) if hour else Said()
            if found is not None and time is not None:
                return replace(time, weekday=found.weekday, ahead=found.ahead)
    return None


def _day(words: str, tag: str) -> Said | None:
    named = next(_without(words, _CLOCKS[tag].on))
    for pattern, ahead in _CLOCKS[tag].ahead.items():
        found = re.fullmatch(pattern.replace("N", rf"\d{{1,2}}|{_any_number(tag)}"), named)
        if found is not None:
            return Said(ahead=vocabulary(tag).number(found["number"]) or 1 if ahead is None else ahead)
    if weekend(named, tag):
        return Said(weekday=_SATURDAY)
    weekdays = [one.casefold() for one in CALENDARS[tag].weekdays]
    return Said(weekday=weekdays.index(named)) if named in weekdays else None


def _time(words: str, tag: str) -> Said | None:
    clock = _CLOCKS[tag]
    for part, pattern in clock.parts.items():
        if re.fullmatch(pattern, words):
            return Said(part=part)
    for said in _without(words, clock.before):
        for part, pattern in clock.behind.items():
            late = re.fullmatch(f"(.+?) (?:{pattern})", said)
            hour = None if late is None else _hour(late[1], tag)
            if hour is not None:
                return replace(hour, part=part)
        alone = _hour(said, tag)
        if alone is not None:
            return alone
    return None


def _without(words: str, before: str) -> Iterator[str]:
    """The words without what stands before and changes nothing, and as they are."""
    yield re.sub(f"^(?:{before}) ", "", words)
    yield words


def _hour(words: str, tag: str) -> Said | None:
    for pattern, minute, more in _patterns(tag):
        found = pattern.fullmatch(words)
        named = None if found is None else next((one for one in found.groups() if one), None)
        hour = None if named is None else vocabulary(tag).number(named)
        if hour is not None and hour < _HOURS:
            before = (hour + more) % _HOURS if hour else hour
            return Said(hour=before or (_NOON if more else 0), minute=minute)
    return None


@lru_cache(maxsize=8)
def _number_names(tag: str) -> Mapping[str, int]:
    return {name: value for value, some in enumerate(vocabulary(tag).numbers) for name in some}


@lru_cache(maxsize=8)
def _any_number(tag: str) -> str:
    return "|".join(sorted(map(re.escape, _number_names(tag)), key=len, reverse=True))


@lru_cache(maxsize=8)
def _patterns(tag: str) -> tuple[tuple[re.Pattern[str], int, int], ...]:
    return tuple(
        (re.compile(one.replace("N", rf"(\d{{1,2}}|{_any_number(tag)})")), minute, more)
        for one, minute, more in _CLOCKS[tag].hours
    )
