"""The rules of the desk, and which callers a case fits."""

from __future__ import annotations

from datetime import timedelta

import pytest
from pydantic import ValidationError

from vocsurvey.fieldwork.desk import DeskRules, queue_for, queues_of
from vocsurvey.rulebook import load_rulebook


def test_a_case_fits_whoever_draws_from_its_queue() -> None:
    assert queues_of(("en", "de"), converts=False) == ("en", "de")
    assert queues_of(("en",), converts=True) == ("en", "en refused")
    assert queues_of((), converts=True) == ()
    for refused in (False, True):
        assert queue_for("fr", refused=refused) in queues_of(("fr",), converts=True)
    assert queue_for("fr", refused=True) not in queues_of(("fr",), converts=False)


def test_a_lease_outlives_a_page_that_is_loaded_anew() -> None:
    rules = load_rulebook().desk
    assert rules.lease == timedelta(minutes=5)
    assert rules.own_appointment == timedelta(minutes=30)
    with pytest.raises(ValidationError):
        DeskRules.model_validate({**rules.model_dump(), "lease": "3 s"})
