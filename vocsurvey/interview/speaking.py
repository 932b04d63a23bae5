"""What is said in a turn, in the interview's language and for its channel."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from functools import partial

from vocsurvey.followup.flag import FlagKind
from vocsurvey.interview import keypad
from vocsurvey.interview.answer import standing
from vocsurvey.interview.asking import ask_of, comment_recorded, offered, put, scale_label
from vocsurvey.interview.basis import Basis
from vocsurvey.interview.call_time import OFFERED, hours_on, possible
from vocsurvey.interview.frame import FIRST, SWITCH_KEYS, first_frame, phrase_of
from vocsurvey.interview.passage import back, past
from vocsurvey.interview.preface import cued
from vocsurvey.interview.state import Cue, Frame, State
from vocsurvey.interview.turn import Ending, Line, Part, Turn
from vocsurvey.questionnaire.keying import number_words
from vocsurvey.questionnaire.model import Asked, Closing, Consent, Number, Open, Scale, Spoken, YesNo
from vocsurvey.questionnaire.moment import read_moment, spoken_hours, spoken_moment
from vocsurvey.questionnaire.recording import recorded_phrases
from vocsurvey.questionnaire.spoken_menu import without_keys
from vocsurvey.questionnaire.wording import fills_in

PROMISE = "promise.by"
_SENTENCE = re.compile(r"(?<=[.!?;])\s+")


def turn_of(basis: Basis, state: State, *, live: bool) -> Turn:
    """The turn that a state gives, its position being that of the next thing heard."""
    return Turn(
        position=len(state.steps),
        language=basis.language,
        lines=tuple(_lines(basis, state, live) if live else map(partial(_voiced, basis), _lines(basis, state, live))),
        ask=ask_of(basis, state, live=live),
        ending=state.ending,
    )


def promised(basis: Basis, state: State, *, live: bool) -> datetime | None:
    """By when the goodbye says that somebody will call back, local to the person; None where it does not say so."""
    match state.ending:
        case Ending.COMPLETED:
            said = (_closing(basis, state), *(basis.questionnaire.question(one) for one in state.lead_in))
            texts = [spoken.text(basis.language, live=live) for spoken in said]
        case Ending.PERSON if state.gone is None:
            texts = [basis.phrases.person]
        case _:
            texts = [_owed(basis, state) or ""]
    promising = any(fill.name == PROMISE for text in texts for fill in fills_in(text))
    return read_moment(basis.fact(PROMISE)) if promising else None


def _closing(basis: Basis, state: State) -> Spoken:
    closing: Closing = basis.questionnaire.closing
    return closing.flagged if owing(state) else closing


def owing(state: State) -> bool:
    """Whether something was said that somebody calls about."""
    kinds = (FlagKind.NEGATIVE, FlagKind.ALARM)
    return any(one.flag is not None and one.flag.kind in kinds for one in standing(state.settled).values())


def _owed(basis: Basis, state: State) -> str | None:
    """That somebody calls about what was said, where the call ends otherwise than by the closing: to nobody of whom we
    do not know on this call that it is they."""
    phrases = basis.phrases
    if state.frame not in (None, Frame.OFFER) or not owing(state):
        return None
    match state.ending:
        case Ending.OPTED_OUT:
            return phrases.opted_out_owed
        case Ending.NO_INPUT | Ending.NOT_NOW | Ending.REFUSED:
            return phrases.owed
        case _:
            return None


def _lines(basis: Basis, state: State, live: bool) -> Iterator[Line]:
    if state.ending is not None:
        yield from _farewell(basis, state, live)
    elif state.in_menu:
        yield Line(Part.SPEECH, basis.filled(_menu(basis, state)))
    elif state.stopping:
        yield from cued(basis, state)
        yield Line(Part.SPEECH, basis.filled(basis.phrases.stopping or basis.phrases.menu))
    else:
        yield from _called_back(basis, state)
        yield from cued(basis, state)
        yield from _lead_in(basis, state, live)
        yield from _question(basis, state, live)


def _said(basis: Basis, spoken: Spoken, live: bool) -> Line:
    audio = None if live or spoken.audio is None else spoken.audio.get(basis.language)
    return Line(Part.SPEECH, basis.filled(spoken.text(basis.language, live=live)), audio=audio)


def _voiced(basis: Basis, line: Line) -> Line:
    """The line with the file of the standing phrase that it is, where that was recorded."""
    if line.audio is not None:
        return line
    phrases = basis.questionnaire.phrases[line.language or basis.language]
    return replace(line, audio=recorded_phrases(phrases).get(" ".join(line.text.split())))


def _called_back(basis: Basis, state: State) -> Iterator[Line]:
    """Whoever calls us back hears why we had called: at the first prompt, and when it is put anew in full. Where the
    interview goes on, that prompt says it itself."""
    begins = state.entire and state.frame is (first_frame(basis) if state.at is None else Frame.RIGHT_PERSON)
    if begins and basis.inbound and basis.phrases.called_back is not None:
        yield Line(Part.SPEECH, basis.filled(basis.phrases.called_back))


def _menu(basis: Basis, state: State) -> str:
    """The menu without the sentences about keys that lead nowhere now."""
    idle = {"2"} if back(basis, state, bounded=True) is None else set()
    idle |= set() if past(state) else {"3"}
    return without_keys(basis.phrases.menu, idle)


def _lead_in(basis: Basis, state: State, live: bool) -> Iterator[Line]:
    """The opening, or the statements that lead up to the question: when it is put, and when it is put anew in full."""
    if state.entire and state.frame is Frame.GOOD_TIME:
        yield _opening(basis, live)
    if state.entire and state.frame is None:
        yield from _statements(basis, state, live)


def _opening(basis: Basis, live: bool) -> Line:
    """The opening, to somebody who called us in words that do not say that we are calling."""
    opening = basis.questionnaire.opening
    inbound = (opening.inbound or {}).get(basis.language) if basis.inbound and not live else None
    return _said(basis, opening, live) if inbound is None else Line(Part.SPEECH, basis.filled(inbound))


def _statements(basis: Basis, state: State, live: bool) -> Iterator[Line]:
    return (_said(basis, basis.questionnaire.question(statement), live) for statement in state.lead_in)


def _question(basis: Basis, state: State, live: bool) -> Iterator[Line]:
    if state.frame is not None:
        yield from _framed(basis, state, state.frame, live)
        return
    question = basis.asked(state.at or "")
    yield _said(basis, question, live)
    if not live:
        repeated = state.failures > 0 or state.repeats > 0
        toned = basis.phrases.recorded_words if comment_recorded(basis, state) else None
        texts = instructions(basis, question, repeated) if toned is None else (basis.filled(toned),)
        yield from (Line(Part.KEYS, text) for text in texts)
    elif question.note is not None:
        yield Line(Part.NOTE, basis.filled(question.note[basis.language]))


def _framed(basis: Basis, state: State, frame: Frame, live: bool) -> Iterator[Line]:
    """A step of the frame; on the first prompt another language is offered in its own words, also to whoever did not
    answer, and perhaps did not understand."""
    phrase = phrase_of(basis, frame)
    if phrase is None:
        yield _said(basis, basis.questionnaire.opening.good_time, live)
    else:
        yield Line(Part.SPEECH, basis.filled(phrase.ask))
    if live:
        return
    if phrase is None:
        yield Line(Part.KEYS, basis.filled(basis.phrases.yes_no_keys))
    else:
        question = put(basis, state)
        hours: dict[str, str] = {}
        if isinstance(question, Number):
            offer = spoken_hours(hours_on(basis, state.day), basis.language)
            hours = {"low": str(question.low), "high": str(question.high), "hours": offer}
        keys = without_keys(phrase.keys, _impossible(basis)) if frame is Frame.WHEN else phrase.keys
        yield Line(Part.KEYS, basis.filled(keys, **hours))
        if frame is Frame.DAY:
            yield from (Line(Part.KEYS, text) for text in instructions(basis, question, False))
    if (state.entire or state.failures) and frame in FIRST:
        for key, language in zip(SWITCH_KEYS, basis.other_languages, strict=False):
            text = basis.questionnaire.phrases[language].switch_key
            yield Line(Part.KEYS, basis.filled(text, key=key), language=language)


def _impossible(basis: Basis) -> set[str]:
    """The keys for a call in an hour and tomorrow morning, where nobody may be called then: they are not spoken of, and
    whoever presses one all the same is asked for a day."""
    return {str(key) for key, value in enumerate(OFFERED, 1) if not possible(basis, value)}


def instructions(basis: Basis, question: Asked, repeated: bool) -> Iterator[str]:
    """How to answer by the keys; that one may also say "I cannot say" only when the question is put again."""
    phrases = basis.phrases
    match question:
        case YesNo() | Consent():
            yield basis.filled(phrases.yes_no_keys)
        case Scale():
            yield _scale_keys(basis, question)
        case Number(low=low, high=high):
            yield basis.filled(number_words(phrases, high), low=str(low), high=str(high))
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


def _with_promise(text: str, owed: str | None) -> tuple[str, ...]:
    """Why the call ends, that somebody calls about what was said, and the goodbye."""
    if owed is None:
        return (text,)
    *why, goodbye = _SENTENCE.split(text, maxsplit=1)
    return (*why, owed, goodbye)


def _farewell(basis: Basis, state: State, live: bool) -> Iterator[Line]:
    phrases, owed = basis.phrases, _owed(basis, state)
    if owed is not None and state.ending is not Ending.NO_INPUT:
        yield Line(Part.SPEECH, basis.filled(owed))
    match state.ending:
        case Ending.COMPLETED:
            yield from cued(basis, state)
            yield from _statements(basis, state, live)
            yield _said(basis, _closing(basis, state), live)
        case Ending.NOT_NOW | Ending.REFUSED:
            inbound = phrases.not_now_inbound if basis.inbound and not live else None
            not_now = _said(basis, basis.questionnaire.opening.not_now, live)
            yield not_now if inbound is None else Line(Part.SPEECH, basis.filled(inbound))
        case Ending.CALL_BACK if state.call_back is not None:
            at = spoken_moment(state.call_back, basis.today, basis.language, on=True)
            yield Line(Part.SPEECH, basis.filled(phrases.call_back, **{"call_back.at": at}))
        case Ending.PERSON if state.gone is None:
            yield Line(Part.SPEECH, basis.filled(phrases.person))
        # Whoever told us that somebody is not there is not the one whom we would call back.
        case Ending.WRONG_PERSON | Ending.LEFT | Ending.PERSON:
            yield Line(Part.SPEECH, basis.filled(phrases.corrected))
        case Ending.OPTED_OUT:
            if owed is None:
                yield Line(Part.SPEECH, basis.filled(phrases.opted_out))
        case _:
            quiet = phrases.gone_quiet if state.cue is Cue.SILENCE else None
            texts = _with_promise(quiet or phrases.give_up, owed)
            yield from (Line(Part.SPEECH, basis.filled(text)) for text in texts)
