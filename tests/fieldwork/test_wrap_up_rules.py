"""What may be said of a call that is over: never against what happened."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from pydantic import ValidationError

from vocsurvey.fieldwork.disposition import Class
from vocsurvey.fieldwork.outcome import CarrierOutcome, Circumstances, Standing, outcome_of
from vocsurvey.fieldwork.protocol import Ending
from vocsurvey.fieldwork.wrapping_up import Stage, WrapUpRules, fits, stage_of
from vocsurvey.rulebook import load_rulebook

RULES = load_rulebook()
EVERYTHING = list(itertools.product(CarrierOutcome, Standing, (False, True), (False, True)))


def offered(carrier: CarrierOutcome, standing: Standing, heard: bool, answered: bool) -> tuple[str, ...]:
    suggested = outcome_of(carrier, standing, Circumstances(answered=answered))
    stage = stage_of(carrier, standing, heard=heard, answered=answered)
    return tuple(one.code for one in RULES.wrapping_up.possible(stage, suggested))


@pytest.mark.parametrize(("carrier", "standing", "heard", "answered"), EVERYTHING)
def test_nothing_is_offered_that_contradicts_what_happened(
    carrier: CarrierOutcome, standing: Standing, heard: bool, answered: bool
) -> None:
    codes = offered(carrier, standing, heard, answered)
    classes = {entry.class_ for code in codes if (entry := RULES.dispositions.of(code)) is not None}
    assert not classes & {Class.I, Class.P}, "only answers make an interview"
    assert not set(codes) & {"3.11", "3.12", "3.13"}, "whether somebody picked up, the carrier knows"
    said_it_all = ("complete", "partial", "opted_out_before", "opted_out_after", "wrong_person", "left")
    if standing in said_it_all:
        assert codes == ()
    if standing is Standing.NOT_STARTED and carrier not in (CarrierOutcome.COMPLETED, CarrierOutcome.MACHINE):
        assert codes == ()
    if heard and answered:
        assert set(codes) <= {"2.12"}


def test_what_a_caller_hears_can_be_said() -> None:
    picked_up = offered(CarrierOutcome.COMPLETED, Standing.CONTACTED, heard=False, answered=False)
    assert {"2.222", "2.111", "2.112", "2.332", "4.70", "4.90", "4.31"} <= set(picked_up)
    declined = offered(CarrierOutcome.COMPLETED, Standing.REFUSED, heard=True, answered=False)
    assert {"2.111", "2.332", "4.70"} <= set(declined)
    assert not {"2.222", "3.14", "4.31"} & set(declined), "no machine speaks with us"
    assert offered(CarrierOutcome.COMPLETED, Standing.STARTED, heard=True, answered=True) == ("2.12",)
    assert "2.222" in offered(CarrierOutcome.COMPLETED, Standing.STARTED, heard=False, answered=True), (
        "who answered in an earlier call and has their voicemail on in this one"
    )


def test_the_same_again_is_no_choice() -> None:
    suggested = outcome_of(CarrierOutcome.COMPLETED, Standing.NOT_NOW)
    names = [one.name for one in RULES.wrapping_up.possible(Stage.SILENT, suggested)]
    assert "no_time" not in names
    assert "another_language" in names


@pytest.mark.parametrize(
    ("changed", "complaint"),
    [
        ({"code": "1.1"}, "1.1 contradicts a call that is silent"),
        ({"code": "3.13"}, "contradicts"),
        ({"code": "2.12"}, "contradicts"),
        ({"after": ["declined"]}, "2.222 contradicts a call that is declined"),
        ({"after": ["begun"]}, "contradicts"),
        ({"after": ["unreached"]}, "contradicts"),
        ({"after": ["settled"]}, "contradicts"),
        ({"name": "own_machine"}, "named twice: own_machine"),
    ],
)
def test_rules_that_contradict_a_call_are_refused(changed: dict[str, Any], complaint: str) -> None:
    first = RULES.wrapping_up.choices[0].model_dump()
    other = {**first, "name": "another", **changed}
    head = {"format": 1, "mark": "R", "source": "our own"}
    with pytest.raises(ValidationError, match=complaint):
        WrapUpRules.model_validate({**head, "choices": [first, other]})
    assert WrapUpRules.model_validate({**head, "choices": [first]}).choices[0].ending is Ending.MACHINE
    assert fits("2.222", Stage.SILENT)
