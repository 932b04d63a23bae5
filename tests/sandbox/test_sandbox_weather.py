"""Every kind of weather, one by one, and what it must never do."""

import contextlib
from typing import Any

import pytest
import requests
from carrier_house import HAPPY, SID, TOKEN, House, Reply, house, twiml
from small_survey import Survey
from twilio.base.exceptions import TwilioRestException

from vocsurvey.sandbox.weather import KINDS, STORM, Weather, forecast

ASK = "<Gather numDigits='1' action='turn'><Say>Press 1.</Say></Gather>"


def talk(home: House) -> dict[str, Any]:
    """A short call in which 1 is pressed; the ledger afterwards."""
    home.customer.says("/carrier/t1/answer", ASK)
    home.customer.says("/carrier/t1/fallback", ASK)
    home.customer.says("/carrier/t1/turn", "<Hangup/>")
    home.call()
    return home.quiet()


def sequences(home: House) -> list[str]:
    return [received.form["SequenceNumber"] for received in home.customer.at("/carrier/t1/status")]


def test_lost_status_callbacks_never_come() -> None:
    with house(weather="status_lost") as home:
        ledger = talk(home)
        assert home.customer.at("/carrier/t1/status") == []
        assert [entry["digits"] for entry in ledger["delivered"]]


def test_doubled_status_callbacks_come_twice() -> None:
    with house(weather="status_doubled") as home:
        talk(home)
        assert sequences(home) == ["0", "0", "1", "1", "2", "2", "3", "3"]


def test_late_status_callbacks_all_come() -> None:
    # Late by 1.4, 1.8, 0.9 and 1.2 s: half a second is between what overtakes and what is overtaken.
    with house(weather="status_late", speed=2000, late_seconds=2.0) as home:
        talk(home)
        assert sorted(sequences(home)) == ["0", "1", "2", "3"]
        assert sequences(home) != ["0", "1", "2", "3"]


def test_reordered_status_callbacks_come_after_their_successor() -> None:
    with house(weather="status_reordered") as home:
        talk(home)
        assert sequences(home) == ["3", "0", "1", "2"]


def test_what_was_held_back_comes_even_if_the_last_one_is_lost() -> None:
    seeds = (seed for seed in range(10_000) if _lost_at_the_end(seed))
    with house(weather="status_lost=0.5,status_reordered=0.6", seed=next(seeds)) as home:
        talk(home)
        assert sequences(home) == ["0", "1", "2"]


def _lost_at_the_end(seed: int) -> bool:
    weather = forecast("status_lost=0.5,status_reordered=0.6", seed)
    kinds = [weather.first("status_", HAPPY, 0, event) for event in ("initiated", "ringing", "answered", "completed")]
    return kinds == ["status_reordered"] * 3 + ["status_lost"]


def test_a_refused_connection_is_tried_again_and_nothing_is_lost() -> None:
    with house(weather="voice_refused") as home:
        ledger = talk(home)
        assert len(home.customer.at("/carrier/t1/turn")) == 1
        assert len(ledger["delivered"]) == 1
        assert home.customer.at("/carrier/t1/fallback") == []


def test_an_unreachable_customer_gets_the_fallback_without_digits() -> None:
    with house(weather="voice_unreachable") as home:
        home.customer.replies("/carrier/t1/fallback", Reply(twiml(ASK)), Reply(twiml("<Hangup/>")))
        home.call()
        ledger = home.quiet()
        assert home.customer.at("/carrier/t1/answer") == []
        assert home.customer.at("/carrier/t1/turn") == []
        fallbacks = home.customer.at("/carrier/t1/fallback")
        assert len(fallbacks) == 2
        assert all(fallback.form["ErrorCode"] == "11205" for fallback in fallbacks)
        assert all("Digits" not in fallback.form for fallback in fallbacks)
        assert ledger["delivered"] == []
        assert ledger["undelivered"]


def test_a_lost_answer_was_received_and_leads_to_the_fallback() -> None:
    with house(weather="voice_answer_lost") as home:
        home.customer.says("/carrier/t1/answer", ASK)
        home.customer.replies("/carrier/t1/fallback", Reply(twiml(ASK)), Reply(twiml("<Hangup/>")))
        home.customer.says("/carrier/t1/turn", ASK)
        home.call()
        ledger = home.quiet()
        assert len(home.customer.at("/carrier/t1/answer")) == 1
        assert [received.form["Digits"] for received in home.customer.at("/carrier/t1/turn")] == ["1"]
        assert len(home.customer.at("/carrier/t1/fallback")) == 2
        assert ledger["delivered"] == []


def test_a_slow_webhook_arrives() -> None:
    with house(weather="voice_slow") as home:
        ledger = talk(home)
        assert len(ledger["delivered"]) == 1


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_a_doubled_webhook_is_the_same_request_and_its_answer_is_ignored(seed: int) -> None:
    with house(weather="voice_doubled", seed=seed) as home:
        ledger = talk(home)
        first, second = home.customer.at("/carrier/t1/turn")
        assert first.pairs == second.pairs
        assert first.headers["I-Twilio-Idempotency-Token"] == second.headers["I-Twilio-Idempotency-Token"]
        repeated = [entry["repeated"] for entry in ledger["delivered"]]
        assert sorted(repeated) == [False, True]
        assert sequences(home) == ["0", "1", "2", "3"]


@pytest.mark.parametrize(
    ("kind", "status", "answer", "placed"),
    [
        ("create_throttled", 429, "429", False),
        ("create_error", 500, "500", False),
        ("create_error_placed", 500, "500", True),
    ],
)
def test_a_new_call_may_be_refused_or_only_seem_so(kind: str, status: int, answer: str, placed: bool) -> None:
    with house(weather=kind, cast={HAPPY: "away"}) as home:
        with pytest.raises(TwilioRestException) as caught:
            home.call()
        assert caught.value.status == status
        ledger = home.quiet()
        assert [create["answer"] for create in ledger["creates"]] == [answer]
        assert len(ledger["rung"]) == placed
        assert len(home.client().calls.list(to=HAPPY)) == placed


def test_an_answer_may_be_unreadable() -> None:
    with house(weather="create_garbled", cast={HAPPY: "away"}) as home:
        with pytest.raises(ValueError, match=r"Unterminated string"):
            home.call()
        assert len(home.quiet()["rung"]) == 1


@pytest.mark.parametrize(("kind", "placed"), [("create_hung", True), ("create_reset", False)])
def test_a_connection_may_be_dropped_before_or_after_the_call_is_placed(kind: str, placed: bool) -> None:
    with house(weather=kind, cast={HAPPY: "away"}) as home:
        with pytest.raises(requests.ConnectionError):
            home.call()
        ledger = home.quiet()
        assert len(ledger["rung"]) == placed
        assert [create["answer"] for create in ledger["creates"]] == ["hung" if placed else "reset"]


def test_a_throttled_order_may_come_again_and_no_other() -> None:
    with house(weather="create_throttled", cast={HAPPY: "away"}) as home:
        for _attempt in range(2):
            with pytest.raises(TwilioRestException):
                home.call()
        assert home.quiet()["violations"] == []
    with house(weather="create_error", cast={HAPPY: "away"}) as home:
        for _attempt in range(2):
            with pytest.raises(TwilioRestException):
                home.call()
        assert [violation["rule"] for violation in home.quiet()["violations"]] == ["H1"]


def test_in_a_storm_every_key_that_was_delivered_was_received() -> None:
    survey = Survey()
    with house(weather="storm", speed=2000) as home:
        survey.install(home.customer)
        for index in range(60):
            with contextlib.suppress(TwilioRestException, requests.ConnectionError, ValueError):
                home.call(f"+12025550{index + 100}", token=f"t{index}")
        ledger = home.quiet()
        received = [
            (one.path, one.form.get("Digits") or one.form.get("SpeechResult"), one.form["CallSid"])
            for one in home.customer.received
        ]
        for entry in ledger["delivered"]:
            wanted = (entry["url_path"], entry.get("digits") or entry.get("speech"), entry["sid"])
            assert wanted in received
        assert len(ledger["delivered"]) > 100
        assert {create["answer"] for create in ledger["creates"]} > {"201", "429"}
        assert ledger["violations"] == []
        assert set(ledger["calls"].values()) <= {"completed", "busy", "no-answer", "failed"}


def test_weather_is_read() -> None:
    assert forecast("fair", 1).chances == {}
    assert forecast("storm", 1).chances == STORM
    assert forecast("storm=0.5,voice_slow", 1).chances["voice_slow"] == 1
    assert forecast("storm=0.5", 1).chances["status_lost"] == STORM["status_lost"] / 2
    assert forecast(" status_lost=0.25 , voice_slow ", 1).chances == {"status_lost": 0.25, "voice_slow": 1}
    assert set(STORM) == set(KINDS)


def test_weather_is_a_function_of_its_subject() -> None:
    weather = forecast("storm", 3)
    again = [weather.first("voice_", "+1202", 0, n) for n in range(300)]
    assert again == [Weather(3, STORM).first("voice_", "+1202", 0, n) for n in range(300)]
    assert again != [Weather(4, STORM).first("voice_", "+1202", 0, n) for n in range(300)]
    share = sum(kind is not None for kind in again) / 300
    assert 0.15 < share < 0.4


def test_a_late_list_hides_a_new_call_for_a_while() -> None:
    with house(weather="list_late", list_seconds=0.8) as home:
        home.customer.says("/carrier/t1/answer", "<Hangup/>")
        sid = home.call()
        assert home.client().calls.list(to=HAPPY) == []
        assert home.client().calls(sid).fetch().sid == sid
        home.until(lambda: [call.sid for call in home.client().calls.list(to=HAPPY)] == [sid])
        home.quiet()


def test_a_call_of_another_application_stands_beside_ours() -> None:
    with house(weather="list_foreign") as home:
        home.customer.says("/carrier/t1/answer", "<Hangup/>")
        sid = home.call()
        ledger = home.quiet()
        (foreign,) = ledger["foreign"]
        listed = {call.sid: call for call in home.client().calls.list(to=HAPPY)}
        assert set(listed) == {sid, foreign}
        assert (listed[foreign].from_formatted, listed[foreign].status) == (listed[sid].from_formatted, "no-answer")
        urls = [event.request["parameters"]["url"] for event in home.client().calls(foreign).events.list()]
        assert urls == ["https://calls.example.net/voice"]
        assert [rung["sid"] for rung in ledger["rung"]] == [sid]


@pytest.mark.parametrize(("kind", "status"), [("read_throttled", 429), ("read_error", 500)])
def test_reading_fails_in_bad_weather(kind: str, status: int) -> None:
    with house(weather=kind) as home:
        sid = home.call()
        for path in ("Calls.json", f"Calls/{sid}/Events.json"):
            answer = requests.get(f"{home.url}/2010-04-01/Accounts/{SID}/{path}", auth=(SID, TOKEN), timeout=60)
            assert answer.status_code == status
        home.quiet()
