"""Complete, partial, break-off: the definition, and the fewest questions that could still have come."""

from __future__ import annotations

from functools import reduce

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from questionnaires_at_random import facts, questionnaires, support

from vocsurvey.interview import answer, routing
from vocsurvey.interview.basis import Basis
from vocsurvey.interview.completeness import completeness
from vocsurvey.interview.engine import play
from vocsurvey.interview.heard import Heard, Keys, Silence, Speech
from vocsurvey.interview.outlook import Residual, assumed, outlook
from vocsurvey.interview.reading import Given, Withheld
from vocsurvey.interview.transcript import Transcript
from vocsurvey.interview.turn import Completeness
from vocsurvey.questionnaire.condition import FactValue, Value, holds
from vocsurvey.questionnaire.model import Asked, Choice, Consent, Missing, Number, Questionnaire, Scale, YesNo


def _all_values(question: Asked) -> tuple[Value | None, ...]:
    match question:
        case YesNo() | Consent():
            return ("yes", "no", None)
        case Choice(options=options):
            return (*(option.id for option in options), None)
        case Scale(low=low, high=high) | Number(low=low, high=high):
            return (*range(low, high + 1), None)
        case _:
            return (None,)


def _settle(basis: Basis, answers: answer.Answers, question: Asked, value: Value | None) -> answer.Answers:
    reading = Withheld(Missing.REFUSED) if value is None else Given(value)
    return answer.with_answer(answers, answer.settled(basis, question, len(answers), reading))


def _every_route(basis: Basis, answers: answer.Answers, seen: set[str]) -> list[int]:
    """How many questions each possible continuation asks in all: every answer to every question is tried."""
    answers, question = routing.onward(basis, answers, len(answers))
    if question is None:
        return [sum(1 for one in answers if one.missing is not Missing.NPS_GATE)]
    seen.add(question.id)
    return [
        length
        for value in _all_values(question)
        for length in _every_route(basis, _settle(basis, answers, question, value), seen)
    ]


@given(questionnaires(small=True), facts, st.lists(st.integers(0, 9), max_size=4))
def test_the_outlook_is_that_of_trying_every_answer(
    questionnaire: Questionnaire, known: dict[str, FactValue], picks: list[int]
) -> None:
    basis = Basis(questionnaire, known)
    answers: answer.Answers = ()
    for pick in picks:
        answers, question = routing.onward(basis, answers, len(answers))
        if question is None:
            break
        values = _all_values(question)
        answers = _settle(basis, answers, question, values[pick % len(values)])
    seen: set[str] = set()
    lengths = _every_route(basis, answers, seen)
    found = outlook(basis, answers)
    assert (found.fewest, found.most) == (min(lengths), max(lengths))
    assert found.possible == seen


@given(questionnaires(), facts, st.data())
def test_an_assumed_answer_leaves_the_condition_as_true_as_it_was(
    questionnaire: Questionnaire, known: dict[str, FactValue], data: st.DataObject
) -> None:
    conditions = [question.ask_if for question in questionnaire.questions if question.ask_if is not None]
    assume(conditions)
    condition = data.draw(st.sampled_from(conditions))
    flagged = data.draw(st.booleans())
    values = {
        question.id: data.draw(st.sampled_from(["yes", "no", "red", 0, 2, 3, None]))
        for question in questionnaire.questions
    }
    left: Residual = condition
    for question, value in values.items():
        left = assumed(left, question, value)
    expected = holds(condition, values, known, flagged=flagged)
    assert (left if isinstance(left, bool) else holds(left, {}, known, flagged=flagged)) is expected


YES = Keys("1")
CASES: list[tuple[str, list[Heard], Completeness]] = [
    ("nothing heard", [], Completeness.CONTACTED),
    ("silence at the opening", [Silence(), Silence(), Silence()], Completeness.CONTACTED),
    ("not now", [Keys("2")], Completeness.CONTACTED),
    ("agreed, then hung up", [YES], Completeness.CONTACTED),
    ("one core item of the fewest five", [YES, Keys("1")], Completeness.BREAK_OFF),
    ("both core items", [YES, Keys("1"), Keys("5")], Completeness.COMPLETE),
    ("cannot say is an answer", [YES, Keys("0"), Keys("5")], Completeness.COMPLETE),
    ("a refused core item", [YES, Keys("*"), Keys("3"), Keys("5")], Completeness.BREAK_OFF),
    (
        "half of the questions, one core item",
        [YES, Keys("*"), Keys("3"), Keys("5"), Keys("9"), Keys("2#")],
        Completeness.PARTIAL,
    ),
    (
        "everything but the core items",
        [YES, Keys("*"), Keys("3"), Keys("*"), Keys("3"), Keys("9"), Keys("2"), Speech("fine")],
        Completeness.BREAK_OFF,
    ),
]


@pytest.mark.parametrize(("heard", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_completeness(heard: list[Heard], expected: Completeness) -> None:
    assert play(support(), {}, reduce(Transcript.heard, heard, Transcript())).completeness is expected


def test_a_core_item_held_back_by_the_gate_is_met() -> None:
    questionnaire = support().model_copy(update={"core": ("cared", "nps")})
    gated = reduce(Transcript.heard, [YES, Keys("1"), Keys("5")], Transcript())
    assert play(questionnaire, {"follow_up.open": True}, gated).completeness is Completeness.COMPLETE
    assert play(questionnaire, {}, gated).completeness is Completeness.BREAK_OFF


def test_a_core_item_that_no_route_reaches_any_more_is_met() -> None:
    """``about`` is asked only of those who are not satisfied: of the satisfied it cannot be missing."""
    questionnaire = support().model_copy(update={"core": ("cared", "about")})
    satisfied = reduce(Transcript.heard, [YES, Keys("1"), Keys("4")], Transcript())
    assert play(questionnaire, {}, satisfied).completeness is Completeness.COMPLETE
    open_yet = reduce(Transcript.heard, [YES, Keys("1")], Transcript())
    assert play(questionnaire, {}, open_yet).completeness is Completeness.BREAK_OFF


def test_only_gate_entries_are_no_start() -> None:
    basis = Basis(support(), {})
    nps = basis.asked("nps")
    assert completeness(basis, (answer.held_back(nps, 0),)) is Completeness.CONTACTED
