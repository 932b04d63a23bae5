"""Which of our numbers somebody sees: one of their country, always the same."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from vocsurvey.fieldwork.caller_number import CallerNumber, CallerNumbers
from vocsurvey.fieldwork.pacing import Limits

OWN = "+12025550199"
LONDON = ("+442079460001", "+442079460002", "+442079460003")
SHIPPED = {"format": 1, "mark": "R", "source": "a test"}


def numbers(*london: str) -> CallerNumbers:
    return CallerNumbers.model_validate(
        {
            **SHIPPED,
            "numbers": [
                {"number": "+4930231250", "country": "DE", "limits": {"in_flight": 2}},
                *({"number": one, "country": "GB"} for one in london),
            ],
        }
    )


@given(case_id=st.integers(1, 10**9), country=st.sampled_from(["GB", "DE", "FR", None]))
def test_the_country_of_the_callee_comes_first(case_id: int, country: str | None) -> None:
    shown = numbers(*LONDON).of(case_id, country, OWN)
    expected = {"GB": set(LONDON), "DE": {"+4930231250"}}.get(country or "", {OWN})
    assert shown in expected
    assert shown == numbers(*reversed(LONDON)).of(case_id, country, OWN), "the order of the list says nothing"


@given(case_id=st.integers(1, 10**9))
def test_a_number_that_goes_leaves_the_others_as_they_were(case_id: int) -> None:
    before, after = (numbers(*some).of(case_id, "GB", OWN) for some in (LONDON, LONDON[:2]))
    assert before == after or before == LONDON[2]


def test_cases_are_shared_out_evenly() -> None:
    shares = Counter(numbers(*LONDON).of(case_id, "GB", OWN) for case_id in range(3000))
    assert all(800 < shares[number] < 1200 for number in LONDON)


def test_a_number_has_limits_of_its_own_or_those_of_every_number() -> None:
    usual = Limits(in_flight=9)
    assert numbers().limits("+4930231250", usual) == Limits(in_flight=2)
    assert numbers(*LONDON).limits(LONDON[0], usual) == numbers().limits(OWN, usual) == usual


def test_a_number_that_is_there_twice_is_refused() -> None:
    with pytest.raises(ValidationError, match="there twice"):
        numbers(LONDON[0], LONDON[0])
    with pytest.raises(ValidationError):
        CallerNumber.model_validate({"number": "02079460001", "country": "GB"})
