"""Whether a test can be made of a question's answers, or of a fact, at all."""

from __future__ import annotations

from collections.abc import Iterator

from vocsurvey.questionnaire.condition import Test, Value
from vocsurvey.questionnaire.facts import Fact
from vocsurvey.questionnaire.finding import Path, listed, shown
from vocsurvey.questionnaire.model import AnyQuestion, Consent, Number, Open, Scale, Statement, YesNo

Problem = tuple[Path, str, str]
"""Where in the test (a path from it), the rule, and the sentence."""


def problems_with_answer(test: Test | None, question: AnyQuestion) -> Iterator[Problem]:
    """What is wrong with comparing answers to the question by the test; None takes every answer."""
    name = shown(question.id)
    if test is None:
        if isinstance(question, Statement):
            yield (), "type-mismatch", f"{name} is a statement: nobody answers it"
        return
    yield from _problems_with_form(test)
    match question:
        case Open() | Statement():
            yield (), "type-mismatch", f"{name} is of kind {question.kind}: there is no value in it to compare"
        case Scale(low=low, high=high) | Number(low=low, high=high):
            yield from _outside(test, low, high, name)
        case YesNo() | Consent():
            yield from _not_among(test, ("yes", "no"), name)
        case _:
            yield from _not_among(test, tuple(option.id for option in question.options), name)


def problems_with_fact(test: Test, name: str, fact: Fact) -> Iterator[Problem]:
    """What is wrong with comparing the fact by the test."""
    yield from _problems_with_form(test)
    if fact.kind == "yes_no":
        yield from _not_among(test, ("yes", "no"), shown(name))
    else:
        yield from _no_order(test, shown(name))


def _problems_with_form(test: Test) -> Iterator[Problem]:
    if test.equals is None and test.is_in is None and test.at_most is None and test.at_least is None:
        yield (), "condition-empty", "nothing is compared; say `is`, `is_in`, `at_most` or `at_least`"
    if test.is_in == ():
        yield ("is_in",), "condition-empty", "`is_in` is empty, so it holds for nothing"


def _values(test: Test) -> Iterator[tuple[Path, Value]]:
    if test.equals is not None:
        yield ("is",), test.equals
    for index, value in enumerate(test.is_in or ()):
        yield ("is_in", index), value


def _no_order(test: Test, name: str) -> Iterator[Problem]:
    for key, bound in (("at_most", test.at_most), ("at_least", test.at_least)):
        if bound is not None:
            yield (key,), "type-mismatch", f"{name} is no number, so it cannot be compared by `{key}`"


def _not_among(test: Test, known: tuple[str, ...], name: str) -> Iterator[Problem]:
    yield from _no_order(test, name)
    for path, value in _values(test):
        if str(value) not in known:
            yield path, "type-mismatch", f"{name} is never {shown(value)}; it is one of {listed(known)}"


def _outside(test: Test, low: int, high: int, name: str) -> Iterator[Problem]:
    bounds = (("at_most", test.at_most), ("at_least", test.at_least))
    given: list[tuple[Path, Value]] = [((key,), bound) for key, bound in bounds if bound is not None]
    for path, value in (*_values(test), *given):
        if not isinstance(value, int):
            yield path, "type-mismatch", f"{name} is a number from {low} to {high}, never {shown(value)}"
        elif not low <= value <= high:
            yield path, "type-mismatch", f"{name} goes from {low} to {high}; {value} is outside it"
