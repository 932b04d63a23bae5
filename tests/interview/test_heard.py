"""What was heard survives being stored."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from questionnaires_at_random import heards

from vocsurvey.interview.heard import Coded, Heard, Speech, from_row, to_row


@given(heards)
def test_a_row_reads_back_as_what_was_heard(heard: Heard) -> None:
    assert from_row(json.loads(json.dumps(to_row(heard)))) == heard


def test_a_row_with_parts_of_a_wrong_type_reads_without_them() -> None:
    assert from_row({"kind": "speech", "words": "hello", "confidence": "high"}) == Speech("hello")
    assert from_row({"kind": "coded", "value": [1], "missing": "lost", "verbatim": 3}) == Coded()


@pytest.mark.parametrize(
    "row", [{}, {"kind": "smell"}, {"kind": "keys", "digits": 1}, {"kind": "asked", "command": "x"}]
)
def test_a_row_of_no_kind_is_refused(row: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"not something that can be heard|is not a valid Command"):
        from_row(row)
