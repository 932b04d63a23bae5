"""How far an interview is: which question is put, and how many there are in all, at least and at most."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import takewhile

from vocsurvey.interview.answer import standing
from vocsurvey.interview.basis import Basis
from vocsurvey.interview.outlook import outlook
from vocsurvey.interview.routing import on_route
from vocsurvey.interview.turn import Course
from vocsurvey.questionnaire.condition import FactValue
from vocsurvey.questionnaire.model import Missing, Questionnaire


@dataclass(frozen=True, slots=True)
class Progress:
    """``number``: the place of the question that is put, from 1; ``fewest`` and ``most``: how many the shortest and the
    longest way from here ask in all, whatever is answered now."""

    number: int
    fewest: int
    most: int


def progress_at(questionnaire: Questionnaire, facts: Mapping[str, FactValue], course: Course) -> Progress | None:
    """How far an interview is; None while no question is put: before the first, in the menu, after the end.

    A question that is put again after a way back may be answered otherwise: its answer so far binds nothing.
    """
    at = course.turn.ask.step if course.turn.ask is not None else None
    if at is None or all(one.id != at for one in questionnaire.questions):
        return None
    basis = Basis(questionnaire, facts)
    others = tuple(one for one in course.standing_answers if one.question != at)
    asked = {question for question, one in standing(others).items() if one.missing is not Missing.NPS_GATE}
    before = takewhile(lambda one: one.id != at, on_route(basis, others))
    ahead = outlook(basis, others)
    return Progress(1 + sum(one.id in asked for one in before), ahead.fewest, ahead.most)
