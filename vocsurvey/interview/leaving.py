"""Somebody says at a question that they have to go, or are to be called at another time, and says nothing else.

Only an utterance that consists of nothing but that wish is one: whoever mentions it in a comment comments. Where
somebody is owed a call for what they said before, that call is the one that they get; else the time is agreed. At an
open question the words have to be about the speaker ("I have to go") or ask for a call ("call me later"), because "no
time", "busy" and "tomorrow" may be what somebody has to say there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from vocsurvey.interview import answer, frame, opt_out
from vocsurvey.interview.basis import Basis
from vocsurvey.interview.call_time import meant
from vocsurvey.interview.heard import Heard, Speech
from vocsurvey.interview.reading import CERTAIN_FROM, Given, OptedOut, PutOff, Sign, Withheld
from vocsurvey.interview.replies import replied
from vocsurvey.interview.reply import TIMES, Reply
from vocsurvey.interview.speaking import owing
from vocsurvey.interview.state import Frame, State
from vocsurvey.interview.turn import Ending
from vocsurvey.interview.vocabulary import normalised
from vocsurvey.questionnaire.model import Missing, Open


@dataclass(frozen=True, slots=True)
class _Words:
    """One language: ``own`` is in a sentence about the speaker, ``calling`` in one that asks for a call, and ``later``
    in one that asks for it at another time, or tells that now is none."""

    own: re.Pattern[str]
    calling: re.Pattern[str]
    later: re.Pattern[str]


_LANGUAGES: Mapping[str, _Words] = {
    "en": _Words(
        re.compile(r"\b(?:i|i'm|i've|i'll|we|we're|we've|gotta)\b"),
        re.compile(r"\b(?:call|ring|phone|try)\b"),
        re.compile(r"\b(?:later|(?:an)?other time|not (?:right )?now|not just now|not at the moment)\b"),
    ),
    "de": _Words(
        re.compile(r"\b(?:ich|wir|muss|müssen)\b"),
        re.compile(r"\b(?:rufen?|anrufen|zurückrufen|anruf|melden)\b"),
        re.compile(
            r"\b(?:später|ein andermal|ander\w+ (?:mal|zeit|tag|zeitpunkt)|jetzt nicht|nicht jetzt|gerade nicht)\b"
        ),
    ),
    "fr": _Words(
        re.compile(r"\b(?:je|j'\w+|nous|on|dois|devons)\b"),
        re.compile(r"\b(?:r?app?el\w+|téléphonez)\b"),
        re.compile(r"\b(?:plus tard|une autre fois|un autre (?:moment|jour)|pas maintenant)\b"),
    ),
    "es": _Words(
        re.compile(r"\b(?:tengo|tenemos|estoy|estamos|voy|vamos|debo|puedo|podemos|me|nos)\b"),
        re.compile(r"\bll[aá]m\w+\b"),
        re.compile(r"\b(?:más tarde|luego|(?:en )?otr[oa] (?:momento|vez|día)\b|ahora no$)"),
    ),
}


def wanted(basis: Basis, heard: Heard, *, open_ended: bool) -> PutOff | Sign | None:
    """What words at a question mean that are nothing but such a wish: a call at another time, or to stop here, which is
    asked about; None for all others. ``open_ended``: the question takes any words for an answer."""
    words = _LANGUAGES.get(basis.language.split("-")[0].lower())
    if words is None or not isinstance(heard, Speech) or opt_out.asked(heard.words):
        return None
    if heard.confidence is not None and heard.confidence < CERTAIN_FROM:
        return None
    said = normalised(heard.words)
    if words.calling.search(said):
        at = meant(basis, Frame.WHEN, None, heard)
        if isinstance(at, Given):
            return PutOff(str(at.value), heard.words.strip())
    replies = replied(heard.words, basis.language)
    if len(replies) == 1 and replies <= TIMES and words.calling.search(said):
        return PutOff(next(iter(replies)).value, heard.words.strip())
    if replies in ({Reply.BUSY}, {Reply.ANOTHER_TIME}) and words.later.search(said):
        return PutOff(None, heard.words.strip())
    going = replies == {Reply.BUSY} and words.own.search(said) is not None
    return Sign.NO_TIME if open_ended and going else None


def left(basis: Basis, state: State, wish: PutOff | OptedOut) -> State:
    """The state after words that end the call for now, or for ever; nothing that was said is lost."""
    if isinstance(wish, OptedOut):
        return _opted_out(basis, state, wish.verbatim)
    if not owing(state):
        return frame.put_off(basis, state, wish.value)
    return replace(_kept(basis, state, wish.verbatim), ending=Ending.NOT_NOW)


def _opted_out(basis: Basis, state: State, words: str) -> State:
    """The end, for ever; what was told beside the wish is kept and flagged, but is nobody's name."""
    return replace(state if state.frame is not None else _kept(basis, state, words), ending=Ending.OPTED_OUT)


def _kept(basis: Basis, state: State, words: str) -> State:
    """The words with the question, of which somebody who was told of a grievance hears when they call."""
    asked = basis.asked(state.at or "")
    reading = Given(None, words) if isinstance(asked, Open) else Withheld(Missing.NO_INPUT, words)
    new = answer.settled(basis, asked, len(state.steps) - 1, reading)
    return replace(state, settled=answer.with_answer(state.settled, new))
