"""Which negative answers some way leaves without what has to follow, checked against brute force."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from specimen import GOOD, good
from test_routes_and_durations import CONDITIONS, FACTS

from vocsurvey.questionnaire.condition import FactValue, Value, holds
from vocsurvey.questionnaire.model import AnyQuestion, Questionnaire, Scale
from vocsurvey.questionnaire.routes import WORDS, negative, outstanding, values_of

KINDS = (
    "kind: scale, low: 1, high: 3, labels: {}, flags: [{rule: r0, when: {at_most: 1}}]",
    "kind: open",
    "kind: yes_no, flags: [{rule: r1, when: {is: no}}]",
    "kind: open, flags: [{rule: r2}]",
    "kind: consent, purpose: quote, flags: [{rule: r3, when: {is: no}}]",
)
NAMES = [f"q{n}" for n in range(len(KINDS))]


def questionnaire_of(conditions: list[str]) -> Questionnaire:
    """Five questions, each with its condition or with none."""
    questions = [
        f"  - {{id: {name}, say: {{en: x}}, {kind}{', ask_if: ' + condition if condition else ''}}}\n"
        for name, kind, condition in zip(NAMES, KINDS, conditions, strict=True)
    ]
    head, tail = GOOD.split("questions:\n")[0], "closing:\n" + GOOD.split("closing:\n")[1]
    return good(head + "questions:\n" + "".join(questions) + tail)


def every_value(question: AnyQuestion) -> tuple[Value, ...]:
    """All that it can be answered with, the numbers in the middle of a scale too."""
    return tuple(range(question.low, question.high + 1)) if isinstance(question, Scale) else values_of(question)


def left_open(
    questionnaire: Questionnaire, said: dict[str, Value | None], facts: dict[str, FactValue], settling: set[str]
) -> set[str]:
    """One walk by hand: the questions answered negatively after which none of the settling ones was put."""
    answers: dict[str, Value | None] = {}
    owed: set[str] = set()
    flagged = False
    for question in questionnaire.questions:
        if not holds(question.ask_if, answers, facts, flagged=flagged):
            continue
        answers[question.id] = said[question.id]
        bad = negative(question, said[question.id])
        if question.id in settling:
            owed = set()
        elif bad:
            owed |= {question.id}
        flagged = flagged or bad
    return owed


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.one_of(st.just(""), CONDITIONS), min_size=5, max_size=5),
    st.sets(st.sampled_from(NAMES)),
    st.sets(st.sampled_from(NAMES)),
)
def test_what_is_outstanding_is_that_of_brute_force(
    conditions: list[str], raising: set[str], settling: set[str]
) -> None:
    questionnaire = questionnaire_of(conditions)
    truth: set[str] = set()
    for values in product(*((None, *every_value(one)) for one in questionnaire.questions)):
        said = dict(zip(NAMES, values, strict=True))
        for facts in product(*FACTS.values()):
            truth |= left_open(questionnaire, said, dict(zip(FACTS, facts, strict=True)), settling) & raising
    # An answer is kept in mind one at a time, so that one that is settled cannot hide another that is not.
    assert outstanding(questionnaire, frozenset(raising), frozenset(settling)) == frozenset(truth)


def test_words_are_an_answer() -> None:
    question = questionnaire_of([""] * 5).question("q3")
    assert values_of(question) == (WORDS,)
    assert negative(question, WORDS)
    assert not negative(question, None)


def test_too_many_ways_are_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    every = frozenset(question.id for question in good().questions)
    assert outstanding(good(), every, frozenset()) == frozenset({"csat", "cared", "nps"})
    monkeypatch.setattr("vocsurvey.questionnaire.routes.MOST_WEIGHED", 30)
    assert outstanding(good(), every, frozenset()) is None
