"""What is said before the question because of what was just heard: an answer, an apology, an acknowledgement."""

from __future__ import annotations

from collections.abc import Iterator

from vocsurvey.interview import counter_question
from vocsurvey.interview.alarm import alarm_in
from vocsurvey.interview.basis import Basis
from vocsurvey.interview.counter_question_words import Topic
from vocsurvey.interview.state import Cue, State
from vocsurvey.interview.turn import Line, Part

_TOPICS = {Cue(topic): topic for topic in Topic}


def cued(basis: Basis, state: State) -> Iterator[Line]:
    """What comes first because of what was just heard."""
    phrases = basis.phrases
    if state.cue in _TOPICS:
        told = counter_question.answer(basis, state, _TOPICS[state.cue])
        yield from () if told is None else (Line(Part.SPEECH, told),)
        return
    match state.cue:
        case None:
            return
        case Cue.RESUME:
            inbound = phrases.resume_inbound if basis.inbound else None
            part, text = Part.SPEECH, inbound or phrases.resume
        case Cue.ACKNOWLEDGE:
            part, text = Part.ACKNOWLEDGE, _acknowledgement(basis, state)
        case Cue.FETCHED:
            part, text = Part.SPEECH, phrases.fetched
        case Cue.NOT_THEN:
            part, text = Part.SPEECH, phrases.not_then or ""
        case Cue.SKIPPED:
            part, text = Part.SPEECH, phrases.skipped
        case Cue.NO_WAY_BACK:
            part, text = Part.REPAIR, phrases.no_way_back
        case _:
            part, text = Part.REPAIR, _repair(basis, state)
    if text:
        yield Line(part, basis.filled(text))


def _repair(basis: Basis, state: State) -> str:
    """What was wrong with what was heard, or was not: in other words the second time."""
    phrases = basis.phrases
    unheard = phrases.unheard or phrases.wrong_key
    two = {Cue.SILENCE: phrases.silence, Cue.UNHEARD: unheard}.get(state.cue or Cue.WRONG_KEY, phrases.wrong_key)
    return two[min(max(state.failures, 1), 2) - 1]


def _acknowledgement(basis: Basis, state: State) -> str:
    """Another wording each time: the same sorry twice sounds like a machine's. Where somebody may have been hurt, one
    of its own."""
    latest = next((one for one in reversed(state.settled) if one.grave), None)
    hurt = latest is not None and alarm_in(latest.verbatim or "", basis.phrases.alarms) == "safety"
    if hurt and basis.phrases.acknowledge_safety is not None:
        return basis.phrases.acknowledge_safety
    count = sum(answer.grave for answer in state.settled)
    return basis.phrases.acknowledge[(count - 1) % len(basis.phrases.acknowledge)]
