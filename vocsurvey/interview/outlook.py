"""What could still come: all remaining routes at once, each condition reduced by the answers already assumed.

Routes are walked breadth first over the questions. Two routes that leave the same conditions open, with the same flag
bits, are one; so the work grows with what the conditions can still distinguish, not with the number of answers.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from vocsurvey.interview.answer import Answers, rule_of, standing
from vocsurvey.interview.basis import Basis
from vocsurvey.interview.turn import Settled
from vocsurvey.questionnaire.condition import AnswerIs, Condition, Every, Opposite, Some, Test, Value, holds
from vocsurvey.questionnaire.model import (
    AnyQuestion,
    Asked,
    Choice,
    Consent,
    Metric,
    Missing,
    Number,
    Questionnaire,
    Scale,
    Statement,
    YesNo,
)

Residual = Condition | bool


@dataclass(frozen=True, slots=True)
class Outlook:
    """``fewest`` and ``most``: how many questions the shortest and the longest route ask in all, with those already
    asked; ``possible``: the questions without a standing answer that some route still asks."""

    fewest: int
    most: int
    possible: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Prospect:
    """One class of routes: the conditions ahead as far as they are open, whether an answer so far on this route is
    negative, and whether any standing answer is."""

    ahead: tuple[Residual, ...]
    flagged: bool
    aggrieved: bool


def outlook(basis: Basis, answers: Answers) -> Outlook:
    """The routes that are left, given the standing answers."""
    stands = standing(answers)
    questions = basis.questionnaire.questions
    ahead = tuple(True if question.ask_if is None else question.ask_if for question in questions)
    aggrieved = basis.aggrieved or any(answer.negative for answer in stands.values())
    frontier = {_Prospect(ahead, False, aggrieved): (0, 0)}
    possible: set[str] = set()
    for question in questions:
        following: dict[_Prospect, tuple[int, int]] = {}
        for prospect, (fewest, most) in frontier.items():
            for branch, cost in _branches(basis, prospect, question, stands.get(question.id)):
                few, many = following.get(branch, (fewest + cost, most + cost))
                following[branch] = min(fewest + cost, few), max(most + cost, many)
                if cost and question.id not in stands:
                    possible.add(question.id)
        frontier = following
    lengths = frontier.values()
    return Outlook(min(few for few, _ in lengths), max(many for _, many in lengths), frozenset(possible))


def _branches(
    basis: Basis, prospect: _Prospect, question: AnyQuestion, answer: Settled | None
) -> Iterator[tuple[_Prospect, int]]:
    """What a class of routes becomes at its next question, and whether (1) or not (0) that question is asked."""
    here = prospect.ahead[0]
    routed = here if isinstance(here, bool) else holds(here, {}, basis.facts, flagged=prospect.flagged)
    if isinstance(question, Statement) or not routed:
        yield _after(prospect, question.id, None, False), 0
    elif answer is not None:
        cost = 0 if answer.missing is Missing.NPS_GATE else 1
        yield _after(prospect, question.id, answer.value, answer.negative), cost
    elif question.metric is Metric.NPS and prospect.aggrieved:
        yield _after(prospect, question.id, None, False), 0
    else:
        for value in _values(basis.questionnaire, question):
            rule = rule_of(question, value)
            yield _after(prospect, question.id, value, rule is not None and rule.kind == "negative"), 1


def _after(prospect: _Prospect, question: str, value: Value | None, negative: bool) -> _Prospect:
    return _Prospect(
        tuple(assumed(condition, question, value) for condition in prospect.ahead[1:]),
        prospect.flagged or negative,
        prospect.aggrieved or negative,
    )


def assumed(condition: Residual, question: str, value: Value | None) -> Residual:
    """What is left of a condition once the answer to one question is known: true, false, or a smaller condition."""
    match condition:
        case AnswerIs(answer=asked) if asked == question:
            return condition.holds(value)
        case Every(every=parts):
            open_parts = _open([assumed(part, question, value) for part in parts], decisive=False)
            return open_parts if isinstance(open_parts, bool) else Every.model_construct(every=open_parts)
        case Some(some=parts):
            open_parts = _open([assumed(part, question, value) for part in parts], decisive=True)
            return open_parts if isinstance(open_parts, bool) else Some.model_construct(some=open_parts)
        case Opposite(opposite=part):
            left = assumed(part, question, value)
            return not left if isinstance(left, bool) else Opposite.model_construct(opposite=left)
        case _:
            return condition


def _open(parts: list[Residual], *, decisive: bool) -> tuple[Condition, ...] | bool:
    """The parts that are still open; the decisive truth value as soon as one part has it, its opposite when none is."""
    undecided: list[Condition] = []
    for part in parts:
        if part is decisive:
            return decisive
        if not isinstance(part, bool):
            undecided.append(part)
    return tuple(undecided) if undecided else not decisive


def _values(questionnaire: Questionnaire, question: Asked) -> tuple[Value | None, ...]:
    """Answers that stand for all others: every code; of numbers the ends and those beside a number that is tested."""
    match question:
        case YesNo() | Consent():
            return (None, "yes", "no")
        case Choice(options=options):
            return (None, *(option.id for option in options))
        case Scale(low=low, high=high) | Number(low=low, high=high):
            marks = {low, high}
            for test in _tests(questionnaire, question):
                marks.update(near for mark in _marks(test) for near in (mark - 1, mark, mark + 1))
            return (None, *sorted(mark for mark in marks if low <= mark <= high))
        case _:
            return (None,)


def _tests(questionnaire: Questionnaire, question: Asked) -> Iterator[Test]:
    yield from (rule.when for rule in question.flags if rule.when is not None)
    for other in questionnaire.questions:
        for test in _answer_tests(other.ask_if):
            if test.answer == question.id:
                yield test


def _answer_tests(condition: Condition | None) -> Iterator[AnswerIs]:
    match condition:
        case AnswerIs():
            yield condition
        case Every(every=parts) | Some(some=parts):
            for part in parts:
                yield from _answer_tests(part)
        case Opposite(opposite=part):
            yield from _answer_tests(part)
        case _:
            return


def _marks(test: Test) -> Iterator[int]:
    """The numbers that a test compares with. Codes that are written as numbers count as numbers."""
    for mark in (test.equals, test.at_most, test.at_least, *(test.is_in or ())):
        if mark is not None and str(mark).isdecimal():
            yield int(mark)
