"""The next turn from what a URL carries, for the time in which nothing else is known: the memory does not answer.

What was heard is kept elsewhere and is read in full later, so this decides only what the person hears next. Whatever
could make the two part is left alone: then there is no next turn, and the call ends kindly.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import takewhile

from vocsurvey.interview import answer
from vocsurvey.interview.basis import Basis
from vocsurvey.interview.completeness import completeness
from vocsurvey.interview.consent import agreed
from vocsurvey.interview.engine import MAX_COUNTER_QUESTIONS, MAX_FAILURES, codes_of, step
from vocsurvey.interview.heard import Heard
from vocsurvey.interview.reading import Given, Withheld
from vocsurvey.interview.speaking import turn_of
from vocsurvey.interview.state import MENU, STOPPING, Frame, State
from vocsurvey.interview.transcript import Channel, Exchange
from vocsurvey.interview.turn import Course, Settled
from vocsurvey.questionnaire.condition import (
    Condition,
    Every,
    FactIs,
    FactKnown,
    FactValue,
    Opposite,
    Some,
    Value,
)
from vocsurvey.questionnaire.model import Asked, Missing, Purpose, Questionnaire, Statement


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an interview stood when it asked: what was asked (``step``) at ``position`` on which call, in which
    language, the standing answers without their words, and whether one of them is negative. ``facts`` are the few that
    the gate and the rotation of options need."""

    step: str
    position: int
    leg: int
    language: str
    codes: tuple[tuple[str, Value | None], ...]
    flagged: bool
    facts: Mapping[str, FactValue]


def carry_on(questionnaire: Questionnaire, standing: Standing, heard: Heard) -> Course | None:
    """What follows from one more thing heard; None where the carried state does not tell for certain.

    It does not tell who is on the line and which times may be offered; nor what a route does that turns on facts; nor
    where the menu was asked for, nor what was recorded. How often somebody was silent, or asked something back, is not
    carried either, so the first silence ends the call politely.
    """
    basis = Basis(questionnaire, standing.facts, {}, standing.language)
    state = None if any(_turns_on_facts(one.ask_if) for one in questionnaire.questions) else _state(basis, standing)
    if state is None:
        return None
    exchange = Exchange(standing.position, standing.leg, Channel.IVR, heard)
    after = step(basis, state, exchange)
    patient = step(basis, replace(state, failures=0), exchange)
    going = after.ending is None
    # Where fewer failures would have had the question put again, an answer is not to be taken from them: the last try
    # at an open question leads on to the next one, the first does not, and which it was is not carried.
    put_again = (patient.settled, patient.step) != (after.settled, after.step)
    if _taken_back(questionnaire, state, after) or (going and put_again):
        return None
    if going and (standing.step in (MENU, STOPPING) or after.frame not in (None, Frame.GOOD_TIME)):
        return None
    here = basis.on({}, after.language)
    return Course(
        turn=turn_of(here, after, live=False),
        settled=after.settled,
        completeness=completeness(here, after.settled),
        ending=after.ending,
        steps=after.steps,
        codes=codes_of(after.settled),
    )


def _taken_back(questionnaire: Questionnaire, before: State, after: State) -> bool:
    """Whether a consent to recording was taken back: which answers were recorded under it is not carried."""
    was, holds = (agreed(questionnaire, one.settled, Purpose.RECORDING) for one in (before, after))
    return was and not holds


def _state(basis: Basis, standing: Standing) -> State | None:
    asked = {one.id for one in basis.questionnaire.questions if not isinstance(one, Statement)}
    if standing.step not in (*asked, MENU, STOPPING, Frame.GOOD_TIME) or not asked.issuperset(dict(standing.codes)):
        return None
    settled = tuple(_settled(basis, basis.asked(question), value) for question, value in standing.codes)
    if any(one.negative for one in settled) is not standing.flagged:
        return None
    at = standing.step if standing.step in asked else None
    if standing.step in (MENU, STOPPING) and standing.leg == 1 and standing.codes:
        at = standing.codes[-1][0]  # behind these two, on a first call, stands a question, once one was answered
    return State(
        frame=Frame.GOOD_TIME if at is None else None,
        at=at,
        language=standing.language,
        in_menu=standing.step == MENU,
        stopping=standing.step == STOPPING,
        leg=standing.leg,
        failures=MAX_FAILURES - 1,
        counter_questions=MAX_COUNTER_QUESTIONS,
        told=frozenset(_told(basis, at)),
        settled=settled,
        # What was asked before is not carried, only how often: positions count on.
        steps=("",) * standing.position,
    )


def _settled(basis: Basis, question: Asked, value: Value | None) -> Settled:
    reading = Withheld(Missing.REFUSED) if value is None else Given(value)
    return answer.settled(basis, question, 0, reading)


def _told(basis: Basis, at: str | None) -> Iterator[str]:
    """The statements that stand before the question that was put: whoever heard that one has heard them."""
    if at is not None:
        before = takewhile(lambda one: one.id != at, basis.questionnaire.questions)
        yield from (one.id for one in before if isinstance(one, Statement))


def _turns_on_facts(condition: Condition | None) -> bool:
    match condition:
        case FactIs() | FactKnown():
            return True
        case Every(every=parts) | Some(some=parts):
            return any(map(_turns_on_facts, parts))
        case Opposite(opposite=part):
            return _turns_on_facts(part)
        case _:
            return False
