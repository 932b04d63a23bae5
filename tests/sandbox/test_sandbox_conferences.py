"""Conferences of the sandbox: who hears whom, how a room begins and ends, its callbacks, and the REST API around it."""

from __future__ import annotations

from typing import Any

import pytest
from carrier_house import SID, House, Received, Reply, house, twiml
from twilio.base.exceptions import TwilioRestException

from vocsurvey.sandbox.signature import sign
from vocsurvey.sandbox.twiml import Document, Unreadable, read_twiml
from vocsurvey.sandbox.verbs import Conference, Dial

CALLER, CUSTOMER, THIRD = "+12025550141", "+12025550101", "+12025550102"
EVENTS = "start end join leave mute hold modify speaker announcement"
WAIT = "<Say>One moment, please.</Say><Pause length='1'/>"


def seat(home: House, label: str, *, ends: bool = True, action: bool = True, more: str = "", dial: str = "") -> str:
    """A Dial into the one room."""
    base = home.customer.url
    doing = f"action='{base}/carrier/{label}/left'" if action else ""
    return (
        f"<Dial {doing} {dial}><Conference participantLabel='{label}' endConferenceOnExit='{str(ends).lower()}' {more}"
        f" waitUrl='{base}/wait' statusCallback='{base}/room' statusCallbackEvent='{EVENTS}'>r1</Conference></Dial>"
    )


def sit(home: House, number: str, label: str, **how: Any) -> str:
    """Ring a number whose call goes into the room; its SID."""
    home.customer.says("/wait", WAIT)
    home.customer.says(f"/carrier/{label}/left", "<Hangup/>")
    home.customer.says(f"/carrier/{label}/answer", seat(home, label, **how))
    return home.call(number, label)


def events(home: House) -> list[Received]:
    return home.customer.at("/room")


def said(home: House) -> list[tuple[str, str]]:
    return [(one.form["StatusCallbackEvent"], one.form.get("ParticipantLabel", "")) for one in events(home)]


def heard(home: House, event: str, label: str = "") -> bool:
    return (event, label) in said(home)


def the_room(home: House) -> Any:
    return home.client().conferences.list()[0]


def test_two_calls_meet_and_the_room_ends_with_whoever_leaves() -> None:
    with house(cast={CALLER: "colleague", CUSTOMER: {"stays": 0.1}}) as home:
        caller = sit(home, CALLER, "caller")
        home.until(lambda: heard(home, "participant-join", "caller"))
        customer = sit(home, CUSTOMER, "customer")
        ledger = home.quiet()
        assert [one for one in said(home) if "speech" not in one[0]] == [
            ("participant-join", "caller"),
            ("participant-join", "customer"),
            ("conference-start", ""),
            ("participant-leave", "customer"),
            ("participant-leave", "caller"),
            ("conference-end", ""),
        ]
        numbers = [int(one.form["SequenceNumber"]) for one in events(home)]
        assert numbers == list(range(1, len(numbers) + 1))
        left = next(one for one in events(home) if one.form["StatusCallbackEvent"] == "participant-leave").form
        assert (left["CallSid"], left["ReasonParticipantLeft"]) == (customer, "participant_hung_up")
        end = events(home)[-1].form
        assert end["ReasonConferenceEnded"] == "participant-with-end-conference-on-exit-left"
        assert (end["CallSidEndingConference"], end["ParticipantLabelEndingConference"]) == (customer, "customer")
        after = home.customer.at("/carrier/caller/left")[0].form
        assert (after["DialCallStatus"], after["CallSid"], after["CallStatus"]) == ("answered", caller, "in-progress")
        assert home.customer.at("/carrier/customer/left")[0].form["CallStatus"] == "completed"
        assert ledger["violations"] == []
        assert ledger["calls"] == {caller: "completed", customer: "completed"}
        greeted = {one["by"]: one["heard_by"] for one in ledger["spoken"]}
        assert greeted == {"caller": ["customer"], "customer": ["caller"]}


def test_callbacks_are_signed_and_carry_what_twilio_sends() -> None:
    with house(cast={CALLER: "colleague", CUSTOMER: {"stays": 0.0}}) as home:
        sit(home, CALLER, "caller", more="muted='true'")
        home.until(lambda: heard(home, "participant-join", "caller"))
        sit(home, CUSTOMER, "customer")
        home.quiet()
        for one in events(home):
            assert one.headers["X-Twilio-Signature"] == sign("12345", one.url, one.pairs)
        first = events(home)[0].form
        assert first["ConferenceSid"].startswith("CF")
        assert first["Timestamp"].endswith("+0000")
        wanted = {
            "FriendlyName": "r1", "AccountSid": SID, "Muted": "true", "Hold": "false", "Coaching": "false",
            "EndConferenceOnExit": "true", "StartConferenceOnEnter": "true",
        }  # fmt: skip
        assert wanted.items() <= first.items()
        asked = home.customer.at("/wait")[0].form
        assert (asked["ConferenceSid"], asked["FriendlyName"]) == (first["ConferenceSid"], "r1")


def test_one_alone_waits_and_a_failing_wait_page_goes_on_after_the_dial() -> None:
    with house(cast={CALLER: "colleague"}) as home:
        home.customer.says("/carrier/caller/answer", seat(home, "caller"))
        home.customer.says("/carrier/caller/left", "<Hangup/>")
        home.customer.replies("/wait", Reply(status=500))
        home.call(CALLER, "caller")
        ledger = home.quiet()
        assert home.customer.at("/carrier/caller/left")[0].form["DialCallStatus"] == "failed"
        assert [one["rule"] for one in ledger["violations"]] == ["wait-page"]


@pytest.mark.parametrize(
    ("page", "rule"),
    [("<Gather/>", "wait-page"), ("<Dial><Conference>x</Conference></Dial>", "wait-page"), ("<Hangup/>", "wait-page")],
)
def test_a_page_of_a_conference_only_speaks(page: str, rule: str) -> None:
    with house(cast={CALLER: "colleague"}) as home:
        home.customer.says("/carrier/caller/answer", seat(home, "caller", action=False))
        home.customer.says("/wait", page)
        sid = home.call(CALLER, "caller")
        home.until(lambda: bool(home.ledger()["violations"]))
        home.client().calls(sid).update(status="completed")
        assert [one["rule"] for one in home.quiet()["violations"]] == [rule]


def test_a_wait_page_goes_round_by_its_redirect() -> None:
    with house(cast={CALLER: "colleague"}) as home:
        home.customer.says("/carrier/caller/answer", seat(home, "caller", action=False))
        home.customer.says("/wait", "<Say>Wait.</Say><Redirect>wait2</Redirect>")
        home.customer.says("/wait2", "<Pause length='1'/>")
        sid = home.call(CALLER, "caller")
        home.until(lambda: bool(home.customer.at("/wait2")))
        home.client().calls(sid).update(status="completed")
        assert home.quiet()["violations"] == []
        assert said(home)[-1] == ("conference-end", "")


def test_hold_and_mute_and_coaching_decide_who_hears() -> None:
    with house(cast={CUSTOMER: "colleague", THIRD: "colleague"}) as home:
        customer = sit(home, CUSTOMER, "customer", ends=False)
        home.until(lambda: heard(home, "participant-join", "customer"))
        third = sit(home, THIRD, "third", ends=False, more=f"coach='{customer}'")
        home.until(lambda: heard(home, "participant-join", "third"))
        room = the_room(home)
        seats = {one.label: one for one in room.participants.list()}
        assert (seats["third"].coaching, seats["third"].call_sid_to_coach) == (True, customer)
        assert {one.label for one in room.participants.list(coaching=True)} == {"third"}
        assert room.participants("customer").fetch().call_sid == customer
        assert room.participants(customer).update(muted=True).muted is True
        room.participants("customer").update(muted=True)
        home.customer.says("/hold", "<Say>One moment.</Say>")
        held = room.participants("customer").update(hold=True, hold_url=f"{home.customer.url}/hold", hold_method="POST")
        assert held.hold is True
        home.until(lambda: bool(home.customer.at("/hold")))
        assert [one.label for one in room.participants.list(hold=True, muted=True)] == ["customer"]
        room.participants("customer").update(hold=False, muted=False)
        room.participants("third").update(coaching=False, end_conference_on_exit=True)
        home.until(lambda: heard(home, "participant-modify", "third"))
        changes = [one for one, _ in said(home) if one not in ("participant-join", "conference-start")]
        assert [one for one in changes if "speech" not in one] == [
            "participant-mute", "participant-hold", "participant-unmute", "participant-unhold", "participant-modify",
        ]  # fmt: skip
        room.participants("third").delete()
        home.until(lambda: heard(home, "conference-end"))
        end = events(home)[-1].form
        assert end["ReasonConferenceEnded"] == "participant-with-end-conference-on-exit-kicked"
        assert end["CallSidEndingConference"] == third
        home.quiet()
        assert home.customer.at("/carrier/third/left")[0].form["DialCallStatus"] == "answered"


def test_a_room_ends_by_order_and_is_remembered() -> None:
    with house(cast={CALLER: "colleague"}) as home:
        sit(home, CALLER, "caller")
        home.until(lambda: heard(home, "participant-join", "caller"))
        room = the_room(home)
        assert (room.status, room.friendly_name) == ("init", "r1")
        assert home.client().conferences.list(friendly_name="other") == []
        known = home.client().conferences.list(friendly_name="r1", status="init", date_created_after="2020-01-01")
        assert [one.sid for one in known] == [room.sid]
        assert home.client().conferences(room.sid).update(status="completed").status == "completed"
        home.client().conferences(room.sid).update(status="completed")
        home.quiet()
        gone = home.client().conferences(room.sid).fetch()
        assert gone.reason_conference_ended == "conference-ended-via-api"
        assert gone.participants.list() == []
        leave, end = events(home)[-2:]
        assert leave.form["ReasonParticipantLeft"] == "conference_ended_via_api"
        assert "CallSidEndingConference" not in end.form
        assert home.customer.at("/carrier/caller/left")[0].form["DialCallStatus"] == "answered"


def test_an_announcement_is_made_or_its_failure_told() -> None:
    with house(cast={CALLER: "colleague"}) as home:
        sit(home, CALLER, "caller")
        home.until(lambda: heard(home, "participant-join", "caller"))
        room = the_room(home)
        home.customer.says("/good", "<Say>Five minutes left.</Say>")
        home.customer.says("/bad", "<Hangup/>")
        room.update(announce_url=f"{home.customer.url}/good")
        home.until(lambda: heard(home, "announcement-end"))
        room.participants("caller").update(announce_url=f"{home.customer.url}/bad")
        home.until(lambda: heard(home, "announcement-fail", "caller"))
        room.participants("caller").update(announce_url=f"{home.customer.url}/nothing", announce_method="GET")
        home.until(lambda: said(home).count(("announcement-fail", "caller")) == 2)
        room.update(status="completed")
        room.update(announce_url=f"{home.customer.url}/good")
        home.quiet()
        assert [event for event, _ in said(home)].count("announcement-fail") == 3, "nobody is left to hear it"


def test_a_dial_has_a_time_limit_and_then_goes_on() -> None:
    with house(cast={CALLER: "colleague"}) as home:
        sit(home, CALLER, "caller", dial="timeLimit='1'")
        home.quiet()
        assert home.customer.at("/carrier/caller/left")[0].form["CallStatus"] == "in-progress"


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ("", "has the label"),
        ("maxParticipants='1'", "its 1 participants"),
        (f"coach='CA{'1' * 32}'", "13240"),
    ],
)
def test_who_cannot_sit_down_goes_on_after_the_dial(more: str, words: str) -> None:
    with house(cast={CALLER: "colleague", CUSTOMER: "colleague"}) as home:
        sit(home, CALLER, "caller")
        home.until(lambda: heard(home, "participant-join", "caller"))
        label = "caller" if not more else "x"
        inside = seat(home, label, more=more).replace(f"/carrier/{label}/", "/carrier/t2/")
        home.customer.says("/carrier/t2/answer", inside)
        home.customer.says("/carrier/t2/left", "<Hangup/>")
        home.call(CUSTOMER, "t2")
        home.until(lambda: bool(home.customer.at("/carrier/t2/left")))
        assert home.customer.at("/carrier/t2/left")[0].form["DialCallStatus"] == "failed"
        the_room(home).update(status="completed")
        assert any(words in str(one["detail"]) for one in home.quiet()["violations"])


@pytest.mark.parametrize(
    ("params", "code"),
    [
        ({"Muted": "yes"}, 20001),
        ({"Colour": "red"}, 20001),
        ({"HoldUrl": "https://example.com/x"}, 20001),
        ({"Hold": "true", "HoldUrl": "nowhere"}, 21205),
        ({"BeepOnExit": "true"}, 20001),
        ({"Coaching": "true"}, 20001),
        ({"Coaching": "true", "CallSidToCoach": "CA" + "0" * 32}, 20001),
    ],
)
def test_wrong_updates_are_refused(params: dict[str, str], code: int) -> None:
    with house(cast={CALLER: "colleague"}) as home:
        sit(home, CALLER, "caller")
        home.until(lambda: heard(home, "participant-join", "caller"))
        room = the_room(home)
        client = home.client()
        answer = client.request(
            "POST", f"https://api.twilio.com/2010-04-01/Accounts/{SID}/Conferences/{room.sid}/Participants/caller.json",
            data=params,
        )  # fmt: skip
        assert (answer.status_code, f'"code": {code}' in answer.text) == (400, True)
        with pytest.raises(TwilioRestException, match="404"):
            room.participants("nobody").fetch()
        with pytest.raises(TwilioRestException, match="404"):
            client.conferences("CF" + "0" * 32).fetch()
        room.update(status="completed")
        home.quiet()


def document(inside: str) -> Document | Unreadable:
    return read_twiml(twiml(inside).encode())


def test_a_conference_is_understood_whole() -> None:
    read = document(
        "<Dial action='/x' method='GET' timeLimit='60'><Conference muted='true' beep='false'"
        " startConferenceOnEnter='false' endConferenceOnExit='true' participantLabel='a' waitUrl=''"
        " jitterBufferSize='small' waitMethod='GET'"
        " maxParticipants='3' region='ie1' record='do-not-record' statusCallback='/s' statusCallbackMethod='GET'"
        " statusCallbackEvent='start end'>room</Conference></Dial>"
    )
    room = Conference("room", "a", True, False, True, "", "GET", 3, "", "/s", "GET", frozenset({"start", "end"}))
    assert read == Document((Dial(room, "/x", "GET", 60.0),))


@pytest.mark.parametrize(
    ("inside", "words"),
    [
        ("<Dial>+12025550101</Dial>", "of a number is not offered"),
        ("<Dial/>", "nest one <Conference>"),
        ("<Dial><Number>+12025550101</Number></Dial>", "<Number> is not offered"),
        ("<Dial><Client>x</Client></Dial>", "<Client> is not offered"),
        ("<Dial timeout='5'><Conference>r</Conference></Dial>", "ignores timeout"),
        ("<Dial answerOnBridge='true'><Conference>r</Conference></Dial>", "ignores answerOnBridge"),
        ("<Dial answerOnBridge='perhaps'><Conference>r</Conference></Dial>", "wrong value for answerOnBridge"),
        ("<Dial method='GET'><Conference>r</Conference></Dial>", "without action"),
        ("<Dial record='true'><Conference>r</Conference></Dial>", "not offered"),
        ("<Dial hangupOnStar='true'><Conference>r</Conference></Dial>", "not offered"),
        ("<Dial trim='trim-silence'><Conference>r</Conference></Dial>", "without record"),
        ("<Dial colour='red'><Conference>r</Conference></Dial>", "no attribute 'colour'"),
        ("<Dial><Conference/></Dial>", "<Conference> is empty"),
        (f"<Dial><Conference>{'r' * 129}</Conference></Dial>", "more than 128"),
        ("<Dial><Conference label='x'>r</Conference></Dial>", "no attribute 'label'"),
        ("<Dial><Conference participantLabel=''>r</Conference></Dial>", "wrong value for participantLabel"),
        ("<Dial><Conference maxParticipants='251'>r</Conference></Dial>", "wrong value for maxParticipants"),
        ("<Dial><Conference statusCallbackEvent='joined' statusCallback='/x'>r</Conference></Dial>", "wrong value"),
        ("<Dial><Conference statusCallback='/x'>r</Conference></Dial>", "ignores statusCallback without"),
        ("<Dial><Conference statusCallbackEvent='join'>r</Conference></Dial>", "ignores statusCallbackEvent"),
        ("<Dial><Conference waitMethod='GET'>r</Conference></Dial>", "ignores waitMethod"),
        ("<Dial><Conference record='record-from-start'>r</Conference></Dial>", "not offered"),
        ("<Dial><Conference eventCallbackUrl='/x'>r</Conference></Dial>", "not offered"),
        ("<Dial><Conference trim='do-not-trim'>r</Conference></Dial>", "without record"),
        ("<Conference>r</Conference>", "cannot be nested"),
    ],
)
def test_what_would_be_ignored_is_refused(inside: str, words: str) -> None:
    read = document(inside)
    assert isinstance(read, Unreadable)
    assert words in read.message
