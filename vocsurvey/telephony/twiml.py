"""A turn as the document that the carrier speaks.

Nothing follows a Gather that asks: ``actionOnEmptyResult`` makes the carrier come back even after silence, so a
Redirect behind it could never run on a carrier that keeps its word, and would be a second way through the call on one
that does not.
"""

from __future__ import annotations

import math
import textwrap
from collections.abc import Callable, Iterator

from twilio.twiml import TwiML
from twilio.twiml.voice_response import Gather, Hangup, Pause, Play, Say, VoiceResponse

from vocsurvey.interview.turn import Ask, Line, Part, Turn
from vocsurvey.telephony.characters import plain
from vocsurvey.telephony.voices import Voice, Voices

LONGEST_SAY = 3_000  # Polly's limit, the lowest of the engines': https://www.twilio.com/docs/voice/twiml/say
LARGEST_DOCUMENT = 64_000
LARGEST_UPDATE = 4_000
"""Characters of a document that is sent with a request instead of being fetched:
https://www.twilio.com/docs/voice/api/call-resource"""
TRIAL_WORDS = "This is a test call from voc survey. You can hear us, and the carrier can reach us. Goodbye."
MOST_HINTS, LONGEST_HINT = 500, 100

Recorded = Callable[[str], str | None]
"""From the name of a recorded file to the URL where the carrier gets it; None when there is no such file."""


def _nothing_recorded(file: str) -> None:
    return None


def render(turn: Turn, action_url: str, voices: Voices, recorded: Recorded = _nothing_recorded) -> str:
    """The turn as an XML document to be served as ``text/xml``; what is heard goes to ``action_url``.

    A line whose recording is there is played, any other is said by the synthetic voice.

    Raises ValueError for a document above 64 kB, which no checked questionnaire produces.
    """
    voice = voices.of(turn.language)
    spoken = _spoken(turn.lines, turn.language, voices, recorded)
    if turn.ask is None:
        return _document(*spoken, Hangup())
    gather = _gather(turn.ask, action_url, voice)
    for verb in spoken:
        gather.append(verb)
    return _document(gather)


def sorry(language: str, voices: Voices) -> str:
    """Short and warm, for when nothing else can be done; then the line is closed."""
    return farewell(voices.of(language).sorry, language, voices)


def farewell(text: str, language: str, voices: Voices) -> str:
    """Say one thing, then close the line."""
    return _document(*_spoken((Line(Part.SPEECH, text),), language, voices), Hangup())


def trial(voices: Voices) -> str:
    """What a test call says; for operators, so in English."""
    return farewell(TRIAL_WORDS, "en", voices)


def hang_up() -> str:
    """Close the line without a word: what a machine gets."""
    return _document(Hangup())


def wait() -> str:
    """Ten seconds of silence for a machine that is about to hear its message; then the line is closed."""
    return _document(Pause(length=10), Hangup())


def message(text: str, language: str, action_url: str, voices: Voices) -> str:
    """The message for a machine, then the line is closed. A key pressed meanwhile is brought to ``action_url``.

    Silence falls through to the Hangup: nobody is to be asked for anything, and a machine presses no key.
    Raises ValueError for a document that is too long to be sent with a request, which no checked message is.
    """
    gather = Gather(
        input="dtmf",
        action=action_url,
        method="POST",
        num_digits=1,
        finish_on_key="",
        timeout=1,
        action_on_empty_result=False,
    )
    for verb in _spoken((Line(Part.SPEECH, text),), language, voices):
        gather.append(verb)
    document = _document(gather, Hangup())
    if len(document) > LARGEST_UPDATE:
        raise ValueError(
            f"this message is longer than the {LARGEST_UPDATE:,} characters that the carrier takes at once"
        )
    return document


def _gather(ask: Ask, action_url: str, voice: Voice) -> Gather:
    """One Gather for one ask: keys pressed between two would be lost.

    With one key, ``finishOnKey`` is empty, so that ``#`` and ``*`` are keys like others; a longer collection ends
    with ``#``. A key, or speech where speech is listened to, cuts the prompt short: that is the carrier's default.
    """
    keyed = ask.max_keys > 0 or not ask.speech
    speech = {"speech_timeout": "auto", "language": voice.language, "hints": _hints(ask)} if ask.speech else {}
    keys = {"num_digits": max(1, ask.max_keys), "finish_on_key": "#" if ask.max_keys > 1 else ""} if keyed else {}
    return Gather(
        input=" ".join(["dtmf"] * keyed + ["speech"] * ask.speech),
        action=action_url,
        method="POST",
        timeout=max(1, math.ceil(ask.timeout.total_seconds())),
        action_on_empty_result=True,
        **keys,
        **speech,
    )


def _hints(ask: Ask) -> str | None:
    words = (plain(hint.replace(",", " "))[:LONGEST_HINT].strip() for hint in ask.hints[:MOST_HINTS])
    return ", ".join(word for word in words if word) or None


def _spoken(
    lines: tuple[Line, ...], language: str, voices: Voices, recorded: Recorded = _nothing_recorded
) -> Iterator[Play | Say]:
    for line in lines:
        if line.part is Part.NOTE:
            continue
        url = None if line.audio is None else recorded(line.audio)
        if url is not None:
            yield Play(url)
            continue
        voice = voices.of(line.language or language)
        for piece in textwrap.wrap(plain(line.text), LONGEST_SAY, break_on_hyphens=False):
            yield Say(message=piece, voice=voice.name, language=voice.language)


def _document(*verbs: TwiML) -> str:
    response = VoiceResponse()
    for verb in verbs:
        response.append(verb)
    document = str(response)
    if len(document.encode()) > LARGEST_DOCUMENT:
        raise ValueError(f"this turn is longer than the {LARGEST_DOCUMENT:,} bytes that the carrier accepts")
    return document
