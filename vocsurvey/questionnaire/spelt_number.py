"""Numbers in words up to a hundred, and how long a text says that something takes, in four languages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta


def _words(ones: str, tens: str) -> dict[str, int]:
    """Numbers by their words: ``ones`` from 0 on, ``tens`` from 20 on; those that are not single words are left out."""
    return {word: n for n, word in enumerate(ones.split())} | {word: 10 * n for n, word in enumerate(tens.split(), 2)}


def _english() -> dict[str, int]:
    ones = (
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen"
    )
    known = _words(ones, "twenty thirty forty fifty sixty seventy eighty ninety")
    joined = {
        f"{ten}{mark}{one}": known[ten] + known[one]
        for ten in list(known)[20:]
        for one in list(known)[1:10]
        for mark in ("-", " ")
    }
    return known | joined | {"a": 1, "an": 1, "hundred": 100}


def _german() -> Mapping[str, int]:
    ones = (
        "null eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn "
        "siebzehn achtzehn neunzehn"
    )
    known = _words(ones, "zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig")
    first = {**{one: known[one] for one in list(known)[2:10]}, "ein": 1}
    joined = {f"{one}und{ten}": known[ten] + n for ten in list(known)[20:] for one, n in first.items()}
    return known | joined | {"ein": 1, "eine": 1, "einer": 1, "hundert": 100}


def _french() -> Mapping[str, int]:
    ones = (
        "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept "
        "dix-huit dix-neuf"
    )
    known = _words(ones, "vingt trente quarante cinquante soixante")
    below = list(known)[:20]
    joined = {f"{ten}-{one}": known[ten] + known[one] for ten in list(known)[20:] for one in below[1:]}
    joined |= {f"quatre-vingt-{one}": 80 + known[one] for one in below[1:]}
    return known | joined | {"une": 1, "soixante-dix": 70, "quatre-vingts": 80, "cent": 100}


def _spanish() -> Mapping[str, int]:
    ones = (
        "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis "
        "diecisiete dieciocho diecinueve"
    )
    known = _words(ones, "veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa")
    joined = {f"{ten} y {one}": known[ten] + known[one] for ten in list(known)[21:] for one in list(known)[1:10]}
    twenties = "veintiuno veintidós veintitrés veinticuatro veinticinco veintiséis veintisiete veintiocho veintinueve"
    joined |= {word: n for n, word in enumerate(twenties.split(), 21)}
    return known | joined | {"un": 1, "una": 1, "cien": 100}


@dataclass(frozen=True, slots=True)
class _Clock:
    """One language: its numbers, the names of seconds, minutes and hours, and parts of an hour as they are said."""

    numbers: Mapping[str, int]
    seconds: str
    minutes: str
    hours: str
    parts: Mapping[str, int]

    @property
    def said(self) -> re.Pattern[str]:
        """A number with a unit."""
        words = "|".join(sorted((re.escape(one) for one in self.numbers), key=len, reverse=True))
        units = f"(?P<s>{self.seconds})|(?P<m>{self.minutes})|(?P<h>{self.hours})"
        return re.compile(rf"\b(?P<number>\d{{1,3}}|{words})[\s-]+(?:{units})\b", re.IGNORECASE)


_CLOCKS: Mapping[str, _Clock] = {
    "de": _Clock(_german(), "sekunden?", "minuten?", "stunden?", {r"halbe\w? stunde": 30, r"viertelstunde": 15}),
    "en": _Clock(_english(), "seconds?", "minutes?", "hours?", {r"half an hour": 30, r"quarter of an hour": 15}),
    "es": _Clock(_spanish(), "segundos?", "minutos?", "horas?", {r"media hora": 30, r"cuarto de hora": 15}),
    "fr": _Clock(_french(), "secondes?", "minutes?", "heures?", {r"demi-heure": 30, r"quart d['’]heure": 15}),
}
_SAID = {language: clock.said for language, clock in _CLOCKS.items()}


def number_of(words: str, language: str) -> int | None:
    """The number that the words are, in digits or spelt; None when they are something else."""
    said = " ".join(words.lower().split())
    clock = _CLOCKS.get(language.partition("-")[0])
    if said.isdigit():
        return int(said[:9])
    return None if clock is None else clock.numbers.get(said)


def lengths_in(text: str, language: str) -> Iterator[tuple[str, timedelta]]:
    """The lengths of time that a text says, each in its words. Parts of an hour count; other words for long do not."""
    name = language.partition("-")[0]
    clock = _CLOCKS.get(name)
    if clock is None:
        return
    for part, minutes in clock.parts.items():
        for found in re.finditer(rf"\b{part}\b", text, re.IGNORECASE):
            yield found.group(), timedelta(minutes=minutes)
        text = re.sub(rf"\b{part}\b", " ", text, flags=re.IGNORECASE)
    for found in _SAID[name].finditer(text):
        number = number_of(found["number"], language) or 0
        unit = 1 if found["s"] else 60 if found["m"] else 3600
        yield found.group(), timedelta(seconds=number * unit)
