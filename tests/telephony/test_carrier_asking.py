"""Fetching, listing and ending calls, and asking for the account, with real sockets."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from raw_carrier import Behaviour, RawCarrier, by_path, close, in_turn, raw_carrier, reply
from test_carrier_placing import ACCOUNT, SID, carrier_at

from vocsurvey.fieldwork.outcome import CarrierOutcome
from vocsurvey.interview.heard import Keys, Recorded, Speech
from vocsurvey.telephony.carrier import (
    AccountView,
    AnsweredBy,
    Asked,
    CallProgress,
    CallView,
    Carrier,
    Problem,
    UnreachableError,
    answered_by_of,
    carrier_outcome_of,
    progress_of,
)
from vocsurvey.telephony.twilio import MOST_READ

CALLS = f"/2010-04-01/Accounts/{ACCOUNT}/Calls"
VIEW = {
    "sid": SID,
    "status": "no-answer",
    "to": "+12025550101",
    "from": "+12025550100",
    "date_created": "Wed, 21 Oct 2026 07:27:00 +0000",
    "start_time": "Wed, 21 Oct 2026 07:28:00 +0000",
    "end_time": None,
    "duration": "31",
    "answered_by": "machine_start",
}


def test_a_call_as_the_carrier_shows_it() -> None:
    with raw_carrier(reply(200, VIEW)) as raw:
        carrier: Carrier = carrier_at(raw.url() + "/prefix/")
        view = carrier.fetch(SID)
        assert raw.target() == f"/prefix{CALLS}/{SID}.json"
    assert view == CallView(
        SID,
        CallProgress.NO_ANSWER,
        "+12025550101",
        "+12025550100",
        datetime(2026, 10, 21, 7, 27, tzinfo=UTC),
        datetime(2026, 10, 21, 7, 28, tzinfo=UTC),
        None,
        timedelta(seconds=31),
        AnsweredBy.MACHINE,
    )


@pytest.mark.parametrize(
    "behaviour",
    [
        reply(404, {"code": 20404}),
        reply(500, b""),
        reply(429, b""),
        reply(200, b"{"),
        reply(200, {**VIEW, "status": "levitating"}),
        reply(200, {**VIEW, "sid": "x"}),
        close,
    ],
)
def test_nothing_is_learned_of_a_call(behaviour: Behaviour) -> None:
    with raw_carrier(behaviour) as raw:
        assert carrier_at(raw.url()).fetch(SID) is None


def test_an_unknown_duration_is_unknown() -> None:
    with raw_carrier(reply(200, {**VIEW, "duration": None})) as raw:
        view = carrier_at(raw.url()).fetch(SID)
    assert view is not None
    assert view.duration is None


@pytest.mark.parametrize("sid", ["", "../Accounts", "CA1", SID + "\n"])
def test_what_is_no_call_is_not_asked_for(sid: str) -> None:
    with raw_carrier(reply(200, VIEW)) as raw:
        assert carrier_at(raw.url()).fetch(sid) is None
        assert carrier_at(raw.url()).hang_up(sid) is False
        assert carrier_at(raw.url()).speak(sid, "<Response/>") is False
        assert carrier_at(raw.url()).lengthen(sid, timedelta(minutes=45)) is False
    assert raw.connections == 0


@pytest.mark.parametrize(
    ("behaviour", "taken"),
    [
        (reply(200, {**VIEW, "status": "in-progress"}), True),
        (reply(200, {**VIEW, "status": "completed"}), False),
        (reply(400, {"code": 21220}), False),
        (reply(404, {"code": 20404}), False),
        (reply(429, b""), False),
        (reply(500, b""), False),
        (reply(200, b"{"), False),
        (close, False),
    ],
)
def test_a_live_call_goes_on_with_a_document_in_one_request(behaviour: Behaviour, taken: bool) -> None:
    with raw_carrier(behaviour) as raw:
        assert carrier_at(raw.url()).speak(SID, "<Response/>") is taken
        assert raw.connections == 1
        assert raw.target() == f"{CALLS}/{SID}.json"
        assert raw.form() == [("Twiml", "<Response/>")]


@pytest.mark.parametrize(("behaviour", "taken"), [(reply(200, VIEW), True), (reply(404, b""), False), (close, False)])
def test_a_call_is_lengthened_in_one_request(behaviour: Behaviour, taken: bool) -> None:
    with raw_carrier(behaviour) as raw:
        assert carrier_at(raw.url()).lengthen(SID, timedelta(minutes=45)) is taken
        assert raw.form() == [("TimeLimit", "2700")]


@pytest.mark.parametrize(
    ("answers", "ended", "orders"),
    [
        ([reply(200, {**VIEW, "status": "canceled"})], True, ["canceled"]),
        (
            [reply(200, {**VIEW, "status": "in-progress"}), reply(200, {**VIEW, "status": "in-progress"})],
            True,
            ["canceled", "completed"],
        ),
        ([reply(400, {"code": 21220}), reply(200, {**VIEW, "status": "completed"})], True, ["canceled", "completed"]),
        ([reply(400, {"code": 21220}), reply(400, {"code": 21220}), reply(200, VIEW)], True, ["canceled", "completed"]),
        ([reply(404, {"code": 20404})] * 3, False, ["canceled", "completed"]),
        ([close, close, close], False, ["canceled", "completed"]),
    ],
)
def test_a_call_is_ended_queued_or_live(answers: list[Behaviour], ended: bool, orders: list[str]) -> None:
    with raw_carrier(in_turn(*answers)) as raw:
        assert carrier_at(raw.url()).hang_up(SID) is ended
        posts = [at for at, request in enumerate(raw.requests) if request.startswith(b"POST")]
        assert [raw.form(at) for at in posts] == [[("Status", order)] for order in orders]


def page(calls: list[object], following: str | None) -> Behaviour:
    return reply(200, {"calls": calls, "page": 0, "next_page_uri": following, "uri": "/x"})


def test_a_list_is_read_to_its_last_page_without_a_start_time() -> None:
    first = f"{CALLS}.json?To=%2B12025550101&From=%2B12025550100&PageSize=1000"
    second = f"{CALLS}.json?Page=1&PageToken=abc"
    other = {**VIEW, "sid": "CA" + "b" * 32, "status": "queued", "start_time": None}
    carrier: list[RawCarrier] = []
    answers = {first: page([VIEW], second), second: page([other], None)}
    with raw_carrier(by_path(answers, carrier)) as raw:
        carrier.append(raw)
        seen = list(carrier_at(raw.url()).list_calls("+12025550101", "+12025550100"))
        assert [raw.target(at) for at in range(2)] == [first, second]
    assert [(view.carrier_sid, view.progress) for view in seen] == [
        (SID, CallProgress.NO_ANSWER),
        (other["sid"], CallProgress.QUEUED),
    ]
    assert seen[1].started_at is None


@pytest.mark.parametrize(
    "second",
    [close, reply(500, b""), reply(429, b""), reply(200, b"{"), reply(404, {}), page([{"sid": "x"}], None)],
)
def test_a_list_that_breaks_off_says_so(second: Behaviour) -> None:
    with raw_carrier(in_turn(page([VIEW], f"{CALLS}.json?Page=1"), second)) as raw:
        views = carrier_at(raw.url()).list_calls("+12025550101", "+12025550100")
        assert next(views).carrier_sid == SID
        with pytest.raises(UnreachableError):
            next(views)


def test_a_list_does_not_lead_to_another_host() -> None:
    """Our credentials would go with it."""
    with raw_carrier(
        reply(200, {"meta": {"key": "calls", "next_page_url": "https://evil.example/"}, "calls": []})
    ) as raw:
        with pytest.raises(UnreachableError):
            list(carrier_at(raw.url()).list_calls("+12025550101", "+12025550100"))
        assert raw.connections == 1


def test_the_account() -> None:
    body = {"sid": ACCOUNT, "friendly_name": "Ours", "status": "active", "type": "Trial"}
    with raw_carrier(reply(200, body)) as raw:
        assert carrier_at(raw.url()).check_account() == AccountView(ACCOUNT, "Ours", "active", "Trial")
        assert raw.target() == f"/2010-04-01/Accounts/{ACCOUNT}.json"


@pytest.mark.parametrize(
    ("behaviour", "advice"),
    [
        (reply(401, {"code": 20003, "message": "Authenticate"}), "TWILIO_AUTH_TOKEN"),
        (reply(404, b""), "TWILIO_ACCOUNT_SID"),
        (reply(418, b""), "HTTP 418"),
        (reply(500, b""), "HTTP 500"),
        (reply(200, b"<html>"), "VOCSURVEY_CARRIER_URL"),
        (close, "VOCSURVEY_CARRIER_URL"),
    ],
)
def test_an_account_that_cannot_be_used_is_explained(behaviour: Behaviour, advice: str) -> None:
    with raw_carrier(behaviour) as raw:
        problem = carrier_at(raw.url()).check_account()
    assert isinstance(problem, Problem)
    assert advice in problem.sentence


def test_progress_has_a_rank_and_an_end() -> None:
    words = ["queued", "initiated", "ringing", "in-progress"]
    stages = [progress_of(word) for word in words]
    assert [stage.rank for stage in stages if stage] == [0, 1, 2, 3]
    assert not any(stage.terminal or carrier_outcome_of(stage) for stage in stages if stage)
    ends = {word: progress_of(word) for word in ("completed", "busy", "no-answer", "failed", "canceled")}
    assert all(end is not None and end.terminal for end in ends.values())
    assert {carrier_outcome_of(end) for end in ends.values() if end} == {
        CarrierOutcome.COMPLETED,
        CarrierOutcome.BUSY,
        CarrierOutcome.NO_ANSWER,
        CarrierOutcome.FAILED,
        CarrierOutcome.CANCELED,
    }
    assert len(words) + len(ends) == len(CallProgress)


@pytest.mark.parametrize("word", [None, "", "answered", "QUEUED", "no answer"])
def test_a_status_that_we_do_not_know(word: str | None) -> None:
    assert progress_of(word) is None


@pytest.mark.parametrize(
    ("word", "verdict"),
    [
        (None, None),
        ("", None),
        ("human", AnsweredBy.HUMAN),
        ("machine_start", AnsweredBy.MACHINE),
        ("machine_end_beep", AnsweredBy.MACHINE),
        ("machine_end_silence", AnsweredBy.MACHINE),
        ("machine_end_other", AnsweredBy.MACHINE),
        ("fax", AnsweredBy.FAX),
        ("unknown", AnsweredBy.UNKNOWN),
        ("parrot", AnsweredBy.UNKNOWN),
    ],
)
def test_who_answered(word: str | None, verdict: AnsweredBy | None) -> None:
    assert answered_by_of(word) is verdict


def test_a_list_that_never_ends_is_not_read_for_ever() -> None:
    with raw_carrier(page([VIEW] * 1_000, f"{CALLS}.json?Page=1")) as raw:
        views = carrier_at(raw.url()).list_calls("+12025550101", "+12025550100")
        with pytest.raises(UnreachableError, match="longer than we read"):
            list(views)
        assert raw.connections == MOST_READ // 1_000 + 1


def test_a_carrier_that_asks_for_a_pause_says_how_long() -> None:
    with raw_carrier(reply(429, {"code": 20429}, "Retry-After: 7")) as raw:
        carrier = carrier_at(raw.url())
        for read in (lambda: list(carrier.list_calls("+12025550101", "+1202")), lambda: carrier.remembered(SID)):
            with pytest.raises(UnreachableError) as caught:
                read()
            assert caught.value.retry_after == timedelta(seconds=7)


EVENTS = f"{CALLS}/{SID}/Events.json"
ORDER_URL = "https://voice.example.com/voc/carrier/tok-1/answer"
ORDERED = {
    "request": {"method": "POST", "url": f"https://api.twilio.com{CALLS}.json", "parameters": {"url": ORDER_URL}},
    "response": {"response_code": 500},
}


def told(url: str, code: int | None, **parameters: str) -> dict[str, object]:
    fields = {"call_sid": SID, "call_status": "in-progress", **parameters}
    return {"request": {"method": "POST", "url": url, "parameters": fields}, "response": {"response_code": code}}


def events(rows: list[object], following: str | None) -> Behaviour:
    return reply(200, {"events": rows, "page": 0, "next_page_uri": following, "uri": "/x"})


def test_what_the_carrier_remembers_of_a_call_is_read_to_its_last_page() -> None:
    turn = "https://voice.example.com/voc/carrier/tok-1/turn?s=x"
    first = events([ORDERED, told(ORDER_URL, 200)], f"{EVENTS}?Page=1")
    second = events([told(turn, None, digits="1"), told(turn, 502, speech_result="not at all", confidence="0.9")], None)
    with raw_carrier(in_turn(first, second)) as raw:
        remembered = carrier_at(raw.url()).remembered(SID)
        assert raw.target(0) == f"{EVENTS}?PageSize=1000"
    assert remembered.ordered_with == (ORDER_URL,)
    assert remembered.asked == (
        Asked(ORDER_URL, None, True),
        Asked(turn, Keys("1"), False),
        Asked(turn, Speech("not at all", 0.9), False),
    )
    assert remembered.urls == (ORDER_URL, ORDER_URL, turn, turn)


def test_a_comment_among_the_events_is_a_comment_and_not_the_key_that_ended_it() -> None:
    turn, sid = "https://voice.example.com/voc/carrier/tok-1/turn?s=x", "RE" + "1" * 32
    said = told(turn, None, digits="#", recording_sid=sid, recording_duration="7", recording_url="https://x/y")
    with raw_carrier(events([ORDERED, said], None)) as raw:
        assert carrier_at(raw.url()).remembered(SID).asked == (Asked(turn, Recorded(sid, 7, "#"), False),)


def test_the_recordings_of_a_call_are_those_that_are_whole() -> None:
    rows = [
        {"sid": "RE" + "2" * 32, "duration": "-1", "status": "processing"},
        {"sid": "RE" + "1" * 32, "duration": "12", "status": "completed"},
        {"sid": "no name", "duration": "3", "status": "completed"},
    ]
    with raw_carrier(reply(200, {"recordings": rows, "page": 0, "next_page_uri": None, "uri": "/x"})) as raw:
        assert carrier_at(raw.url()).recordings_of(SID) == (Recorded("RE" + "1" * 32, 12),)
        assert raw.target(0).endswith(f"/Calls/{SID}/Recordings.json?PageSize=1000")
    with raw_carrier(reply(500, b"")) as raw, pytest.raises(UnreachableError, match="recordings broke off"):
        carrier_at(raw.url()).recordings_of(SID)


@pytest.mark.parametrize("second", [close, reply(500, b""), reply(200, b"{"), reply(404, {"code": 20404})])
def test_a_memory_that_breaks_off_says_so(second: Behaviour) -> None:
    with (
        raw_carrier(in_turn(events([ORDERED], f"{EVENTS}?Page=1"), second)) as raw,
        pytest.raises(UnreachableError, match="events broke off"),
    ):
        carrier_at(raw.url()).remembered(SID)


@pytest.mark.parametrize(
    "event",
    [
        {},
        {"request": None, "response": None},
        {"request": {"url": 5, "parameters": {}}},
        {"request": {"url": "https://x.example/", "parameters": None}, "response": []},
        {"request": {"url": "https://x.example/", "parameters": {"digits": 5, "call_sid": ["x"]}}},
        {"request": {"url": "https://x.example/", "parameters": {"digits": "1; DROP", "call_sid": SID}}},
        {"request": {"url": f"https://x.example{CALLS}.json", "parameters": {"url": None, "to": "+1"}}},
    ],
)
def test_an_event_that_cannot_be_read_says_nothing(event: object) -> None:
    with raw_carrier(events([event], None)) as raw:
        remembered = carrier_at(raw.url()).remembered(SID)
    assert remembered.ordered_with == ()
    assert all(one.heard is None and not one.answered for one in remembered.asked)
