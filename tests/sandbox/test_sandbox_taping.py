"""Calls that are recorded while they go on, through the REST API."""

from __future__ import annotations

import json
import urllib.parse
import urllib.request
from base64 import b64encode
from typing import Any
from urllib.error import HTTPError

from carrier_house import HAPPY, SID, TOKEN, House, house

TALK = "<Pause length='60'/>"
EVENTS = [("RecordingStatusCallbackEvent", one) for one in ("in-progress", "completed", "absent")]


def asked(home: House, path: str, *form: tuple[str, str], method: str = "POST") -> tuple[int, Any]:
    """Ask the carrier with our credentials; the status and the body."""
    data = urllib.parse.urlencode(form).encode() if method == "POST" else None
    url = f"{home.url}/2010-04-01/Accounts/{SID}/{path}"
    request = urllib.request.Request(url, data, method=method)
    request.add_header("Authorization", "Basic " + b64encode(f"{SID}:{TOKEN}".encode()).decode())
    try:
        with urllib.request.urlopen(request, timeout=60) as response:
            body = response.read()
            return response.status, json.loads(body) if body else None
    except HTTPError as error:
        return error.code, json.loads(error.read())


def told(home: House) -> list[dict[str, str]]:
    return [received.form for received in home.customer.at("/carrier/t1/tape")]


def test_a_call_is_recorded_from_an_order_to_another() -> None:
    with house(cast={HAPPY: []}) as home:
        home.customer.says("/carrier/t1/answer", TALK)
        call = home.call()
        home.until(lambda: home.carrier.calls[call].status == "in-progress")
        callback = ("RecordingStatusCallback", home.customer.url + "/carrier/t1/tape")
        path = f"Calls/{call}/Recordings"
        status, made = asked(home, f"{path}.json", callback, *EVENTS, ("RecordingChannels", "mono"))
        assert (status, made["status"], made["source"]) == (201, "in-progress", "StartCallRecordingAPI")
        assert asked(home, f"{path}.json")[1]["code"] == 21220
        name = made["sid"]
        assert asked(home, f"Recordings/{name}.json", method="DELETE")[0] == 409
        assert asked(home, f"Recordings/{name}.wav", method="GET")[0] == 404
        assert asked(home, f"{path}/RE{'0' * 32}.json", ("Status", "stopped"))[0] == 404
        assert asked(home, f"{path}/Twilio.CURRENT.json")[1]["code"] == 20001
        assert asked(home, f"{path}/Twilio.CURRENT.json", ("Status", "paused"))[0] == 400
        status, over = asked(home, f"{path}/Twilio.CURRENT.json", ("Status", "stopped"))
        assert (status, over["sid"]) == (200, name)
        assert over["status"] in ("processing", "completed"), "it takes a moment"
        assert asked(home, f"{path}/Twilio.CURRENT.json", ("Status", "stopped"))[0] == 404
        home.until(lambda: len(told(home)) == 2)
        assert sorted(one["RecordingStatus"] for one in told(home)) == ["completed", "in-progress"]
        assert {one["RecordingSid"] for one in told(home)} == {name}
        assert asked(home, f"Recordings/{name}.json", method="DELETE") == (204, None)


def test_the_end_of_the_call_ends_its_recording() -> None:
    with house(cast={HAPPY: []}) as home:
        home.customer.says("/carrier/t1/answer", TALK)
        call = home.call()
        home.until(lambda: home.carrier.calls[call].status == "in-progress")
        callback = ("RecordingStatusCallback", home.customer.url + "/carrier/t1/tape")
        assert asked(home, f"Calls/{call}/Recordings.json", callback)[0] == 201
        assert asked(home, f"Calls/{call}.json", ("Status", "completed"))[0] == 200
        home.until(lambda: told(home) != [])
        assert [one["RecordingStatus"] for one in told(home)] == ["completed"]
        late = asked(home, f"Calls/{call}/Recordings.json", callback)
        assert (late[0], late[1]["code"]) == (400, 21220)


def test_what_twilio_would_ignore_is_refused() -> None:
    with house(cast={HAPPY: []}) as home:
        home.customer.says("/carrier/t1/answer", TALK)
        call = home.call()
        path = f"Calls/{call}/Recordings.json"
        assert asked(home, path, ("Record", "true"))[0] == 400
        assert asked(home, path, *EVENTS)[0] == 400
        assert asked(home, path, ("RecordingStatusCallback", "nowhere"))[0] == 400
        assert asked(home, f"Calls/CA{'0' * 32}/Recordings.json")[0] == 404
