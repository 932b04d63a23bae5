"""The interview engine: one pure fold over what was heard, the same for an automated call and a live one.

It is total: anything heard at any position leads to a course. An automated call is bounded: three tries and five
repeats in one visit to a question, three questions back in a row, ten ways back and five "stop" in one call; so it
always ends, whatever is heard.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import reduce

from vocsurvey.interview import answer, frame, leaving, meaning, offering, passage, routing, stopping
from vocsurvey.interview.basis import Basis
from vocsurvey.interview.completeness import completeness
from vocsurvey.interview.heard import Asked as AskedFor
from vocsurvey.interview.heard import Command, Heard
from vocsurvey.interview.reading import Given, OptedOut, PutOff, Reading, Sign, Withheld, read_menu, repair
from vocsurvey.interview.speaking import promised, turn_of
from vocsurvey.interview.state import Cue, Frame, State
from vocsurvey.interview.transcript import Channel, Exchange, Transcript
from vocsurvey.interview.turn import PUT_OFF, Course, Ending, Turn
from vocsurvey.questionnaire.condition import FactValue
from vocsurvey.questionnaire.model import Missing, Open, Questionnaire

MAX_FAILURES = 3
MAX_REPEATS = 5
MAX_COUNTER_QUESTIONS = 3


def play(questionnaire: Questionnaire, facts: Mapping[str, FactValue], transcript: Transcript) -> Course:
    """All that follows from what was heard so far: the turn to speak now, the answers, the flags, how far it came."""
    basis = Basis(questionnaire, facts)

    def heard(state: State, exchange: Exchange) -> State:
        return step(basis.on(transcript.occasion(exchange.leg), state.language), state, exchange)

    first = State(frame=frame.first_frame(basis.on(transcript.occasion(1), None)))
    state = reduce(heard, transcript.exchanges, first)
    here = basis.on(transcript.occasion(transcript.leg), state.language)
    state = on_leg(here, state, transcript.leg)
    return Course(
        turn=turn_of(here, state, live=transcript.channel is Channel.LIVE),
        settled=state.settled,
        completeness=completeness(basis, state.settled),
        ending=state.ending,
        steps=state.steps,
        codes=codes_of(state.settled),
        call_back=state.call_back,
        successor=state.successor,
        gone=state.gone,
        confirmed=state.confirmed,
        put_off=state.ending is None and state.frame in PUT_OFF,
        stopping=state.stopping,
        hurried=state.hurried,
        promised=promised(here, state, live=transcript.channel is Channel.LIVE),
    )


def codes_of(settled: answer.Answers) -> tuple[tuple[str, str | int | None], ...]:
    """The standing answers as the carrier's URLs carry them: of somebody's own words, only that there are some."""
    return tuple((one.question, one.value) for one in answer.standing(settled).values())


def next_turn(questionnaire: Questionnaire, facts: Mapping[str, FactValue], transcript: Transcript) -> Turn:
    """What is said next and what is waited for."""
    return play(questionnaire, facts, transcript).turn


def on_leg(basis: Basis, state: State, leg: int) -> State:
    """The state at the start of a later call: open again at the same question, with the tries counted anew.

    An interview that was completed, or opted out of, stays so for ever. Whoever answers hears anew who calls, and is
    asked whether it is they: on each call, and on every line.
    """
    if leg <= state.leg or state.final:
        return state
    return replace(
        state,
        leg=leg,
        frame=frame.first_frame(basis) if state.at is None else frame.resumed_frame(basis),
        cue=None,
        ending=None,
        in_menu=False,
        stopping=False,
        failures=0,
        repeats=0,
        backs=0,
        stops=0,
        hurried=False,
        counter_questions=0,
        entire=True,
        day=None,
        call_back=None,
        successor=None,
        confirmed=False,
        offered=False,
    )


def step(basis: Basis, state: State, exchange: Exchange) -> State:
    """The state after one more exchange."""
    state = on_leg(basis, state, exchange.leg)
    after = replace(state, steps=(*state.steps, state.step))
    if state.ending is not None:
        return _after_the_end(after, exchange.heard)
    after = replace(after, in_menu=False, stopping=False, cue=None, entire=False, counter_questions=0)
    bounded = exchange.channel is Channel.IVR
    language = frame.switched(basis, state, exchange.heard)
    if language is not None:
        return _switched(state, _put_again(basis, after, bounded), language)
    if state.stopping and not state.in_menu:
        wish = stopping.confirmed(exchange.heard, basis.language)
        third = bounded and state.failures + 1 >= MAX_FAILURES
        found = stopping.answered(after, wish, third=third, bounded=bounded)
        return _obeyed(basis, after, found, bounded) if isinstance(found, Command) else found
    if not state.in_menu:
        return _understood(basis, state, after, exchange.heard, bounded)
    command = read_menu(exchange.heard, basis.language)
    stop = stopping.wanted(exchange.heard, basis.language, leaving=state.stopping) if command is None else None
    if stop is not None:
        return _obeyed(basis, replace(after, stopping=state.stopping), stop, bounded)
    return _put_again(basis, after, bounded) if command is None else _obeyed(basis, after, command, bounded)


def _understood(basis: Basis, state: State, after: State, heard: Heard, bounded: bool) -> State:
    """The state after what was heard at a question or a step of the frame. What somebody asks back is answered without
    costing a try; too often in a row it is no answer like any other."""
    topic = meaning.asked_back(basis, state, heard)
    if topic is not None and not (bounded and state.counter_questions >= MAX_COUNTER_QUESTIONS):
        return replace(after, cue=Cue(topic), counter_questions=state.counter_questions + 1)
    reading = meaning.meant(basis, state, heard) if topic is None else Sign.UNHEARD
    if reading is Sign.STRAY:
        return replace(state, steps=after.steps, repeats=1)
    return _obeyed(basis, after, reading, bounded)


def _switched(before: State, after: State, language: str) -> State:
    """The same in another language: also the menu, or whether to stop, unless there were too many repeats."""
    again = after.repeats > before.repeats
    return replace(
        after,
        language=language,
        entire=True,
        in_menu=before.in_menu and again,
        stopping=before.stopping and again,
    )


def _after_the_end(state: State, heard: Heard) -> State:
    """Nothing is heard after the end but one thing, which is never too late: do not call me again."""
    if heard == AskedFor(Command.OPT_OUT) and not state.final:
        return replace(state, ending=Ending.OPTED_OUT)
    return state


def _obeyed(basis: Basis, state: State, reading: Reading, bounded: bool) -> State:
    match reading:
        case Given() | Withheld():
            after = _answered(basis, state, reading)
            return offering.offered(basis, after) if bounded else after
        case PutOff() | OptedOut():
            return leaving.left(basis, state, reading)
        case Sign():
            return _signalled(basis, state, reading, bounded)
        case Command.REPEAT:
            return replace(_put_again(basis, state, bounded), entire=True)
        case Command.BACK:
            return _back(basis, state, bounded)
        case Command.SKIP:
            return _skipped(basis, state, bounded)
        case Command.PERSON:
            return replace(state, ending=Ending.PERSON)
        case Command.OPT_OUT:
            return replace(state, ending=Ending.OPTED_OUT)
        case _:
            return replace(state, ending=Ending.NOT_NOW)


def _signalled(basis: Basis, state: State, sign: Sign, bounded: bool) -> State:
    """The state after what is neither an answer nor a command."""
    if sign is Sign.MENU:
        return replace(state, in_menu=True)
    wish = sign in (Sign.STOP, Sign.NO_TIME)
    return stopping.asked(basis, state, sign, bounded) if wish else _failed(basis, state, sign, bounded)


def _answered(basis: Basis, state: State, reading: Given | Withheld) -> State:
    """The state after an answer: to a step of the frame, or to the question that was put."""
    if state.frame is not None:
        return frame.answered(basis, state, reading) or _onward(basis, offering.left(state))
    assert state.at is not None, "without a step of the frame there is a question"
    new = answer.settled(basis, basis.asked(state.at), len(state.steps) - 1, reading)
    cue = Cue.ACKNOWLEDGE if new.grave else None
    return _onward(basis, replace(state, settled=answer.with_answer(state.settled, new), cue=cue))


def _onward(basis: Basis, state: State) -> State:
    """The state at the next question on the route, or at the closing when there is none."""
    position = len(state.steps) - 1
    answers = routing.rerouted(basis, state.settled, position)
    answers, following = routing.onward(basis, answers, position)
    lead_in = routing.lead_in(basis, answers, following, state.told)
    return replace(
        state,
        frame=None,
        at=state.at if following is None else following.id,
        ending=Ending.COMPLETED if following is None else None,
        settled=answers,
        failures=0,
        repeats=0,
        entire=True,
        lead_in=lead_in,
        told=state.told.union(lead_in),
    )


def _failed(basis: Basis, state: State, sign: Sign, bounded: bool) -> State:
    """The state after silence, a wrong key or words that are no answer.

    The third failure ends the interview politely, but an open question is never the end of one: silence there is no
    comment. A live caller is told what was wrong and tries as often as they like.
    """
    third = bounded and state.failures + 1 >= MAX_FAILURES
    wordless = state.frame in (Frame.SUCCESSOR, Frame.OFFER) or (
        state.frame is None and state.at is not None and isinstance(basis.asked(state.at), Open)
    )
    if wordless and (third or sign is Sign.NOTHING):
        return _answered(basis, state, Withheld(Missing.NO_INPUT))
    said = replace(state, cue=repair(sign))
    return frame.given_up(said) if third else replace(said, failures=state.failures + bounded)


def _put_again(basis: Basis, state: State, bounded: bool) -> State:
    """The same question again, at the person's own wish. Beyond the bound a repeat counts as silence."""
    if bounded and state.repeats >= MAX_REPEATS:
        return _failed(basis, state, Sign.NOTHING, bounded)
    return replace(state, repeats=state.repeats + 1)


def _back(basis: Basis, state: State, bounded: bool) -> State:
    earlier = passage.back(basis, state, bounded=bounded)
    if isinstance(earlier, Frame):
        return replace(state, frame=earlier, failures=0, repeats=0, backs=state.backs + 1, gone=None)
    if earlier is not None:
        state = offering.left(state)
        return replace(state, at=earlier, failures=0, repeats=0, backs=state.backs + 1, lead_in=())
    again = _put_again(basis, state, bounded)
    moved = again.ending is not None or (again.frame, again.at) != (state.frame, state.at)
    return again if moved else replace(again, cue=Cue.NO_WAY_BACK)


def _skipped(basis: Basis, state: State, bounded: bool) -> State:
    """A question may be left out; who is on the line, and whether now is a good time, may not: it is put again."""
    if state.frame in frame.FIRST:
        return _put_again(basis, state, bounded)
    if state.frame not in (None, Frame.OFFER):
        return frame.given_up(state)
    after = _answered(basis, state, Withheld(Missing.REFUSED))
    return replace(after, cue=Cue.SKIPPED)
