"""What somebody types to find whose number it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vocsurvey.fieldwork.number_fragment import SHORTEST, fragment

BERLIN = "+493023125003"


@pytest.mark.parametrize(
    "words",
    [
        "+49 30 23125 003",
        "0049 30 23125003",
        "030 23125-003",
        "(030) 23125003",
        "+49 (0)30 23125003",
        "23125 003",
        "030.23125/003",
        "٠٣٠ ٢٣١٢٥٠٠٣",
        "5003",
        " 23125 ",
    ],
)
def test_a_number_is_found_by_any_spelling_and_by_its_parts(words: str) -> None:
    digits = fragment(words)
    assert digits is not None
    assert digits in BERLIN


@pytest.mark.parametrize("words", ["", "   ", "Ann", "C-1042", "003", "0003", "+", "12 a 45", "030 23125 ext 3"])
def test_what_is_no_number_is_not_looked_for(words: str) -> None:
    assert fragment(words) is None


@given(st.text(max_size=30))
def test_whatever_is_typed_gives_digits_or_nothing(words: str) -> None:
    digits = fragment(words)
    assert digits is None or (digits.isascii() and digits.isdigit() and len(digits) >= SHORTEST)
