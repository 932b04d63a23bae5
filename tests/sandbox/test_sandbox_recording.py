"""Recordings from the beep to their deletion: when they can be fetched, what is announced, and what is written down."""

from __future__ import annotations

import io
import time
import urllib.request
import wave
from base64 import b64encode
from urllib.error import HTTPError

import pytest
from browser_tab import BrowserTab
from carrier_house import HAPPY, SID, TOKEN, House, Reply, house
from twilio.base.exceptions import TwilioException

from vocsurvey.sandbox.twiml import Unreadable, read_twiml

PHONE = "+12025550199"
WORDS = "It was all too slow for us"
RECORD = (
    "<Record action='recorded' maxLength='60' finishOnKey='*#' recordingStatusCallback='recording' "
    "recordingStatusCallbackEvent='completed absent' transcribe='true' transcribeCallback='words'/>"
    "<Redirect>after</Redirect>"
)
TOLD = (
    "<Gather input='dtmf' numDigits='1' finishOnKey='' timeout='1' action='keyed'>"
    "<Say>Say it after the tone.</Say></Gather>"
)


def asked(url: str, method: str = "GET") -> tuple[int, bytes]:
    """Ask the carrier with our credentials; the status and the body."""
    request = urllib.request.Request(url, method=method)
    request.add_header("Authorization", "Basic " + b64encode(f"{SID}:{TOKEN}".encode()).decode())
    try:
        with urllib.request.urlopen(request, timeout=60) as response:
            return response.status, response.read()
    except HTTPError as error:
        return error.code, b""


def told(home: House, path: str) -> list[dict[str, str]]:
    return [received.form for received in home.customer.at(f"/carrier/t1/{path}")]


def said(home: House, inside: str) -> None:
    home.customer.says("/carrier/t1/answer", inside)
    for path in ("recorded", "after", "keyed"):
        home.customer.says(f"/carrier/t1/{path}", "<Hangup/>")


def test_it_can_be_fetched_once_it_is_ready_and_until_it_is_deleted() -> None:
    with house(cast={HAPPY: [WORDS]}, recording_seconds=1.5) as home:
        said(home, RECORD)
        home.call()
        home.until(lambda: told(home, "recorded") != [])
        (form,) = told(home, "recorded")
        url = form["RecordingUrl"]
        assert asked(url + ".wav")[0] == 404
        assert told(home, "recording") == []
        home.quiet()
        status, sound = asked(url + ".wav")
        assert status == 200
        with wave.open(io.BytesIO(sound)) as opened:
            assert opened.getnframes() / opened.getframerate() == int(form["RecordingDuration"]) == 3
            assert len(set(opened.readframes(8000))) > 100
        (ready,), (written,) = told(home, "recording"), told(home, "words")
        assert (ready["RecordingStatus"], ready["RecordingSid"]) == ("completed", form["RecordingSid"])
        assert (written["TranscriptionStatus"], written["TranscriptionText"]) == ("completed", WORDS)
        assert written["RecordingSid"] == form["RecordingSid"]
        assert [asked(url + ".json", "DELETE")[0] for _ in range(2)] == [204, 404]
        assert asked(url + ".wav")[0] == 404


def test_the_recordings_of_a_call_are_listed_although_nobody_could_be_told() -> None:
    with house(cast={HAPPY: [WORDS]}, recording_seconds=0) as home:
        home.customer.says("/carrier/t1/answer", RECORD)
        home.customer.replies("/carrier/t1/recorded", Reply("", status=503))
        sid = home.call()
        home.quiet()
        (listed,) = home.client().calls(sid).recordings.list()
        assert (listed.call_sid, listed.status, listed.duration, listed.channels) == (sid, "completed", "3", 1)
        assert listed.sid == told(home, "recorded")[0]["RecordingSid"]
        home.client().recordings(listed.sid).delete()
        assert home.client().calls(sid).recordings.list() == []
    with house(weather="read_error=1", cast={HAPPY: [WORDS]}) as home, pytest.raises(TwilioException, match="500"):
        home.client().calls(home.call()).recordings.list()


def test_nobody_else_gets_it() -> None:
    with house(cast={HAPPY: [WORDS]}, recording_seconds=0) as home:
        said(home, RECORD)
        home.call()
        home.quiet()
        url = told(home, "recorded")[0]["RecordingUrl"] + ".wav"
        with pytest.raises(HTTPError, match="401"):
            urllib.request.urlopen(url, timeout=60)


def test_who_says_nothing_goes_on_with_the_next_verb_and_it_is_absent() -> None:
    with house(cast={HAPPY: ["silence"]}) as home:
        said(home, RECORD)
        home.call()
        home.quiet()
        assert told(home, "recorded") == told(home, "words") == []
        assert len(told(home, "after")) == 1
        assert [one["RecordingStatus"] for one in told(home, "recording")] == ["absent"]


def test_who_is_told_to_speak_after_the_tone_waits_for_it() -> None:
    with house(cast={HAPPY: [WORDS]}) as home:
        said(home, TOLD + RECORD)
        home.call()
        home.quiet()
        assert told(home, "keyed") == []
        assert told(home, "recorded")[0]["RecordingDuration"] == "3"


@pytest.mark.parametrize("key", ["*", "#"])
def test_a_key_cuts_the_words_before_the_tone_short(key: str) -> None:
    with house(cast={HAPPY: [key]}) as home:
        said(home, TOLD + RECORD)
        home.call()
        home.quiet()
        assert [form["Digits"] for form in told(home, "keyed")] == [key]
        assert told(home, "recorded") == []


def test_any_other_person_speaks_after_the_tone_too() -> None:
    with house(cast={HAPPY: "happy"}) as home:
        said(home, TOLD + RECORD)
        home.call()
        home.quiet()
        assert told(home, "words")[0]["TranscriptionText"]


def test_hanging_up_in_the_browser_ends_the_recording_and_it_counts() -> None:
    with house(speed=1.0, recording_seconds=0, cast={PHONE: "browser"}) as home:
        said(home, RECORD.replace("<Record", "<Record playBeep='false'"))
        tab = BrowserTab(home.url)
        home.call(PHONE)
        tab.answer()
        tab.listening(kind="record")
        tab.send("said", text="It was slow.")
        tab.listening(kind="record", waiting=True)
        time.sleep(0.6)
        tab.send("hang-up")
        tab.ended()
        home.quiet()
        assert [form["Digits"] for form in told(home, "recorded")] == ["hangup"]
        assert [form["TranscriptionText"] for form in told(home, "words")] == ["It was slow."]


def test_hanging_up_in_the_browser_before_a_word_leaves_nothing() -> None:
    with house(speed=1.0, recording_seconds=0, cast={PHONE: "browser"}) as home:
        said(home, RECORD.replace("<Record", "<Record playBeep='false'"))
        tab = BrowserTab(home.url)
        home.call(PHONE)
        tab.answer()
        tab.listening(kind="record")
        tab.send("hang-up")
        tab.ended()
        home.quiet()
        assert told(home, "recorded") == told(home, "words") == []


@pytest.mark.parametrize(("weather", "arrived"), [("status_lost", 0), ("status_doubled", 2), ("status_late", 1)])
def test_the_weather_of_statuses_is_theirs_too(weather: str, arrived: int) -> None:
    with house(cast={HAPPY: [WORDS]}, weather=weather, recording_seconds=0) as home:
        said(home, RECORD)
        home.call()
        home.quiet()
        assert (len(told(home, "recording")), len(told(home, "words"))) == (arrived, arrived)


@pytest.mark.parametrize(
    ("attributes", "sentence"),
    [
        ("transcribeCallback='words'", "ignores transcribeCallback without transcribe"),
        ("transcribe='false' transcribeCallback='words'", "ignores transcribeCallback without transcribe"),
        ("recordingStatusCallbackEvent='absent'", "ignores recordingStatusCallbackEvent without"),
        ("recordingStatusCallbackMethod='GET'", "ignores recordingStatusCallbackMethod without"),
    ],
)
def test_what_would_be_ignored_is_refused(attributes: str, sentence: str) -> None:
    read = read_twiml(f"<Response><Record maxLength='9' {attributes}/></Response>".encode(), declared=False)
    assert isinstance(read, Unreadable)
    assert sentence in read.message
