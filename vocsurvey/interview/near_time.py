"""Times that are said from today: "this afternoon", "tonight", "next week", "in two hours"; and what may stand around
one when somebody asks to be called, as in "could you call me back on Thursday at three, please"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

_NEXT_MONTH = 5
"""Weeks: farther than anything that is offered."""


@dataclass(frozen=True, slots=True)
class _Near:
    """One language. ``today`` writes "this afternoon" as a day and a part of it; ``weeks`` are patterns by how many
    weeks they are ahead; ``spans`` by their minutes, where ``N`` stands for a number; ``tens`` are numbers beyond those
    of the vocabulary; ``weekend`` is a name for Saturday; ``asked`` is a wish to be called, with its ``time``."""

    today: Mapping[str, str]
    weeks: Mapping[str, int]
    spans: Mapping[str, int]
    tens: Mapping[str, int]
    weekend: str
    asked: re.Pattern[str]


_EN_WHEN = r"(?:some ?time|any ?time|early|late|later|at the (?:beginning|start|end) of|by the end of)"
_DE_WHEN = r"(?:irgendwann|anfang|ende|mitte|im laufe|in|im lauf)"
_FR_WHEN = r"(?:dans|au début de|en début de|à la fin de|en fin de|courant|au cours de|pendant)"
_ES_WHEN = r"(?:a (?:principios|finales|mediados) de|durante|en|para)"
_NEAR: Mapping[str, _Near] = {
    "en": _Near(
        {
            "this (morning|afternoon|evening)": r"today in the \1",
            "tonight": "today in the evening",
            "later today": "today",
        },
        {
            rf"(?:{_EN_WHEN} )?(?:in )?(?:the )?(?:next|following|coming) week": 1,
            rf"(?:{_EN_WHEN} )?(?:this|the) week": 0,
            r"(?:in )?(?:the )?week after next|(?:the )?(?:following|next) fortnight": 2,
            rf"(?:{_EN_WHEN} )?(?:in )?next month": _NEXT_MONTH,
        },
        {"half an hour": 30, "(?:an|one) hour and a half|one and a half hours": 90, "N hours?": 60, "N minutes?": 1},
        {"thirty": 30, "forty": 40, "forty-five": 45, "forty five": 45, "fifty": 50},
        "(?:at |on )?(?:the )?week-?end",
        re.compile(
            r"(?:(?:please|just|can|could|would|will|you|maybe|perhaps|then|rather|i'd like you to|"
            r"i want you to) )*(?:call|ring|phone|try)(?: (?:me|us|back|again|please))* (?P<time>.+)"
        ),
    ),
    "de": _Near(
        {
            "(montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag)(vormittag|nachmittag|abend|morgen)s?": (
                r"\1 \2"
            ),
        },
        {
            rf"(?:{_DE_WHEN} )?(?:in der |der )?(?:nächsten?|kommenden?|folgenden?) woche": 1,
            rf"(?:{_DE_WHEN} )?(?:in dieser |dieser |diese |der )woche|(?:noch |später )diese woche": 0,
            "(?:in der )?übernächsten? woche": 2,
            rf"(?:{_DE_WHEN} )?(?:nächsten|kommenden|nächster) monat": _NEXT_MONTH,
        },
        {
            "(?:einer )?halben stunde": 30,
            "anderthalb stunden|eineinhalb stunden": 90,
            "N stunden?": 60,
            "N minuten?": 1,
        },
        {"dreissig": 30, "vierzig": 40, "fünfundvierzig": 45, "fünfzig": 50, "einer": 1},
        "wochenende",
        re.compile(
            r"(?:(?:bitte|dann|vielleicht|und|aber|doch|einfach|lieber) )*(?:rufen sie|ruf|melden sie|(?:können|"
            r"könnten|"
            r"würden) sie)(?: (?:mich|uns|sich|bitte|doch|einfach|dann|lieber|nochmal|noch einmal))* (?P<time>.+?)"
            r"(?: (?:noch einmal|nochmal|wieder|bitte|zurück|mich|uns))*"
            r"(?: (?:an|anrufen|zurückrufen|zurück|wieder|melden|noch einmal|nochmal))?"
        ),
    ),
    "fr": _Near(
        {
            "ce matin": "aujourd'hui le matin",
            "cet après-midi": "aujourd'hui l'après-midi",
            "ce soir": "aujourd'hui le soir",
            "plus tard (?:dans la journée|aujourd'hui)": "aujourd'hui",
        },
        {
            rf"(?:{_FR_WHEN} )?(?:la )?semaine (?:prochaine|suivante|qui vient)": 1,
            rf"(?:{_FR_WHEN} |plus tard )?(?:cette|la) semaine|en fin de semaine": 0,
            "(?:dans )?la semaine d'après|la semaine suivante": 2,
            rf"(?:{_FR_WHEN} )?le mois prochain": _NEXT_MONTH,
        },
        {"une demi-heure|une demi heure": 30, "une heure et demie": 90, "N heures?": 60, "N minutes?": 1},
        {"trente": 30, "quarante": 40, "quarante-cinq": 45, "cinquante": 50},
        "week-?end",
        re.compile(
            r"(?:(?:s'il vous plaît|alors|plutôt|vous|merci de|pouvez-vous|pourriez-vous|pouvez|pourriez|il faut|me|"
            r"nous) "
            r")*(?:rappel|appel)(?:ez|er)(?:[- ](?:moi|nous))?(?: (?:s'il vous plaît|plutôt|donc))* (?P<time>.+)"
        ),
    ),
    "es": _Near(
        {
            "esta mañana": "hoy por la mañana",
            "esta tarde": "hoy por la tarde",
            "esta noche": "hoy por la noche",
            "más tarde hoy|hoy más tarde": "hoy",
        },
        {
            rf"(?:{_ES_WHEN} )?la (?:próxima semana|semana (?:que viene|próxima|que entra))": 1,
            rf"(?:{_ES_WHEN} )?(?:esta|la) semana": 0,
            "dentro de dos semanas|la semana siguiente": 2,
            rf"(?:{_ES_WHEN} )?el (?:mes que viene|próximo mes|mes próximo)": _NEXT_MONTH,
        },
        {"media hora": 30, "(?:una )?hora y media": 90, "N horas?": 60, "N minutos?": 1},
        {"treinta": 30, "cuarenta": 40, "cuarenta y cinco": 45, "cincuenta": 50},
        "fin de semana",
        re.compile(
            r"(?:(?:por favor|entonces|mejor|me|nos|puede|pueden|podría|podrían|vuelva a|vuelvan a) )*"
            r"ll[aá]m(?:e|en|a|ar)(?:me|nos)?(?: (?:por favor|otra vez|de nuevo|mejor))* (?P<time>.+)"
        ),
    ),
}
_AHEAD = {"en": "in|within|after", "de": "in|nach", "fr": "dans|d'ici", "es": "en|dentro de"}
_ABOUT = "(?:about|around|roughly|etwa|ungefähr|circa|ca|environ|à peu près|unos|unas|más o menos) "


def requested(said: str, tag: str) -> str | None:
    """The time that somebody asks to be called at, of normalised words that are nothing but such a request."""
    found = _NEAR[tag].asked.fullmatch(said)
    return None if found is None else found["time"]


def from_today(said: str, tag: str) -> str:
    """The normalised words with "this afternoon" and the like written as a day and a part of it."""
    for pattern, written in _NEAR[tag].today.items():
        said = re.sub(rf"\b(?:{pattern})(?!\w)", written, said)
    return said


def weeks_ahead(said: str, tag: str) -> int | None:
    """How many weeks ahead the week is that the normalised words name; None where they name none."""
    return next((ahead for pattern, ahead in _NEAR[tag].weeks.items() if re.fullmatch(pattern, said)), None)


def weekend(said: str, tag: str) -> bool:
    """Whether the words name the weekend."""
    return re.fullmatch(_NEAR[tag].weekend, said) is not None


def span_ahead(said: str, tag: str, numbers: Mapping[str, int]) -> timedelta | None:
    """How long from now, as in "in two hours"; ``numbers`` are the language's, by their names."""
    known = {**numbers, **_NEAR[tag].tens}
    names = "|".join(sorted(map(re.escape, known), key=len, reverse=True))
    for pattern, minutes in _NEAR[tag].spans.items():
        asked = pattern.replace("N", rf"(?P<number>\d{{1,3}}|{names})")
        found = re.fullmatch(rf"(?:{_AHEAD[tag]}) (?:{_ABOUT})?(?:{asked})", said)
        if found is not None:
            number = found.groupdict().get("number") or "1"
            return timedelta(minutes=minutes * (int(number) if number.isdecimal() else known[number]))
    return None
