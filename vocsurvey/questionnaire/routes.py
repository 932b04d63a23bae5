"""Every way through a questionnaire, found without asking anybody.

Conditions compare answers and facts with constants only, so the values of a question fall into a few classes that no
condition and no flag rule can tell apart. One value of each class stands for all. The ways are then counted out
question by question; two that can no longer be told apart by anything that follows are one.

A condition may only look at questions before its own (the rule ``condition-order``), so a way never comes back to where
it was: there are no loops and no dead ends to be found, only questions that are never reached.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, product

from vocsurvey.questionnaire.condition import (
    AnswerIs,
    Condition,
    Every,
    FactIs,
    FactKnown,
    FactValue,
    Flagged,
    Opposite,
    Some,
    Test,
    Value,
    holds,
)
from vocsurvey.questionnaire.condition_part import Place, Weighing
from vocsurvey.questionnaire.facts import KNOWN_FACTS
from vocsurvey.questionnaire.model import (
    AnyQuestion,
    Choice,
    Consent,
    FlagRule,
    Metric,
    Number,
    Open,
    Questionnaire,
    Scale,
    YesNo,
)

MOST_WEIGHED = 200_000
"""How many answers and tests are weighed before the proof is given up."""

Leaf = AnswerIs | FactIs | FactKnown | Flagged
WORDS = "\x00 any words"
"""Stands for whatever somebody says in their own words."""
_OTHER = "\x00 any other text"
_COMPLAINT = "complaint"
_GRIEVANCES = frozenset({"follow_up.open", "touchpoint.kind"})


@dataclass(frozen=True, slots=True, order=True)
class Way:
    """One way through: the questions that are asked, in order, and how many of the answers are negative."""

    asked: tuple[str, ...]
    negatives: int


@dataclass(frozen=True, slots=True)
class Routes:
    """All ways. When they are too many to count out, ``proved`` is false and the only way asks everything.

    ``never`` and ``always`` hold the questions with a condition that holds on no way, or on every one; ``idle`` the
    parts of the other conditions that come to the same on every way: by question and place, and to what.
    """

    ways: tuple[Way, ...]
    never: frozenset[str]
    always: frozenset[str]
    proved: bool
    idle: tuple[tuple[str, Place, bool], ...] = ()


@dataclass(frozen=True, slots=True)
class _Known:
    """What was found out so far, as far as the conditions that follow can tell it apart."""

    facts: tuple[tuple[str, FactValue], ...]
    answers: tuple[tuple[str, Value | None], ...]


def leaves(condition: Condition | None) -> Iterator[Leaf]:
    """The tests that a condition is made of."""
    match condition:
        case None:
            return
        case Every(every=parts) | Some(some=parts):
            for part in parts:
                yield from leaves(part)
        case Opposite(opposite=part):
            yield from leaves(part)
        case _:
            yield condition


def values_of(question: AnyQuestion, tests: Iterable[Test] = ()) -> tuple[Value, ...]:
    """Values that stand for all that the question can be answered with, as far as the tests can tell them apart.

    ``WORDS`` for open questions: there is nothing in them to compare. Empty for statements.
    """
    match question:
        case YesNo() | Consent():
            return ("yes", "no")
        case Open():
            return (WORDS,)
        case Choice(options=options):
            return tuple(option.id for option in options)
        case Scale(low=low, high=high) | Number(low=low, high=high):
            edges = {low, high} | {edge + step for test in tests for edge in _numbers(test) for step in (-1, 0, 1)}
            return tuple(sorted(edge for edge in edges if low <= edge <= high))
        case _:
            return ()


def negative(question: AnyQuestion, value: Value | None) -> bool:
    """Whether the first flag rule that holds for the value is of kind negative."""
    return next((rule.kind == "negative" for rule in question.flags if fires(rule, value)), False)


def fires(rule: FlagRule, value: Value | None) -> bool:
    """Whether the flag rule holds for the value. Without ``when`` every answer does; a missing one never does."""
    return value is not None if rule.when is None else rule.when.holds(value)


def routes(questionnaire: Questionnaire) -> Routes:
    """Count out every way through the questionnaire, or give up after ``MOST_WEIGHED`` conditions."""
    walk = _Walk(questionnaire.questions)
    states: set[tuple[_Known, tuple[str, ...], int]] = {(known, (), 0) for known in walk.starts()}
    weighed = len(states)
    for place, question in enumerate(questionnaire.questions):
        weighed += len(states) * walk.weight(question)
        if weighed > MOST_WEIGHED:
            return _unproved(questionnaire)
        states = {
            (after, (*asked, question.id) if put else asked, negatives + bad)
            for known, asked, negatives in states
            for after, put, bad in walk.steps(known, place, question, flagged=negatives > 0)
        }
    ways = tuple(sorted({Way(asked, negatives) for _, asked, negatives in states}))
    conditional = {question.id for question in questionnaire.questions if question.ask_if is not None}
    never, always = frozenset(conditional - walk.held), frozenset(conditional - walk.failed)
    return Routes(ways, never, always, proved=True, idle=tuple(walk.idle(never | always)))


def _unproved(questionnaire: Questionnaire) -> Routes:
    everything = tuple(question.id for question in questionnaire.questions)
    negatives = sum(1 for question in questionnaire.questions if question.flags)
    return Routes((Way(everything, negatives),), frozenset(), frozenset(), proved=False)


def outstanding(
    questionnaire: Questionnaire, raising: frozenset[str], settling: frozenset[str]
) -> frozenset[str] | None:
    """Those of the ``raising`` questions that some way leaves without a ``settling`` one after a negative answer.

    None when there are too many ways to weigh. On each way one negative answer at a time is kept in mind, so that the
    work grows with the number of questions that can have one, not with their combinations.
    """
    walk = _Walk(questionnaire.questions)
    states: set[tuple[_Known, bool, str | None]] = {(known, False, None) for known in walk.starts()}
    weighed = len(states)
    for place, question in enumerate(questionnaire.questions):
        weighed += len(states) * walk.weight(question)
        if weighed > MOST_WEIGHED:
            return None
        name, settles, raises = question.id, question.id in settling, question.id in raising - settling
        states = {
            (after, flagged or bad, owed)
            for known, flagged, before in states
            for after, put, bad in walk.steps(known, place, question, flagged=flagged)
            for owed in ({before, name} if raises and bad and before is None else {None if settles and put else before})
        }
    return frozenset(owed for _, _, owed in states if owed is not None)


class _Walk:
    """What the steps from one question to the next need to know, worked out once."""

    def __init__(self, questions: Sequence[AnyQuestion]) -> None:
        self.held: set[str] = set()
        self.failed: set[str] = set()
        self._tests: dict[str, list[Test]] = defaultdict(list)
        self._needed_after: list[frozenset[str]] = []
        needed: set[str] = set()
        grievances = _GRIEVANCES if self._looks_at(_GRIEVANCES, questions) else frozenset()
        for question in reversed(questions):
            self._needed_after.append(frozenset(needed))
            for leaf in leaves(question.ask_if):
                needed.add(_subject(leaf))
                if isinstance(leaf, Test):
                    self._tests[_subject(leaf)].append(leaf)
            if question.metric is Metric.NPS:
                needed |= grievances
        self._needed_after.reverse()
        self._weighings = {one.id: Weighing(one.ask_if) for one in questions if one.ask_if is not None}
        self._facts = sorted(needed & set(KNOWN_FACTS))
        self._classes = {question.id: tuple(self._answers(question)) for question in questions}

    @staticmethod
    def _looks_at(names: frozenset[str], questions: Sequence[AnyQuestion]) -> bool:
        return any(_subject(leaf) in names for question in questions for leaf in leaves(question.ask_if))

    def starts(self) -> set[_Known]:
        """One for each combination of facts that the conditions can tell apart, one too many at most."""
        choices = [tuple(self._fact_values(name)) for name in self._facts]
        combinations = islice(product(*choices), MOST_WEIGHED + 1)
        return {_Known(tuple(zip(self._facts, values, strict=True)), ()) for values in combinations}

    def weight(self, question: AnyQuestion) -> int:
        """What the question adds to the work for each state: tests to make and answers to follow."""
        return len(self._classes[question.id]) + sum(1 for _ in leaves(question.ask_if))

    def steps(
        self, known: _Known, place: int, question: AnyQuestion, *, flagged: bool
    ) -> Iterator[tuple[_Known, bool, bool]]:
        """What is known after the question, whether it was put, and whether the answer was negative.

        One for each class of answers, or one when it is not put. ``flagged``: an answer before it was negative.
        """
        facts = dict(known.facts)
        met = self._met(question, dict(known.answers), facts, flagged=flagged)
        (self.held if met else self.failed).add(question.id)
        needed = self._needed_after[place]
        kept = tuple(pair for pair in known.facts if pair[0] in needed)
        answers = tuple(pair for pair in known.answers if pair[0] in needed)
        if not met or (question.metric is Metric.NPS and (flagged or _aggrieved(facts))):
            yield _Known(kept, answers), False, False
            return
        for value, bad in self._classes[question.id]:
            more = ((question.id, value),) if question.id in needed and value is not None else ()
            yield _Known(kept, answers + more), True, bad

    def idle(self, but: frozenset[str]) -> Iterator[tuple[str, Place, bool]]:
        """The parts of conditions that always came to the same, but for those of some questions."""
        for name, weighing in self._weighings.items():
            yield from ((name, place, came_to) for place, came_to in weighing.idle() if name not in but)

    def _met(
        self,
        question: AnyQuestion,
        answers: Mapping[str, Value | None],
        facts: Mapping[str, FactValue],
        *,
        flagged: bool,
    ) -> bool:
        weighing = self._weighings.get(question.id)
        return weighing is None or weighing.holds(lambda leaf: holds(leaf, answers, facts, flagged=flagged))

    def _answers(self, question: AnyQuestion) -> Iterator[tuple[Value | None, bool]]:
        tests = self._tests[question.id]
        seen = set()
        bounds = (rule.when for rule in question.flags if rule.when is not None)
        for value in (None, *values_of(question, (*tests, *bounds))):
            bad = negative(question, value)
            sign = (bad, *(test.holds(value) for test in tests))
            if sign not in seen:
                seen.add(sign)
                yield value, bad

    def _fact_values(self, name: str) -> Iterator[FactValue]:
        fact, tests = KNOWN_FACTS[name], self._tests[name]
        named = sorted({str(value) for test in tests for value in _constants(test)} | {_COMPLAINT, _OTHER})
        values: tuple[FactValue, ...] = (True, False) if fact.kind == "yes_no" else tuple(named)
        seen = set()
        for value in values if fact.certain else (None, *values):
            sign = (value is None, value is True, value == _COMPLAINT, *(test.holds(value) for test in tests))
            if sign not in seen:
                seen.add(sign)
                yield value


def _subject(leaf: Leaf) -> str:
    match leaf:
        case AnswerIs(answer=name) | FactIs(fact=name) | FactKnown(known=name):
            return name
        case _:
            return ""


def _aggrieved(facts: Mapping[str, FactValue]) -> bool:
    return facts.get("follow_up.open") is True or facts.get("touchpoint.kind") == _COMPLAINT


def _constants(test: Test) -> tuple[Value, ...]:
    return (*(test.is_in or ()), *(() if test.equals is None else (test.equals,)))


def _numbers(test: Test) -> Iterator[int]:
    for value in (*_constants(test), test.at_most, test.at_least):
        if isinstance(value, int):
            yield value
        elif value is not None and value.isascii() and value.isdigit():
            yield int(value[:9])
