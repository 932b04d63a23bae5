"""Hours by country, holidays, consent, and the words of durations."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from pydantic import ValidationError

from vocsurvey.fieldwork.calendar import Holidays, WeekRule, calling_hours, read_hours
from vocsurvey.fieldwork.phone import LineKind
from vocsurvey.fieldwork.problem import Problem
from vocsurvey.fieldwork.rule import read_duration
from vocsurvey.fieldwork.window import ALWAYS, Span, open_at, read_week
from vocsurvey.rulebook import DEMO, load_rulebook

RULES = load_rulebook()
DEMONSTRATION = load_rulebook(DEMO)
LONG = read_week({"mon-sun": ["06:00-23:00"]})


def test_the_default_is_a_working_day() -> None:
    for country in ("US", "DE", None):
        hours = calling_hours(RULES.hours, RULES.holidays, country)
        assert hours.week == ((Span(540, 1020),),) * 5 + ((), ())


@pytest.mark.parametrize(
    ("country", "monday", "sunday"),
    [
        ("US", Span(480, 1200), Span(480, 1200)),
        ("AU", Span(540, 1230), Span(540, 1020)),
        ("GB", Span(540, 1260), Span(600, 1260)),
        ("CA", Span(540, 1290), Span(600, 1080)),
        ("DE", Span(480, 1260), Span(480, 1260)),
        (None, Span(480, 1260), Span(480, 1260)),
    ],
)
def test_no_campaign_goes_beyond_the_ceiling(country: str | None, monday: Span, sunday: Span) -> None:
    hours = calling_hours(RULES.hours, RULES.holidays, country, LONG)
    assert (hours.week[0], hours.week[6]) == ((monday,), (sunday,))


def test_holidays() -> None:
    assert date(2026, 10, 3) in calling_hours(RULES.hours, RULES.holidays, "DE", LONG).closed_on
    assert date(2026, 11, 26) in calling_hours(RULES.hours, RULES.holidays, "US").closed_on
    assert not calling_hours(RULES.hours, RULES.holidays, None).closed_on
    assert RULES.holidays.known("GB", 2028)
    assert RULES.holidays.known("FR", 2026)
    assert not RULES.holidays.known("GB", 2041)
    assert not RULES.holidays.known("ZZ", 2026)


def test_holidays_of_subdivisions() -> None:
    of = RULES.holidays.of
    epiphany, easter_monday = date(2027, 1, 6), date(2027, 3, 29)
    assert epiphany in of("DE", "BY") - of("DE", "BE") - of("DE")
    assert easter_monday in of("GB", "ENG") & of("GB") - of("GB", "SCT")
    # What nobody has heard of has the holidays of its country.
    assert of("DE", "ZZ") == of("DE")
    assert of(None, "BY") == frozenset()


def test_holidays_are_known_for_every_country_that_may_be_called() -> None:
    assert RULES.allowance.countries == frozenset(RULES.holidays.countries)
    for country, known in RULES.holidays.countries.items():
        years = {day.year for day in RULES.holidays.of(country)}
        assert years == set(known.years), country
        for part in known.subdivisions:
            assert known.of(part) > known.of("") or country == "GB"
    with pytest.raises(ValidationError, match="assumed names ZZ"):
        Holidays.model_validate(
            {
                "format": 1,
                "mark": "R",
                "source": "own",
                "countries": {"AA": {"mark": "R", "source": "own", "years": [], "days": {}, "assumed": ["ZZ"]}},
            }
        )


def test_hours_that_somebody_brings() -> None:
    assert read_hours({"mon-fri": ["09:00-17:00"], "sat": []}) == read_week({"mon-fri": ["09:00-17:00"]})
    for words, sentence in (
        ({}, "These hours never open; name at least one day"),
        ({"mon": []}, "These hours never open"),
        ({"mon": ["17:00-09:00"]}, "'17:00-09:00' must end later than it starts"),
        ({"mon": ["9 to 5"]}, "'9 to 5' is not a span of hours"),
        ({"someday": ["09:00-17:00"]}, "'someday' is not a day of the week"),
        ({"mon": "09:00-17:00"}, "Write each day as a list of spans"),
    ):
        problem = read_hours(words)
        assert isinstance(problem, Problem)
        assert problem.sentence.startswith(sentence)
        assert problem.sentence.endswith(".")


def test_languages_of_a_country() -> None:
    assert RULES.languages.of("CH") == ("de", "fr")
    assert RULES.languages.of(None) == ()


def test_the_demonstration_is_always_open() -> None:
    hours = calling_hours(DEMONSTRATION.hours, DEMONSTRATION.holidays, "DE")
    assert hours == ALWAYS
    assert open_at(datetime(2026, 12, 25, 3, tzinfo=UTC), ("Europe/Berlin",), hours)


@pytest.mark.parametrize(
    ("country", "kind", "required"),
    [
        ("US", "fixed_or_mobile", True),
        ("US", "toll_free", True),
        ("US", "fixed", False),
        ("US", "other", True),
        ("DE", "fixed", True),
        ("GB", "mobile", False),
        ("FR", "fixed", True),
        (None, "other", True),
    ],
)
def test_consent_to_an_automated_voice(country: str | None, kind: LineKind, required: bool) -> None:
    assert RULES.consent.required(country, kind) is required
    assert DEMONSTRATION.consent.required(country, kind) is False


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("25 s", timedelta(seconds=25)),
        ("15min", timedelta(minutes=15)),
        ("24 h 30 min", timedelta(hours=24, minutes=30)),
        ("1 day", timedelta(days=1)),
        ("2 days", timedelta(days=2)),
        (" 0.5 h ", timedelta(minutes=30)),
        (timedelta(hours=1), timedelta(hours=1)),
    ],
)
def test_durations(words: object, expected: timedelta) -> None:
    assert read_duration(words) == expected


@pytest.mark.parametrize("words", ["", "soon", "15", 15, None, "4 h and a bit", "1 fortnight"])
def test_durations_say_their_unit(words: object) -> None:
    with pytest.raises(ValueError, match="not a duration"):
        read_duration(words)


@pytest.mark.parametrize(
    ("week", "sentence"),
    [
        ({"mon": "09:00-17:00"}, "write each day as a list"),
        ({"mon": 9}, "write each day as a list"),
        (["mon"], "instance of Hours"),
        ({"mon": ["9-5"]}, "not a span of hours"),
    ],
)
def test_weeks_that_cannot_be_read(week: object, sentence: str) -> None:
    with pytest.raises(ValidationError, match=sentence):
        WeekRule.model_validate({"week": week, "mark": "R", "source": "own"})
