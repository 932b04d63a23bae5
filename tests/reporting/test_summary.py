"""The summary of a campaign."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vocsurvey.fieldwork.disposition import Class
from vocsurvey.followup.severity import Severity
from vocsurvey.reporting.summary import AnswerRow, summarise
from vocsurvey.rulebook import load_rulebook

TABLE = load_rulebook().dispositions


def test_a_small_campaign() -> None:
    answers = [
        AnswerRow("1", "cared", "yes"),
        AnswerRow("1", "csat", 5, low=1, high=5),
        AnswerRow("1", "ces", 7, low=1, high=7),
        AnswerRow("1", "nps", 10, low=0, high=10),
        AnswerRow("1", "fcr_resolved", "yes"),
        AnswerRow("1", "fcr_one_contact", "yes"),
        AnswerRow("2", "cared", "no", negative=True),
        AnswerRow("2", "csat", 2, low=1, high=5, negative=True),
        AnswerRow("2", "csat", 9, low=0, high=10),
        AnswerRow("2", "nps", None, missing="nps_gate"),
        AnswerRow("2", "fcr_resolved", "yes"),
        AnswerRow("2", "fcr_one_contact", None, missing="refused"),
        AnswerRow("3", "cared", None, missing="dont_know"),
        AnswerRow("3", "csat", None, missing="no_input"),
        AnswerRow("3", "nps", None, missing="not_routed"),
        AnswerRow("3", "fcr_resolved", "no", negative=True),
        AnswerRow("3", None, "they never called back"),
    ]
    cases = ["1.1", "1.1", "2.12", "2.112", "3.13", "2.21", "4.32", None]
    found = summarise(answers, cases, ["high", "high", "critical"], TABLE)
    assert (found.cared.hits, found.cared.n) == (1, 2)
    assert (found.csat.hits, found.csat.n, found.csat.mean) == (1, 2, 3.5)
    assert (found.ces.hits, found.ces.n) == (1, 1)
    assert (found.fcr.hits, found.fcr.n) == (1, 3)
    assert (found.nps.n, found.nps.of, found.nps.held_back, found.nps.value) == (1, 2, 1, 100)
    assert found.dispositions == {"1.1": 2, "2.112": 1, "2.12": 1, "2.21": 1, "3.13": 1, "4.32": 1}
    assert (found.completes, found.partials, found.breakoffs, found.refusals) == (2, 0, 1, 1)
    assert (found.noncontacts, found.pending) == (2, 1)
    assert found.rates.response[0] == pytest.approx(2 / 6)
    assert (found.answers, found.negative_answers) == (12, 3)
    assert found.flags == {Severity.CRITICAL: 1, Severity.HIGH: 2, Severity.MEDIUM: 0, Severity.LOW: 0}


def test_an_empty_campaign() -> None:
    found = summarise([], [], [], TABLE)
    assert (found.cared.value, found.csat.value, found.ces.value, found.nps.value, found.fcr.value) == (None,) * 5
    assert (found.rates.e, found.answers, found.pending) == (None, 0, 0)
    assert found.classes == dict.fromkeys(Class, 0)


def test_unknown_codes_and_severities_are_refused() -> None:
    with pytest.raises(ValueError, match="not in the table"):
        summarise([], ["7.7"], [], TABLE)
    with pytest.raises(ValueError, match="urgent"):
        summarise([], [], ["urgent"], TABLE)


@given(st.lists(st.sampled_from([None, *[entry.code for entry in TABLE.codes]])))
def test_every_case_is_counted_once(cases: list[str | None]) -> None:
    found = summarise([], cases, [], TABLE)
    assert sum(found.dispositions.values()) + found.pending == len(cases)
    assert sum(found.classes.values()) == sum(found.dispositions.values())
    assert found.breakoffs + found.refusals == found.classes[Class.R]
