"""A line that is recorded is played, as a document that a strict reader accepts; whatever is not is said."""

from __future__ import annotations

from datetime import timedelta

import pytest
from strict_twiml import NotStrictError, read

from vocsurvey.interview.turn import Ask, Ending, Line, Part, Turn
from vocsurvey.telephony.twiml import render
from vocsurvey.telephony.url import CarrierUrls, State
from vocsurvey.telephony.voices import Voice, Voices

URLS = CarrierUrls("https://voice.example.com/", "s")
ACTION = URLS.turn("tok", State("0" * 32, "en", 0, 1, 0, "q", "17", ()))
VOICES = Voices({"en": Voice("en-US", "Polly.Joanna", "Sorry.")}, "en")
ASK = Ask("cared", "yes_no", 1, timedelta(seconds=6))
LINES = (
    Line(Part.SPEECH, "How was it?", audio="csat-en.wav"),
    Line(Part.SPEECH, "Did we care?", audio="gone.wav"),
    Line(Part.NOTE, "Wait.", audio="csat-en.wav"),
    Line(Part.KEYS, "Press 1 or 2."),
)
URL = "https://voice.example.com/carrier/audio/small/csat-en.wav?v=0f"


def recorded(file: str) -> str | None:
    return URLS.recording("small", file, "0f") if file == "csat-en.wav" else None


def test_a_recording_is_played_inside_what_listens() -> None:
    root = read(render(Turn(0, "en", LINES, ASK, None), ACTION, VOICES, recorded))
    assert [(verb.tag, verb.text) for verb in root[0]] == [
        ("Play", URL),
        ("Say", "Did we care?"),
        ("Say", "Press 1 or 2."),
    ]


def test_a_recording_is_played_before_the_line_is_closed() -> None:
    root = read(render(Turn(3, "en", LINES[:1], None, Ending.COMPLETED), ACTION, VOICES, recorded))
    assert [(verb.tag, verb.text) for verb in root] == [("Play", URL), ("Hangup", None)]


def test_without_recordings_every_word_is_said() -> None:
    root = read(render(Turn(0, "en", LINES, ASK, None), ACTION, VOICES))
    assert [verb.text for verb in root[0]] == ["How was it?", "Did we care?", "Press 1 or 2."]


def test_names_cannot_leave_their_place_in_the_address() -> None:
    assert URLS.recording("a/b", "../c?d.wav", "&") == (
        "https://voice.example.com/carrier/audio/a%2Fb/..%2Fc%3Fd.wav?v=%26"
    )


@pytest.mark.parametrize(
    "play", ["<Play/>", "<Play>csat.wav</Play>", '<Play voice="man">https://a.example/b.wav</Play>']
)
def test_the_strict_reader_refuses_what_the_carrier_could_not_play(play: str) -> None:
    with pytest.raises(NotStrictError):
        read(f'<?xml version="1.0" encoding="UTF-8"?><Response>{play}</Response>')
