"""Somebody says "stop", "goodbye", "not interested" or "I have to go" in the middle of the interview.

It may be said to the machine's talking, to the interview or to all calls, so that one thing is asked: shall we stop
here? Yes is a refusal, unless they have only no time now: then the rest is asked at another time. Not to be called
again has its own key there. Nobody is put on the list for a bare "stop".
"""

from __future__ import annotations

import re
from dataclasses import replace
from enum import StrEnum

from vocsurvey.interview import keypad, opt_out
from vocsurvey.interview.basis import Basis
from vocsurvey.interview.frame import FIRST
from vocsurvey.interview.heard import Asked, Command, Heard, Keys, Silence, Speech
from vocsurvey.interview.reading import CERTAIN_FROM, Sign, repair
from vocsurvey.interview.replies import pieces, replied
from vocsurvey.interview.reply import Reply
from vocsurvey.interview.state import State
from vocsurvey.interview.turn import Ending
from vocsurvey.interview.vocabulary import normalised, vocabulary

MAX_STOPS = 5
"""How often somebody may say "stop" in one automated call and go on all the same."""
_STOP = frozenset((Reply.STOPPED, Reply.REFUSED))

_ENDING = _STOP | {Reply.BUSY}
_BESIDE = frozenset((Reply.YES, Reply.NO))
_THANKS = re.compile(r"\b(?:thank you|thanks|danke|dankeschön|merci|gracias)\b")
"""Beside a no, it may be thanks for the offer to stop, or for the interview."""
_GOODBYE = re.compile(
    r"\b(?:(?:good ?)?bye(?:[ -]bye)?|tschüss|tschüs|auf wiederhören|auf wiedersehen|au revoir|adiós|hasta luego)\b"
)
"""Beside "I have to go", it takes leave and refuses nothing."""
_GOING_ON = tuple(
    frozenset(one) for one in ((Reply.NO,), (Reply.ONWARD,), (Reply.NO, Reply.ONWARD), (Reply.YES, Reply.ONWARD))
)


class Wish(StrEnum):
    """What somebody wants who was asked whether to stop."""

    END = "end the call"
    REFUSED = "take no part"
    ON = "go on"


_KEYS: dict[str, Wish | Command] = {"1": Wish.END, "2": Wish.ON, "9": Command.OPT_OUT}


def wanted(heard: Heard, language: str, *, leaving: bool = False) -> Sign | None:
    """Whether the words are nothing but a wish to stop; with ``leaving``, or that there is no time for more."""
    if not isinstance(heard, Speech) or not _certain(heard):
        return None
    said = replied(heard.words, language)
    if Reply.STOPPED in said and replied(_GOODBYE.sub(" ", normalised(heard.words)), language) == {Reply.BUSY}:
        return Sign.NO_TIME
    if not _STOP.isdisjoint(said):
        return Sign.STOP
    return Sign.NO_TIME if leaving and Reply.BUSY in said else None


def confirmed(heard: Heard, language: str) -> Wish | Command | Sign:
    """What was answered to whether we shall stop here. Who says "stop" once more means it."""
    match heard:
        case Keys(digits=digits) if digits.startswith(keypad.MENU_KEY):
            return Sign.MENU
        case Keys(digits=digits):
            pressed = digits.strip("#")
            return _KEYS.get(pressed, Sign.UNREADABLE) if pressed else Sign.NOTHING
        case Speech(words=words):
            return _said(heard, language) if normalised(words) else Sign.NOTHING
        case Asked(command=command):
            return command
        case Silence():
            return Sign.NOTHING
        case _:
            return Sign.UNREADABLE


def asked(basis: Basis, state: State, wish: Sign, bounded: bool) -> State:
    """The state after a wish to stop: asked about, but not for ever. From the menu that stands for it, it is meant."""
    state = replace(state, hurried=wish is Sign.NO_TIME)
    if state.stopping or (bounded and state.stops >= MAX_STOPS):
        return replace(state, stopping=False, ending=ended(state))
    # Words that were pinned before there was a question for it have the menu, which names an end to the calls.
    menu = basis.phrases.stopping is None
    return replace(state, in_menu=menu, stopping=True, stops=state.stops + 1, failures=0)


def answered(state: State, wish: Wish | Command | Sign, *, third: bool, bounded: bool) -> State | Command:
    """The state after that answer; a command is left to be obeyed. What is no answer is asked again, and the third
    time is the end: whoever said "stop" is not called again about the same for having fallen silent then, and whoever
    has to go has gone.

    Who goes on has all tries at the question. At the start of a call it is put in full: "stop" has cut off who calls.
    """
    match wish:
        case Wish.END:
            return replace(state, ending=ended(state))
        case Wish.REFUSED:
            return replace(state, ending=Ending.REFUSED)
        case Wish.ON:
            return replace(state, failures=0, entire=state.frame in FIRST)
        case Sign.MENU:
            return replace(state, failures=0, in_menu=True, stopping=True)
        case Sign() | Command.REPEAT if third:
            return replace(state, ending=ended(state))
        case Sign() | Command.REPEAT:
            cue = repair(wish) if isinstance(wish, Sign) else None
            return replace(state, failures=state.failures + bounded, cue=cue, stopping=True)
        case _:
            return wish


def ended(state: State) -> Ending:
    """What it is to stop here: who has no time now has refused nothing."""
    return Ending.NOT_NOW if state.hurried else Ending.REFUSED


def _said(speech: Speech, language: str) -> Wish | Command | Sign:
    if opt_out.asked(speech.words):
        return Command.OPT_OUT
    if not _certain(speech):
        return Sign.UNHEARD
    said = pieces(speech.words, language) or frozenset()
    if said == {Reply.NO} and _THANKS.search(normalised(speech.words)):
        return Sign.UNHEARD
    if said in _GOING_ON:
        return Wish.ON
    if Reply.REFUSED in said and said <= _ENDING | _BESIDE:
        return Wish.REFUSED
    if said == {Reply.YES} or (not _ENDING.isdisjoint(said) and said <= _ENDING | _BESIDE):
        return Wish.END
    return vocabulary(language).command(normalised(speech.words)) or Sign.UNHEARD


def _certain(speech: Speech) -> bool:
    return speech.confidence is None or speech.confidence >= CERTAIN_FROM
