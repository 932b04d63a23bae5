"""The orders to record a call that goes on, and to record it no longer: against a carrier that fails in every way."""

from __future__ import annotations

import json

import pytest
from raw_carrier import Behaviour, close, raw_carrier, reply
from test_carrier_placing import carrier_at

from vocsurvey.telephony.tape import Records, RecordsNot

CALL, NAME = "CA" + "2" * 32, "RE" + "3" * 32
MADE = json.dumps({"sid": NAME, "status": "in-progress"}).encode()


def test_it_is_asked_for_once_with_where_to_tell_of_it() -> None:
    with raw_carrier(reply(201, MADE)) as raw:
        assert carrier_at(raw.url()).tapes.start(CALL, "tape-1") == Records(NAME)
        assert raw.connections == 1
        assert raw.target().endswith(f"/Calls/{CALL}/Recordings.json")
        form = raw.form()
    assert [value for name, value in form if name == "RecordingStatusCallbackEvent"] == [
        "in-progress", "completed", "absent",
    ]  # fmt: skip
    fields = dict(form)
    assert fields["RecordingStatusCallback"].endswith("/carrier/tape-1/tape")
    assert (fields["RecordingChannels"], fields["RecordingTrack"]) == ("mono", "both")


@pytest.mark.parametrize(
    ("behaviour", "sure", "why"),
    [
        (reply(400, b'{"code": 21220, "message": "no"}'), True, "refused to record (HTTP 400)"),
        (reply(429, b""), True, "could not be asked"),
        (reply(500, b""), False, ""),
        (close, False, ""),
        (reply(201, b"{}"), False, "names no recording"),
        (reply(201, b"<html>"), False, "could not be read"),
    ],
)
def test_what_is_not_certain_is_not_said_to_be(behaviour: Behaviour, sure: bool, why: str) -> None:
    with raw_carrier(behaviour) as raw:
        found = carrier_at(raw.url(), read=1).tapes.start(CALL, "tape-1")
        assert isinstance(found, RecordsNot)
        assert found.sure is sure
        assert why in found.why
        assert raw.connections == 1, "never twice"


def test_what_is_no_call_is_not_asked_for() -> None:
    tapes = carrier_at("http://127.0.0.1:9").tapes
    assert tapes.start("", "tape-1") == RecordsNot("There is no such call.", sure=True)
    assert not tapes.stop("")
    assert tapes.start(CALL, "tape-1") == RecordsNot("The telephone company could not be asked to record.", sure=True)


@pytest.mark.parametrize(
    ("behaviour", "stopped"),
    [
        (reply(200, MADE), True),
        (reply(200, b"<html>"), True),
        (reply(404, b'{"code": 20404, "message": "none"}'), True),
        (reply(400, b'{"code": 20001, "message": "no"}'), False),
        (reply(429, b""), False),
        (close, False),
    ],
)
def test_nothing_is_recorded_any_more_where_the_carrier_says_so(behaviour: Behaviour, stopped: bool) -> None:
    with raw_carrier(behaviour) as raw:
        assert carrier_at(raw.url(), read=1).tapes.stop(CALL) is stopped
        assert raw.target().endswith(f"/Calls/{CALL}/Recordings/Twilio.CURRENT.json")
        assert raw.form() == [("Status", "stopped")]
