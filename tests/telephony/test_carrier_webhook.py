"""Whether it is the carrier that calls, and what it says."""

from __future__ import annotations

import hmac
import re
from base64 import b64encode
from datetime import UTC, datetime, timedelta
from hashlib import sha1

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vocsurvey.interview.heard import Keys, Silence, Speech
from vocsurvey.telephony.borders import GUARDED, LISTED, intact
from vocsurvey.telephony.carrier import AnsweredBy, CallProgress
from vocsurvey.telephony.webhook import (
    Answered,
    CalledUs,
    FellBack,
    MachineVerdict,
    Malformed,
    StatusReport,
    TurnHeard,
    check,
    read_answer,
    read_fallback,
    read_inbound,
    read_machine,
    read_status,
    read_turn,
)

SID = "CA" + "0a" * 16
URL = "https://voice.example.com/carrier/tok/turn?s=v1.abc.def"
READERS = (read_answer, read_turn, read_status, read_fallback, read_machine)
Params = list[tuple[str, str]]

TURN: Params = [
    ("AccountSid", "AC" + "1" * 32),
    ("ApiVersion", "2010-04-01"),
    ("CallSid", SID),
    ("CallStatus", "in-progress"),
    ("Called", "+12025550101"),
    ("CalledCity", ""),
    ("CalledZip", "20001"),
    ("Caller", "+12025550100"),
    ("CallerCountry", "US"),
    ("CallerZip", "20001"),
    ("Digits", "5"),
    ("Direction", "outbound-api"),
    ("FinishedOnKey", ""),
    ("From", "+12025550100"),
    ("FromState", "DC"),
    ("To", "+12025550101"),
    ("ToCity", "WASHINGTON"),
    ("msg", "Gather End"),
]


def signed(url: str, params: Params, token: str = "right") -> str:
    """Written from the documentation: the URL, then every name and value, sorted by name."""
    text = url + "".join(name + value for name, value in sorted(params))
    return b64encode(hmac.digest(token.encode(), text.encode(), sha1)).decode()


def without(params: Params, *names: str) -> Params:
    return [(name, value) for name, value in params if name not in names]


def changed(**fields: str) -> Params:
    return [*without(TURN, *fields), *fields.items()]


def test_the_vector() -> None:
    params = [
        ("CallSid", "CA1234567890ABCDE"),
        ("Caller", "+12349013030"),
        ("Digits", "1234"),
        ("From", "+12349013030"),
        ("To", "+18005551212"),
    ]
    url = "https://mycompany.com/myapp.php?foo=1&bar=2"
    assert check("0/KCTR6DLpKmkAf8muzZqo1nDgQ=", url, params, ["12345"])
    assert not check("0/KCTR6DLpKmkAf8muzZqo1nDgQ=", url, params, ["12346"])
    assert not check("0/KCTR6DLpKmkAf8muzZqo1nDgQ=", url, params[:-1], ["12345"])


def test_two_tokens_are_good_while_they_are_changed() -> None:
    assert check(signed(URL, TURN, "old"), URL, TURN, ["new", "old"])
    assert check(signed(URL, TURN, "new"), URL, TURN, ["new", "old"])
    assert not check(signed(URL, TURN, "older"), URL, TURN, ["new", "old"])


@pytest.mark.parametrize("signature", [None, "", "x", "ä" * 28, "0" * 28])
def test_unsigned_and_forged(signature: str | None) -> None:
    assert not check(signature, URL, TURN, ["right"])


def test_a_truncated_signature_and_a_truncated_body() -> None:
    signature = signed(URL, TURN)
    assert not any(check(signature[:n], URL, TURN, ["right"]) for n in range(len(signature)))
    assert not any(check(signature, URL, TURN[:n], ["right"]) for n in range(len(TURN)))


def test_an_empty_token_is_nobody() -> None:
    assert not check(signed(URL, TURN, ""), URL, TURN, ["", "right"])
    assert not check(signed(URL, TURN), URL, TURN, [])


def test_another_address_is_another_request() -> None:
    assert not check(signed(URL, TURN), URL.replace("voice.example.com", "evil.example"), TURN, ["right"])
    assert not check(signed(URL, TURN), URL + "x", TURN, ["right"])


@pytest.mark.parametrize("url", ["https://voice.example.com:x/", "https://[/"])
def test_an_address_that_is_none_is_no_reason_to_stumble(url: str) -> None:
    assert not check("x", url, TURN, ["right"])


def test_a_lone_surrogate_is_no_reason_to_stumble() -> None:
    assert not check("x", URL, changed(CallerCity="\ud800"), ["right"])


def test_unknown_names_are_fine_even_twice() -> None:
    params = [*TURN, ("SomethingNew", "1"), ("Another", "1"), ("Another", "2")]
    assert check(signed(URL, params), URL, params, ["right"])


ATTACKS = {
    "a key hidden in a name": [*without(TURN, "Digits"), ("Digits5", "")],
    "half a key hidden in a name": [*without(changed(Digits="55"), "Digits"), ("Digits5", "5")],
    "a key swallowed by its neighbour": [*without(TURN, "Digits", "CallerZip"), ("CallerZip", "20001Digits5")],
    "more than a key swallowed": [
        *without(TURN, "Digits", "CallerZip", "Direction"),
        ("CallerZip", "20001Digits5Directionoutbound-api"),
    ],
    "a status in a name": [*without(TURN, "CallStatus"), ("CallStatusin-progress", "")],
    "a status swallowed": [*without(TURN, "CallStatus", "CallSid"), ("CallSid", f"{SID}CallStatusin-progress")],
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_borders_cannot_be_moved(attack: str) -> None:
    """Each attack has the very signature of a request that the carrier made, and is refused all the same."""
    original = changed(Digits="55") if attack.startswith("half") else TURN
    signature = signed(URL, original)
    assert check(signature, URL, original, ["right"])
    assert signed(URL, ATTACKS[attack]) == signature
    assert not check(signature, URL, ATTACKS[attack], ["right"])


@pytest.mark.parametrize("name", sorted(LISTED))
def test_a_known_name_comes_once(name: str) -> None:
    assert not intact([(name, "1"), (name, "1")])


@pytest.mark.parametrize("name", GUARDED)
def test_nothing_that_begins_like_a_guarded_name_is_let_in(name: str) -> None:
    assert intact([(name, "1")])
    assert not intact([(name + "x", "1")])


def test_words_may_be_about_anything() -> None:
    assert intact(changed(SpeechResult="my Digits5 and SpeechResult and CallStatusbusy"))


def test_a_turn_with_keys() -> None:
    assert read_turn(TURN) == TurnHeard(SID, Keys("5"), CallProgress.IN_PROGRESS)
    assert read_turn(changed(Digits="*#0")) == TurnHeard(SID, Keys("*#0"), CallProgress.IN_PROGRESS)
    most = "1234567890*#" * 3
    assert read_turn(changed(Digits=most[:32])) == TurnHeard(SID, Keys(most[:32]), CallProgress.IN_PROGRESS)


BAD_KEYS = {
    "A": "1 of 1 are not",
    "12D": "1 of 3 are not",
    "5x": "1 of 2 are not",
    "5\n": "1 of 2 are not",
    " ": "1 of 1 are not",
    "5 5": "1 of 3 are not",
    "٣": "1 of 1 are not",
    "５": "1 of 1 are not",
    "1\x00": "1 of 2 are not",
    "1" * 33: "33 keys at once",
    "1" * 1_000: "1000 keys at once",
}


@pytest.mark.parametrize("digits", BAD_KEYS)
def test_keys_that_no_phone_has_are_refused_and_count_as_silence(digits: str) -> None:
    heard = read_turn(changed(Digits=digits, SpeechResult="these words came with them"))
    assert isinstance(heard, TurnHeard)
    assert heard.heard == Silence()
    assert heard.refused is not None
    assert heard.refused.startswith(BAD_KEYS[digits])
    fell = read_fallback([("CallSid", SID), ("Digits", digits)])
    assert isinstance(fell, FellBack)
    assert (fell.heard, fell.refused) == (None, heard.refused)
    called = read_inbound(changed(Digits=digits, Direction="inbound", To="+12025550199"))
    assert isinstance(called, CalledUs)
    assert (called.heard, called.refused) == (None, heard.refused)


@given(st.text(st.sampled_from("0123456789*#ABCD５٣ \nx") | st.characters(codec="utf-8"), max_size=60))
def test_a_phone_has_twelve_keys(digits: str) -> None:
    heard = read_turn(changed(Digits=digits))
    assert isinstance(heard, TurnHeard)
    sound = set(digits) <= set("0123456789*#") and len(digits) <= 32
    assert (heard.refused is None) is sound
    assert heard.heard == (Keys(digits) if digits and sound else Silence())
    # Whoever reads the log learns how many there were, and none of them.
    told = re.sub(
        r"[0-9]+ (of [0-9]+ are not 0 to 9, star or hash|keys at once, and nothing takes more than 32)",
        "",
        heard.refused or "",
    )
    assert told == ""


@pytest.mark.parametrize(
    ("confidence", "sure"),
    [("0.87", 0.87), ("1", 1.0), ("1.0", 1.0), (".5", 0.5), ("1.5", None), ("nan", None), ("", None), ("9e9", None)],
)
def test_a_turn_with_words(confidence: str, sure: float | None) -> None:
    params = changed(Digits="", SpeechResult=" nobody\x00 called\nback ", Confidence=confidence)
    assert read_turn(params) == TurnHeard(SID, Speech("nobody called back", sure), CallProgress.IN_PROGRESS)


def test_keys_go_before_words() -> None:
    heard = read_turn(changed(SpeechResult="five"))
    assert isinstance(heard, TurnHeard)
    assert heard.heard == Keys("5")


@pytest.mark.parametrize("fields", [{"Digits": ""}, {"Digits": "", "SpeechResult": " \x07 "}])
def test_silence(fields: dict[str, str]) -> None:
    heard = read_turn(changed(**fields))
    assert isinstance(heard, TurnHeard)
    assert heard.heard == Silence()
    missing = read_turn(without(TURN, "Digits"))
    assert isinstance(missing, TurnHeard)
    assert missing.heard == Silence()


def test_a_very_long_speech_is_cut_and_not_lost() -> None:
    heard = read_turn(changed(Digits="", SpeechResult="word " * 2_000))
    assert isinstance(heard, TurnHeard)
    assert isinstance(heard.heard, Speech)
    assert 4_990 <= len(heard.heard.words) <= 5_000


@pytest.mark.parametrize(
    "fields",
    [
        {"CallSid": ""},
        {"CallSid": "CA1"},
        {"CallSid": SID + "\n"},
        {"CallStatus": ""},
        {"CallStatus": "answered"},
    ],
)
def test_a_turn_that_cannot_be_read(fields: dict[str, str]) -> None:
    result = read_turn(changed(**fields))
    assert isinstance(result, Malformed)
    assert result.sentence.endswith(".")


STATUS: Params = [
    ("CallSid", SID),
    ("CallStatus", "completed"),
    ("SequenceNumber", "3"),
    ("Timestamp", "Wed, 21 Oct 2026 07:28:00 +0000"),
    ("CallDuration", "61"),
    ("Duration", "2"),
    ("SipResponseCode", "200"),
    ("ErrorCode", "13227"),
    ("AnsweredBy", "human"),
]
AT = datetime(2026, 10, 21, 7, 28, tzinfo=UTC)


def test_a_report_of_progress() -> None:
    assert read_status(STATUS) == StatusReport(
        SID, CallProgress.COMPLETED, 3, AT, timedelta(seconds=61), AnsweredBy.HUMAN, 200, 13227
    )
    bare = [("CallSid", SID), ("CallStatus", "ringing")]
    assert read_status(bare) == StatusReport(SID, CallProgress.RINGING, None, None, None, None, None, None)


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("Wed, 21 Oct 2026 07:28:00 -0000", AT),
        ("Wed, 21 Oct 2026 09:28:00 +0200", AT),
        ("Wed, 21 Oct 2026 07:28:00 GMT", AT),
        ("", None),
        ("yesterday", None),
        ("Wed, 99 Oct 2026 07:28:00 +0000", None),
        ("Fri, 31 Dec 9999 23:00:00 -1200", None),
    ],
)
def test_a_time_is_aware_or_unknown(text: str, at: datetime | None) -> None:
    report = read_status([*without(STATUS, "Timestamp"), ("Timestamp", text)])
    assert isinstance(report, StatusReport)
    assert report.at == at
    assert at is None or (report.at is not None and report.at.utcoffset() == timedelta(0))


@pytest.mark.parametrize("name", ["CallDuration", "SipResponseCode", "ErrorCode"])
def test_a_detail_that_cannot_be_read_does_not_cost_the_status(name: str) -> None:
    report = read_status([*without(STATUS, name), (name, "many")])
    assert isinstance(report, StatusReport)
    assert report.progress is CallProgress.COMPLETED


@pytest.mark.parametrize(
    ("name", "value"), [("CallSid", ""), ("CallStatus", "gone"), ("SequenceNumber", "-1"), ("SequenceNumber", "")]
)
def test_a_report_that_cannot_be_read(name: str, value: str) -> None:
    assert isinstance(read_status([*without(STATUS, name), (name, value)]), Malformed)


def test_an_answered_call() -> None:
    assert read_answer(TURN) == Answered(SID, CallProgress.IN_PROGRESS, "+12025550101", "+12025550100", False, None)
    inbound = read_answer(changed(Direction="inbound", AnsweredBy="machine_start"))
    assert isinstance(inbound, Answered)
    assert (inbound.inbound, inbound.answered_by) == (True, AnsweredBy.MACHINE)
    assert isinstance(read_answer(without(TURN, "CallSid")), Malformed)


def test_a_fallback() -> None:
    params = [("CallSid", SID), ("ErrorCode", "11200"), ("ErrorUrl", URL)]
    assert read_fallback(params) == FellBack(SID, 11200, URL, None)
    assert read_fallback([*params, ("Digits", "2")]) == FellBack(SID, 11200, URL, Keys("2"))
    assert read_fallback(params[:1]) == FellBack(SID, None, None, None)
    assert isinstance(read_fallback(params[1:]), Malformed)


def test_a_verdict_of_machine_detection() -> None:
    params = [("CallSid", SID), ("AnsweredBy", "machine_start"), ("MachineDetectionDuration", "2300")]
    assert read_machine(params) == MachineVerdict(SID, AnsweredBy.MACHINE)
    for word in ("machine_end_beep", "machine_end_silence", "machine_end_other"):
        ended = [("CallSid", SID), ("AnsweredBy", word), ("MachineDetectionDuration", "30000")]
        assert read_machine(ended) == MachineVerdict(SID, AnsweredBy.MACHINE, greeting_ended=True)
    for took, endless in (("29999", False), ("30000", True), ("", False), ("long", False)):
        unknown = [("CallSid", SID), ("AnsweredBy", "unknown"), ("MachineDetectionDuration", took)]
        assert read_machine(unknown) == MachineVerdict(SID, AnsweredBy.UNKNOWN, greeting_endless=endless)
    assert isinstance(read_machine(params[:1]), Malformed)
    assert isinstance(read_machine(params[1:]), Malformed)


NAMES = st.sampled_from(sorted(LISTED)) | st.text(max_size=20)
WORDS = st.sampled_from([SID, "in-progress", "completed", "1", "0.5", "human"])
ANYTHING = st.lists(st.tuples(NAMES, WORDS | st.text()), max_size=12)


@given(ANYTHING, st.text())
def test_anything_can_be_sent_to_us(params: Params, signature: str) -> None:
    assert check(signature, URL, params, ["right"]) is False
    for reader in READERS:
        assert type(reader([("CallSid", SID), *params])) in (
            Answered,
            TurnHeard,
            StatusReport,
            FellBack,
            MachineVerdict,
            Malformed,
        )


@given(st.text(st.characters(codec="utf-8")))
def test_any_timestamp_can_be_sent_to_us(text: str) -> None:
    report = read_status([*without(STATUS, "Timestamp"), ("Timestamp", text)])
    assert isinstance(report, StatusReport)
    assert report.at is None or report.at.tzinfo is UTC
