"""What the carrier tells of a recording, in our words; and fetching it, once, from nowhere else."""

from __future__ import annotations

import pytest
from raw_carrier import Behaviour, close, raw_carrier, reply
from test_carrier_placing import ACCOUNT, carrier_at

from vocsurvey.interview.heard import Keys, Recorded, Silence
from vocsurvey.telephony.borders import intact
from vocsurvey.telephony.carrier import NotYet
from vocsurvey.telephony.recorded import (
    LARGEST_RECORDING,
    RecordingReport,
    TapeReport,
    WordsReport,
    read_recording,
    read_tape,
    read_words,
)
from vocsurvey.telephony.url import CarrierUrls, State
from vocsurvey.telephony.webhook import FellBack, TurnHeard, read_fallback, read_turn

CALL, SID = "CA" + "1" * 32, "RE" + "2" * 32
URL = f"https://api.twilio.com/2010-04-01/Accounts/AC/Recordings/{SID}"
TURN = {
    "CallSid": CALL,
    "CallStatus": "in-progress",
    "RecordingUrl": URL,
    "RecordingSid": SID,
    "RecordingDuration": "12",
}
REPORT = {"CallSid": CALL, "RecordingSid": SID, "RecordingStatus": "completed", "RecordingDuration": "12"}
WORDS = {"CallSid": CALL, "RecordingSid": SID, "TranscriptionStatus": "completed", "TranscriptionText": " We waited. "}
WAV = b"RIFF\x24\x00\x00\x00WAVEfmt " + b"\x00" * 28


def heard(**changes: str | None) -> object:
    fields = {**TURN, **changes}
    read = read_turn([(name, value) for name, value in fields.items() if value is not None])
    return read.heard if isinstance(read, TurnHeard) else read


@pytest.mark.parametrize(("digits", "key"), [("", ""), ("#", "#"), ("*", "*"), ("hangup", ""), (None, "")])
def test_a_comment_with_the_key_that_ended_it(digits: str | None, key: str) -> None:
    assert heard(Digits=digits) == Recorded(SID, 12, key)


def test_its_name_is_also_in_its_address() -> None:
    assert heard(RecordingSid=None) == Recorded(SID, 12)


@pytest.mark.parametrize("seconds", ["", "-1", "1.5", "soon", "999999", None])
def test_a_length_that_cannot_be_read_is_none(seconds: str | None) -> None:
    assert heard(RecordingDuration=seconds) == Recorded(SID, 0)


def test_what_is_no_recording_is_heard_as_ever() -> None:
    assert heard(RecordingSid="RE1", Digits="1") == Keys("1")
    assert heard(RecordingSid=None, RecordingUrl=None) == Silence()
    assert heard(RecordingSid=None, RecordingUrl=None, Digits="hangup") == Silence()
    assert heard(Digits="hang") == Silence()


def test_a_fallback_that_repeats_the_comment_brings_it() -> None:
    fell = read_fallback([*TURN.items(), ("ErrorCode", "11200")])
    assert isinstance(fell, FellBack)
    assert fell.heard == Recorded(SID, 12)


@pytest.mark.parametrize(("status", "ready"), [("completed", True), ("absent", False), ("failed", False)])
def test_a_report_of_a_recording(status: str, ready: bool) -> None:
    read = read_recording([*{**REPORT, "RecordingStatus": status}.items()])
    assert read == RecordingReport(CALL, SID, 12, ready)


@pytest.mark.parametrize(
    "changes", [{"RecordingStatus": "in-progress"}, {"RecordingStatus": ""}, {"CallSid": "CA1"}, {"RecordingSid": "x"}]
)
def test_no_report_of_a_recording(changes: dict[str, str]) -> None:
    assert read_recording([*{**REPORT, **changes}.items()]) is None


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "We waited."),
        ({"TranscriptionStatus": "failed"}, None),
        ({"TranscriptionText": " \x00 "}, None),
        ({"TranscriptionText": "x" * 9_000}, "x" * 4_000),
    ],
)
def test_the_words_of_a_recording(changes: dict[str, str], words: str | None) -> None:
    assert read_words([*{**WORDS, **changes}.items()]) == WordsReport(CALL, SID, words)


def test_words_of_nobody() -> None:
    assert read_words([*{**WORDS, "RecordingSid": "RE"}.items()]) is None


@pytest.mark.parametrize(
    "moved",
    [
        [("RecordingDuration12", "")],
        [("RecordingSource", "RecordVerbRecordingStatuscompleted")],
        [("RecordingChannels", "1RecordingDuration12")],
        [("RecordingSid", SID), ("RecordingSid", SID)],
        [("TranscriptionTextWe", "waited")],
        [("TranscriptionSid", "TRTranscriptionStatuscompleted")],
    ],
)
def test_a_border_that_was_moved_is_seen(moved: list[tuple[str, str]]) -> None:
    assert intact([*REPORT.items()])
    assert intact([*WORDS.items(), ("TranscriptionType", "fast"), ("TranscriptionUrl", URL)])
    assert not intact([("CallSid", CALL), *moved])


def test_the_addresses_carry_the_position_and_no_answers() -> None:
    urls = CarrierUrls("https://voice.example.com", "s")
    state = State("0" * 32, "en", 4, 1, 0, "q", "17", (("q", 1),))
    for url, last in ((urls.comment("tok", state), "comment"), (urls.words("tok", state), "words")):
        address, _, text = url.partition("?s=")
        assert address == f"https://voice.example.com/carrier/tok/{last}"
        read = urls.read_state("tok", text)
        assert read is not None
        assert (read.position, read.codes) == (4, None)


# fetching


PATH = f"/2010-04-01/Accounts/{ACCOUNT}/Recordings/{SID}"


def test_a_recording_is_fetched_by_its_name_with_our_credentials() -> None:
    with raw_carrier(reply(200, WAV)) as raw:
        assert carrier_at(raw.url() + "/prefix").fetch_recording(SID) == WAV
        assert raw.target() == f"/prefix{PATH}.wav"
        assert raw.requests[0].startswith(b"GET ")
        assert b"authorization: basic " in raw.requests[0].lower()


LARGE = b"RIFF" + b"x" * (LARGEST_RECORDING + 10)


@pytest.mark.parametrize(
    ("behaviour", "why"),
    [
        (reply(404, {"code": 20404}), "HTTP 404"),
        (reply(401, {"code": 20003}), "HTTP 401"),
        (reply(204, b""), "HTTP 204"),
        (reply(500, b""), "HTTP 500"),
        (reply(429, b""), "slow down"),
        (reply(302, b"", "Location: http://127.0.0.1:9/stolen"), "HTTP 302"),
        (reply(200, b"<html>"), "no sound"),
        (reply(200, b"RIFF1234MP3 "), "no sound"),
        (reply(200, LARGE), "larger"),
        (close, "broke"),
        (lambda connection: connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nRIFF"), "broke"),
    ],
)
def test_what_is_not_there_yet_or_never_a_sound(behaviour: Behaviour, why: str) -> None:
    with raw_carrier(behaviour) as raw:
        found = carrier_at(raw.url(), read=1).fetch_recording(SID)
        assert isinstance(found, NotYet)
        assert why in found.why
        assert raw.connections == 1


def test_a_carrier_that_is_away_has_nothing_yet() -> None:
    found = carrier_at("http://127.0.0.1:9").fetch_recording(SID)
    assert isinstance(found, NotYet)
    assert "refused" in found.why


@pytest.mark.parametrize(
    ("behaviour", "gone"),
    [
        (reply(204, b""), True),
        (reply(404, {"code": 20404, "status": 404, "message": "not found"}), True),
        (reply(401, {"code": 20003, "status": 401, "message": "no"}), False),
        (reply(500, b""), False),
        (reply(429, b""), False),
        (close, False),
    ],
)
def test_the_carriers_copy_is_deleted(behaviour: Behaviour, gone: bool) -> None:
    with raw_carrier(behaviour) as raw:
        assert carrier_at(raw.url()).erase_recording(SID) is gone
        assert raw.requests[0].startswith(f"DELETE {PATH}.json ".encode())


@pytest.mark.parametrize(
    ("status", "found"),
    [
        ("in-progress", TapeReport(SID, 12, begins=True, ready=False)),
        ("completed", TapeReport(SID, 12, begins=False, ready=True)),
        ("absent", TapeReport(SID, 12, begins=False, ready=False)),
        ("failed", TapeReport(SID, 12, begins=False, ready=False)),
        ("paused", None),
    ],
)
def test_what_is_told_of_a_call_that_is_recorded(status: str, found: TapeReport | None) -> None:
    assert read_tape(list({**REPORT, "RecordingStatus": status}.items())) == found
    assert read_tape([("RecordingStatus", status)]) is None


def test_the_recording_of_a_call_may_be_longer_than_a_comment() -> None:
    long = WAV + b"\x00" * LARGEST_RECORDING
    with raw_carrier(reply(200, long)) as raw:
        assert carrier_at(raw.url()).fetch_recording(SID, whole_call=True) == long
