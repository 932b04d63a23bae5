"""Problems: where they can go, and what a plan needs."""

from __future__ import annotations

from datetime import date

import pytest

from vocsurvey.followup.problem import ProblemState, move_refused, next_of, past, plan_refused, wording_refused

DAY, LATER = date(2026, 11, 23), date(2026, 11, 30)
OPEN, ACTING, MEASURING, SOLVED, DROPPED = ProblemState


@pytest.mark.parametrize("state", ProblemState)
@pytest.mark.parametrize("wanted", ProblemState)
def test_it_goes_only_where_the_lifecycle_leads(state: ProblemState, wanted: ProblemState) -> None:
    refused = move_refused(state, wanted, planned=True, remeasured=True)
    assert (refused is None) == (wanted in next_of(state))


def test_nothing_is_done_without_a_plan_nor_measured_without_a_day() -> None:
    assert "what will be done" in str(move_refused(OPEN, ACTING, planned=False, remeasured=False))
    assert "which day you will look" in str(move_refused(ACTING, MEASURING, planned=True, remeasured=False))
    assert move_refused(OPEN, DROPPED, planned=False, remeasured=False) is None
    assert move_refused(OPEN, ACTING, planned=True, remeasured=False) is None


@pytest.mark.parametrize(
    ("title", "cause", "says"),
    [
        ("ab", "Long enough", "title"),
        ("x" * 201, "Long enough", "title"),
        ("abc", "ab", "what causes it"),
        ("abc", "x" * 4001, "what causes it"),
    ],
)
def test_it_needs_a_title_and_a_cause(title: str, cause: str, says: str) -> None:
    assert says in str(wording_refused(title, cause))


def test_a_title_and_a_cause_are_enough() -> None:
    assert wording_refused("x" * 200, "x" * 4000) is None


@pytest.mark.parametrize(
    ("state", "action", "due", "remeasure", "says"),
    [
        (SOLVED, "Do it", DAY, None, "is over"),
        (DROPPED, "", None, None, "is over"),
        (OPEN, "x" * 4001, DAY, None, "Shorten"),
        (OPEN, "Do it", None, None, "Say both"),
        (OPEN, "", DAY, None, "Say both"),
        (ACTING, "", None, None, "has to stay"),
        (MEASURING, "Do it", DAY, None, "has to stay"),
        (OPEN, "Do it", DAY, DAY, "Measure again after"),
    ],
)
def test_a_plan_is_refused(
    state: ProblemState, action: str, due: date | None, remeasure: date | None, says: str
) -> None:
    assert says in str(plan_refused(state, action, due, remeasure))


def test_a_plan_is_taken() -> None:
    assert plan_refused(OPEN, "", None, LATER) is None
    assert plan_refused(ACTING, "Do it", DAY, None) is None
    assert plan_refused(MEASURING, "Do it", DAY, LATER) is None


def test_only_a_new_day_has_to_come() -> None:
    assert past(None, DAY, LATER) is None
    assert past(DAY, DAY, LATER) is None
    assert past(LATER, DAY, LATER) is None
    assert "over already" in str(past(DAY, None, LATER))
