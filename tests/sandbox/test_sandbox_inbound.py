"""Calls that come in: the numbers of the account, who rings them, and what the customer is asked and told."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest
from browser_tab import BrowserTab
from carrier_house import HAPPY, OWN, SID, TOKEN, House, Reply, house, twiml
from click.testing import CliRunner
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.request_validator import RequestValidator

from vocsurvey.sandbox.cast import Cast, read_cast
from vocsurvey.sandbox.command import sandbox
from vocsurvey.sandbox.conversation import APOLOGY_SECONDS
from vocsurvey.sandbox.numbers import NOT_OFFERED
from vocsurvey.sandbox.personas import PERSONAS
from vocsurvey.sandbox.place import place_of

ASKING = '<Gather numDigits="1" action="/carrier/t9/turn" actionOnEmptyResult="true"><Say>Is now a good time? For yes, '
ASKING += "press 1. For no, press 2.</Say></Gather>"
BYE = "<Say>Goodbye.</Say><Hangup/>"
IN, FALLBACK, DONE = "/carrier/inbound", "/carrier/inbound/fallback", "/done"


@pytest.fixture
def home() -> Iterator[House]:
    with house(own_numbers=(OWN,)) as opened:
        yield opened
        BrowserTab.close_all()


def set_up(home: House, **more: Any) -> Any:
    """The account's number asks the customer; the number as the SDK shows it."""
    base = home.customer.url
    (number,) = home.client().incoming_phone_numbers.list(phone_number=OWN)
    urls = {"voice_url": base + IN, "voice_fallback_url": base + FALLBACK, "status_callback": base + DONE}
    return home.client().incoming_phone_numbers(number.sid).update(**{**urls, **more})


def ring(home: House, status: int = 201, *, number: str = HAPPY, **wanted: Any) -> dict[str, Any]:
    """Have somebody ring the account's number."""
    request = urllib.request.Request(f"{home.url}/inbound.json", method="POST")
    request.add_header("Content-Type", wanted.pop("content_type", "application/json"))
    body = wanted.pop("body", None) or json.dumps({"from": number, **wanted})
    opener = urllib.request.OpenerDirector()
    opener.add_handler(urllib.request.HTTPHandler())
    with opener.open(request, body.encode()) as answer:
        found: dict[str, Any] = json.load(answer)
    assert answer.status == status, found
    return found


def test_a_number_is_set_up_as_at_twilio(home: House) -> None:
    number = set_up(home, friendly_name="Survey", voice_method="GET")
    assert (number.phone_number, number.friendly_name, number.account_sid) == (OWN, "Survey", SID)
    assert (number.voice_url, number.voice_method) == (home.customer.url + IN, "GET")
    assert (number.voice_fallback_url, number.voice_fallback_method) == (home.customer.url + FALLBACK, "POST")
    assert (number.status_callback, number.status_callback_method) == (home.customer.url + DONE, "POST")
    assert number.capabilities["voice"] is True
    client = home.client().incoming_phone_numbers
    assert client(number.sid).update(voice_method="POST").voice_url == home.customer.url + IN
    assert client(number.sid).update(voice_url="").voice_url == ""
    assert client(number.sid).fetch().voice_fallback_url == home.customer.url + FALLBACK
    assert [one.sid for one in client.list()] == [number.sid]
    assert [one.sid for one in client.list(phone_number="*0100", friendly_name="Survey")] == [number.sid]
    assert client.list(friendly_name="Another") == client.list(phone_number="+4420") == []


@pytest.mark.parametrize(
    ("form", "code"),
    [
        ("VoiceUrl=http://example.com/x", 21205),
        ("VoiceUrl=ftp://x", 21205),
        ("StatusCallback=https://under_score.example.com/", 21205),
        ("VoiceMethod=PUT", 20001),
        ("FriendlyName=", 20001),
        ("VoiceURL=https://example.com/", 20001),
        ("VoiceUrl=https://example.com/&VoiceUrl=https://example.com/", 20001),
        *((f"{name}=x", 20001) for name in NOT_OFFERED),
    ],
)
def test_what_cannot_be_is_refused(home: House, form: str, code: int) -> None:
    number = set_up(home)
    path = f"{home.url}/2010-04-01/Accounts/{SID}/IncomingPhoneNumbers/{number.sid}.json"
    passwords = urllib.request.HTTPPasswordMgrWithPriorAuth()
    passwords.add_password(None, home.url, SID, TOKEN, is_authenticated=True)
    opener = urllib.request.build_opener(urllib.request.HTTPBasicAuthHandler(passwords))
    with pytest.raises(urllib.error.HTTPError) as refused:
        opener.open(path, form.encode())
    with refused.value:
        assert json.load(refused.value)["code"] == code
    assert home.client().incoming_phone_numbers(number.sid).fetch().voice_url == home.customer.url + IN


def test_strangers_numbers_are_not_ours(home: House) -> None:
    client = home.client().incoming_phone_numbers
    with pytest.raises(TwilioRestException, match="was not found"):
        client("PN" + "0" * 32).fetch()
    with pytest.raises(TwilioRestException, match="was not found"):
        client("PN" + "0" * 32).update(voice_url="https://example.com/")
    with pytest.raises(TwilioException, match="Authenticate"):
        home.client(secret="wrong").incoming_phone_numbers.list()


def test_the_customer_is_asked_and_told_with_all_that_twilio_sends(home: House) -> None:
    set_up(home)
    home.customer.says(IN, ASKING)
    home.customer.says("/carrier/t9/turn", BYE)
    call = ring(home)
    ledger = home.quiet()
    assert (call["from"], call["to"]) == (HAPPY, OWN)
    (asked,) = home.customer.at(IN)
    place = place_of(HAPPY)
    assert {
        "CallSid": call["sid"], "AccountSid": SID, "ApiVersion": "2010-04-01", "CallStatus": "ringing",
        "Direction": "inbound", "From": HAPPY, "Caller": HAPPY, "To": OWN, "Called": OWN, "FromCity": place.city,
        "CallerCity": place.city, "FromState": "DC", "CallerState": "DC", "FromZip": "20001", "CallerZip": "20001",
        "FromCountry": "US", "CallerCountry": "US", "ToCity": "WASHINGTON", "CalledCity": "WASHINGTON",
        "ToState": "DC", "CalledState": "DC", "ToZip": "20001", "CalledZip": "20001", "ToCountry": "US",
        "CalledCountry": "US", "StirVerstat": "TN-Validation-Passed-A",
    }.items() <= asked.form.items()  # fmt: skip
    assert set(json.loads(asked.form["CallToken"])) == {"parentCallInfoToken", "identityHeaderTokens"}
    signed = asked.headers["X-Twilio-Signature"]
    assert RequestValidator(TOKEN).validate(asked.url, asked.form, signed)
    (turn,) = home.customer.at("/carrier/t9/turn")
    assert (turn.form["Digits"], turn.form["CallStatus"]) == ("1", "in-progress")
    (done,) = home.customer.at(DONE)
    assert (done.form["CallStatus"], done.form["Direction"], done.form["SequenceNumber"]) == (
        "completed",
        "inbound",
        "0",
    )
    assert int(done.form["CallDuration"]) > 3
    assert [(one["from"], one["to"]) for one in ledger["inbound"]] == [(HAPPY, OWN)]
    assert ledger["rung"] == ledger["violations"] == []
    assert [(one["token"], one["digits"]) for one in ledger["delivered"]] == [("t9", "1")]
    shown = home.client().calls(call["sid"]).fetch()
    assert (shown.direction, shown._from, shown.to, shown.status) == ("inbound", HAPPY, OWN, "completed")
    assert shown.phone_number_sid == set_up(home).sid


def test_a_withheld_number_comes_as_the_letters_of_a_keypad(home: House) -> None:
    set_up(home)
    home.customer.says(IN, BYE)
    ring(home, number="withheld", to=OWN)
    ring(home, number="+442079460101")
    home.quiet()
    withheld, british = (received.form for received in home.customer.at(IN))
    assert (withheld["From"], withheld["FromCity"]) == ("+266696687", "")
    assert (british["FromCity"], british["StirVerstat"]) == ("LONDON", "No-TN-Validation")


@pytest.mark.parametrize(
    ("wanted", "status", "words"),
    [
        ({"number": "somebody"}, 400, "“from”"),
        ({"to": "nowhere"}, 400, "“to”"),
        ({"role": "nobody"}, 400, "there is no persona"),
        ({"more": 1}, 400, "and nothing else"),
        ({"body": "{"}, 400, "not JSON"),
        ({"body": "[]"}, 400, "and nothing else"),
        ({"content_type": "text/plain"}, 415, "Send JSON"),
        ({"to": "+12025550199"}, 409, "has no voice URL"),
        ({}, 409, "has no voice URL"),
    ],
)
def test_what_cannot_ring_is_refused(home: House, wanted: dict[str, Any], status: int, words: str) -> None:
    assert words in ring(home, status, **wanted)["sentence"]
    assert home.ledger()["inbound"] == []


def test_without_numbers_of_its_own_every_number_is_the_accounts() -> None:
    with house() as home:
        assert "“to”" in ring(home, 400)["sentence"]
        assert "no voice URL" in ring(home, 409, to=OWN)["sentence"]
        number = set_up(home)
        home.customer.says(IN, BYE)
        assert home.carrier.numbers.named(number.sid) is not None
        ring(home, to=OWN)
        home.quiet()
        assert len(home.customer.at(DONE)) == 1


@pytest.mark.parametrize("first", [Reply(status=500), Reply("<Response><Whisper/></Response>")])
def test_the_fallback_is_asked_when_the_voice_url_fails(home: House, first: Reply) -> None:
    set_up(home)
    home.customer.replies(IN, first)
    home.customer.says(FALLBACK, BYE)
    call = ring(home)
    home.quiet()
    (fell,) = home.customer.at(FALLBACK)
    assert (fell.form["CallSid"], fell.form["ErrorUrl"]) == (call["sid"], home.customer.url + IN)
    assert (fell.form["From"], fell.form["Direction"]) == (HAPPY, "inbound")
    assert home.customer.at(DONE)[0].form["CallStatus"] == "completed"


def test_without_any_answer_twilio_apologises(home: House) -> None:
    set_up(home)
    home.customer.replies(IN, Reply(status=500))
    home.customer.replies(FALLBACK, Reply(status=500))
    ring(home)
    home.quiet()
    (done,) = home.customer.at(DONE)
    assert (done.form["CallStatus"], done.form["CallDuration"]) == ("completed", str(round(APOLOGY_SECONDS)))


def test_who_missed_a_call_rings_back_once_for_each() -> None:
    cast = {HAPPY: {"calls": ["away"], "calls_back": [["2"], "happy"]}}
    with house(own_numbers=(OWN,), cast=cast) as home:
        set_up(home)
        home.customer.says(IN, ASKING)
        home.customer.says("/carrier/t9/turn", BYE)
        for token in ("t1", "t2", "t3"):
            home.call(token=token)
            home.quiet()
        assert [turn.form["Digits"] for turn in home.customer.at("/carrier/t9/turn")] == ["2", "1"]
        assert [one["from"] for one in home.ledger()["inbound"]] == [HAPPY, HAPPY]


def test_nobody_rings_back_where_the_number_takes_no_calls() -> None:
    another = "+12025550102"
    with house(own_numbers=(OWN,), cast={HAPPY: "returns", another: "returns"}) as home:
        home.call()
        assert home.quiet()["inbound"] == []
        set_up(home)
        home.customer.says(IN, BYE)
        home.call(token="t2", to=another)
        assert [one["from"] for one in home.quiet()["inbound"]] == [another]


def test_who_rings_back_picks_up_when_called_again() -> None:
    with house(own_numbers=(OWN,), cast={HAPPY: "returns"}) as home:
        missed, reached = home.call(), home.call(token="t2", twiml="<Response/>", url=None, fallback_url=None)
        home.quiet()
        assert [home.client().calls(sid).fetch().status for sid in (missed, reached)] == ["no-answer", "completed"]


def test_who_is_on_the_phone_with_us_is_busy_for_us(home: House) -> None:
    set_up(home)
    home.customer.replies(IN, Reply(twiml(BYE), delay=0.5))
    ring(home)
    sid = home.call()
    home.quiet()
    assert home.client().calls(sid).fetch().status == "busy"
    home.quiet()
    again = home.call(token="t2", twiml="<Response/>", url=None, fallback_url=None)
    home.quiet()
    assert home.client().calls(again).fetch().status == "completed"


@pytest.mark.parametrize(
    "said",
    [
        "If you do not want us to call you with questions, press 9. Otherwise you can hang up.",
        "Wenn wir Sie nicht mit Fragen anrufen sollen, drücken Sie die 9. Sonst können Sie auflegen.",
        "Si vous ne souhaitez pas que nous vous appelions pour cela, tapez 9. Sinon, vous pouvez raccrocher.",
        "Si no quiere que le llamemos para esto, pulse 9. Si no, puede colgar.",
    ],
)
def test_where_only_a_stop_is_offered_most_people_hang_up(home: House, said: str) -> None:
    set_up(home)
    home.customer.says(
        IN, f'<Gather numDigits="1" action="/turn" actionOnEmptyResult="true"><Say>{said}</Say></Gather>'
    )
    home.customer.says("/turn", BYE)
    ring(home, role="happy")
    home.quiet()
    assert home.customer.at("/turn") == []
    ring(home, role="optout")
    home.quiet()
    assert [turn.form["Digits"] for turn in home.customer.at("/turn")] == ["9"]


def test_a_call_that_came_in_can_be_ended_by_the_customer(home: House) -> None:
    set_up(home)
    home.customer.says(IN, '<Pause length="600"/>')
    home.customer.says("/else", BYE)
    call = ring(home, role=["silence"])
    home.until(lambda: home.client().calls(call["sid"]).fetch().status == "in-progress")
    home.client().calls(call["sid"]).update(status="completed")
    home.quiet()
    assert home.customer.at(DONE)[0].form["CallStatus"] == "completed"


# the phone in the browser

PHONE = "+12025550198"


@pytest.fixture
def held() -> Iterator[House]:
    with house(own_numbers=(OWN,), cast=Cast().with_phones((PHONE,))) as opened:
        yield opened
        BrowserTab.close_all()


def test_the_person_at_the_page_calls_back(held: House) -> None:
    set_up(held)
    held.customer.says(IN, ASKING)
    held.customer.says("/carrier/t9/turn", BYE)
    tab = BrowserTab(held.url)
    assert tab.state["call_back"] is None
    sid = held.call(PHONE)
    assert tab.send("decline", tab.rings()) == 204
    back = tab.until(lambda state: not state["ringing"])["call_back"]
    assert back == {"sid": sid, "number": OWN}
    assert tab.send("call-back", sid) == 204
    tab.until(lambda state: state["call"] and state["call"]["listening"])
    shown = tab.state["call"]
    assert (shown["inbound"], shown["from"], shown["to"], shown["phase"]) == (True, PHONE, OWN, "talking")
    assert tab.send("call-back", sid) == 409, "one phone, one call"
    assert tab.send("key", text="1") == 204
    assert tab.ended()["ending"] == "The other side hung up."
    held.quiet()
    assert [turn.form["Digits"] for turn in held.customer.at("/carrier/t9/turn")] == ["1"]


def test_hanging_up_before_anybody_answered_is_no_answer(held: House) -> None:
    set_up(held)
    held.customer.replies(IN, Reply(twiml(BYE), delay=1.0))
    tab = BrowserTab(held.url)
    sid = held.call(PHONE)
    tab.send("decline", tab.rings())
    held.quiet()
    assert tab.send("call-back", sid) == 204
    tab.until(lambda state: state["call"] and state["call"]["inbound"])
    assert tab.send("hang-up") == 204
    held.quiet()
    assert held.customer.at(DONE)[0].form["CallStatus"] == "no-answer"


def test_what_the_page_cannot_call_back_is_said(held: House) -> None:
    tab = BrowserTab(held.url)
    sid = held.call(PHONE)
    tab.send("decline", tab.rings())
    assert tab.send("call-back", sid) == 409, "the number takes no calls"
    assert tab.send("call-back", "CA" + "0" * 32) == 409, "no such call"
    stranger = BrowserTab(held.url)
    stranger.close()
    stranger.name = "f" * 32
    assert stranger.send("call-back", sid) == 409, "no such tab"


def test_a_switchboard_that_nobody_gave_a_line_only_takes_calls(held: House) -> None:
    from_nowhere = type(held.carrier.switchboard)((PHONE,))
    assert from_nowhere.dial(PHONE, OWN, "tab") == "This phone only takes calls."


# the cast and the command


def test_the_cast_says_who_calls_back() -> None:
    cast = read_cast(json.dumps({HAPPY: {"calls": ["busy"], "calls_back": ["angry"]}, "+15550002": "away"}), 1)
    assert [cast.rings_back(HAPPY, ring) for ring in range(3)] == [True, False, False]
    assert not cast.rings_back("+15550002", 0)
    assert cast.rings_back("+12025550106", 4)
    assert [PERSONAS["returns"].line, cast.persona("+12025550106", 1).line] == ["no-answer", "answers"]
    assert PERSONAS["returns"].returns


@pytest.mark.parametrize("wrong", [{"calls": ["busy"], "calls_back": "angry"}, {"calls_back": ["angry"]}])
def test_a_cast_that_says_it_wrong_is_refused(wrong: object) -> None:
    with pytest.raises(ValueError, match=r"calls"):
        read_cast(json.dumps({HAPPY: wrong}), 1)
    with pytest.raises(ValueError, match=r"no persona"):
        read_cast(json.dumps({HAPPY: {"calls": ["busy"], "calls_back": ["nobody"]}}), 1)


def test_the_command_checks_the_addresses() -> None:
    result = CliRunner().invoke(sandbox, ["--inbound-url", "http://example.com/carrier/inbound"])
    assert (result.exit_code, "must be https" in result.output) == (2, True)


def test_the_options_set_every_number_up() -> None:
    with house(
        own_numbers=(OWN, "+12025550199"),
        inbound_url="https://survey.example.com/in",
        inbound_fallback_url="https://survey.example.com/sorry",
        inbound_status_url="https://survey.example.com/done",
    ) as home:
        found = home.client().incoming_phone_numbers.list()
        assert [(one.voice_url, one.voice_fallback_url, one.status_callback) for one in found] == [
            ("https://survey.example.com/in", "https://survey.example.com/sorry", "https://survey.example.com/done")
        ] * 2
