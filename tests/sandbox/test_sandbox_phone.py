"""The phone in the browser over its own HTTP: who may take a call, what is heard, and how it ends."""

from __future__ import annotations

import hashlib
import http.client
import io
import json
import time
import urllib.error
import urllib.request
import wave
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from browser_tab import BrowserTab
from carrier_house import House, Reply, house, twiml
from click.testing import CliRunner

from vocsurvey.sandbox.cast import Cast
from vocsurvey.sandbox.command import sandbox
from vocsurvey.sandbox.personas import BROWSER
from vocsurvey.sandbox.sounds import LARGEST, MOST_KEPT, Sound

PHONE = "+12025550198"
ASK = (
    "<Gather numDigits='2' timeout='2' finishOnKey='#' action='turn' actionOnEmptyResult='true'>"
    "<Say language='de-DE'>Von 0 bis 10?</Say></Gather>"
)


@pytest.fixture
def home() -> Iterator[House]:
    """A house whose phone is in the browser; everybody else in it lives four hundred times as fast."""
    with house(cast={PHONE: "browser"}, grace_seconds=2) as opened:
        yield opened
    BrowserTab.close_all()


def statuses(home: House) -> list[str]:
    return [received.form["CallStatus"] for received in home.customer.at("/carrier/t1/status")]


def turns(home: House) -> list[dict[str, str]]:
    return [received.form for received in home.customer.at("/carrier/t1/turn")]


def test_a_whole_call(home: House) -> None:
    home.customer.says("/carrier/t1/answer", ASK)
    home.customer.says("/carrier/t1/turn", "<Say>Thank you.</Say><Hangup/>")
    tab = BrowserTab(home.url)
    assert tab.state["numbers"] == [PHONE]
    sid = home.call(PHONE)
    assert tab.answer() == sid
    tab.listening(waiting=True, most=2, finish="#", keys=True, speech=False)
    assert (tab.send("key", text="1"), tab.listening(entered="1")["wait"]) == (204, 2.0)
    assert tab.send("key", text="0") == 204
    call = tab.ended()
    assert [(form["Digits"], form["FinishedOnKey"]) for form in turns(home)] == [("10", "")]
    assert tab.lines() == [
        ("caller", "said", "Von 0 bis 10?", True),
        ("you", "key", "10", True),
        ("caller", "said", "Thank you.", True),
    ]
    assert call["lines"][0]["language"] == "de-DE"
    assert (call["ending"], call["from"], call["to"]) == ("The caller hung up.", "+12025550100", PHONE)
    ledger = home.quiet()
    assert statuses(home) == ["initiated", "ringing", "in-progress", "completed"]
    assert ledger["calls"] == {sid: "completed"}
    assert [entry["digits"] for entry in ledger["delivered"]] == ["10"]
    assert (ledger["violations"], ledger["lost_keys"]) == ([], [])
    assert home.customer.at("/carrier/t1/status")[-1].form["SipResponseCode"] == "200"


def test_a_key_interrupts_the_prompt(home: House) -> None:
    home.customer.says("/carrier/t1/answer", ASK)
    home.customer.says("/carrier/t1/turn", "<Hangup/>")
    tab = BrowserTab(home.url, reads=False)
    home.call(PHONE)
    tab.answer()
    tab.until(lambda state: state["call"]["doing"] and state["call"]["doing"]["kind"] == "say")
    assert not tab.listening()["waiting"]
    tab.send("key", text="7")
    tab.listening(entered="7", waiting=True)
    assert tab.state["call"]["doing"] is None
    tab.send("key", text="#")
    tab.ended()
    assert [(form["Digits"], form["FinishedOnKey"]) for form in turns(home)] == [("7", "#")]


def test_without_barge_in_the_prompt_is_heard_to_its_end(home: House) -> None:
    home.customer.says("/carrier/t1/answer", ASK.replace("<Gather", "<Gather bargeIn='false'"))
    home.customer.says("/carrier/t1/turn", "<Hangup/>")
    tab = BrowserTab(home.url, reads=False)
    home.call(PHONE)
    tab.answer()
    doing = tab.until(lambda state: state["call"]["doing"])["call"]["doing"]
    tab.send("key", text="1")
    tab.send("key", text="0")
    tab.listening(entered="10", waiting=False)
    time.sleep(0.1)
    assert turns(home) == []
    tab.send("performed", number=doing["id"])
    tab.ended()
    assert [form["Digits"] for form in turns(home)] == ["10"]


def test_silence_is_sent_after_the_timeout_and_not_before(home: House) -> None:
    home.customer.says("/carrier/t1/answer", ASK)
    home.customer.says("/carrier/t1/turn", "<Hangup/>")
    tab = BrowserTab(home.url)
    home.call(PHONE)
    tab.answer()
    tab.listening(waiting=True)
    began = time.monotonic()
    tab.ended()
    # Two seconds of the clock, although everybody else in this house lives four hundred times as fast.
    assert time.monotonic() - began > 1.8
    assert [form["Digits"] for form in turns(home)] == [""]
    assert tab.lines()[-1][:2] == ("you", "silence")


def test_words_are_heard_where_they_are_listened_for(home: House) -> None:
    both = "<Gather input='dtmf speech' speechTimeout='5' timeout='1' language='fr-FR' action='turn'>{}</Gather>"
    home.customer.says("/carrier/t1/answer", both.format("<Say>Why?</Say>"))
    home.customer.says("/carrier/t1/turn", "<Hangup/>")
    tab = BrowserTab(home.url)
    home.call(PHONE)
    tab.answer()
    tab.listening(waiting=True, speech=True)
    assert tab.send("speaking") == 204
    tab.listening(waiting=False)
    time.sleep(1.3)  # longer than the timeout, which does not run while somebody speaks
    assert tab.send("said", text="  trop \n lent ", confidence=0.5) == 204
    tab.listening(entered="trop lent")
    assert tab.send("said", text="vraiment") == 204
    tab.ended()
    (form,) = turns(home)
    assert (form["SpeechResult"], form["Language"]) == ("trop lent vraiment", "fr-FR")
    assert form["Confidence"] == "0.50000000"
    assert "Digits" not in form


def test_noise_that_is_nothing_leaves_the_rest_of_the_time(home: House) -> None:
    home.customer.says(
        "/carrier/t1/answer", "<Gather input='speech' timeout='1' action='turn'/><Redirect>turn</Redirect>"
    )
    home.customer.says("/carrier/t1/turn", "<Hangup/>")
    tab = BrowserTab(home.url)
    home.call(PHONE)
    tab.answer()
    tab.listening(waiting=True)
    tab.send("speaking")
    tab.listening(waiting=False)
    tab.send("unheard")
    tab.ended()
    assert ["SpeechResult" in form for form in turns(home)] == [False]


def test_keys_and_words_that_nobody_listens_for_are_lost(home: House) -> None:
    home.customer.says(
        "/carrier/t1/answer", "<Pause length='1'/><Gather input='speech' timeout='1'/>" + ASK.replace("2", "1")
    )
    home.customer.says("/carrier/t1/turn", "<Hangup/>")
    tab = BrowserTab(home.url)
    home.call(PHONE)
    tab.answer()
    tab.until(lambda state: state["call"]["doing"] and state["call"]["doing"]["kind"] == "pause")
    tab.send("key", text="5")
    tab.listening(speech=True, keys=False)
    tab.send("key", text="6")
    tab.listening(keys=True)
    tab.send("said", text="ten")
    tab.ended()
    unheard = [line for line in tab.lines() if not line[3]]
    assert unheard == [("you", "key", "5", False), ("you", "key", "6", False), ("you", "said", "ten", False)]
    assert [entry["keys"] for entry in home.quiet()["lost_keys"]] == ["5", "6"]
    assert [form["Digits"] for form in turns(home)] == [""]


def test_declining_is_busy_for_the_caller(home: House) -> None:
    tab, other = BrowserTab(home.url), BrowserTab(home.url)
    sid = home.call(PHONE)
    tab.rings()
    assert tab.send("decline", sid) == 204
    for one in (tab, other):
        one.until(lambda state: not state["ringing"])
    ledger = home.quiet()
    assert ledger["calls"] == {sid: "busy"}
    assert home.customer.at("/carrier/t1/status")[-1].form["SipResponseCode"] == "603"
    assert home.customer.at("/carrier/t1/answer") == []
    assert tab.send("answer", sid) == tab.send("decline", sid) == 409


def test_without_a_page_nobody_answers(home: House) -> None:
    sid = home.call(PHONE, timeout=1)
    assert home.quiet()["calls"] == {sid: "no-answer"}
    assert statuses(home) == ["initiated", "ringing", "no-answer"]


def test_a_page_that_is_opened_while_it_rings_can_answer(home: House) -> None:
    home.customer.says("/carrier/t1/answer", "<Hangup/>")
    sid = home.call(PHONE)
    home.until(lambda: "ringing" in statuses(home))
    assert BrowserTab(home.url).answer() == sid


def test_the_first_of_two_tabs_has_the_call(home: House) -> None:
    home.customer.says("/carrier/t1/answer", ASK)
    first, second = BrowserTab(home.url), BrowserTab(home.url)
    home.call(PHONE)
    sid = second.rings()
    first.answer()
    state = second.until(lambda state: state["elsewhere"])
    assert (state["ringing"], state["call"], state["elsewhere"][0]["sid"]) == ([], None, sid)
    for deed in ("answer", "decline", "key", "hang-up"):
        assert second.send(deed, sid, text="1") == 409
    assert first.send("hang-up") == 204
    second.until(lambda state: not state["elsewhere"])
    assert first.ended()["ending"] == "You hung up."


def test_who_talks_cannot_take_another_call(home: House) -> None:
    home.customer.says("/carrier/t1/answer", ASK.replace("2", "9"))
    tab = BrowserTab(home.url)
    first = home.call(PHONE)
    tab.answer()
    second = home.call(PHONE, "t2", timeout=20)
    assert tab.rings() == second
    assert tab.send("answer", second) == 409
    tab.send("hang-up", first)
    tab.ended()
    home.customer.says("/carrier/t2/answer", "<Hangup/>")
    assert tab.answer() == second


def test_hanging_up_in_the_middle_of_a_prompt(home: House) -> None:
    home.customer.says("/carrier/t1/answer", ASK)
    tab = BrowserTab(home.url, reads=False)
    sid = home.call(PHONE)
    tab.answer()
    tab.until(lambda state: state["call"]["doing"])
    tab.send("hang-up")
    call = tab.ended()
    assert (call["ending"], call["doing"], call["listening"]) == ("You hung up.", None, None)
    assert home.quiet()["calls"] == {sid: "completed"}
    assert turns(home) == []


def test_what_was_entered_before_hanging_up_still_arrives(home: House) -> None:
    home.customer.says("/carrier/t1/answer", ASK)
    home.customer.replies("/carrier/t1/turn", Reply(twiml("<Say>Too late.</Say>"), delay=0.3))
    tab = BrowserTab(home.url)
    home.call(PHONE)
    tab.answer()
    tab.listening()
    tab.send("key", text="1")
    tab.send("key", text="0")
    home.until(lambda: len(turns(home)) == 1)
    tab.send("hang-up")
    tab.ended()
    assert [entry["digits"] for entry in home.quiet()["delivered"]] == ["10"]
    assert ("caller", "said", "Too late.", True) not in tab.lines()


def test_a_gap_in_the_network_is_bridged(home: House) -> None:
    home.customer.says("/carrier/t1/answer", ASK.replace("'2'", "'9'"))
    home.customer.says("/carrier/t1/turn", "<Hangup/>")
    tab = BrowserTab(home.url)
    home.call(PHONE)
    tab.answer()
    tab.listening(waiting=True)
    tab.close()
    time.sleep(0.1)
    tab.connect()
    assert tab.state["call"]["lines"][0]["text"] == "Von 0 bis 10?"
    time.sleep(2.2)  # the grace of the connection that was lost is over
    tab.send("key", text="4")
    tab.send("key", text="#")
    assert tab.ended()["ending"] == "The caller hung up."
    assert [form["Digits"] for form in turns(home)] == ["4"]


def test_a_tab_that_stays_away_has_hung_up(home: House) -> None:
    home.customer.says("/carrier/t1/answer", ASK.replace("'2'", "'90'"))
    tab, other = BrowserTab(home.url), BrowserTab(home.url)
    sid = home.call(PHONE)
    tab.answer()
    tab.listening()
    tab.close()
    assert home.quiet()["calls"] == {sid: "completed"}
    other.until(lambda state: not state["elsewhere"])
    assert turns(home) == []


def test_the_latest_page_of_a_name_has_the_phone(home: House) -> None:
    first = BrowserTab(home.url)
    second = BrowserTab(home.url, name=first.name)
    home.until(lambda: first.replaced)
    home.call(PHONE)
    second.rings()
    assert not first.state["ringing"]


def test_the_caller_may_give_up_or_go_on_elsewhere(home: House) -> None:
    home.customer.says("/carrier/t1/answer", ASK.replace("'2'", "'90'"))
    home.customer.says("/carrier/t1/other", "<Say>Something else.</Say><Pause length='60'/>")
    tab = BrowserTab(home.url)
    sid = home.call(PHONE)
    tab.rings()
    home.client().calls(sid).update(status="canceled")
    tab.until(lambda state: not state["ringing"])
    home.call(PHONE, "t2", url=home.customer.url + "/carrier/t1/answer")
    sid = tab.answer()
    tab.listening(waiting=True)
    home.client().calls(sid).update(url=home.customer.url + "/carrier/t1/other")
    tab.until(lambda state: state["call"]["doing"] and state["call"]["doing"]["kind"] == "pause")
    assert tab.lines()[-1][2] == "Something else."
    home.client().calls(sid).update(status="completed")
    assert tab.ended()["ending"] == "The caller hung up."


def test_the_longest_time_of_a_call_is_real_time(home: House) -> None:
    home.customer.says("/carrier/t1/answer", ASK.replace("timeout='2'", "timeout='90'"))
    tab = BrowserTab(home.url)
    sid = home.call(PHONE, time_limit=1)
    tab.answer()
    assert tab.ended()["ending"] == "The longest time that the caller allowed is over."
    home.quiet()
    assert home.client().calls(sid).fetch().duration == "1"


def test_a_message_is_recorded_until_a_silence(home: House) -> None:
    home.customer.says("/carrier/t1/answer", "<Record action='turn' timeout='1' maxLength='60'/><Say>Nothing.</Say>")
    home.customer.says("/carrier/t1/turn", "<Hangup/>")
    tab = BrowserTab(home.url)
    home.call(PHONE)
    tab.answer()
    tab.listening(kind="record", entered="")
    tab.send("speaking")
    tab.listening(entered="speaking")
    time.sleep(1.6)
    tab.send("said", text="It was slow.")
    tab.ended()
    (form,) = turns(home)
    assert (form["RecordingDuration"], form["Digits"]) == ("2", "")
    assert ("you", "said", "It was slow.", True) in tab.lines()


@pytest.mark.parametrize(("key", "arrived"), [("#", ["#"]), ("5", []), ("", [])])
def test_a_message_ends_with_its_key_or_never_begins(home: House, key: str, arrived: list[str]) -> None:
    home.customer.says("/carrier/t1/answer", "<Record action='turn' timeout='1' finishOnKey='#' playBeep='false'/>")
    home.customer.says("/carrier/t1/turn", "<Hangup/>")
    tab = BrowserTab(home.url)
    home.call(PHONE)
    tab.answer()
    tab.listening(kind="record")
    if key:
        tab.send("key", text=key)
    tab.ended()
    assert [form["Digits"] for form in turns(home)] == arrived
    assert [entry["keys"] for entry in home.quiet()["lost_keys"]] == (["5"] if key == "5" else [])


def test_a_message_has_a_longest_length(home: House) -> None:
    home.customer.says("/carrier/t1/answer", "<Record action='turn' timeout='9' maxLength='1' playBeep='false'/>")
    home.customer.says("/carrier/t1/turn", "<Hangup/>")
    tab = BrowserTab(home.url)
    home.call(PHONE)
    tab.answer()
    tab.listening(kind="record")
    tab.send("speaking")
    tab.ended()
    assert [form["RecordingDuration"] for form in turns(home)] == ["1"]


def a_sound() -> bytes:
    content = io.BytesIO()
    with wave.open(content, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(bytes(1600))
    return content.getvalue()


def test_sounds_are_fetched_by_the_carrier(home: House) -> None:
    home.customer.says(
        "/carrier/t1/answer",
        "<Play loop='2'>hello.wav</Play><Play>gone.wav</Play><Play>page.html</Play><Play digits='1'/><Hangup/>",
    )
    home.customer.replies("/carrier/t1/hello.wav", Reply("RIFF", content_type="audio/wav"))
    home.customer.replies("/carrier/t1/gone.wav", Reply(status=404))
    home.customer.replies("/carrier/t1/page.html", Reply("<p>", content_type="text/html"))
    tab = BrowserTab(home.url, reads=False)
    home.call(PHONE)
    tab.answer()
    doing = tab.until(lambda state: state["call"]["doing"])["call"]["doing"]
    with urllib.request.urlopen(home.url + doing["url"], timeout=60) as answer:
        assert (answer.read(), answer.headers["Content-Type"]) == (b"RIFF", "audio/wav")
    tab.send("performed", number=1)
    tab.until(lambda state: state["call"]["doing"]["id"] == 2)
    tab.send("performed", number=2)
    tab.ended()
    assert [line[1:] for line in tab.lines()] == [
        ("sound", "hello.wav", True), ("sound", "gone.wav", False), ("sound", "page.html", False), ("tones", "1", True),
    ]  # fmt: skip
    faults = [fault["detail"] for fault in home.quiet()["violations"]]
    assert faults == [
        "the sound 'gone.wav' was answered with 404", "the sound 'page.html' is not audio but text/html",
    ]  # fmt: skip
    with pytest.raises(urllib.error.HTTPError, match="404"):
        urllib.request.urlopen(home.url + "/phone/sounds/nothing", timeout=60)


REFUSED_DEEDS: list[tuple[str, dict[str, Any], int]] = [
    ("key", {"text": "5"}, 204),
    ("key", {"text": "12"}, 400),
    ("key", {"text": "A"}, 400),
    ("key", {"text": "５"}, 400),
    ("key", {"text": ""}, 400),
    ("key", {"text": ["1"]}, 400),
    ("said", {"text": " "}, 400),
    ("said", {"text": "x" * 501}, 400),
    ("said", {"text": 5}, 400),
    ("performed", {"number": "1"}, 404),
    ("performed", {"number": 99}, 204),
    ("sing", {}, 404),
    ("prompted", {}, 404),
]


def test_what_a_phone_cannot_do_is_refused(home: House) -> None:
    home.customer.says("/carrier/t1/answer", ASK.replace("'2'", "'90'"))
    tab = BrowserTab(home.url)
    home.call(PHONE)
    tab.answer()
    tab.listening()
    for deed, content, status in REFUSED_DEEDS:
        assert tab.send(deed, **content) == status, (deed, content)
    assert tab.listening()["entered"] == "5"


def test_other_pages_cannot_touch_the_phone(home: House) -> None:
    tab = BrowserTab(home.url)
    sid = home.call(PHONE)
    tab.rings()
    for headers in (
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Host": "evil.example", "Origin": "http://evil.example"},
        {"Content-Type": "text/plain"},
        {"Content-Type": "application/x-www-form-urlencoded"},
    ):
        assert tab.send("answer", sid, headers=headers) in {403, 415}, headers
        assert tab.send("decline", sid, headers=headers) in {403, 415}, headers
    assert tab.state["ringing"]
    assert tab.send("answer", sid) == 204


def test_who_may_look(home: House) -> None:
    events = "/phone/events?tab=" + "0" * 32
    requests: list[tuple[dict[str, str], str, int]] = [
        ({}, events, 200),
        ({"Sec-Fetch-Site": "same-origin"}, events, 200),
        ({"Sec-Fetch-Site": "cross-site"}, events, 403),
        ({"Origin": "http://evil.example"}, events, 403),
        ({"Host": "evil.example"}, events, 403),
        ({}, "/phone/events?tab=me", 400),
        ({}, "/phone/events", 400),
        ({"Host": "evil.example"}, "/phone", 403),
        ({"Host": "localhost"}, "/phone", 200),
        ({"Host": "[::1]:80"}, "/phone", 200),
        ({}, "/phone/nothing.js", 404),
        ({}, "/phone/..%2fphone.py", 404),
    ]
    for headers, path, status in requests:
        connection = http.client.HTTPConnection(urlsplit(home.url).netloc, timeout=60)
        connection.putrequest("GET", path, skip_host="Host" in headers)
        for name, value in headers.items():
            connection.putheader(name, value)
        connection.endheaders()
        response = connection.getresponse()
        assert response.status == status, (headers, path)
        response.close()
        connection.close()


def test_a_post_must_say_who_sends_it(home: House) -> None:
    for body, origin in ((b"{", True), (b"[]", True), (b"{}", True), (b'{"tab": "x"}', False)):
        request = urllib.request.Request(f"{home.url}/phone/calls/CA1/key", body, method="POST")
        request.add_header("Content-Type", "application/json")
        if origin:
            request.add_header("Origin", home.url)
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(request, timeout=60)
        with refused.value as answer:
            assert (answer.code, bool(json.load(answer)["sentence"])) == (400 if origin else 403, True)


def test_the_page_allows_nothing_from_elsewhere(home: House) -> None:
    for name, kind in (("", "text/html"), ("/phone.js", "text/javascript"), ("/phone.css", "text/css"),
                       ("/mark.svg", "image/svg+xml")):  # fmt: skip
        with urllib.request.urlopen(f"{home.url}/phone{name}", timeout=60) as answer:
            assert answer.headers["Content-Type"].startswith(kind)
            policy = answer.headers["Content-Security-Policy"]
            body = answer.read().decode()
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert " style=" not in body
        assert "<script>" not in body
        assert "https://" not in body


def test_sounds_that_cannot_be_had_are_faults_of_the_customer(home: House) -> None:
    home.customer.says(
        "/carrier/t1/answer",
        "<Play>http://127.0.0.1:9/no.wav</Play><Play>ftp://example.com/no.wav</Play><Play>big.wav</Play>",
    )
    home.customer.replies("/carrier/t1/big.wav", Reply("x" * (LARGEST + 1), content_type="audio/wav"))
    tab = BrowserTab(home.url)
    home.call(PHONE)
    tab.answer()
    tab.ended()
    assert [line[1:] for line in tab.lines()] == [("sound", name, False) for name in ("no.wav", "no.wav", "big.wav")]
    refused, foreign, big = (str(fault["detail"]) for fault in home.quiet()["violations"])
    assert "cannot be fetched" in refused
    assert "'ftp://example.com/no.wav'" in foreign
    assert big == "the sound 'big.wav' is too large"


def test_only_the_latest_sounds_are_kept(home: House) -> None:
    home.customer.says("/carrier/t1/answer", "".join(f"<Play>{number}.wav</Play>" for number in range(MOST_KEPT + 1)))
    for number in range(MOST_KEPT + 1):
        home.customer.replies(f"/carrier/t1/{number}.wav", Reply(f"sound {number}", content_type="audio/wav"))
    tab = BrowserTab(home.url)
    home.call(PHONE)
    tab.answer()
    tab.ended()
    names = [hashlib.sha256(f"sound {number}".encode()).hexdigest()[:32] for number in range(MOST_KEPT + 1)]
    assert home.carrier.sounds.named(names[0]) is None
    assert home.carrier.sounds.named(names[1]) == Sound("audio/wav", b"sound 1")


def test_a_prompt_may_be_said_again_and_again(home: House) -> None:
    home.customer.says("/carrier/t1/answer", "<Say loop='0'>Hold the line.</Say>")
    tab = BrowserTab(home.url)
    home.call(PHONE)
    tab.answer()
    tab.until(lambda state: state["call"]["doing"] and state["call"]["doing"]["id"] > 3)
    tab.send("hang-up")
    tab.ended()
    assert [line[2] for line in tab.lines()] == ["Hold the line."]


def test_the_extension_is_keyed_in_before_anybody_speaks(home: House) -> None:
    home.customer.says("/carrier/t1/answer", "<Hangup/>")
    tab = BrowserTab(home.url)
    home.call(PHONE, send_digits="W1")
    began = time.monotonic()
    tab.answer()
    tab.ended()
    assert time.monotonic() - began > 1.4


def test_the_options_decide_who_is_in_the_browser() -> None:
    assert Cast(1).with_phones([PHONE]).persona(PHONE, 0) is BROWSER
    assert Cast(1).with_phones([PHONE]).in_browser == (PHONE,)
    own = Cast(1, {PHONE: ("happy",)}).with_phones([PHONE])
    assert (own.persona(PHONE, 0).name, own.in_browser) == ("happy", ())
    refused = CliRunner().invoke(sandbox, ["--phone", "0198"])
    assert (refused.exit_code, "'0198' is not a number such as +12025550198" in refused.output) == (2, True)
    assert "/phone" in CliRunner().invoke(sandbox, ["--help"]).output


def test_a_number_may_be_held_by_a_persona_first_and_by_the_browser_then() -> None:
    with house(cast={PHONE: {"calls": ["rejects", "browser"]}}) as home:
        home.customer.says("/carrier/t1/answer", "<Hangup/>")
        tab = BrowserTab(home.url)
        first = home.call(PHONE)
        home.quiet()
        second = home.call(PHONE, url=home.customer.url + "/carrier/t1/answer", token="t2")
        assert tab.answer() == second
        assert home.quiet()["calls"] == {first: "busy", second: "completed"}
    BrowserTab.close_all()
