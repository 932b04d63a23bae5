"""Which interviews are reviewed."""

from __future__ import annotations

from typing import Any

import pytest

from vocsurvey.fieldwork.review import ReviewRules, WhyReviewed, why_reviewed

RULES = ReviewRules(format=1, mark="R", source="a test", first=2, one_in=10, flagged_break_offs=True)
CALM: dict[str, Any] = {"earlier": 2, "key": "0", "broke_off": False, "flagged": False}


def drawn(count: int, rules: ReviewRules = RULES) -> list[str]:
    """Of so many calm interviews, those that are drawn."""
    return [str(key) for key in range(count) if why_reviewed(rules, **{**CALM, "key": str(key)}) is WhyReviewed.DRAWN]


@pytest.mark.parametrize("earlier", [0, 1])
def test_the_first_ones_of_a_newcomer_are_reviewed(earlier: int) -> None:
    assert why_reviewed(RULES, **{**CALM, "earlier": earlier}) is WhyReviewed.NEWCOMER


def test_one_in_ten_of_everybodys_is_drawn_and_the_same_each_time() -> None:
    assert 150 <= len(drawn(2000)) <= 250
    assert drawn(200) == drawn(200)
    assert len(drawn(20, RULES.model_copy(update={"one_in": 1}))) == 20


def test_what_broke_off_after_a_flag_is_reviewed() -> None:
    key = next(str(key) for key in range(50) if str(key) not in drawn(50))
    calm = {**CALM, "key": key}
    assert why_reviewed(RULES, **calm) is None
    assert why_reviewed(RULES, **{**calm, "broke_off": True}) is None
    assert why_reviewed(RULES, **{**calm, "flagged": True}) is None
    worrying = {**calm, "broke_off": True, "flagged": True}
    assert why_reviewed(RULES, **worrying) is WhyReviewed.BROKE_OFF
    assert why_reviewed(RULES.model_copy(update={"flagged_break_offs": False}), **worrying) is None
