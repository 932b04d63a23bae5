"""Machines that answer: their greetings, what they record, what detection says of them; and offices with extensions."""

from __future__ import annotations

import json
from typing import Any

import pytest
from carrier_house import HAPPY, House, house, twiml
from test_sandbox_rest import form_of, raw

from vocsurvey.sandbox.cast import read_cast
from vocsurvey.sandbox.office import seconds_of_keys, understood

FORTY = " ".join(f"word{place}" for place in range(40))
MESSAGE = "This is a message from Northwind. Please call back."


def detecting(home: House, **changes: object) -> dict[str, Any]:
    """An order with asynchronous detection of the end of a greeting."""
    return {
        "machine_detection": "DetectMessageEnd",
        "async_amd": "true",
        "async_amd_status_callback": home.customer.url + "/carrier/t1/amd",
        **changes,
    }


def test_a_machine_records_what_is_said_after_its_greeting_and_not_before() -> None:
    with house(cast={HAPPY: "machine"}) as home:
        home.customer.says("/carrier/t1/answer", f"<Say>{FORTY}</Say><Gather><Say>And more.</Say></Gather><Hangup/>")
        sid = home.call()
        (tape,) = home.quiet()["tapes"]
        # Forty words take 16 seconds; the greeting takes 9.
        assert tape["words"].split() == [*(f"word{place}" for place in range(23, 40)), "And", "more."]
        assert (tape["sid"], tape["token"], tape["to"]) == (sid, "t1", HAPPY)


@pytest.mark.parametrize("persona", ["endless", "fax"])
def test_who_never_stops_greeting_records_nothing(persona: str) -> None:
    with house(cast={HAPPY: persona}) as home:
        home.customer.says("/carrier/t1/answer", f"<Say>{FORTY}</Say><Pause length='300'/>")
        sid = home.call()
        assert home.quiet()["tapes"] == []
        assert home.client().calls(sid).fetch().duration == "120"


@pytest.mark.parametrize(
    ("persona", "timeout", "verdict", "milliseconds"),
    [
        ("machine", 30, "machine_end_beep", "9000"),
        ("machine", 8, "unknown", "8000"),
        ("no-beep", 30, "machine_end_silence", "7200"),
        ("endless", 30, "unknown", "30000"),
        ("mistaken", 30, "machine_end_beep", "9000"),
        ("fax", 30, "fax", "4000"),
        ("happy", 30, "human", "4000"),
        ("slow", 30, "unknown", "5000"),
    ],
)
def test_the_end_of_a_greeting_is_reported_when_it_has_ended(
    persona: str, timeout: int, verdict: str, milliseconds: str
) -> None:
    with house(cast={HAPPY: persona}) as home:
        home.customer.says("/carrier/t1/answer", "<Pause length='60'/>")
        home.call(**detecting(home, machine_detection_timeout=timeout))
        home.quiet()
        (report,) = home.customer.at("/carrier/t1/amd")
        assert (report.form["AnsweredBy"], report.form["MachineDetectionDuration"]) == (verdict, milliseconds)


@pytest.mark.parametrize("weather", ["fair", "voice_slow"])
def test_a_message_is_spoken_into_the_machine_by_an_update(weather: str) -> None:
    """With real timing: the update is there a moment after the beep, and the machine waits while we are busy.

    It has greeted while a slow document was on its way, too.
    """
    with house(cast={HAPPY: "machine"}, speed=8, weather=weather, late_seconds=2.0) as home:
        home.customer.says("/carrier/t1/answer", "<Gather timeout='100'><Say>Hello.</Say></Gather>")
        sid = home.call(**detecting(home))
        home.until(lambda: bool(home.customer.at("/carrier/t1/amd")))
        said = (
            f"<Gather numDigits='1' timeout='1' action='{home.customer.url}/key'><Say>{MESSAGE}</Say></Gather><Hangup/>"
        )
        assert home.client().calls(sid).update(twiml=twiml(said)).status == "in-progress"
        ledger = home.quiet()
        assert [tape["words"] for tape in ledger["tapes"]] == [MESSAGE]
        assert ledger["violations"] == []
        assert home.customer.at("/key") == []
        assert home.client().calls(sid).fetch().status == "completed"


def test_an_update_that_twilio_would_half_ignore_is_refused() -> None:
    with house(cast={HAPPY: "machine"}) as home:
        home.customer.says("/carrier/t1/answer", "<Pause length='3600'/>")
        _, call = raw(home, "POST", "/Calls.json", form_of(home))
        path = f"/Calls/{call['sid']}.json"
        for form in (
            [("Twiml", "<Response/>"), ("Method", "POST")],
            [("FallbackMethod", "POST")],
            [("StatusCallbackMethod", "POST")],
            [("Twiml", "<Response><Say>x</Say></Response>"), ("Status", "completed")],
            [("Twiml", "<Response><Gather><Hangup/></Gather></Response>")],
        ):
            status, body = raw(home, "POST", path, form)
            assert (status, body["code"]) in ((400, 20001), (400, 12200)), form
        home.client().calls(str(call["sid"])).update(status="completed")
        status, body = raw(home, "POST", path, [("Twiml", "<Response/>")])
        assert (status, body["code"]) == (400, 21220)


OFFICE = {HAPPY: {"extensions": {"204": ["1"], "205": ["2"], "206": "away", "207": "happy"}}}


@pytest.mark.parametrize(
    ("digits", "heard"),
    [("", ""), ("204", ""), ("w204", "4"), ("ww204", "04"), ("www204", "204"), ("wwww204", "204"), ("WW204#", "204#")],
)
def test_an_attendant_hears_what_comes_after_it_has_begun_to_listen(digits: str, heard: str) -> None:
    assert understood(digits) == heard


def test_waiting_and_keys_take_their_time() -> None:
    assert seconds_of_keys("wW2#") == 0.5 + 1.0 + 0.5 + 0.5


@pytest.mark.parametrize(
    ("digits", "pressed"),
    [("wwww204", "1"), ("wwww205", "2"), ("wwww999", None), ("wwww206", None), ("204", None), (None, None)],
)
def test_an_office_puts_through_whose_extension_it_understood(digits: str | None, pressed: str | None) -> None:
    """Nobody hears the first prompts; who picks up hears the next, and an office loses patience with everybody else."""
    with house(cast=OFFICE) as home:
        again = "<Gather numDigits='1' timeout='3' action='turn'><Say>Hello, is that you?</Say></Gather>"
        home.customer.says("/carrier/t1/answer", again * 12)
        home.customer.says("/carrier/t1/turn", "<Say>Thank you.</Say><Hangup/>")
        sid = home.call(send_digits=digits)
        ledger = home.quiet()
        assert [entry["digits"] for entry in ledger["delivered"]] == ([pressed] if pressed else [])
        (connection,) = ledger["connected"]
        assert connection["found"] is (pressed is not None)
        duration = int(home.client().calls(sid).fetch().duration)
        assert duration == 25 if pressed is None else duration >= 5


def test_a_statement_that_nobody_hears_passes_all_the_same() -> None:
    with house(cast=OFFICE) as home:
        home.customer.says("/carrier/t1/answer", f"<Say>{FORTY}</Say><Say>You can hear this.</Say><Hangup/>")
        sid = home.call(send_digits="wwww207")
        home.quiet()
        assert int(home.client().calls(sid).fetch().duration) == round(3.5 + 16 + 1.6)


@pytest.mark.parametrize(
    "office",
    [{"extensions": {}}, {"extensions": []}, {"extensions": {"12a": "happy"}}, {"extensions": {"1": "nobody"}}],
)
def test_an_office_that_cannot_be_is_refused(office: object) -> None:
    with pytest.raises(ValueError, match=r"cast: \+15550001"):
        read_cast(json.dumps({"+15550001": office}), 1)


def test_nobody_has_an_extension_where_there_is_no_office() -> None:
    cast = read_cast(json.dumps(OFFICE), 1)
    assert cast.colleague("+15550001", 0, "204") is None
    assert cast.colleague(HAPPY, 0, "999") is None
    assert cast.has_office(HAPPY, 3)
