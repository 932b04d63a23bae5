"""What is said in a turn, in the interview's language and for its channel."""

from __future__ import annotations

from collections.abc import Iterator

from vocsurvey.interview import keypad
from vocsurvey.interview.answer import standing
from vocsurvey.interview.asking import ask_of, offered, scale_label
from vocsurvey.interview.basis import Basis
from vocsurvey.interview.state import Cue, State
from vocsurvey.interview.turn import Ending, Line, Part, Turn
from vocsurvey.questionnaire.model import Asked, Number, Open, Scale, Spoken, YesNo


def turn_of(basis: Basis, state: State, *, live: bool) -> Turn:
    """The turn that a state gives, its position being that of the next thing heard."""
    return Turn(
        position=len(state.steps),
        language=basis.language,
        lines=tuple(_lines(basis, state, live)),
        ask=ask_of(basis, state, live=live),
        ending=state.ending,
    )


def _lines(basis: Basis, state: State, live: bool) -> Iterator[Line]:
    if state.ending is not None:
        yield from _farewell(basis, state, live)
    elif state.in_menu:
        yield Line(Part.SPEECH, basis.filled(basis.phrases.menu))
    else:
        yield from _cue(basis, state)
        yield from _lead_in(basis, state, live)
        yield from _question(basis, state, live)


def _said(basis: Basis, spoken: Spoken, live: bool) -> Line:
    return Line(Part.SPEECH, basis.filled(spoken.text(basis.language, live=live)))


def _cue(basis: Basis, state: State) -> Iterator[Line]:
    """What comes first because of what was just heard."""
    phrases = basis.phrases
    again = min(max(state.failures, 1), 2) - 1
    match state.cue:
        case None:
            return
        case Cue.RESUME:
            part, text = Part.SPEECH, phrases.resume
        case Cue.ACKNOWLEDGE:
            part, text = Part.ACKNOWLEDGE, phrases.acknowledge
        case Cue.SKIPPED:
            part, text = Part.SPEECH, phrases.skipped
        case Cue.SILENCE:
            part, text = Part.REPAIR, phrases.silence[again]
        case Cue.WRONG_KEY:
            part, text = Part.REPAIR, phrases.wrong_key[again]
        case _:
            part, text = Part.REPAIR, phrases.no_way_back
    yield Line(part, basis.filled(text))


def _lead_in(basis: Basis, state: State, live: bool) -> Iterator[Line]:
    """The opening, or the statements that lead up to the question: when it is put, and when it is put anew in full."""
    if state.entire and state.at is None:
        yield _said(basis, basis.questionnaire.opening, live)
    if state.entire:
        yield from _statements(basis, state, live)


def _statements(basis: Basis, state: State, live: bool) -> Iterator[Line]:
    return (_said(basis, basis.questionnaire.question(statement), live) for statement in state.lead_in)


def _question(basis: Basis, state: State, live: bool) -> Iterator[Line]:
    if state.at is None:
        yield _said(basis, basis.questionnaire.opening.good_time, live)
        if not live:
            yield Line(Part.KEYS, basis.filled(basis.phrases.yes_no_keys))
        return
    question = basis.asked(state.at)
    yield _said(basis, question, live)
    if not live:
        repeated = state.failures > 0 or state.repeats > 0
        yield from (Line(Part.KEYS, text) for text in _instructions(basis, question, repeated))
    elif question.note is not None:
        yield Line(Part.NOTE, basis.filled(question.note[basis.language]))


def _instructions(basis: Basis, question: Asked, repeated: bool) -> Iterator[str]:
    """How to answer by the keys; that one may also say "I cannot say" only when the question is put again."""
    phrases = basis.phrases
    match question:
        case YesNo():
            yield basis.filled(phrases.yes_no_keys)
        case Scale():
            yield _scale_keys(basis, question)
        case Number(low=low, high=high):
            yield basis.filled(phrases.number_keys, low=str(low), high=str(high))
        case Open():
            yield basis.filled(phrases.open_words)
        case _:
            for one in offered(basis, question, live=False):
                yield basis.filled(phrases.choice_key, label=one.label, key=one.key)
    if repeated and keypad.cant_say(question):
        yield basis.filled(phrases.cant_say_key)


def _scale_keys(basis: Basis, question: Scale) -> str:
    text = basis.phrases.scale_keys if keypad.max_keys(question) == 1 else basis.phrases.scale_keys_hash
    return basis.filled(
        text,
        low=str(question.low),
        high=str(question.high),
        low_label=scale_label(basis, question, question.low),
        high_label=scale_label(basis, question, question.high),
    )


def _farewell(basis: Basis, state: State, live: bool) -> Iterator[Line]:
    phrases, closing = basis.phrases, basis.questionnaire.closing
    match state.ending:
        case Ending.COMPLETED:
            yield from _cue(basis, state)
            yield from _statements(basis, state, live)
            flagged = any(answer.negative for answer in standing(state.settled).values())
            yield _said(basis, closing.flagged if flagged else closing, live)
        case Ending.NOT_NOW:
            yield _said(basis, basis.questionnaire.opening.not_now, live)
        case Ending.OPTED_OUT:
            yield Line(Part.SPEECH, basis.filled(phrases.opted_out))
        case Ending.PERSON:
            yield Line(Part.SPEECH, basis.filled(phrases.person))
        case _:
            yield Line(Part.SPEECH, basis.filled(phrases.give_up))
