"""The documents with which a call enters a room, waits in it, and leaves it.

Who enters hears and is heard at once, without a beep. The room ends with either of the two who are meant to talk, so
that nobody is left alone in it: what they hear then is what the address behind the room says.
https://www.twilio.com/docs/voice/twiml/conference
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from twilio.twiml import TwiML
from twilio.twiml.voice_response import Dial, Gather, Hangup, Pause, Redirect

from vocsurvey.telephony.twiml import document, spoken_words
from vocsurvey.telephony.voices import Voices

EVENTS = "start end join leave mute hold modify"
ROUND = timedelta(seconds=6)
"""How long it is quiet between two times of the same sentence."""


@dataclass(frozen=True, slots=True)
class RoomUrls:
    """Where the carrier turns about one call in a room: what it hears until the other is there, what comes behind the
    room, and where the room's events are told."""

    wait: str
    behind: str
    events: str


def enter(
    room: str,
    label: str,
    urls: RoomUrls,
    time_limit: timedelta,
    *,
    muted: bool = False,
    guest: bool = False,
    before: Iterable[TwiML] = (),
) -> str:
    """Sit down in a room under a label. ``time_limit``: how long they may be in it at most; ``guest``: the room neither
    begins nor ends with them; ``before``: what they hear first."""
    dial = Dial(action=urls.behind, method="POST", time_limit=int(time_limit.total_seconds()))
    dial.conference(
        room,
        participant_label=label,
        muted=muted,
        beep="false",
        start_conference_on_enter=not guest,
        end_conference_on_exit=not guest,
        jitter_buffer_size="small",
        wait_url=urls.wait,
        wait_method="POST",
        status_callback=urls.events,
        status_callback_method="POST",
        status_callback_event=EVENTS,
    )
    return document(*before, dial)


def whisper(words: str, language: str, take_url: str, voices: Voices, listens: timedelta) -> str:
    """Who waits, twice, and a key that takes the call. Silence falls through to the end: a machine presses nothing."""
    half = max(1, int(listens.total_seconds()) // 2)
    gathers = []
    for _ in range(2):
        gather = Gather(
            input="dtmf", action=take_url, method="POST", num_digits=1, finish_on_key="", timeout=min(5, half),
            action_on_empty_result=False,
        )  # fmt: skip
        for verb in spoken_words(words, language, voices):
            gather.append(verb)
        gathers.append(gather)
    return document(*gathers, Hangup())


def wait(words: str, language: str, again_url: str, voices: Voices) -> str:
    """A sentence in the ear of whoever waits, then quiet, then what there is to say by then."""
    quiet = Pause(length=int(ROUND.total_seconds()))
    return document(*spoken_words(words, language, voices), quiet, Redirect(again_url, method="POST"))


def part(words: str | None, language: str, voices: Voices) -> str:
    """Behind the room: a last sentence, or none; then the line is closed."""
    return document(*(spoken_words(words, language, voices) if words else ()), Hangup())
