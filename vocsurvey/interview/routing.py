"""Which question comes next. The route is a function of the standing answers, walked in the questionnaire's order.

A condition sees only the answers to questions before its own, so a later answer never re-opens what was passed;
the NPS gate alone looks at every standing answer, because a grievance is one wherever it was voiced.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import takewhile

from vocsurvey.interview.answer import Answers, gated, held_back, standing, without
from vocsurvey.interview.basis import Basis
from vocsurvey.interview.consent import withdrawn
from vocsurvey.questionnaire.condition import Value, holds
from vocsurvey.questionnaire.model import AnyQuestion, Asked, Missing, Statement


def on_route(basis: Basis, answers: Answers) -> Iterator[AnyQuestion]:
    """The questions and statements whose condition holds, in order. Answers off the route count for nothing."""
    stands = standing(answers)
    values: dict[str, Value | None] = {}
    flagged = False
    for question in basis.questionnaire.questions:
        if holds(question.ask_if, values, basis.facts, flagged=flagged):
            yield question
            if question.id in stands:
                values[question.id] = stands[question.id].value
                flagged = flagged or stands[question.id].negative


def rerouted(basis: Basis, answers: Answers, position: int) -> Answers:
    """The answers with those superseded that a correction took off the route, or that were recorded under a consent
    which was taken back, and gate entries that no longer hold."""
    while off := _off_route(basis, answers) | withdrawn(basis.questionnaire, answers):
        answers = without(answers, off, position)
    opened = frozenset(
        answer.question
        for answer in standing(answers).values()
        if answer.missing is Missing.NPS_GATE and not gated(basis, answers, basis.asked(answer.question))
    )
    return without(answers, opened, position)


def _off_route(basis: Basis, answers: Answers) -> frozenset[str]:
    return frozenset(standing(answers)) - {question.id for question in on_route(basis, answers)}


def onward(basis: Basis, answers: Answers, position: int) -> tuple[Answers, Asked | None]:
    """The first question on the route without a standing answer, None at the end of the route.

    The answers come back with an entry for each question that the NPS gate held back on the way.
    """
    stands = standing(answers)
    for question in tuple(on_route(basis, answers)):
        if isinstance(question, Statement) or question.id in stands:
            continue
        if not gated(basis, answers, question):
            return answers, question
        answers = (*answers, held_back(question, position))
    return answers, None


def previous(basis: Basis, answers: Answers, at: str) -> Asked | None:
    """The last question before ``at`` that was put to the person and may be put again; None when there is none."""
    stands = standing(answers)
    found: Asked | None = None
    for question in takewhile(lambda one: one.id != at, on_route(basis, answers)):
        if isinstance(question, Statement) or question.id not in stands:
            continue
        if not gated(basis, answers, question):
            found = question
    return found


def lead_in(basis: Basis, answers: Answers, following: Asked | None, told: frozenset[str]) -> tuple[str, ...]:
    """The statements on the route before the following question (or before the closing) that were not yet spoken."""
    before = takewhile(lambda one: following is None or one.id != following.id, on_route(basis, answers))
    return tuple(one.id for one in before if isinstance(one, Statement) and one.id not in told)
