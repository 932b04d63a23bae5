"""What a file asks to be passed over, with a reason: at its place, where it may be, and never for nothing."""

from __future__ import annotations

import time

import pytest
from specimen import GOOD, PHRASES

from vocsurvey.questionnaire.check import check
from vocsurvey.questionnaire.check_rules import RULES
from vocsurvey.questionnaire.finding import nowhere
from vocsurvey.questionnaire.load import examine

REASON = "    reason: The customer's own people asked for these words.\n"
LONG = GOOD.replace("{en: How was our visit}", f"{{en: {'word ' * 26}}}").replace(
    "{en: Why is that}", f"{{en: {'word ' * 26}}}"
)
PROTECTED = {
    *("no-identification", "no-opt-out", "no-automated-notice", "no-recording-notice", "recording-unasked"),
    *("language-gap", "never-asked", "over-budget", "nps-ungated", "nps-early", "metric-unflagged", "forced-answer"),
    *("condition-order", "duplicate-id", "keys-crossed", "phrase-keys", "cant-say-key", "allowance-idle"),
}


def told(text: str) -> list[tuple[str, int]]:
    """The rules and lines of everything that is found."""
    return [(one.rule, one.line) for one in examine(text, "it.yaml", PHRASES).findings]


def allowing(*lines: str, text: str = LONG) -> str:
    """The text with allowances for the rules, each with its place when it has one: ``long at csat``."""
    entries = [line.partition(" at ") for line in lines]
    allow = "".join(f"  - rule: {rule}\n" + (f"    at: {at}\n" if at else "") + REASON for rule, _, at in entries)
    return text.replace("opening:\n", f"allow:\n{allow}opening:\n", 1)


def test_a_finding_is_passed_over_at_its_place() -> None:
    assert [rule for rule, _ in told(LONG)] == ["long", "long"]
    assert [rule for rule, _ in told(allowing("long at csat"))] == ["long"]
    assert told(allowing("long at csat", "long at nps_why")) == []
    assert told(allowing("long")) == []


@pytest.mark.parametrize(
    ("rule", "at", "old", "new"),
    [
        ("no-length", "opening", "Two minutes", "Not long"),
        ("no-thanks", "closing", '"Thank you, {contact.name}."', '"Goodbye, {contact.name}."'),
        ("leading", "csat", "How was our visit", "How great was our visit"),
        ("no-cared", "", "    metric: cared\n", ""),
    ],
)
def test_places_have_the_names_that_people_give_them(rule: str, at: str, old: str, new: str) -> None:
    text = GOOD.replace(old, new)
    assert rule in {name for name, _ in told(text)}
    assert told(allowing(f"{rule} at {at}" if at else rule, text=text)) == []
    assert {name for name, _ in told(allowing(f"{rule} at why", text=text))} == {rule, "allowance-idle"}


def test_an_allowance_at_a_place_passes_nothing_over_that_has_none() -> None:
    text = GOOD.replace("    metric: cared\n", "")
    assert {name for name, _ in told(allowing("no-cared at cared", text=text))} == {"no-cared", "allowance-idle"}


def test_what_protects_people_cannot_be_silenced() -> None:
    assert not [name for name in PROTECTED if RULES[name].silenceable]
    text = allowing("no-opt-out", text=GOOD.replace("Press star to stop these calls.", ""))
    assert {name for name, _ in told(text)} == {"no-opt-out", "allowance-refused"}


def test_a_known_rule_is_suggested_for_an_unknown_one() -> None:
    (finding,) = examine(allowing("lnog", text=GOOD), "it.yaml", PHRASES).findings
    assert str(finding) == "it.yaml:7:5: error allowance-unknown: there is no rule `lnog`; did you mean `long`?"
    (finding,) = examine(allowing("xyzzy", text=GOOD), "it.yaml", PHRASES).findings
    assert finding.message == "there is no rule `xyzzy`"


def test_idle_is_said_only_where_all_was_checked() -> None:
    assert [rule for rule, _ in told(allowing("near-budget", text=GOOD))] == ["allowance-idle"]
    unsound = allowing("near-budget", text=GOOD.replace("{answer: csat, at_most: 3}", "{answer: cast, at_most: 3}"))
    assert [rule for rule, _ in told(unsound)] == ["unknown-question"]


def test_a_file_that_is_not_whole_keeps_its_allowances() -> None:
    broken = allowing("long at csat", "long at nps_why").replace("kind: statement", "kind: statment")
    assert [rule for rule, _ in told(broken)] == ["unknown-kind"]
    for wrong in ("allow: long\n", "allow: [long]\n", "allow: [{rule: long}]\n"):
        assert "long" in {rule for rule, _ in told(LONG.replace("opening:\n", wrong + "opening:\n", 1))}
    assert {rule for rule, _ in told(broken.replace("  - id: bridge\n", "  - bridge\n  - id: bridge\n"))} >= {
        "unknown-kind"
    }


def test_places_are_known_without_a_file() -> None:
    questionnaire = examine(allowing("long at csat"), "it.yaml", PHRASES).questionnaire
    assert questionnaire is not None
    (finding,) = check(questionnaire, nowhere("it"))
    assert (finding.rule, finding.line, finding.path[:2]) == ("long", 1, ("questions", "7"))


def test_thousands_of_allowances_are_judged_soon() -> None:
    text = allowing(*(f"rule{n} at csat" for n in range(2_500)), text=GOOD)
    begun = time.thread_time()
    findings = examine(text, "it.yaml", PHRASES).findings
    assert len(findings) == 2_500
    assert time.thread_time() - begun < 6
