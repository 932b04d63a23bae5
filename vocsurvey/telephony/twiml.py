"""A turn as the document that the carrier speaks.

Nothing follows a Gather that waits for an answer: ``actionOnEmptyResult`` makes the carrier come back even after
silence, so a Redirect behind it could never run on a carrier that keeps its word, and would be a second way through the
call on one that does not.

A comment that is recorded is a Gather that listens for keys while the question is spoken, the Record, and a Redirect:
the carrier goes on with it when nothing was said, which is silence like any other.
"""

from __future__ import annotations

import math
import textwrap
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from twilio.twiml import TwiML
from twilio.twiml.voice_response import Gather, Hangup, Pause, Play, Record, Redirect, Say, VoiceResponse

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


TRANSCRIBED = range(2, 121)
"""Seconds: how long a recording may be at most for its words to be written down.
https://www.twilio.com/docs/voice/twiml/record#transcribe"""
KEYS_THAT_END = "*#"
PAUSE_FOR_THOUGHT = "3"
"""Seconds of silence that end words of one's own. By itself the carrier takes the first pause for the end, which is
right for "yes" and cuts a sentence: https://www.twilio.com/docs/voice/twiml/gather#speechtimeout"""
LONGEST_COMMENT = 30


@dataclass(frozen=True, slots=True)
class CommentUrls:
    """Where the carrier reports that a recording is ready, and where it brings the words."""

    recording: str
    words: str


def _nothing_recorded(file: str) -> None:
    return None


def render(
    turn: Turn,
    action_url: str,
    voices: Voices,
    recorded: Recorded = _nothing_recorded,
    comment: CommentUrls | None = None,
) -> str:
    """The turn as an XML document to be served as ``text/xml``; what is heard goes to ``action_url``.

    A line whose recording is there is played, any other is said by the synthetic voice. What becomes of a comment that
    is recorded is reported to ``comment``.

    Raises ValueError for a document above 64 kB, which no checked questionnaire produces.
    """
    voice = voices.of(turn.language)
    spoken = _spoken(turn.lines, turn.language, voices, recorded)
    if turn.ask is None:
        return document(*spoken, Hangup())
    if turn.ask.recorded:
        return document(*_recording(turn.ask, spoken, action_url, voice, comment))
    return document(_gathered(_gather(turn.ask, action_url, voice), spoken))


def sorry(language: str, voices: Voices) -> str:
    """Short and warm, for when nothing else can be done; then the line is closed."""
    return farewell(voices.of(language).sorry, language, voices)


def farewell(text: str, language: str, voices: Voices) -> str:
    """Say one thing, then close the line."""
    return document(*spoken_words(text, language, voices), Hangup())


def trial(voices: Voices) -> str:
    """What a test call says; for operators, so in English."""
    return farewell(TRIAL_WORDS, "en", voices)


def hang_up() -> str:
    """Close the line without a word: what a machine gets."""
    return document(Hangup())


def wait() -> str:
    """Ten seconds of silence for a machine that is about to hear its message; then the line is closed."""
    return document(Pause(length=10), Hangup())


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
    for verb in spoken_words(text, language, voices):
        gather.append(verb)
    said = document(gather, Hangup())
    if len(said) > LARGEST_UPDATE:
        raise ValueError(
            f"this message is longer than the {LARGEST_UPDATE:,} characters that the carrier takes at once"
        )
    return said


def _gather(ask: Ask, action_url: str, voice: Voice) -> Gather:
    """One Gather for one ask: keys pressed between two would be lost.

    With one key, ``finishOnKey`` is empty, so that ``#`` and ``*`` are keys like others; a longer collection ends
    with ``#``, and ``numDigits`` leaves room for it: were the last digit the end, the ``#`` that we ask for would
    answer the next question. A key, or speech where speech is listened to, cuts the prompt short: that is the carrier's
    default.
    """
    keyed = ask.max_keys > 0 or not ask.speech
    pause = PAUSE_FOR_THOUGHT if ask.kind == "open" else "auto"
    speech = {"speech_timeout": pause, "language": voice.language, "hints": _hints(ask)} if ask.speech else {}
    closed = ask.max_keys > 1
    keys = {"num_digits": max(1, ask.max_keys) + closed, "finish_on_key": "#" if closed else ""} if keyed else {}
    return Gather(
        input=" ".join(["dtmf"] * keyed + ["speech"] * ask.speech),
        action=action_url,
        method="POST",
        timeout=max(1, math.ceil(ask.timeout.total_seconds())),
        action_on_empty_result=True,
        **keys,
        **speech,
    )


def _recording(
    ask: Ask, spoken: Iterable[TwiML], action_url: str, voice: Voice, comment: CommentUrls | None
) -> Iterator[TwiML]:
    """The question, during which a key is heard, and after the tone what is said, until a key or a silence."""
    keys = Gather(
        input="dtmf",
        action=action_url,
        method="POST",
        timeout=1,
        num_digits=1,
        finish_on_key="",
        action_on_empty_result=False,
    )
    yield _gathered(keys, spoken)
    longest = ask.max_seconds or LONGEST_COMMENT
    wanted: dict[str, object] = {}
    if comment is not None:
        wanted |= {
            "recording_status_callback": comment.recording,
            "recording_status_callback_method": "POST",
            "recording_status_callback_event": "completed absent",
        }
        if voice.transcribed and longest in TRANSCRIBED:
            wanted |= {"transcribe": True, "transcribe_callback": comment.words}
    yield Record(
        action=action_url,
        method="POST",
        timeout=max(1, math.ceil(ask.timeout.total_seconds())),
        max_length=longest,
        finish_on_key=KEYS_THAT_END,
        play_beep=True,
        trim="trim-silence",
        **wanted,
    )
    yield Redirect(action_url, method="POST")


def _gathered(gather: Gather, spoken: Iterable[TwiML]) -> Gather:
    for verb in spoken:
        gather.append(verb)
    return gather


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


def spoken_words(text: str, language: str, voices: Voices) -> Iterator[Play | Say]:
    """One text as the verbs that say it."""
    return _spoken((Line(Part.SPEECH, text),), language, voices)


def document(*verbs: TwiML) -> str:
    """The verbs as a document. Raises ValueError above 64 kB."""
    response = VoiceResponse()
    for verb in verbs:
        response.append(verb)
    written = str(response)
    if len(written.encode()) > LARGEST_DOCUMENT:
        raise ValueError(f"this turn is longer than the {LARGEST_DOCUMENT:,} bytes that the carrier accepts")
    return written
