"""The standards of service that a coaching works on, and what came before and after one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from vocsurvey.reporting.coaching import ServiceStandards, effect
from vocsurvey.rulebook import load_rulebook

SHIPPED = load_rulebook().service_standards
LISTENED = {"code": "listened", "says": "Let them finish"}


def standards(**changed: Any) -> ServiceStandards:
    given = {"format": 1, "mark": "R", "source": "a test", "standards": [LISTENED], "latest_review": "90 days"}
    return ServiceStandards.model_validate({**given, **changed})


def test_shipped_standards_are_things_that_somebody_can_see() -> None:
    assert len(SHIPPED.standards) >= 5
    assert all(not any(sign.isdigit() for sign in one.says) for one in SHIPPED.standards)


def test_chosen_keeps_the_order_of_the_file_and_leaves_out_what_nobody_knows() -> None:
    first, second = SHIPPED.standards[0], SHIPPED.standards[2]
    assert SHIPPED.chosen([second.code, "gone_since", first.code, first.code]) == (first, second)
    assert SHIPPED.chosen([]) == ()


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"standards": [LISTENED, {**LISTENED, "says": "Again"}]}, "given twice: listened"),
        ({"standards": []}, "at least 1 item"),
        ({"standards": [{"code": "Not A Code", "says": "Let them finish"}]}, "match pattern"),
        ({"latest_review": "sometime"}, "not a duration"),
    ],
)
def test_wrong_files_are_told_what_is_wrong(wrong: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValidationError, match=sentence):
        standards(**wrong)


COACHED = datetime(2026, 11, 1, 9, tzinfo=UTC)
LONGEST = timedelta(days=90)


def days(number: float) -> datetime:
    """So many days after the coaching."""
    return COACHED + timedelta(days=number)


def test_both_times_are_as_long_as_the_one_after() -> None:
    told = [
        (days(-10.1), "no"),
        (days(-10), "no"),
        (days(-0.1), "yes"),
        (days(0), "yes"),
        (days(10), "no"),
        (days(11), "no"),
    ]
    found = effect(COACHED, days(10), LONGEST, told)
    assert found.span == timedelta(days=10)
    assert (found.before.hits, found.before.n) == (1, 2)
    assert (found.after.hits, found.after.n) == (1, 2)
    later = effect(COACHED, days(200), LONGEST, [*told, (days(90.1), "yes"), (days(-90.1), "yes")])
    assert (later.span, later.before.n, later.after.n) == (LONGEST, 3, 3)


@pytest.mark.parametrize(
    ("before", "after", "enough", "apart"),
    [
        ("y" * 9, "n" * 30, False, True),
        ("y" * 30, "n" * 9, False, True),
        ("y" * 10, "n" * 10, True, True),
        ("n" * 10, "y" * 10, True, True),
        ("y" * 5 + "n" * 5, "y" * 7 + "n" * 3, True, False),
        ("", "y" * 20, False, False),
        ("y" * 20, "", False, False),
    ],
)
def test_few_are_not_compared_and_what_overlaps_may_be_chance(
    before: str, after: str, enough: bool, apart: bool
) -> None:
    words = {"y": "yes", "n": "no"}
    told = [(days(-1), words[one]) for one in before] + [(days(1), words[one]) for one in after]
    found = effect(COACHED, days(2), LONGEST, told)
    assert (found.before.n, found.after.n) == (len(before), len(after))
    assert (found.enough, found.apart) == (enough, apart)
