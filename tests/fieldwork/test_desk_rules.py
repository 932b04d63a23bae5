"""The rules of the desk, and which callers a case fits."""

from __future__ import annotations

from datetime import timedelta

import pytest
from pydantic import ValidationError

from vocsurvey.fieldwork.desk import DeskRules, begun_among, queue_for, queues_of
from vocsurvey.rulebook import load_rulebook


def test_a_case_fits_whoever_draws_from_its_queue() -> None:
    assert queues_of(("en", "de"), converts=False) == ("en", "en begun", "de", "de begun")
    assert queues_of(("en",), converts=True) == ("en", "en begun", "en refused")
    assert queues_of((), converts=True) == ()
    for refused in (False, True):
        assert queue_for("fr", refused=refused) in queues_of(("fr",), converts=True)
    assert queue_for("fr", refused=True) not in queues_of(("fr",), converts=False)
    assert queue_for("fr", refused=True, begun=True) == queue_for("fr", refused=True), "whoever can turn that"
    assert begun_among(queues_of(("en", "de"), converts=True)) == ("en begun", "de begun")


def test_a_lease_outlives_a_page_that_is_loaded_anew() -> None:
    rules = load_rulebook().desk
    assert rules.lease == timedelta(minutes=5)
    assert rules.own_appointment == timedelta(minutes=30)
    with pytest.raises(ValidationError):
        DeskRules.model_validate({**rules.model_dump(), "lease": "3 s"})
