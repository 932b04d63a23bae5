"""The standards of service that a coaching works on."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from vocsurvey.reporting.coaching import ServiceStandards
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
