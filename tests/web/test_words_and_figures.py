"""Codes, times and scores as people read them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vocsurvey.clock import now
from vocsurvey.db.campaign import QuestionnaireVersion
from vocsurvey.db.interview import Answer, Interview
from vocsurvey.db.people import Role
from vocsurvey.db.reads.said import MISSING_WORDS, asked_as, said_in
from vocsurvey.db.reads.transcript import in_words
from vocsurvey.fieldwork.disposition import Class
from vocsurvey.fieldwork.explanation import REASONS
from vocsurvey.fieldwork.permission import Reason
from vocsurvey.followup.clocks import Clock
from vocsurvey.followup.closing import RootCause
from vocsurvey.followup.lifecycle import Event, State
from vocsurvey.interview.heard import Asked, Coded, Command, Keys, Silence, Speech
from vocsurvey.library import load_library
from vocsurvey.questionnaire.digest import to_json
from vocsurvey.questionnaire.model import Missing
from vocsurvey.reporting.summary import AnswerRow, summarise
from vocsurvey.rulebook import load_rulebook
from vocsurvey.web import follow_up_words, words
from vocsurvey.web.figure import figures, outcome_rates

TABLE = load_rulebook().dispositions
SUPPORT = load_library()["support-case"]


def test_every_code_has_words() -> None:
    assert follow_up_words.STATES.keys() == set(State)
    assert follow_up_words.EVENTS.keys() == set(Event)
    assert follow_up_words.CLOCKS.keys() == set(Clock)
    assert follow_up_words.CAUSES.keys() == set(RootCause)
    assert set(Role) <= words.ROLES.keys()
    assert MISSING_WORDS.keys() == set(Missing)
    assert REASONS.keys() == set(Reason)


@pytest.mark.parametrize(
    ("span", "expected"),
    [
        (timedelta(seconds=59), "less than a minute"),
        (timedelta(minutes=1), "1 min"),
        (timedelta(minutes=130), "2 h 10 min"),
        (timedelta(hours=2), "2 h"),
        (timedelta(hours=7, minutes=30), "7 h"),
        (timedelta(hours=25), "1 day"),
        (timedelta(days=9), "9 days"),
    ],
)
def test_lengths_of_time(span: timedelta, expected: str) -> None:
    assert words.length(span) == expected


def test_how_a_deadline_stands() -> None:
    assert words.lateness(None) == "nothing is due"
    assert words.lateness(now() + timedelta(hours=2, seconds=30)) == "due in 2 h"
    assert words.lateness(now() - timedelta(days=3)) == "overdue by 3 days"
    assert words.overdue(now() - timedelta(seconds=1))
    assert not words.overdue(None)
    assert words.from_now(None) == ""
    assert words.from_now(now() - timedelta(days=3)) == "3 days ago"
    assert words.from_now(now() + timedelta(days=3, seconds=9)) == "in 3 days"


def test_amounts_and_causes() -> None:
    assert words.amount(None) == "value not known"
    assert words.amount(480000.0) == "480,000 a year"
    assert words.cause("billing") == "Billing"
    assert words.cause("the_weather") == "the weather"
    assert words.metric(None, "why_so") == "Why so"
    assert words.time_words(None) == "—"


def rows(metric: str, *values: str | int) -> list[AnswerRow]:
    """Answers to one question, one interview each."""
    ends = {"csat": (1, 5), "nps": (0, 10), "ces": (1, 7)}.get(metric, (None, None))
    return [AnswerRow(str(n), metric, value, low=ends[0], high=ends[1]) for n, value in enumerate(values)]


def test_small_scores_are_dots_and_large_ones_bars() -> None:
    small = figures(summarise(rows("cared", *["yes"] * 7, "no", "no"), [], [], TABLE))[0]
    assert (small.big, small.dots, small.at) == ("7 of 9", "yyyyyyynn", None)
    large = figures(summarise(rows("cared", *["yes"] * 45, *["no"] * 15), [], [], TABLE))[0]
    assert (large.big, large.dots) == ("75 %", "")
    assert large.low is not None
    assert large.high is not None
    assert large.at == 75
    assert (round(large.low, 1), round(large.high, 1)) == (62.8, 84.2)
    none = figures(summarise([], [], [], TABLE))
    assert [one.big for one in none] == ["–"] * 4


def test_nps_lies_on_its_own_scale() -> None:
    few = figures(summarise(rows("nps", 10, 8, 2), [], [], TABLE))[3]
    assert (few.big, few.dots) == ("3 answers", "ymn")
    one = figures(summarise(rows("nps", 10), [], [], TABLE))[3]
    assert one.big == "1 answer"
    many = figures(summarise(rows("nps", *[10] * 30, *[8] * 40, *[0] * 30), [], [], TABLE))[3]
    assert (many.big, many.at) == ("+0", 50)


@given(yes=st.integers(0, 300), no=st.integers(0, 300))
def test_a_bar_never_leaves_its_track(yes: int, no: int) -> None:
    figure = figures(summarise(rows("cared", *["yes"] * yes, *["no"] * no), [], [], TABLE))[0]
    if figure.at is not None and figure.low is not None and figure.high is not None:
        slack = 1e-9  # of the arithmetic: far below what a bar can show
        assert 0 <= figure.low <= figure.at + slack <= figure.high + 2 * slack <= 100 + 3 * slack
    else:
        assert len(figure.dots) == yes + no < 10


def test_rates_are_counts_while_they_are_small() -> None:
    few = outcome_rates(summarise([], ["1.1", "2.12", "3.13", None], [], TABLE))
    assert [one.words for one in few] == ["1 of 3", "1 of 2", "1 of 3", "2 of 3"]
    assert {one.words for one in outcome_rates(summarise([], [], [], TABLE))} == {"n/a"}
    case_codes = ["1.1"] * 120 + ["1.2"] * 15 + ["2.12"] * 60 + ["2.20"] * 45 + ["2.30"] * 20 + ["3.13"] * 70
    case_codes += ["3.20"] * 10 + ["4.31"] * 40
    summary = summarise([], case_codes, [], TABLE)
    assert summary.classes[Class.NE] == 40
    assert [one.words for one in outcome_rates(summary)] == ["40 %", "69 %", "18 %", "63 %"]


@pytest.mark.parametrize(
    ("heard", "expected"),
    [
        (Keys("7"), "pressed 7"),
        (Speech("hello"), "said"),
        (Silence(), "said nothing"),
        (Asked(Command.OPT_OUT), "asked not to be called again"),
        (Coded(value=4), "answered 4"),
        (Coded(missing="dont_know"), "dont know"),
        (Coded(verbatim="well"), "answered in words"),
    ],
)
def test_whatever_is_heard_has_words(heard: Keys | Speech | Silence | Asked | Coded, expected: str) -> None:
    assert in_words(heard) == expected


def said(question: str, **answer: object) -> tuple[str, str | None]:
    """How an answer to a question of the shipped questionnaire reads: what was said, and the person's own words."""
    at = datetime(2026, 11, 18, tzinfo=UTC)
    interview = Interview(facts={"company.name": "Northwind"}, questionnaire_digest="0" * 64)
    interview.questionnaire = QuestionnaireVersion(digest="0" * 64, definition=to_json(SUPPORT))
    interview.answers = [Answer(question=question, negative=False, answered_at=at, **answer)]
    (one,) = said_in(interview)
    return one.said, one.words


def test_answers_of_every_kind_read_well() -> None:
    assert said("resolved", value="no") == ("No", None)
    assert said("csat", value="2") == ("2 of 5", None)
    assert said("csat", value="5") == ("5 of 5 (very satisfied)", None)
    assert said("attribution", value="product") == ("the product", None)
    assert said("attribution", value="moon") == ("moon", None)
    assert said("reason", verbatim="It broke.") == ("It broke.", "It broke.")
    assert said("reason", missing="no_input") == ("said nothing", None)
    assert said("csat", value="2", verbatim="meh") == ("2 of 5", "meh")


def test_a_question_that_is_not_there_is_named_by_its_code() -> None:
    assert asked_as(SUPPORT, "by_hand", {}) == "by hand"
    assert "Northwind" in asked_as(SUPPORT, "nps", {"company.name": "Northwind"})
