"""Single cells: what they are read as, and the sentence for what they are not."""

from __future__ import annotations

import pytest

from vocsurvey.fieldwork import cell
from vocsurvey.fieldwork.problem import Problem


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Nell@QUINCE.Example", "Nell@quince.example"),
        ("n" * 239 + "@quince.example", "n" * 239 + "@quince.example"),
        ("n" * 240 + "@quince.example", "255 characters"),
        ("nell", "not an e-mail address"),
        ("nell@quince", "not an e-mail address"),
    ],
)
def test_an_address_keeps_the_case_of_its_mailbox(written: str, read: str) -> None:
    found = cell.read_address(written)
    assert found == read if not isinstance(found, Problem) else read in found.sentence
