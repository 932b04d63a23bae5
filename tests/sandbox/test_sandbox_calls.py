"""The life of a call: statuses and their callbacks, who picks up, machine detection, limits, and recordings."""

import asyncio
import email.utils
import io
import urllib.request
import wave
from base64 import b64encode
from dataclasses import dataclass, replace

import pytest
from carrier_house import HAPPY, OWN, SID, TOKEN, House, Reply, house, twiml

from vocsurvey.sandbox.cast import Cast
from vocsurvey.sandbox.respondent import Respondent

BUSY, AWAY, DEAD, REJECTS, MACHINE, SLOW = (f"+120255501{digits}" for digits in ("15", "06", "58", "76", "22", "35"))


def statuses(home: House, token: str = "t1") -> list[str]:
    return [received.form["CallStatus"] for received in home.customer.at(f"/carrier/{token}/status")]


def test_an_answered_call_goes_through_all_statuses_in_order() -> None:
    with house() as home:
        home.customer.says("/carrier/t1/answer", "<Say>Hello there.</Say><Pause length='2'/><Hangup/>")
        sid = home.call()
        ledger = home.quiet()
        callbacks = [received.form for received in home.customer.at("/carrier/t1/status")]
        assert [form["CallStatus"] for form in callbacks] == ["initiated", "ringing", "in-progress", "completed"]
        assert [form["SequenceNumber"] for form in callbacks] == ["0", "1", "2", "3"]
        assert callbacks[-1]["CallDuration"] == "3"
        assert callbacks[-1]["Duration"] == "1"
        assert "CallDuration" not in callbacks[0]
        assert ledger["calls"] == {sid: "completed"}
        assert [entry["token"] for entry in ledger["rung"]] == ["t1"]
        assert ledger["violations"] == []
        call = home.client().calls(sid).fetch()
        assert (call.status, call.duration, call.answered_by) == ("completed", "3", None)
        assert call.start_time <= call.end_time


def test_a_timestamp_is_rfc_2822_with_a_zone() -> None:
    with house() as home:
        home.customer.says("/carrier/t1/answer", "<Hangup/>")
        home.call()
        home.quiet()
        stamp = home.customer.at("/carrier/t1/status")[0].form["Timestamp"]
        assert stamp.endswith(" +0000")
        assert email.utils.parsedate_to_datetime(stamp).tzinfo is not None


def test_a_voice_webhook_carries_what_twilio_sends() -> None:
    with house() as home:
        home.customer.says("/carrier/t1/answer", "<Hangup/>")
        home.call("+493023125001")
        home.quiet()
        form = home.customer.at("/carrier/t1/answer")[0].form
        expected = {
            "AccountSid": SID,
            "ApiVersion": "2010-04-01",
            "CallStatus": "in-progress",
            "Direction": "outbound-api",
            "To": "+493023125001",
            "Called": "+493023125001",
            "From": OWN,
            "Caller": OWN,
            "ToCity": "BERLIN",
            "ToCountry": "DE",
            "CalledZip": "",
            "CalledState": "",
            "FromCity": "WASHINGTON",
            "FromZip": "20001",
            "FromState": "DC",
            "CallerCountry": "US",
        }
        assert expected.items() <= form.items()


@pytest.mark.parametrize(
    ("number", "expected", "rung", "sip"),
    [
        (BUSY, ["initiated", "busy"], 0, "486"),
        (AWAY, ["initiated", "ringing", "no-answer"], 1, "487"),
        (DEAD, ["initiated", "failed"], 0, "404"),
        (REJECTS, ["initiated", "ringing", "busy"], 1, "603"),
    ],
)
def test_nobody_talks(number: str, expected: list[str], rung: int, sip: str) -> None:
    with house() as home:
        home.call(number)
        ledger = home.quiet()
        assert statuses(home) == expected
        last = home.customer.at("/carrier/t1/status")[-1].form
        assert (last["CallDuration"], last["SipResponseCode"]) == ("0", sip)
        assert len(ledger["rung"]) == rung
        assert home.customer.at("/carrier/t1/answer") == []


def test_a_short_timeout_ends_the_ringing() -> None:
    with house() as home:
        home.call(timeout=1)
        home.quiet()
        assert statuses(home)[-1] == "no-answer"


def test_only_the_events_asked_for_are_announced() -> None:
    with house() as home:
        home.customer.says("/carrier/t1/answer", "<Hangup/>")
        home.call(status_callback_event=None)
        ledger = home.quiet()
        assert statuses(home) == ["completed"]
        assert home.customer.at("/carrier/t1/status")[0].form["SequenceNumber"] == "0"
        assert [violation["rule"] for violation in ledger["violations"]] == ["H3"]


def test_the_time_limit_ends_a_call_in_the_middle_of_a_sentence() -> None:
    with house() as home:
        home.customer.says("/carrier/t1/answer", "<Say loop='0'>For ever and ever.</Say>")
        sid = home.call(time_limit=40)
        home.quiet()
        assert home.client().calls(sid).fetch().duration == "40"


def test_an_extension_takes_its_time() -> None:
    with house() as home:
        home.customer.says("/carrier/t1/answer", "<Hangup/>")
        sid = home.call(send_digits="WW12w34#")
        home.quiet()
        assert home.client().calls(sid).fetch().duration == str(round(2 * 1.0 + 6 * 0.5))


def test_a_call_without_verbs_ends_and_one_with_a_redirect_goes_on() -> None:
    with house() as home:
        home.customer.says("/carrier/t1/answer", "<Redirect method='GET'>more?a=1&amp;b=2</Redirect>")
        home.customer.says("/carrier/t1/more", "")
        home.call()
        home.quiet()
        more = home.customer.at("/carrier/t1/more")[0]
        assert more.method == "GET"
        assert {"a": "1", "b": "2", "CallStatus": "in-progress"}.items() <= more.form.items()
        assert statuses(home)[-1] == "completed"


def test_documents_without_end_are_a_violation() -> None:
    with house(speed=100_000) as home:
        home.customer.says("/carrier/t1/answer", "<Redirect>answer</Redirect>")
        home.call()
        ledger = home.quiet()
        assert [violation["rule"] for violation in ledger["violations"]] == ["loop"]


@pytest.mark.parametrize(
    ("mode", "number", "verdict"),
    [
        ("Enable", HAPPY, "human"),
        ("Enable", MACHINE, "machine_start"),
        ("DetectMessageEnd", MACHINE, "machine_end_beep"),
        ("Enable", SLOW, "unknown"),
    ],
)
def test_machine_detection_holds_the_call(mode: str, number: str, verdict: str) -> None:
    with house() as home:
        home.customer.says("/carrier/t1/answer", "<Hangup/>")
        sid = home.call(number, machine_detection=mode)
        home.quiet()
        assert home.customer.at("/carrier/t1/answer")[0].form["AnsweredBy"] == verdict
        assert home.customer.at("/carrier/t1/status")[-1].form["AnsweredBy"] == verdict
        assert home.client().calls(sid).fetch().answered_by == verdict


def test_the_end_of_a_greeting_may_come_after_the_timeout() -> None:
    with house() as home:
        home.customer.says("/carrier/t1/answer", "<Hangup/>")
        home.call(MACHINE, machine_detection="DetectMessageEnd", machine_detection_timeout=5)
        home.quiet()
        assert home.customer.at("/carrier/t1/answer")[0].form["AnsweredBy"] == "unknown"


def test_asynchronous_detection_reports_to_its_own_address() -> None:
    with house() as home:
        home.customer.says("/carrier/t1/answer", "<Say loop='20'>Is anybody there at all?</Say>")
        home.call(
            MACHINE,
            machine_detection="Enable",
            async_amd="true",
            async_amd_status_callback=home.customer.url + "/carrier/t1/amd",
        )
        home.quiet()
        assert "AnsweredBy" not in home.customer.at("/carrier/t1/answer")[0].form
        (report,) = home.customer.at("/carrier/t1/amd")
        assert report.form["AnsweredBy"] == "machine_start"
        assert report.form["MachineDetectionDuration"] == "4000"


def test_asynchronous_detection_says_nothing_after_the_end() -> None:
    with house(speed=5) as home:
        home.customer.says("/carrier/t1/answer", "<Hangup/>")
        home.call(
            machine_detection="Enable",
            async_amd="true",
            async_amd_status_callback=home.customer.url + "/carrier/t1/amd",
        )
        home.quiet()
        assert home.customer.at("/carrier/t1/amd") == []


def test_an_answering_machine_hears_everything_and_hangs_up_in_the_end() -> None:
    with house() as home:
        home.customer.says("/carrier/t1/answer", "<Gather><Say>Press 1.</Say></Gather><Redirect>answer</Redirect>")
        sid = home.call(MACHINE)
        ledger = home.quiet()
        assert home.client().calls(sid).fetch().duration == "120"
        assert ledger["delivered"] == []


def test_a_message_is_recorded() -> None:
    with house(cast={HAPPY: ["It was all too slow for us"]}) as home:
        home.customer.says(
            "/carrier/t1/answer",
            "<Say>Tell us.</Say><Record action='recorded' maxLength='60' recordingStatusCallback='recording'/>",
        )
        home.customer.says("/carrier/t1/recorded", "<Hangup/>")
        home.call()
        home.quiet()
        form = home.customer.at("/carrier/t1/recorded")[0].form
        assert (form["RecordingDuration"], form["Digits"]) == ("3", "")
        (callback,) = home.customer.at("/carrier/t1/recording")
        assert callback.form["RecordingStatus"] == "completed"
        assert callback.form["RecordingSid"] == form["RecordingSid"]
        request = urllib.request.Request(form["RecordingUrl"] + ".wav")
        request.add_header("Authorization", "Basic " + b64encode(f"{SID}:{TOKEN}".encode()).decode())
        with urllib.request.urlopen(request, timeout=60) as response, wave.open(io.BytesIO(response.read())) as sound:
            assert sound.getnframes() / sound.getframerate() == 3


@pytest.mark.parametrize(("steps", "digits"), [(["#"], "#"), (["silence"], None), (["hangup"], None)])
def test_a_message_may_end_with_a_key_or_never_begin(steps: list[str], digits: str | None) -> None:
    with house(cast={HAPPY: steps}) as home:
        home.customer.says("/carrier/t1/answer", "<Record action='recorded' playBeep='false'/><Say>Nothing.</Say>")
        home.customer.says("/carrier/t1/recorded", "<Hangup/>")
        home.call()
        home.quiet()
        assert [received.form["Digits"] for received in home.customer.at("/carrier/t1/recorded")] == (
            [digits] if digits else []
        )


def test_what_is_keyed_while_hanging_up_arrives_and_its_answer_is_not_performed() -> None:
    with house(cast={HAPPY: ["5!", "1"]}) as home:
        home.customer.says("/carrier/t1/answer", "<Gather numDigits='1' action='turn'><Say>How?</Say></Gather>")
        home.customer.replies(
            "/carrier/t1/turn",
            Reply(twiml("<Gather numDigits='1' action='turn'><Say>And?</Say></Gather>"), delay=0.1),
        )
        home.call()
        ledger = home.quiet()
        assert [entry["digits"] for entry in ledger["delivered"]] == ["5"]
        assert statuses(home)[-1] == "completed"


def test_sound_and_silence_take_time() -> None:
    with house() as home:
        home.customer.says("/carrier/t1/answer", "<Play loop='2'>tune.mp3</Play><Play digits='12'/><Pause length='4'/>")
        sid = home.call()
        home.quiet()
        assert home.client().calls(sid).fetch().duration == str(3 * 2 + 3 + 4)


@dataclass(frozen=True)
class Accident(Cast):
    """Somebody in whose presence the carrier itself breaks down."""

    def respondent(self, number: str, ring: int) -> Respondent:
        raise RuntimeError("the switchboard is on fire")


def test_a_call_that_breaks_the_carrier_fails_alone(caplog: pytest.LogCaptureFixture) -> None:
    with house(cast=Accident()) as home:
        home.call()
        home.call(AWAY, token="t2")
        ledger = home.quiet()
        assert statuses(home) == ["initiated", "ringing", "in-progress", "failed"]
        assert sorted(ledger["calls"].values()) == ["failed", "no-answer"]
    assert "broke down" in caplog.text


def test_somebody_who_has_complained_leaves_during_the_farewell() -> None:
    with house(cast={HAPPY: "leaves"}) as home:
        home.customer.says(
            "/carrier/t1/answer",
            "<Gather numDigits='1' action='turn'><Say>Solved? For yes, press 1. For no, press 2.</Say></Gather>",
        )
        home.customer.says("/carrier/t1/turn", "<Say>Thank you very much.</Say><Redirect>more</Redirect>")
        home.call()
        ledger = home.quiet()
        assert [entry["digits"] for entry in ledger["delivered"]] == ["2"]
        assert home.customer.at("/carrier/t1/more") == []


def test_a_place_that_is_not_known_is_left_empty() -> None:
    with house() as home:
        home.customer.says("/carrier/t1/answer", "<Hangup/>")
        home.call("+81312345601")
        home.quiet()
        form = home.customer.at("/carrier/t1/answer")[0].form
        assert (form["ToCountry"], form["ToCity"]) == ("", "")


def test_two_hundred_calls_at_once() -> None:
    with house() as home:
        home.customer.says("/carrier/t1/answer", "<Pause length='3600'/><Redirect>answer</Redirect>")
        first = home.call(time_limit=14_400)
        order = home.carrier.calls[first].order

        async def place() -> None:
            for number in range(1000, 1199):
                assert home.carrier.place(replace(order, to=f"+12025{number}01"))

        async def end() -> None:
            await asyncio.gather(*(home.carrier.end(call, "completed") for call in home.carrier.calls.values()))

        home.run(place())
        home.until(lambda: list(home.ledger()["calls"].values()) == ["in-progress"] * 200)
        home.run(end())
        ledger = home.quiet()
        assert list(ledger["calls"].values()) == ["completed"] * 200
        assert len(home.customer.at("/carrier/t1/status")) == 4 * 200
