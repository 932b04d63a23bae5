"""How a file is read: what plain values mean, where things stand, and how refusals are worded."""

from __future__ import annotations

import pytest
from pydantic import TypeAdapter, ValidationError
from specimen import GOOD, PHRASES, altered, loaded

from vocsurvey.questionnaire.complaint import complaints
from vocsurvey.questionnaire.document import Document, read
from vocsurvey.questionnaire.finding import Finding, guess, listed, nowhere, shown
from vocsurvey.questionnaire.load import Examined, examine, load, load_marked, load_phrases
from vocsurvey.questionnaire.model import Questionnaire


def data(text: str) -> object:
    document = read(text, "it.yaml")
    assert isinstance(document, Document)
    return document.data


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("yes", "yes"),
        ("on: no", {"on": "no"}),
        ("1:30", "1:30"),
        ("12", 12),
        ("-7", -7),
        ("0", 0),
        ("007", "007"),
        ("+7", "+7"),
        ("0x1F", "0x1F"),
        ("1e3", "1e3"),
        ("1_000", "1_000"),
        ("1.0", "1.0"),
        ("٣", "٣"),
        ("9" * 19, "9" * 19),
        ("'12'", "12"),
        ('"12"', "12"),
        ("~", "~"),
        ("null", "null"),
        ("2024-01-01", "2024-01-01"),
        ("[1, a, '1']", [1, "a", "1"]),
        ("{1: a}", {1: "a"}),
        ("|\n  5", "5"),
        ('"a\\tb\\u00e9"', "a\tbé"),
    ],
)
def test_plain_values_are_text_except_whole_numbers(written: str, meant: object) -> None:
    assert data(written) == meant


def test_windows_lines_are_lines() -> None:
    marks = loaded(GOOD.replace("\n", "\r\n")).marks
    assert marks.at(("core",)) == (5, 1)


def test_marks_lead_to_keys_and_entries() -> None:
    marks = loaded().marks
    assert marks.at(("questions", 0, "labels", 5)) == (22, 7)
    assert marks.at(("questions", 1)) == (28, 5)
    assert marks.at(("questions", 1, "nothing", "here")) == (28, 5)
    assert marks.at(("nothing",)) == (1, 1)
    assert marks.at(("core", 1)) == (5, 14)
    assert nowhere("x").at(("core", 1)) == (1, 1)


def test_everything_is_told_at_once_in_file_order() -> None:
    text = GOOD
    for old, new in (
        ("name: after-a-visit", "name: After a visit\nnmae: x\nname: twice"),
        ("    kind: yes_no", "    kind: yes-no\n    sya: {en: x}"),
        ("    high: 20", "    high: many"),
        ("{at_most: 6}", "{at_most: six}"),
        ("    say: {en: One more thing.}", "    say: {en: 'One more {thing}.'}"),
        ("      - id: price", "      - id: Price"),
    ):
        assert text.count(old) == 1
        text = text.replace(old, new)
    found = examine(text, "it.yaml", PHRASES)
    assert found.questionnaire is None
    assert [(one.line, one.rule) for one in found.findings] == [
        (2, "bad-name"),
        (3, "unknown-key"),
        (4, "duplicate-key"),
        (31, "unknown-kind"),
        (32, "unknown-key"),
        (47, "bad-name"),
        (52, "wrong-type"),
        (62, "unknown-fill"),
        (75, "wrong-type"),
    ]


def test_load_gives_findings_of_the_shape_only() -> None:
    assert isinstance(load(altered("at_most: 6", "at_most: 60"), "it.yaml", PHRASES), Questionnaire)
    refused = load(altered("at_most: 6", "at_most: six"), "it.yaml", PHRASES)
    assert isinstance(refused, tuple)
    assert [str(one) for one in refused] == [
        "it.yaml:72:16: error wrong-type: question 7, flag 1, when: `at_most` must be a whole number such as 7, "
        "without quotes"
    ]
    assert isinstance(load("[", "it.yaml", PHRASES), tuple)


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("    say: {en: How was our visit}\n", "", "question 1 has no `say`"),
        ("kind: yes_no", "kind: yes-no", "did you mean `yes_no`?"),
        ("core: [", "croe: [", "the questionnaire cannot have `croe`; did you mean `core`?"),
        ("kind: yes_no", "kind: yes_no\n    options: []", "question 2 cannot have `options`; its keys are `say`"),
        ("kind: statement", "kind: statement\n    xyzzy: 1", "question 6 cannot have `xyzzy`; its keys are `say`"),
        ("{is: no}", "{iss: no}", "question 2, flag 1, when cannot have `iss`; did you mean `is`?"),
        ("{flagged: yes}", "{flaged: yes}", "question 5, ask_if is no condition"),
        ("{flagged: yes}", "{flaged: yes}", "did you mean `flagged`?"),
        ("{flagged: yes}", "{all: [{flagged: maybe}]}", "question 5, ask_if, part 1: `flagged` must be yes or no"),
        ("{flagged: yes}", "maybe", "question 5, ask_if must be a group of keys, not `maybe`"),
        ("metric: cared", "metric: card", "did you mean `cared`?"),
        ("title: {en: After a visit}", "title: [x]", "`title` must give the wording by language"),
        (
            "      - id: price\n        label: {en: price}\n        attribution: price\n",
            "      - 5\n",
            "question 3, option 2 must be a group",
        ),
        ("core: [", "allow: [{rule: long, reason: so}]\ncore: [", "allowance 1: `reason` is only `so`"),
        (
            "core: [",
            "phrases: {en: {hour: {aks: x}}}\ncore: [",
            "phrases, en, hour cannot have `aks`; did you mean `ask`?",
        ),
        ("core: [", "phrases: {en: {alarms: {fire: [x]}}}\ncore: [", "its keys are `safety`, `legal` and `leaving`"),
        ("{at_most: 2}", "{is: []}", "question 1, flag 1, when: `is` must be text or a whole number"),
    ],
)
def test_sentences_are_plain(old: str, new: str, sentence: str) -> None:
    findings = examine(altered(old, new), "it.yaml", PHRASES).findings
    assert [one for one in findings if sentence in one.message], "\n".join(str(one) for one in findings)


@pytest.mark.parametrize("text", ["- a\n- b\n", "just words", "5"])
def test_a_file_is_a_group_of_keys(text: str) -> None:
    found = examine(text, "it.yaml", PHRASES)
    assert [one.rule for one in found.findings] == ["wrong-type"]
    assert not found.usable


def test_usable_is_without_errors() -> None:
    assert examine(GOOD, "it.yaml", PHRASES).usable
    assert not examine(altered("at_most: 6", "at_most: 60"), "it.yaml", PHRASES).usable
    assert not Examined(None, ()).usable


def test_wholly_wrong_parts_are_left_to_the_shape() -> None:
    for old, new in (("questions:\n", "questions: none\nq:\n"), ("opening:", "opening: none\nx:")):
        assert {"wrong-type", "unknown-key"} <= {
            one.rule for one in examine(altered(old, new), "it.yaml", PHRASES).findings
        }
    assert examine("{questions: 5, languages: 5}", "it.yaml", PHRASES).findings


def test_phrases_have_a_file_of_their_own() -> None:
    without = load_marked(GOOD, "it.yaml", {})
    assert isinstance(without, tuple)
    assert [one.rule for one in without] == ["no-phrases"]
    assert load_phrases("format: 1\nphrases: {}\n", "p.yaml") == {}
    refused = load_phrases("format: 1\nphrases: {en: {menu: x}}\n", "p.yaml")
    assert isinstance(refused, tuple)
    assert "phrases, en has no `silence`" in {one.message for one in refused}
    assert isinstance(load_phrases("[", "p.yaml"), tuple)


def test_an_error_of_a_new_kind_is_still_a_sentence() -> None:
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(dict[str, float]).validate_python({"a": "x"})
    (finding,) = complaints(caught.value, {"a": "x"}, nowhere("it.yaml"))
    assert str(finding) == "it.yaml:1:1: error wrong-type: the questionnaire: `a` cannot be `x`"


def test_findings_are_shown_short_and_on_one_line() -> None:
    assert shown("x" * 100) == "`" + "x" * 60 + "…`"
    assert shown("a\nb\x1b[31m") == "`a b [31m`"
    assert listed(["a"]) == "`a`"
    assert listed(["a", "b", "c"]) == "`a`, `b` and `c`"
    assert guess("anser", ["answer"]) == "; did you mean `answer`?"
    assert guess("xyz", ["answer"]) == ""
    assert str(Finding("f", 1, 2, "error", "rule", "told")) == "f:1:2: error rule: told"
