"""Documents for rooms as both strict readers take them, what a room tells, and the token of a browser's phone."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any
from xml.etree.ElementTree import tostring

import jwt
import pytest
import strict_twiml

from vocsurvey.runtime import load_voices
from vocsurvey.sandbox.twiml import Document, read_twiml
from vocsurvey.telephony import conference, twiml
from vocsurvey.telephony.borders import Params, intact
from vocsurvey.telephony.carrier import CallProgress
from vocsurvey.telephony.conference import RoomUrls
from vocsurvey.telephony.room_news import (
    BrowserCalls,
    Event,
    Held,
    Joined,
    Left,
    Muted,
    Parted,
    RoomBegun,
    RoomEnded,
    RoomNews,
    read_browser,
    read_parted,
    read_room_news,
)
from vocsurvey.telephony.url import CarrierUrls
from vocsurvey.telephony.voice_token import (
    PhoneAccount,
    Reach,
    browser_phone,
    identity_of,
    reach_of,
    user_of,
    voice_token,
)
from vocsurvey.telephony.webhook import Malformed

URLS = CarrierUrls("https://survey.example.com", "s" * 32)
DOORS = RoomUrls(URLS.wait("t1"), URLS.behind("t1"), URLS.room("r1"))
VOICES = load_voices(None)
ROOM, CALL = "CF" + "1" * 32, "CA" + "2" * 32
PHONE = PhoneAccount("AC" + "0" * 32, "SK" + "1" * 32, "a secret of thirty-two characters", "AP" + "2" * 32)


@pytest.mark.parametrize(
    "written",
    [
        conference.enter("r1", "caller", DOORS, timedelta(minutes=45)),
        conference.enter("r1", "customer-17", DOORS, timedelta(minutes=45), muted=True),
        conference.wait("We are calling your customer.", "en", URLS.wait("t1"), VOICES),
        conference.wait("Einen Moment bitte.", "de", URLS.hold("r1"), VOICES),
        conference.part("Thank you. Goodbye.", "en", VOICES),
        conference.enter(
            "r1", "customer-17", DOORS, timedelta(minutes=45), before=twiml.spoken_words("One moment.", "en", VOICES)
        ),
        conference.whisper("Somebody waits. Press 1.", "en", URLS.take("t1"), VOICES, timedelta(seconds=25)),
        conference.part(None, "fr", VOICES),
    ],
)
def test_documents_are_strictly_right(written: str) -> None:
    strict_twiml.read(written)
    assert isinstance(read_twiml(written.encode()), Document)


def test_who_enters_is_heard_at_once_and_nobody_is_left_alone() -> None:
    dial = strict_twiml.read(conference.enter("r1", "customer-17", DOORS, timedelta(minutes=45)))[0]
    assert dial.attrib == {
        "action": "https://survey.example.com/carrier/t1/behind", "method": "POST", "timeLimit": "2700",
    }  # fmt: skip
    room = dial[0].attrib
    assert (room["startConferenceOnEnter"], room["endConferenceOnExit"], room["beep"]) == ("true", "true", "false")
    assert room["waitUrl"] == "https://survey.example.com/carrier/t1/wait"
    assert room["statusCallback"] == "https://survey.example.com/carrier/r1/room"
    assert dial[0].text == "r1"


def test_behind_the_room_there_is_a_sentence_or_none() -> None:
    said = tostring(strict_twiml.read(conference.part("Goodbye.", "en", VOICES)), "unicode")
    assert said.index("Goodbye.") < said.index("<Hangup")
    assert [verb.tag for verb in strict_twiml.read(conference.part(None, "en", VOICES))] == ["Hangup"]


def news(kind: str, **more: str) -> Params:
    fields = {
        "ConferenceSid": ROOM, "FriendlyName": "r1", "SequenceNumber": "4", "StatusCallbackEvent": kind,
        "CallSid": CALL, "ParticipantLabel": "customer-17", "Muted": "false", "Hold": "false",
    }  # fmt: skip
    return list({**fields, **more}.items())


@pytest.mark.parametrize(
    ("kind", "event"),
    [
        ("conference-start", RoomBegun()),
        ("conference-end", RoomEnded()),
        ("participant-join", Joined(CALL, "customer-17")),
        ("participant-leave", Left(CALL, "customer-17")),
        ("participant-hold", Held(CALL, "customer-17", True)),
        ("participant-unhold", Held(CALL, "customer-17", False)),
        ("participant-mute", Muted(CALL, "customer-17", True)),
        ("participant-unmute", Muted(CALL, "customer-17", False)),
        ("participant-modify", None),
        ("announcement-end", None),
        ("something-new", None),
    ],
)
def test_what_a_room_tells(kind: str, event: Event | None) -> None:
    assert read_room_news(news(kind)) == RoomNews(ROOM, 4, event)


@pytest.mark.parametrize(
    "params",
    [
        news("conference-start", ConferenceSid=""),
        news("conference-end", SequenceNumber="-1"),
        news("participant-join", CallSid="CA1"),
        news("participant-leave", ParticipantLabel="a b"),
    ],
)
def test_what_cannot_be_read_of_a_room(params: Params) -> None:
    assert isinstance(read_room_news(params), Malformed)


def test_a_number_that_is_missing_is_unknown() -> None:
    without = [pair for pair in news("conference-end") if pair[0] != "SequenceNumber"]
    assert read_room_news(without) == RoomNews(ROOM, None, RoomEnded())


def test_no_border_of_a_rooms_news_can_be_moved() -> None:
    real = news("conference-end", CallSidEndingConference=CALL, ParticipantLabelEndingConference="caller")
    assert intact(real)
    assert not intact([*news("participant-leave"), ("ParticipantLabelx", "caller")])
    assert not intact([("Muted", "falseParticipantLabelcustomer-17"), ("ConferenceSid", ROOM)])
    assert not intact([("StartConferenceOnEnter", "trueStatusCallbackEventparticipant-join")])


def test_behind_the_room() -> None:
    told = [("CallSid", CALL), ("CallStatus", "in-progress"), ("DialCallDuration", "61")]
    assert read_parted(told) == Parted(CALL, CallProgress.IN_PROGRESS, timedelta(seconds=61))
    assert read_parted([("CallSid", CALL), ("CallStatus", "completed")]) == Parted(CALL, CallProgress.COMPLETED, None)
    assert isinstance(read_parted([("CallSid", CALL)]), Malformed)


def test_a_browser_calls() -> None:
    told = [("CallSid", CALL), ("CallStatus", "ringing"), ("From", "client:user-7"), ("Room", "abc-1")]
    assert read_browser(told) == BrowserCalls(CALL, CallProgress.RINGING, "user-7", "abc-1")
    assert read_browser(told[:-1]) == BrowserCalls(CALL, CallProgress.RINGING, "user-7", None)
    assert read_browser([*told[:-1], ("Room", "../x")]) == BrowserCalls(CALL, CallProgress.RINGING, "user-7", None)
    assert isinstance(read_browser([*told[:2], ("From", "+12025550101")]), Malformed)
    assert isinstance(read_browser([("CallSid", "x"), ("CallStatus", "ringing")]), Malformed)


def test_the_token_says_who_calls_which_application() -> None:
    token = voice_token(PHONE, identity_of(7))
    read: dict[str, Any] = jwt.decode(token, PHONE.secret, algorithms=["HS256"])
    assert jwt.get_unverified_header(token)["cty"] == "twilio-fpa;v=1"
    assert (read["iss"], read["sub"]) == (PHONE.key, PHONE.account_sid)
    assert read["grants"] == {"identity": "user-7", "voice": {"outgoing": {"application_sid": PHONE.application_sid}}}
    assert 3590 <= read["exp"] - time.time() <= 3600
    with pytest.raises(ValueError, match="identity"):
        voice_token(PHONE, "a b")


@pytest.mark.parametrize(
    ("identity", "user"), [("user-7", 7), ("user-0", None), ("user-x", None), ("admin-7", None), ("user-7 ", None)]
)
def test_whose_identity_it_is(identity: str, user: int | None) -> None:
    assert user_of(identity) == user


def test_what_a_page_must_reach_to_be_a_phone() -> None:
    assert reach_of("http://127.0.0.1:4010/deeper") == Reach(("http://127.0.0.1:4010",))
    real = reach_of("https://api.twilio.com")
    assert "wss://voice-js.roaming.twilio.com" in real.lines
    assert all(".twilio.com" in one and "*" not in one for one in (*real.lines, *real.sounds))


def test_which_phone_a_page_is_to_be() -> None:
    real = browser_phone(PHONE, "https://api.twilio.com", "user-7")
    assert (real.kind, real.address, real.identity, real.seconds) == ("twilio", "", "user-7", 3600)
    plain = browser_phone(PHONE, "http://127.0.0.1:4010", "user-7")
    assert (plain.kind, plain.address) == ("http", "http://127.0.0.1:4010/client/calls")
    assert jwt.decode(plain.token, PHONE.secret, algorithms=["HS256"])["grants"]["identity"] == "user-7"
