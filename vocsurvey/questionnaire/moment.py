"""Points in time as they are said on the phone: ``tomorrow at 9 a.m.``, ``am Montag um 16 Uhr``.

Times are local to the person who is spoken to, so they are naive here; who brings them knows the zone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

NEAR = timedelta(days=6)
NO_OTHER_YEAR = timedelta(days=180)
"""Within half a year, a date is the one that is nearest; farther off, it is said with its year."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """How one language speaks of days and hours.

    ``on_weekday`` and ``on_date`` go before a day on which something happens; before every other one too where they are
    ``articled``. ``first`` is the first of a month; ``year`` a date with its year, ``on_day`` a weekday with its date.
    """

    today: str
    tomorrow: str
    yesterday: str
    weekdays: tuple[str, ...]
    months: tuple[str, ...]
    on_weekday: str
    on_date: str
    date: str
    hour: Callable[[time], str]
    articled: bool = False
    first: str = "1"
    year: str = "{date} {year}"
    on_day: str = "{weekday} {date}"


def _english_hour(moment: time) -> str:
    if (moment.hour, moment.minute) == (12, 0):
        return "at noon"
    minutes = f":{moment.minute:02d}" if moment.minute else ""
    return f"at {(moment.hour - 1) % 12 + 1}{minutes} {'a.m.' if moment.hour < 12 else 'p.m.'}"


def _german_hour(moment: time) -> str:
    return f"um {moment.hour} Uhr" + (f" {moment.minute}" if moment.minute else "")


def _french_hour(moment: time) -> str:
    if (moment.hour, moment.minute) == (12, 0):
        return "à midi"
    return f"à {moment.hour} heure{'s' * (moment.hour > 1)}" + (f" {moment.minute}" if moment.minute else "")


def _spanish_hour(moment: time) -> str:
    if (moment.hour, moment.minute) == (12, 0):
        return "a mediodía"
    hour = (moment.hour - 1) % 12 + 1
    minutes = f" y {moment.minute}" if moment.minute else ""
    part = "mañana" if moment.hour < 12 else "tarde" if moment.hour < 21 else "noche"
    return f"a {'la' if hour == 1 else 'las'} {hour}{minutes} de la {part}"


CALENDARS: Mapping[str, Calendar] = {
    "en": Calendar(
        "today",
        "tomorrow",
        "yesterday",
        ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
        (
            "January",
            "February",
            "March",
            "April",
            "May",
            "June",
            "July",
            "August",
            "September",
            "October",
            "November",
            "December",
        ),
        "on ",
        "on ",
        "{day} {month}",
        _english_hour,
    ),
    "de": Calendar(
        "heute",
        "morgen",
        "gestern",
        ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"),
        (
            "Januar",
            "Februar",
            "März",
            "April",
            "Mai",
            "Juni",
            "Juli",
            "August",
            "September",
            "Oktober",
            "November",
            "Dezember",
        ),
        "am ",
        "am ",
        "{day}. {month}",
        _german_hour,
        on_day="{weekday}, den {date}",
    ),
    "fr": Calendar(
        "aujourd'hui",
        "demain",
        "hier",
        ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
        (
            "janvier",
            "février",
            "mars",
            "avril",
            "mai",
            "juin",
            "juillet",
            "août",
            "septembre",
            "octobre",
            "novembre",
            "décembre",
        ),
        "",
        "le ",
        "{day} {month}",
        _french_hour,
        articled=True,
        first="premier",
    ),
    "es": Calendar(
        "hoy",
        "mañana",
        "ayer",
        ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"),
        (
            "enero",
            "febrero",
            "marzo",
            "abril",
            "mayo",
            "junio",
            "julio",
            "agosto",
            "septiembre",
            "octubre",
            "noviembre",
            "diciembre",
        ),
        "el ",
        "el ",
        "{day} de {month}",
        _spanish_hour,
        articled=True,
        year="{date} de {year}",
    ),
}


_SPANS: Mapping[str, tuple[str, str]] = {
    "en": ("{} to {}", "or"),
    "de": ("{} bis {}", "oder"),
    "fr": ("de {} à {}", "ou"),
    "es": ("de {} a {}", "o"),
}


def spoken_hours(hours: Sequence[int], language: str) -> str:
    """The hours of a day as they are offered, by the 24-hour clock, ``9 to 11 or 13 to 15``; in order, one at least."""
    span, last = _SPANS.get(language.partition("-")[0].lower(), _SPANS["en"])
    runs: list[list[int]] = []
    for hour in hours:
        if runs and hour == runs[-1][-1] + 1:
            runs[-1].append(hour)
        else:
            runs.append([hour])
    said = [span.format(run[0], run[-1]) if len(run) > 1 else str(run[0]) for run in runs]
    return f" {last} ".join((", ".join(said[:-1]), said[-1])) if len(said) > 1 else said[0]


def calendar(language: str) -> Calendar:
    """The calendar of a language code such as ``de-AT``; English where there is none."""
    return CALENDARS.get(language.partition("-")[0].lower(), CALENDARS["en"])


def spoken_moment(moment: datetime, today: date | None, language: str, *, on: bool = False) -> str:
    """A point in time, ``tomorrow at noon``. ``on``: with what goes before a day, ``on Monday at noon``.

    ``today`` is the day of the call; None when it is not known, so that only the date can be said.
    """
    return f"{spoken_day(moment.date(), today, language, on=on)} {calendar(language).hour(moment.time())}"


def spoken_day(day: date, today: date | None, language: str, *, on: bool = False) -> str:
    """A day: by its relation to today, by its weekday within the next six days, else by its date."""
    words = calendar(language)
    near = {0: words.today, 1: words.tomorrow, -1: words.yesterday}
    away = None if today is None else day - today
    if away is not None and away.days in near:
        return near[away.days]
    if away is not None and timedelta() < away <= NEAR:
        return (words.on_weekday if on or words.articled else "") + words.weekdays[day.weekday()]
    before = words.on_date if on or words.articled else ""
    said = before + _date(words, day)
    far = today is not None and today.year != day.year and abs(day - today) > NO_OTHER_YEAR
    return words.year.format(date=said, year=day.year) if far else said


def weekday(day: date, language: str, *, dated: bool = False) -> str:
    """The name of a day of the week, as one is offered; with its date where the name alone may be another day."""
    words = calendar(language)
    name = (words.on_weekday if words.articled else "") + words.weekdays[day.weekday()]
    return words.on_day.format(weekday=name, date=_date(words, day)) if dated else name


def _date(words: Calendar, day: date) -> str:
    number = words.first if day.day == 1 else str(day.day)
    return words.date.format(day=number, month=words.months[day.month - 1])


def read_moment(value: object) -> datetime | None:
    """A fact such as ``2026-05-12T10:30`` (local); None for anything else."""
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) and len(value) > len("2026-05-12") else None
    except ValueError:
        return None
    return None if moment is None or moment.tzinfo is not None else moment


def read_day(value: object) -> date | None:
    """A fact such as ``2026-05-12``; None for anything else."""
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
