"""Who writes a condition like a formula is shown how it is written, and all that is wrong besides is told too."""

from __future__ import annotations

import pytest
from specimen import GOOD, PHRASES
from test_broken_questionnaires import LABELS, TOPIC, broken

from vocsurvey.questionnaire.condition_example import example, example_of_test
from vocsurvey.questionnaire.load import examine

USUAL = "{answer: csat, at_most: 2}"
EXAMPLES: list[tuple[object, str]] = [
    ("csat < 3", "{answer: csat, at_most: 2}"),
    ("csat<=3", "{answer: csat, at_most: 3}"),
    ("csat > 3", "{answer: csat, at_least: 4}"),
    ("csat >= 3", "{answer: csat, at_least: 3}"),
    ("csat == 3", "{answer: csat, is: 3}"),
    ("cared is no", "{answer: cared, is: no}"),
    ("cared != 'yes'", "{not: {answer: cared, is: yes}}"),
    ("account.tier = gold", "{fact: account.tier, is: gold}"),
    ("cared", "{answer: cared, is: yes}"),
    ("flagged", "{flagged: yes}"),
    ({"csat": 3}, "{answer: csat, is: 3}"),
    ({"any": "x"}, USUAL),
    ({"a": {"b": "c"}}, USUAL),
    ({"a": 1, "b": 2}, USUAL),
    ("yes", USUAL),
    ("if they are unhappy", USUAL),
    (["flagged"], USUAL),
    (5, USUAL),
]


@pytest.mark.parametrize(("value", "written"), EXAMPLES, ids=str)
def test_a_condition_is_written_so(value: object, written: str) -> None:
    assert example(value) == written


def test_a_flag_rule_compares_so() -> None:
    written = [example_of_test(value) for value in ("no", 2, "csat < 3", ">= 9", ["no"], "not at all")]
    assert written == ["{is: no}", "{is: 2}", "{at_most: 2}", "{at_least: 9}", "{is: no}", "{is: no}"]


@pytest.mark.parametrize(("value", "written"), [pair for pair in EXAMPLES if isinstance(pair[0], str)][:-1])
def test_the_finding_shows_the_example(value: object, written: str) -> None:
    findings = examine(broken((TOPIC, f"    ask_if: {value}\n")), "it.yaml", PHRASES).findings
    assert [written in one.message for one in findings] == [True]


def test_what_is_shown_is_a_condition() -> None:
    for condition in (
        "{answer: csat, at_most: 2}",
        "{not: {answer: cared, is: yes}}",
        "{fact: account.tier, is: gold}",
    ):
        assert examine(broken((TOPIC, f"    ask_if: {condition}\n")), "it.yaml", PHRASES).questionnaire is not None


def test_a_scale_without_labels_hides_nothing() -> None:
    text = broken((LABELS, "", "{flagged: yes}", "{answer: cast, is: 1}"))
    rules = {one.rule for one in examine(text, "it.yaml", PHRASES).findings}
    assert rules == {"missing-key", "unknown-question"}
    text = broken((LABELS, "", "    ask_if: {flagged: yes}\n", "    ask_if: {answer: csat, is: 1}\n"))
    assert "no-reason" in {one.rule for one in examine(text, "it.yaml", PHRASES).findings}


def test_what_cannot_be_mended_is_judged_part_by_part() -> None:
    for changes in (
        ("languages: [en]", "languages: [en, xx]", LABELS, ""),
        (LABELS, "", "questions:\n", "questions: 5\nothers:\n"),
        (LABELS, "", "name: after-a-visit", "name: 5"),
    ):
        found = examine(broken(changes), "it.yaml", PHRASES)
        assert found.questionnaire is None
        assert found.findings


def test_a_misspelt_kind_hides_nothing() -> None:
    text = broken(("    kind: yes_no", "    kind: yesno", "{flagged: yes}", "{answer: cast, is: 1}"))
    rules = {one.rule for one in examine(text, "it.yaml", PHRASES).findings}
    assert rules == {"unknown-kind", "unknown-question"}
    assert examine(GOOD, "it.yaml", PHRASES).usable
