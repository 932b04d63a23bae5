"""Rules that turn events into cases: read with clear errors, drawn the same way every time, never too often."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from vocsurvey.fieldwork.trigger import Code, LifecycleRules, Occasion, Trigger, decide, drawn, read_share
from vocsurvey.rulebook import SHIPPED, RulesError, load_rulebook

NOW = datetime(2026, 11, 18, 15, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
OURS: dict[str, Any] = {"mark": "R", "source": "ours"}
RULE: dict[str, Any] = {
    "name": "after a case",
    "on": "case_closed",
    "ask": "support-case",
    "wait": "2 h",
    "sample": "all",
    "at_most": {"cases": 2, "within": "90 days", **OURS},
    "no_later_than": "7 days",
    **OURS,
}


def trigger(**other: Any) -> Trigger:
    """A rule."""
    return Trigger.model_validate({**RULE, **other})


def occasion(**other: Any) -> Occasion:
    """An event of an hour ago that everything speaks for."""
    facts: dict[str, Any] = {
        "about": "T1",
        "happened_at": NOW - HOUR,
        "facts": {"tier": "gold", "team": None},
        "campaign": True,
        "asked": False,
        "earlier": (),
    }
    return Occasion(**{**facts, **other})


@pytest.mark.parametrize(
    ("rule", "event", "code"),
    [
        ({}, {}, Code.CASE_MADE),
        ({"only_if": {"tier": ["gold", "silver"]}}, {}, Code.CASE_MADE),
        ({"only_if": {"tier": ["silver"]}}, {}, Code.NOT_MEANT),
        ({"only_if": {"tier": ["gold"], "team": ["night"]}}, {}, Code.NOT_MEANT),
        ({}, {"happened_at": NOW - 7 * DAY}, Code.CASE_MADE),
        ({}, {"happened_at": NOW - 7 * DAY - HOUR}, Code.TOO_LATE),
        ({"no_later_than": "3 h"}, {"happened_at": NOW - 4 * HOUR}, Code.TOO_LATE),
        ({}, {"campaign": False}, Code.NO_CAMPAIGN),
        ({"campaign": "Gold"}, {"campaign": False}, Code.NO_CAMPAIGN),
        ({}, {"asked": True}, Code.ASKED_ALREADY),
        ({}, {"earlier": (NOW - DAY,)}, Code.CASE_MADE),
        ({}, {"earlier": (NOW - DAY, NOW - 89 * DAY)}, Code.TOO_OFTEN),
        ({}, {"earlier": (NOW - DAY, NOW - 90 * DAY)}, Code.CASE_MADE),
        ({"at_most": None}, {"earlier": (NOW,) * 9}, Code.CASE_MADE),
        ({"sample": "1 in 9999"}, {}, Code.NOT_DRAWN),
    ],
)
def test_first_reason_against_it_is_told(rule: dict[str, Any], event: dict[str, Any], code: Code) -> None:
    verdict = decide(trigger(**rule), occasion(**event), NOW)
    assert verdict.code is code
    assert verdict.sentence.endswith(".")
    assert (verdict.due_at is not None) == (code is Code.CASE_MADE)


def test_wait_counts_from_the_event_and_never_reaches_back() -> None:
    assert decide(trigger(), occasion(), NOW).due_at == NOW + HOUR
    assert decide(trigger(), occasion(happened_at=NOW - 5 * HOUR), NOW).due_at == NOW


@given(st.text(max_size=40), st.integers(1, 50))
def test_draw_is_the_same_every_time_and_smaller_shares_do_not_end_it(about: str, parts: int) -> None:
    rule = trigger(sample=f"1 in {parts}")
    assert drawn(rule, about) is drawn(trigger(sample=f"1 in {parts}"), about)
    assert drawn(trigger(sample=f"{parts} in {parts}"), about)


def test_share_is_kept_over_many_and_rules_draw_apart() -> None:
    many = [f"T{number}" for number in range(6000)]
    ours = {one for one in many if drawn(trigger(sample="1 in 3"), one)}
    theirs = {one for one in many if drawn(trigger(sample="1 in 3", name="another"), one)}
    assert abs(len(ours) - 2000) < 150
    assert abs(len(ours & theirs) - 667) < 100


@pytest.mark.parametrize(
    ("value", "share"),
    [("all", Fraction(1)), ("1 in 3", Fraction(1, 3)), ("2 in 6", Fraction(1, 3)), (Fraction(1, 2), Fraction(1, 2))],
)
def test_shares_are_read_in_words(value: object, share: Fraction) -> None:
    assert read_share(value) == share


@pytest.mark.parametrize("value", ["a third", "0.33", "0 in 3", "4 in 3", "1 in 0", "", 3, None])
def test_what_is_no_share_is_told(value: object) -> None:
    with pytest.raises(ValueError, match="write it like 1 in 3, or all"):
        read_share(value)


@pytest.mark.parametrize(
    ("rules", "told"),
    [
        ({"triggers": [RULE, RULE]}, "two triggers are called “after a case”"),
        ({"triggers": [{**RULE, "on": "closed"}]}, "waits for closed, which is no event here"),
        ({"triggers": [{**RULE, "only_if": {"shoe_size": ["43"]}}]}, "Input should be"),
        ({"triggers": [{**RULE, "sample": "some"}]}, "is not a share"),
        ({"events": {"case_closed": "party"}}, "Input should be"),
        ({"events": {}}, "at least 1"),
    ],
)
def test_rules_that_cannot_be_used_are_told(rules: dict[str, Any], told: str) -> None:
    whole = {"format": 1, **OURS, "events": {"case_closed": "support_case"}, "triggers": [RULE], **rules}
    with pytest.raises(ValidationError, match=told):
        LifecycleRules.model_validate(whole)


def test_mistake_in_the_file_is_named_by_its_line(tmp_path: Path) -> None:
    text = (SHIPPED / "lifecycle.yaml").read_text("utf-8")
    (tmp_path / "lifecycle.yaml").write_text(text.replace("sample: 1 in 5", "sample: one in five"), "utf-8")
    line = 1 + text[: text.index("sample: 1 in 5")].count("\n")
    with pytest.raises(RulesError) as refused:
        load_rulebook(tmp_path)
    assert len(refused.value.problems) == 1
    assert f"lifecycle.yaml:{line}: triggers > 2 > sample:" in refused.value.problems[0]


def test_what_is_asked_must_be_a_questionnaire() -> None:
    rules = load_rulebook().lifecycle
    asked = {one.ask for one in rules.triggers}
    assert rules.unknown(asked) == ()
    assert len(rules.unknown(asked - {"delivery"})) == 1
    assert rules.unknown(())[0].sentence.endswith("which is no questionnaire; there are none.")


def test_a_case_that_was_opened_again_asks_everybody_and_spares_the_recommendation() -> None:
    rules = load_rulebook().lifecycle
    again = next(one for one in rules.triggers if one.on == "reopened")
    assert again.sample == 1
    assert rules.events["reopened"] == "complaint"
