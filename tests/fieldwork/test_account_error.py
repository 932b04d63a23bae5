"""Which refusals concern our account, and which the number that was called."""

from __future__ import annotations

import pytest

from vocsurvey.fieldwork.account_error import Reopening
from vocsurvey.rulebook import load_rulebook

ERRORS = load_rulebook().account_errors


@pytest.mark.parametrize(
    ("code", "http", "reopens"),
    [
        (20003, 401, Reopening.PROBE),
        (20005, 403, Reopening.PROBE),
        (10001, 401, Reopening.PROBE),
        (22005, 400, Reopening.PROBE),
        (21210, 400, Reopening.PERSON),
        (21215, 400, Reopening.PERSON),
        (13227, 400, Reopening.PERSON),
        (99999, 402, Reopening.PERSON),
        (None, 401, Reopening.PERSON),
        (21211, 400, None),
        (None, 400, None),
        (None, 422, None),
    ],
)
def test_whom_a_refusal_concerns(code: int | None, http: int, reopens: Reopening | None) -> None:
    found = ERRORS.of(code, http)
    assert (found.reopens if found else None) is reopens


def test_without_a_word_for_the_rest_only_the_named_codes_count() -> None:
    named = ERRORS.model_copy(update={"errors": tuple(one for one in ERRORS.errors if one.code is not None)})
    assert named.of(None, 401) is None
    assert named.of(20003, 401) is not None


def test_every_code_is_named_once_with_its_source() -> None:
    codes = [one.code for one in ERRORS.errors]
    assert len(set(codes)) == len(codes)
    assert all(one.source.startswith("https://") for one in ERRORS.errors if one.mark == "S")
