"""How attempts end: every carrier outcome with every standing of the interview."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vocsurvey.fieldwork.outcome import CODES, CarrierOutcome, Circumstances, DeadCause, Standing, outcome_of
from vocsurvey.fieldwork.protocol import Ending

HEARD = {
    Standing.COMPLETE: ("1.1", Ending.COMPLETE, True),
    Standing.PARTIAL: ("1.2", Ending.PARTIAL, False),
    Standing.STARTED: ("2.12", Ending.BREAK_OFF, False),
    Standing.BREAK_OFF: ("2.12", Ending.BREAK_OFF, False),
    Standing.OPTED_OUT_BEFORE: ("2.112", Ending.REFUSAL, True),
    Standing.OPTED_OUT_AFTER: ("2.12", Ending.REFUSAL, True),
    Standing.REFUSED: ("2.112", Ending.REFUSAL, False),
    Standing.REFUSED_AFTER: ("2.12", Ending.REFUSAL, False),
    Standing.NOT_NOW: ("2.21", Ending.NOT_NOW, False),
    Standing.WRONG_PERSON: ("4.90", Ending.NOT_ELIGIBLE, True),
    Standing.LEFT: ("4.70", Ending.NOT_ELIGIBLE, True),
    Standing.PERSON_REQUESTED: ("2.21", Ending.PERSON_REQUESTED, False),
}
UNHEARD = {
    CarrierOutcome.COMPLETED: ("3.20", Ending.CONTACTED, True),
    CarrierOutcome.BUSY: ("3.12", Ending.BUSY, True),
    CarrierOutcome.NO_ANSWER: ("3.13", Ending.NO_ANSWER, True),
    CarrierOutcome.FAILED: ("3.16", Ending.FAILED, True),
    CarrierOutcome.CANCELED: ("3.11", Ending.NOT_DIALED, False),
    CarrierOutcome.REJECTED_BY_CARRIER: ("3.16", Ending.REJECTED, False),
    CarrierOutcome.NEVER_LEFT: ("3.11", Ending.NOT_DIALED, False),
    CarrierOutcome.THROTTLED: ("3.11", Ending.NOT_DIALED, False),
    CarrierOutcome.UNCERTAIN_EXPIRED: ("3.16", Ending.UNCERTAIN, True),
    CarrierOutcome.MACHINE: ("3.14", Ending.MACHINE, True),
}
SILENT = {Standing.CONTACTED, Standing.NO_INPUT}
CONNECTED = [carrier for carrier in CarrierOutcome if carrier is not CarrierOutcome.MACHINE]


def test_every_member_is_covered() -> None:
    assert set(UNHEARD) == set(CarrierOutcome)
    assert set(HEARD) | SILENT | {Standing.NOT_STARTED} == set(Standing)


@pytest.mark.parametrize(("carrier", "standing"), list(product(CarrierOutcome, HEARD)))
def test_what_was_heard_beats_what_the_carrier_says(carrier: CarrierOutcome, standing: Standing) -> None:
    outcome = outcome_of(carrier, standing)
    assert (outcome.code, outcome.ending, outcome.final_for_case) == HEARD[standing]
    assert outcome.counted


@pytest.mark.parametrize("carrier", CarrierOutcome)
def test_nothing_heard(carrier: CarrierOutcome) -> None:
    outcome = outcome_of(carrier, Standing.NOT_STARTED)
    assert (outcome.code, outcome.ending, outcome.counted) == UNHEARD[carrier]
    assert not outcome.final_for_case


@pytest.mark.parametrize(("carrier", "standing"), list(product(CONNECTED, sorted(SILENT))))
def test_silence_is_contact_and_never_a_refusal(carrier: CarrierOutcome, standing: Standing) -> None:
    assert outcome_of(carrier, standing).code == "3.20"
    again = outcome_of(carrier, standing, Circumstances(reached_before=True))
    assert (again.code, again.ending, again.counted, again.final_for_case) == ("2.20", Ending.CONTACTED, True, False)


@pytest.mark.parametrize("standing", sorted(SILENT))
def test_a_machine_that_listened_is_no_contact(standing: Standing) -> None:
    assert outcome_of(CarrierOutcome.MACHINE, standing).code == "3.14"


@pytest.mark.parametrize(
    ("carrier", "circumstances", "code", "ending", "counted", "final"),
    [
        (CarrierOutcome.CANCELED, Circumstances(rang=True), "3.13", Ending.NO_ANSWER, True, False),
        (CarrierOutcome.COMPLETED, Circumstances(unspoken=True), "3.16", Ending.FAILED, True, False),
        (CarrierOutcome.NO_ANSWER, Circumstances(unspoken=True), "3.13", Ending.NO_ANSWER, True, False),
        (CarrierOutcome.MACHINE, Circumstances(confirmed=True), "2.222", Ending.MACHINE, True, False),
        (
            CarrierOutcome.MACHINE,
            Circumstances(confirmed=True, message_left=True),
            "2.221",
            Ending.MACHINE,
            True,
            False,
        ),
        (CarrierOutcome.MACHINE, Circumstances(message_left=True), "3.14", Ending.MACHINE, True, False),
        *[
            (CarrierOutcome.FAILED, Circumstances(dead=cause), cause.value, Ending.DEAD_NUMBER, True, True)
            for cause in DeadCause
        ],
    ],
)
def test_circumstances(
    carrier: CarrierOutcome, circumstances: Circumstances, code: str, ending: Ending, counted: bool, final: bool
) -> None:
    outcome = outcome_of(carrier, Standing.NOT_STARTED, circumstances)
    assert (outcome.code, outcome.ending, outcome.counted, outcome.final_for_case) == (code, ending, counted, final)


def test_asking_for_a_person_after_answers_is_a_break_off_until_resumed() -> None:
    outcome = outcome_of(CarrierOutcome.COMPLETED, Standing.PERSON_REQUESTED, Circumstances(answered=True))
    assert (outcome.code, outcome.ending) == ("2.12", Ending.PERSON_REQUESTED)


@given(
    st.sampled_from(CarrierOutcome),
    st.sampled_from(Standing),
    st.builds(Circumstances, *[st.booleans()] * 5, st.sampled_from([None, *DeadCause])),
)
def test_every_code_is_announced_and_not_dialed_never_counts(
    carrier: CarrierOutcome, standing: Standing, circumstances: Circumstances
) -> None:
    outcome = outcome_of(carrier, standing, circumstances)
    assert outcome.code in CODES
    assert outcome.counted == (outcome.ending not in (Ending.NOT_DIALED, Ending.REJECTED))
