"""When a person works, as they write it down."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from vocsurvey.fieldwork.calendar import WeekRule
from vocsurvey.fieldwork.problem import Problem
from vocsurvey.fieldwork.window import read_week
from vocsurvey.followup.working_time import Absence, away_at, read_absence, read_working_week, working_hours

CHRISTMAS = frozenset([date(2026, 12, 25)])
RULE = WeekRule.model_validate({"week": {"mon-fri": ["09:00-17:00"]}, "mark": "R", "source": "own"})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-12-24..2027-01-02", Absence(date(2026, 12, 24), date(2027, 1, 2))),
        (" 2026-12-24 ", Absence(date(2026, 12, 24), date(2026, 12, 24))),
    ],
)
def test_a_time_away_is_read_as_it_is_written(text: str, expected: Absence) -> None:
    assert read_absence(text) == expected
    assert read_absence(expected.words()) == expected


@pytest.mark.parametrize(
    ("text", "words"),
    [("christmas", "write it like"), ("2026-02-30", "write it like"), ("2026-03-04..2026-03-03", "ends before")],
)
def test_what_is_no_time_away_is_refused_in_words(text: str, words: str) -> None:
    refused = read_absence(text)
    assert isinstance(refused, Problem)
    assert words in refused.sentence


def test_hours_are_read_in_words() -> None:
    assert read_working_week(["mon-thu=08:00-12:00, 13:00-17:00", "fri=08:00-13:00"]) == {
        "mon-thu": ["08:00-12:00", "13:00-17:00"],
        "fri": ["08:00-13:00"],
    }


@pytest.mark.parametrize(
    ("texts", "words"),
    [
        (["mon-fri"], "are no hours"),
        (["mon=09:00-17:00", "mon=09:00-17:00"], "each of the days once"),
        (["mon=late"], "not a span of hours"),
        (["someday=09:00-17:00"], "not a day of the week"),
    ],
)
def test_what_are_no_hours_is_refused_in_words(texts: list[str], words: str) -> None:
    refused = read_working_week(texts)
    assert isinstance(refused, Problem)
    assert words in refused.sentence


def test_own_hours_stand_in_for_those_of_the_rules_and_holidays_close_both() -> None:
    own = read_week({"sat": ["10:00-12:00"]})
    assert working_hours(RULE, None, CHRISTMAS) == RULE.week.closed_also_on(CHRISTMAS)
    assert working_hours(RULE, own, CHRISTMAS) == own.closed_also_on(CHRISTMAS)
    assert working_hours(RULE.model_copy(update={"closed_on_holidays": False}), own, CHRISTMAS) == own


@pytest.mark.parametrize(
    ("moment", "zone", "away"),
    [
        ("2026-12-23T22:59:59", "Europe/Berlin", False),
        ("2026-12-23T23:00:00", "Europe/Berlin", True),
        ("2026-12-24T04:59:59", "America/New_York", False),
        ("2026-12-26T22:59:59", "Europe/Berlin", True),
        ("2026-12-26T23:00:00", "Europe/Berlin", False),
    ],
)
def test_a_day_away_is_one_of_their_own_clock(moment: str, zone: str, away: bool) -> None:
    absences = [Absence(date(2026, 12, 24), date(2026, 12, 26))]
    assert away_at(absences, datetime.fromisoformat(moment).replace(tzinfo=UTC), zone) is away
