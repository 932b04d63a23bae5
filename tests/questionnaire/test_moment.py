"""Days and hours as they are said on the phone."""
# ruff: noqa: DTZ001 - times local to the person on the phone have no zone here

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vocsurvey.questionnaire.moment import (
    CALENDARS,
    calendar,
    read_day,
    read_moment,
    spoken_day,
    spoken_moment,
    weekday,
)

TODAY = date(2026, 5, 12)  # a Tuesday

MOMENTS = [
    ("en", datetime(2026, 5, 12, 15), "today at 3 p.m.", "today at 3 p.m."),
    ("en", datetime(2026, 5, 13, 9), "tomorrow at 9 a.m.", "tomorrow at 9 a.m."),
    ("en", datetime(2026, 5, 15, 12), "Friday at noon", "on Friday at noon"),
    ("en", datetime(2026, 5, 19, 12, 30), "19 May at 12:30 p.m.", "on 19 May at 12:30 p.m."),
    ("de", datetime(2026, 5, 13, 12), "morgen um 12 Uhr", "morgen um 12 Uhr"),
    ("de", datetime(2026, 5, 18, 16, 30), "Montag um 16 Uhr 30", "am Montag um 16 Uhr 30"),
    ("de-AT", datetime(2026, 6, 1, 9), "1. Juni um 9 Uhr", "am 1. Juni um 9 Uhr"),
    ("fr", datetime(2026, 5, 13, 12), "demain à midi", "demain à midi"),
    ("fr", datetime(2026, 5, 14, 1), "jeudi à 1 heure", "jeudi à 1 heure"),
    ("fr", datetime(2026, 6, 1, 9, 15), "le premier juin à 9 heures 15", "le premier juin à 9 heures 15"),
    ("es", datetime(2026, 5, 12, 12), "hoy a mediodía", "hoy a mediodía"),
    ("es", datetime(2026, 5, 13, 13), "mañana a la 1 de la tarde", "mañana a la 1 de la tarde"),
    ("es", datetime(2026, 5, 14, 9, 30), "el jueves a las 9 y 30 de la mañana", "el jueves a las 9 y 30 de la mañana"),
    ("es", datetime(2026, 6, 1, 21), "el 1 de junio a las 9 de la noche", "el 1 de junio a las 9 de la noche"),
]


@pytest.mark.parametrize(("language", "moment", "plain", "on"), MOMENTS)
def test_a_moment_is_said(language: str, moment: datetime, plain: str, on: str) -> None:
    assert spoken_moment(moment, TODAY, language) == plain
    assert spoken_moment(moment, TODAY, language, on=True) == on


def test_what_is_past_is_yesterday_or_a_date() -> None:
    assert spoken_day(date(2026, 5, 11), TODAY, "fr") == "hier"
    assert spoken_day(date(2026, 5, 8), TODAY, "en", on=True) == "on 8 May"


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "on 12 May 2025"), ("de", "am 12. Mai 2025"), ("fr", "le 12 mai 2025"), ("es", "el 12 de mayo de 2025")],
)
def test_what_is_far_off_is_said_with_its_year(language: str, said: str) -> None:
    assert spoken_day(date(2025, 5, 12), TODAY, language, on=True) == said
    assert "2025" not in spoken_day(date(2025, 12, 12), TODAY, language)
    assert "2026" not in spoken_day(date(2026, 12, 12), TODAY, language)
    assert "2025" not in spoken_day(date(2025, 5, 12), None, language)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Thursday 1 April"),
        ("de", "Donnerstag, den 1. April"),
        ("fr", "jeudi premier avril"),
        ("es", "el jueves 1 de abril"),
    ],
)
def test_a_day_whose_name_could_be_another_is_offered_with_its_date(language: str, said: str) -> None:
    assert weekday(date(2027, 4, 1), language, dated=True) == said


def test_without_a_today_only_the_date_is_said() -> None:
    assert spoken_day(TODAY, None, "en") == "12 May"
    assert spoken_day(TODAY, None, "es", on=True) == "el 12 de mayo"


def test_a_language_without_a_calendar_is_spoken_to_in_english() -> None:
    assert calendar("it") is CALENDARS["en"]
    assert (weekday(TODAY, "it"), weekday(TODAY, "es"), weekday(TODAY, "fr")) == ("Tuesday", "el martes", "mardi")


@pytest.mark.parametrize("value", [None, 7, "", "soon", "2026-05-12", "2026-05-12T10:30+02:00", "2026-13-40T99:00"])
def test_what_is_no_moment(value: object) -> None:
    assert read_moment(value) is None


def test_a_moment_and_a_day_are_read() -> None:
    assert read_moment("2026-05-12T10:30") == datetime(2026, 5, 12, 10, 30)
    assert read_day("2026-05-12") == TODAY
    assert read_day("last Tuesday") is read_day(None) is None


@given(st.sampled_from(sorted(CALENDARS)), st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1)), st.booleans())
def test_every_minute_has_words_of_its_own(language: str, moment: datetime, on: bool) -> None:
    moment = moment.replace(second=0, microsecond=0)
    said = spoken_moment(moment, TODAY, language, on=on)
    assert said
    assert "{" not in said
    assert said != spoken_moment(moment + timedelta(minutes=1), TODAY, language, on=on)
    assert said != spoken_moment(moment + timedelta(hours=12), TODAY, language, on=on)
