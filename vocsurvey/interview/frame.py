"""The frame around the questions: is this the right person, is now a good time, and if not, when and whom to ask.

Each step is an ordinary question made of the standing phrases, so that it is spoken, keyed and heard like any other.
The times offered come with the call, as facts that were worked out from the calling hours when it was answered.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from vocsurvey.interview.basis import Basis
from vocsurvey.interview.call_time import (
    ahead,
    days_offered,
    distant,
    hours_on,
    hours_then,
    near_enough,
    open_at,
    soon,
)
from vocsurvey.interview.frame_reply import IT_IS_I, REFUSED, SOMEBODY_ELSE
from vocsurvey.interview.heard import Heard, Keys, Speaks, Speech
from vocsurvey.interview.reading import Given, Withheld
from vocsurvey.interview.state import Cue, Frame, State
from vocsurvey.interview.tongue_wish import wished
from vocsurvey.interview.turn import Ending
from vocsurvey.interview.vocabulary import empty_of_content
from vocsurvey.questionnaire.condition import Value
from vocsurvey.questionnaire.model import Asked, Choice, FramePhrase, Number, Open, Option, YesNo
from vocsurvey.questionnaire.moment import calendar, read_day, read_moment, weekday

SWITCH_KEYS = ("8", "7")
"""What offers another language on the first prompt; keys that no answer there has."""
MOST_HANDS = 4
"""How often the phone may be passed on in one call."""
FIRST = (Frame.RIGHT_PERSON, Frame.RESUMPTION, Frame.GOOD_TIME)
"""The steps that a call may begin with: they offer other languages, and are not left out."""
_BEFORE: Mapping[Frame, Frame] = {
    Frame.WHEN: Frame.GOOD_TIME,
    Frame.DAY: Frame.WHEN,
    Frame.HOUR: Frame.DAY,
    Frame.WHO: Frame.WHEN,
    Frame.SUCCESSOR: Frame.WHO,
}
_SOON = ("in_an_hour", "tomorrow_morning")
_LATER_STEPS = ("wrong_number", "left", SOMEBODY_ELSE, REFUSED)
_SAID_AHEAD: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(FIRST, (*_LATER_STEPS, IT_IS_I, *_SOON, "another_time")),
    Frame.WHEN: _LATER_STEPS,
}
_VALUES: Mapping[Frame, tuple[str, ...]] = {
    Frame.RIGHT_PERSON: ("speaking", "passed_on", "unavailable"),
    Frame.RESUMPTION: ("speaking", "passed_on", "unavailable"),
    Frame.WHEN: ("in_an_hour", "tomorrow_morning", "another_time", "another_person"),
    Frame.WHO: ("left", "wrong_number"),
}


def first_frame(basis: Basis) -> Frame:
    """Where a call begins: on a line that several people share, with whom it is that answered."""
    return Frame.RIGHT_PERSON if basis.fact("call.shared") is True else Frame.GOOD_TIME


def resumed_frame(basis: Basis) -> Frame | None:
    """Where a later call begins when the questions had begun: who calls and why, with whom, and whether now is a good
    time. A questionnaire that was pinned before there were words for that makes sure of the person alone. Whom a caller
    takes over from the automated voice is on the line already: they go on at the question."""
    if basis.fact("call.handed_over") is True:
        return None
    return Frame.RIGHT_PERSON if phrase_of(basis, Frame.RESUMPTION) is None else Frame.RESUMPTION


def frame_question(basis: Basis, frame: Frame, day: date | None = None) -> Asked:
    """The step as a question in the language that is spoken; the hour is one of that day."""
    language, phrase = basis.language, phrase_of(basis, frame)
    say = {language: phrase.ask if phrase else ""}
    match frame:
        case Frame.GOOD_TIME | Frame.OFFER:
            return YesNo(id=frame, kind="yes_no", say={})
        case Frame.DAY:
            named = [
                (one.isoformat(), weekday(one, language, dated=distant(basis, one))) for one in days_offered(basis)
            ]
            return Choice.model_construct(id=frame, kind="choice", say=say, options=_options(named, language))
        case Frame.HOUR:
            hours = hours_on(basis, day)
            return Number.model_construct(id=frame, kind="number", say=say, low=hours[0], high=hours[-1])
        case Frame.SUCCESSOR:
            return Open.model_construct(id=frame, kind="open", say=say, max_seconds=10)
        case _:
            answers = [basis.filled(answer) for answer in phrase.answers] if phrase else []
            named = list(zip(_VALUES[frame], answers, strict=True))
            return Choice.model_construct(id=frame, kind="choice", say=say, options=_options(named, language))


def names_of(basis: Basis, frame: Frame | None) -> Mapping[Value, str]:
    """What the answers to a step go by besides their labels: today and tomorrow among the days."""
    if frame is not Frame.DAY or basis.today is None:
        return {}
    words, tomorrow = calendar(basis.language), basis.today + timedelta(days=1)
    near = {basis.today: words.today, tomorrow: words.tomorrow}
    return {day.isoformat(): near[day] for day in days_offered(basis) if day in near}


def phrase_of(basis: Basis, frame: Frame) -> FramePhrase | None:
    """The standing phrase of a step; None for whether now is a good time, which the questionnaire words itself."""
    inbound = getattr(basis.phrases, f"{frame}_inbound", None) if basis.inbound else None
    phrase = inbound or getattr(basis.phrases, frame, None)
    return phrase if isinstance(phrase, FramePhrase) else None


def switched(basis: Basis, state: State, heard: Heard) -> str | None:
    """The language that was asked for: by its key on the first prompt, or, at any time, in words or as a caller noticed
    it."""
    if isinstance(heard, Speaks):
        return heard.language if heard.language in basis.questionnaire.languages else None
    if isinstance(heard, Speech):
        wanted = wished(heard, basis.questionnaire.languages)
        return None if wanted == basis.language else wanted
    if state.in_menu or state.frame not in FIRST or not isinstance(heard, Keys):
        return None
    return dict(zip(SWITCH_KEYS, basis.other_languages, strict=False)).get(heard.digits)


def before(basis: Basis, state: State) -> Frame | None:
    """The step that comes before the one that is put, for somebody who wants to go back."""
    earlier = None if state.frame is None else _BEFORE.get(state.frame)
    return resumed_frame(basis) if earlier is Frame.GOOD_TIME and state.at is not None else earlier


def answered(basis: Basis, state: State, reading: Given | Withheld) -> State | None:
    """The state after an answer to a step; None when the interview itself goes on from here."""
    value = reading.value if isinstance(reading, Given) else None
    # Whatever else is answered takes back that the person is not there: somebody went back, or was fetched after all.
    fresh = replace(state, failures=0, repeats=0, entire=True, gone=None)
    if _said_ahead(state.frame, value):
        return _passed_on(state) if value == "passed_on" else _ahead(basis, fresh, value)
    match state.frame:
        case Frame.RESUMPTION | Frame.GOOD_TIME if value in ("unavailable", "no"):
            return _not_now(basis, fresh)
        case Frame.RIGHT_PERSON | Frame.RESUMPTION:
            return _right_person(fresh, value)
        case Frame.GOOD_TIME:
            return None if state.at is None else _right_person(fresh, value)
        case Frame.WHEN:
            return _when(basis, fresh, value)
        case Frame.DAY:
            return _day(basis, fresh, read_day(value))
        case Frame.HOUR:
            return _hour(fresh, value)
        case Frame.WHO:
            return _corrected(fresh, value)
        case Frame.OFFER:
            return replace(fresh, ending=Ending.PERSON) if value == "yes" else None
        case _:
            named = None if empty_of_content(reading.verbatim or "") else reading.verbatim
            return replace(fresh, ending=Ending.LEFT, gone=Ending.LEFT, successor=named)


def put_off(basis: Basis, state: State, value: Value | None) -> State:
    """Somebody wants to be called at another time, which they named or did not."""
    fresh = replace(state, failures=0, repeats=0, entire=True)
    return _not_now(basis, fresh) if value is None else _ahead(basis, fresh, value)


def _said_ahead(frame: Frame | None, value: Value | None) -> bool:
    """Whether a value is more than one of the step's own: that of a later step, or a whole moment."""
    early = frame in (*FIRST, Frame.WHEN, Frame.HOUR)
    dated = read_moment(value) is not None or (early and read_day(value) is not None)
    return dated or value == "passed_on" or value in _SAID_AHEAD.get(frame or "", ())


def _ahead(basis: Basis, state: State, value: Value | None) -> State:
    """After words that answer a later step: when to call, that we are mistaken, or that they do not take part."""
    match value:
        case "wrong_number" | "left":
            return _corrected(state, value)
        case str() if value == SOMEBODY_ELSE:
            return replace(state, frame=Frame.WHO)
        case str() if value == REFUSED:
            return replace(state, ending=Ending.REFUSED)
        case str() if value == IT_IS_I:
            return replace(state, frame=Frame.GOOD_TIME, entire=False)
        case _ if basis.called_at is None:
            return _not_now(basis, state)
        case _:
            at, day = read_moment(value), read_day(value)
            if at is not None:
                return _at(basis, state, at)
            return _when(basis, state, value) if day is None else _day(basis, state, day)


def _at(basis: Basis, state: State, moment: datetime) -> State:
    """After a day and an hour in one breath: agreed where somebody can call then, else the hours of that day, be it
    only one, or the days where it has none."""
    if open_at(basis, moment):
        return replace(state, ending=Ending.CALL_BACK, call_back=moment)
    if any(ahead(basis, moment.date(), one) for one in hours_then(basis, moment.date())):
        return replace(state, frame=Frame.HOUR, day=moment.date(), cue=Cue.NOT_THEN)
    return replace(_which_day(basis, state), cue=Cue.NOT_THEN)


def _corrected(state: State, value: Value | None) -> State:
    if value == "left":
        return replace(state, frame=Frame.SUCCESSOR, gone=Ending.LEFT)
    return replace(state, ending=Ending.WRONG_PERSON, gone=Ending.WRONG_PERSON)


def given_up(state: State) -> State:
    """After three tries at a step: they have said already that now is not the time, or that it is not they."""
    match state.frame:
        case Frame.WHEN | Frame.DAY | Frame.HOUR:
            return _declined(state)
        case Frame.WHO:
            return replace(state, ending=Ending.WRONG_PERSON, gone=Ending.WRONG_PERSON)
        case Frame.SUCCESSOR:
            return replace(state, ending=Ending.LEFT)
        case _:
            return replace(state, ending=Ending.NO_INPUT)


def _passed_on(state: State) -> State:
    """The phone goes from hand to hand, but not for ever."""
    if state.repeats >= MOST_HANDS:
        return replace(state, ending=Ending.NO_INPUT)
    return replace(state, cue=Cue.FETCHED, failures=0, repeats=state.repeats + 1)


def _right_person(state: State, value: Value | None) -> State:
    state = replace(state, confirmed=value == "speaking")
    match value:
        case "unavailable":
            return replace(state, frame=Frame.WHEN)
        case _ if state.at is not None:
            return replace(state, frame=None, cue=Cue.RESUME)
        case _:
            return replace(state, frame=Frame.GOOD_TIME)


def _not_now(basis: Basis, state: State) -> State:
    """A call-back can be agreed where it is known what time it is for the person."""
    return _declined(state) if basis.called_at is None else replace(state, frame=Frame.WHEN)


def _declined(state: State) -> State:
    return replace(state, ending=Ending.NOT_NOW)


def _when(basis: Basis, state: State, value: Value | None) -> State:
    if value in _SOON:
        at = soon(basis, value)
        if at is None or near_enough(basis, value, at):
            return replace(state, ending=Ending.CALL_BACK, call_back=at)
        return replace(_which_day(basis, state), cue=Cue.NOT_THEN)
    return _which_day(basis, state) if value == "another_time" else replace(state, frame=Frame.WHO, confirmed=False)


def _which_day(basis: Basis, state: State) -> State:
    return replace(state, frame=Frame.DAY) if days_offered(basis) else _declined(state)


def _day(basis: Basis, state: State, day: date | None) -> State:
    """The hour is asked for, unless there is only one."""
    if day is None:
        return _declined(state)
    hours = [one for one in hours_then(basis, day) if ahead(basis, day, one)]
    if not hours:
        return replace(_which_day(basis, state), cue=Cue.NOT_THEN)
    chosen = replace(state, frame=Frame.HOUR, day=day)
    return chosen if len(hours) > 1 else _hour(chosen, hours[0])


def _hour(state: State, value: Value | None) -> State:
    assert state.day is not None, "the hour is asked for after the day"
    return replace(state, ending=Ending.CALL_BACK, call_back=datetime.combine(state.day, time(int(value or 0))))


def _options(named: list[tuple[str, str]], language: str) -> tuple[Option, ...]:
    # Days are not ids as a file may write them, so nothing is validated here.
    return tuple(Option.model_construct(id=value, label={language: label}) for value, label in named)
