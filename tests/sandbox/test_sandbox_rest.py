"""The REST API, spoken to with the real SDK: every operation, every refusal, pages, credentials, the rate limit."""

import json
import urllib.error
import urllib.parse
import urllib.request
from base64 import b64encode
from typing import Any

import pytest
from carrier_house import HAPPY, OWN, SID, TOKEN, House, house
from twilio.base.exceptions import TwilioRestException

FIELDS = {
    "sid", "date_created", "date_updated", "parent_call_sid", "account_sid", "to", "to_formatted", "from",
    "from_formatted", "phone_number_sid", "status", "start_time", "end_time", "duration", "price", "price_unit",
    "direction", "answered_by", "api_version", "forwarded_from", "group_sid", "caller_name", "queue_time", "trunk_sid",
    "uri", "subresource_uris",
}  # fmt: skip


def raw(
    home: House, method: str, path: str, form: list[tuple[str, str]] | bytes | None = None, kind: str | None = None
) -> tuple[int, dict[str, Any]]:
    """A request that the SDK would not send; status and JSON body."""
    data = urllib.parse.urlencode(form).encode() if isinstance(form, list) else form
    request = urllib.request.Request(f"{home.url}/2010-04-01/Accounts/{SID}{path}", data=data, method=method)
    request.add_header("Authorization", "Basic " + b64encode(f"{SID}:{TOKEN}".encode()).decode())
    if kind:
        request.add_header("Content-Type", kind)
    try:
        with urllib.request.urlopen(request, timeout=60) as response:
            return response.status, json.loads(response.read() or b"{}")
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.loads(error.read())


def form_of(home: House, **changes: str | None) -> list[tuple[str, str]]:
    """A valid form, with changes; None leaves a parameter out."""
    base = f"{home.customer.url}/carrier/t1"
    form: dict[str, str | None] = {
        "To": HAPPY,
        "From": OWN,
        "Url": base + "/answer",
        "StatusCallback": base + "/status",
        "Timeout": "20",
        "TimeLimit": "300",
    }
    return [(name, value) for name, value in (form | changes).items() if value is not None]


def test_a_new_call_has_the_whole_representation() -> None:
    with house() as home:
        status, call = raw(home, "POST", "/Calls.json", form_of(home))
        assert status == 201
        assert set(call) >= FIELDS
        assert (call["status"], call["queue_time"], call["direction"]) == ("queued", "0", "outbound-api")
        assert (call["start_time"], call["end_time"], call["duration"]) == (None, None, None)
        assert call["to_formatted"] == "(202) 555-0101"
        assert call["uri"] == f"/2010-04-01/Accounts/{SID}/Calls/{call['sid']}.json"
        assert call["subresource_uris"]["events"].endswith(f"{call['sid']}/Events.json")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"To": None}, 21201),
        ({"From": None}, 21213),
        ({"To": "02079460001"}, 21211),
        ({"To": "+0123"}, 21211),
        ({"To": "sip:anna@example.com"}, 21211),
        ({"From": "vocsurvey"}, 21212),
        ({"From": "+12025550199"}, 21210),
        ({"Url": None}, 21205),
        ({"Twiml": "<Response/>"}, 21205),
        ({"Url": "/answer"}, 21205),
        ({"Url": "http://example.com/answer"}, 21205),
        ({"Url": "https://exa mple.com/answer"}, 21205),
        ({"Url": "https://[::1/answer"}, 21205),
        ({"Url": "https://example.com:port/answer"}, 21205),
        ({"Url": "ftp://127.0.0.1/answer"}, 21205),
        ({"Url": "https://my_host.example.com/answer"}, 21205),
        ({"Url": "https://example.com/answer#top"}, 21205),
        ({"Url": "https://example.com/answer#rc=9"}, 21205),
        ({"Url": "https://example.com/answer#zz=1"}, 21205),
        ({"Url": "https://example.com/answer#rp=always"}, 21205),
        ({"Url": "https://example.com/answer#rc=1&rc=2"}, 21205),
        ({"FallbackUrl": "https://a_b.example.com/"}, 21205),
        ({"StatusCallback": "https://my_host.example.com/status"}, 21609),
        ({"Url": None, "Twiml": "<Response/>", "FallbackUrl": "https://example.com/"}, 21405),
        ({"Url": None, "Twiml": "<Response><Sing/></Response>"}, 12200),
        ({"Url": None, "Twiml": "<Response>" + " " * 4000 + "</Response>"}, 20001),
        ({"StatusCalback": "https://example.com/status"}, 20001),
        ({"StatusCallbackEvent": "initiated ringing answered completed"}, 20001),
        ({"StatusCallbackEvent": "initiated,completed"}, 20001),
        ({"StatusCallbackEvent": "finished"}, 20001),
        ({"StatusCallback": None, "StatusCallbackEvent": "completed"}, 21609),
        ({"Method": "post"}, 20001),
        ({"Timeout": "0"}, 20001),
        ({"Timeout": "601"}, 20001),
        ({"Timeout": "ten"}, 20001),
        ({"SendDigits": "12e"}, 20001),
        ({"SendDigits": "1" * 33}, 20001),
        ({"SendDigits": "1", "MachineDetection": "Enable"}, 20001),
        ({"MachineDetection": "true"}, 20001),
        ({"AsyncAmd": "True"}, 20001),
        ({"MachineDetection": "Enable", "AsyncAmd": "true", "AsyncAmdStatusCallback": "nowhere"}, 21205),
        ({"AsyncAmd": "true", "AsyncAmdStatusCallback": "https://example.com/"}, 20001),
        ({"MachineDetection": "Enable", "AsyncAmd": "true"}, 20001),
        ({"MachineDetection": "Enable", "AsyncAmd": "false", "AsyncAmdStatusCallback": "https://example.com/"}, 20001),
        ({"MachineDetection": "Enable", "AsyncAmdStatusCallback": "https://example.com/"}, 20001),
        ({"MachineDetectionTimeout": "30"}, 20001),
        ({"MachineDetectionSilenceTimeout": "3000"}, 20001),
        ({"MachineDetection": "Enable", "AsyncAmdStatusCallbackMethod": "POST"}, 20001),
        ({"FallbackUrl": None, "FallbackMethod": "POST"}, 20001),
        ({"StatusCallback": None, "StatusCallbackEvent": None, "StatusCallbackMethod": "POST"}, 20001),
        ({"Url": None, "Twiml": "<Response/>", "FallbackUrl": None, "Method": "POST"}, 20001),
        ({"Record": "true"}, 20001),
        ({"ApplicationSid": "AP" + "0" * 32}, 20001),
    ],
)
def test_a_wrong_order_is_refused_in_twilios_words(changes: dict[str, str | None], code: int) -> None:
    with house(own_numbers=(OWN,)) as home:
        status, body = raw(home, "POST", "/Calls.json", form_of(home, **changes))
        assert (status, body["code"], body["status"]) == (400, code, 400)
        assert body["more_info"] == f"https://www.twilio.com/docs/errors/{code}"
        assert body["message"]
        assert home.ledger()["creates"] == []


@pytest.mark.parametrize("name", ["To", "StatusCallbackEvent"])
def test_a_parameter_given_twice_is_refused(name: str) -> None:
    with house() as home:
        twice = [*form_of(home, StatusCallbackEvent="completed"), (name, "completed" if name != "To" else HAPPY)]
        assert raw(home, "POST", "/Calls.json", twice)[1]["code"] == 20001


def test_a_form_must_be_a_form() -> None:
    with house() as home:
        status, body = raw(home, "POST", "/Calls.json", b'{"To": "x"}', "application/json")
        assert (status, body["code"]) == (400, 20001)


def test_the_sdk_raises_what_is_refused() -> None:
    with house() as home, pytest.raises(TwilioRestException) as caught:
        home.call("12345")
    assert (caught.value.code, caught.value.status) == (21211, 400)


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/Calls/CA" + "0" * 32 + ".json", 404, 20404),
        ("POST", "/Calls/CA" + "0" * 32 + ".json", 404, 20404),
        ("DELETE", "/Calls/CA" + "0" * 32 + ".json", 404, 20404),
        ("GET", "/Calls/CA" + "0" * 32 + "/Events.json", 404, 20404),
        ("GET", "/Recordings/RE" + "0" * 32 + ".wav", 404, 20404),
        ("GET", "/Messages.json", 404, 20404),
        ("PUT", "/Calls.json", 405, 20004),
        ("GET", "/Calls.json?StartDate=2026-01-01", 400, 20001),
        ("GET", "/Calls.json?StartTime=yesterday", 400, 20001),
        ("GET", "/Calls.json?StartTime=2026-01-01T00:00:00", 400, 20001),
        ("GET", "/Calls.json?Status=initiated", 400, 20001),
        ("GET", "/Calls.json?PageSize=1001", 400, 20001),
    ],
)
def test_other_errors_have_the_same_shape(method: str, path: str, status: int, code: int) -> None:
    with house() as home:
        answer = raw(home, method, path, [] if method == "POST" else None, "application/x-www-form-urlencoded")
        assert (answer[0], answer[1]["code"]) == (status, code)


def test_nobody_enters_without_credentials() -> None:
    with house(api_keys={"SK1": "secret"}) as home:
        for user, secret in ((SID, "wrong"), ("AC0", TOKEN), ("SK1", TOKEN)):
            with pytest.raises(TwilioRestException) as caught:
                home.client(user, secret).api.accounts(SID).fetch()
            assert (caught.value.status, caught.value.code) == (401, 20003)
        for header in ("Basic %%%", "Bearer abc", "Basic " + b64encode(b"nocolon").decode()):
            request = urllib.request.Request(f"{home.url}/2010-04-01/Accounts/{SID}.json")
            request.add_header("Authorization", header)
            with pytest.raises(urllib.error.HTTPError) as refused:
                urllib.request.urlopen(request, timeout=60)
            with refused.value as answer:
                assert answer.code == 401
        for user, secret in ((SID, TOKEN), ("SK1", "secret")):
            account = home.client(user, secret).api.accounts(SID).fetch()
            assert (account.sid, account.status) == (SID, "active")
        with pytest.raises(TwilioRestException) as caught:
            home.client().api.accounts("AC" + "9" * 32).fetch()
        assert caught.value.status == 404


def test_a_call_can_be_fetched_listed_and_deleted() -> None:
    with house() as home:
        home.customer.says("/carrier/t1/answer", "<Hangup/>")
        sids = [home.call(to, token=f"t{n}") for n, to in enumerate((HAPPY, "+12025550106", HAPPY))]
        home.quiet()
        calls = home.client().calls
        assert [call.sid for call in calls.list()] == sids[::-1]
        assert [call.sid for call in calls.list(to="+12025550106", from_=OWN)] == [sids[1]]
        assert [call.sid for call in calls.list(status="no-answer")] == [sids[1]]
        assert calls.list(from_="+12025550199") == []
        assert calls(sids[0]).delete() is True
        assert [call.sid for call in calls.list(to=HAPPY)] == [sids[2]]
        with pytest.raises(TwilioRestException) as caught:
            calls(sids[0]).fetch()
        assert caught.value.status == 404


def test_lists_can_be_filtered_by_time_and_queued_calls_have_none() -> None:
    with house(calls_per_second=0.5) as home:
        home.customer.says("/carrier/t0/answer", "<Hangup/>")
        first, waiting = home.call(token="t0"), home.call(token="t1")
        calls = home.client().calls
        home.until(lambda: calls(first).fetch().status == "completed")
        started = calls(first).fetch().start_time
        day = f"{started:%Y-%m-%d}"

        def listed(query: str) -> list[str]:
            return [call["sid"] for call in raw(home, "GET", f"/Calls.json?{query}")[1]["calls"]]

        assert listed("") == [waiting, first]
        moment = urllib.parse.quote(started.isoformat())
        for query in (f"StartTime={day}", f"StartTime%3C={day}", f"StartTime%3E={day}", f"StartTime={moment}",
                      f"StartTime%3E={moment}", f"StartTime%3C={moment}", f"EndTime%3E={day}"):  # fmt: skip
            assert listed(query) == [first], query
        assert listed("StartTime%3C=2020-01-01") == []
        assert listed("StartTime%3E=2099-01-01") == []
        assert listed("EndTime=2020-01-01") == []


def test_pages_follow_each_other_while_new_calls_arrive() -> None:
    with house() as home:
        sids = [home.call(token=f"t{n}") for n in range(7)]
        first = raw(home, "GET", "/Calls.json?PageSize=3&From=%2B12025550100")[1]
        home.call(token="late")
        assert [call["sid"] for call in first["calls"]] == sids[:3:-1]
        assert (first["page"], first["page_size"], first["start"], first["end"]) == (0, 3, 0, 2)
        assert first["previous_page_uri"] is None
        prefix = f"/2010-04-01/Accounts/{SID}"
        second = raw(home, "GET", first["next_page_uri"].removeprefix(prefix))[1]
        assert [call["sid"] for call in second["calls"]] == sids[3:0:-1]
        assert second["previous_page_uri"] is not None
        third = raw(home, "GET", second["next_page_uri"].removeprefix(prefix))[1]
        assert [call["sid"] for call in third["calls"]] == sids[:1]
        assert third["next_page_uri"] is None
        assert len(home.client().calls.list(page_size=3)) == 8
        home.quiet()


def test_an_unknown_page_token_gives_an_empty_page() -> None:
    with house() as home:
        home.call()
        page = raw(home, "GET", "/Calls.json?PageToken=PAnone")[1]
        assert (page["calls"], page["next_page_uri"]) == ([], None)
        home.quiet()


def test_call_events_hold_the_request_that_created_the_call_and_every_webhook() -> None:
    with house(cast={HAPPY: ["7"]}) as home:
        home.customer.says("/carrier/t1/answer", "<Gather numDigits='1' action='turn'><Say>How?</Say></Gather>")
        home.customer.says("/carrier/t1/turn", "<Hangup/>")
        sid = home.call()
        home.quiet()
        events = home.client().calls(sid).events.list()
        assert events[0].request["parameters"]["url"].endswith("/carrier/t1/answer")
        assert events[0].response["response_code"] == 201
        digits = [event.request["parameters"].get("digits") for event in events]
        assert "7" in digits
        assert sum(event.request["url"].endswith("/status") for event in events) == 4
        page = raw(home, "GET", f"/Calls/{sid}/Events.json?PageSize=2&Page=1")[1]
        assert len(page["events"]) == 2
        assert raw(home, "GET", f"/Calls/{sid}/Events.json?Size=2")[0] == 400


def test_a_queued_or_ringing_call_can_be_canceled() -> None:
    with house(speed=1.0) as home:
        sid = home.call()
        home.until(lambda: home.client().calls(sid).fetch().status == "ringing")
        assert home.client().calls(sid).update(status="canceled").status == "canceled"
        home.quiet()
        assert home.customer.at("/carrier/t1/status")[-1].form["CallStatus"] == "canceled"
        other = home.call(token="t2")
        assert home.client().calls(other).update(status="completed").status == "canceled"


def test_a_call_in_progress_can_be_completed_and_not_canceled() -> None:
    with house(speed=100) as home:
        home.customer.says("/carrier/t1/answer", "<Pause length='500'/>")
        sid = home.call()
        calls = home.client().calls
        home.until(lambda: calls(sid).fetch().status == "in-progress")
        assert calls(sid).update(status="canceled").status == "in-progress"
        assert calls(sid).update(status="completed").status == "completed"
        home.quiet()
        assert 0 <= int(calls(sid).fetch().duration) < 500


def test_a_call_in_progress_can_be_sent_elsewhere() -> None:
    with house(speed=100) as home:
        home.customer.says("/carrier/t1/answer", "<Pause length='500'/>")
        home.customer.says("/carrier/t1/other", "<Pause length='500'/>")
        sid = home.call()
        calls = home.client().calls
        home.until(lambda: len(home.customer.at("/carrier/t1/answer")) == 1)
        home.until(lambda: calls(sid).fetch().status == "in-progress")
        calls(sid).update(
            url=home.customer.url + "/carrier/t1/other",
            method="GET",
            fallback_url=home.customer.url + "/carrier/t1/fallback2",
            status_callback=home.customer.url + "/carrier/t1/status2",
            time_limit=5000,
        )
        home.until(lambda: len(home.customer.at("/carrier/t1/other")) == 1)
        assert calls(sid).update(twiml="<Response><Hangup/></Response>").status == "in-progress"
        home.quiet()
        assert home.customer.at("/carrier/t1/status2")[-1].form["CallStatus"] == "completed"


@pytest.mark.parametrize(
    "form",
    [
        [("Status", "busy")],
        [("Colour", "red")],
        [("Url", "https://example.com/"), ("Twiml", "<Response/>")],
        [("Url", "nowhere")],
        [("StatusCallback", "https://a_b.example.com/")],
        [("Twiml", "<Response><Sing/></Response>")],
    ],
)
def test_a_wrong_update_changes_nothing(form: list[tuple[str, str]]) -> None:
    with house(speed=1.0) as home:
        sid = home.call()
        assert raw(home, "POST", f"/Calls/{sid}.json", form)[0] == 400
        home.client().calls(sid).update(status="canceled")
        home.quiet()


def test_what_cannot_be_changed_now_is_refused() -> None:
    with house(speed=1.0) as home:
        sid = home.call()
        for change in ({"url": "https://example.com/"}, {"twiml": "<Response/>"}):
            with pytest.raises(TwilioRestException) as caught:
                home.client().calls(sid).update(**change)
            assert caught.value.code == 21220
        with pytest.raises(TwilioRestException) as caught:
            home.client().calls(sid).delete()
        assert (caught.value.status, caught.value.code) == (409, 20009)
        home.client().calls(sid).update(status="completed")
        with pytest.raises(TwilioRestException) as caught:
            home.client().calls(sid).update(status="completed")
        assert caught.value.code == 21220
        home.quiet()


def test_calls_beyond_the_rate_wait_and_beyond_the_queue_are_refused() -> None:
    with house(calls_per_second=2, longest_queue=2) as home:
        waits = [int(raw(home, "POST", "/Calls.json", form_of(home))[1]["queue_time"]) for _call in range(3)]
        assert waits[0] == 0
        assert 300 < waits[1] <= 500
        assert 800 < waits[2] <= 1000
        status, body = raw(home, "POST", "/Calls.json", form_of(home))
        while status == 201:
            status, body = raw(home, "POST", "/Calls.json", form_of(home))
        assert (status, body["code"], body["status"]) == (429, 20429, 429)
        assert home.ledger()["creates"][-1]["answer"] == "429"


def test_health_counts_the_open_calls() -> None:
    with house(speed=1.0) as home:
        home.call()
        with urllib.request.urlopen(f"{home.url}/health", timeout=60) as response:
            assert json.load(response) == {"status": "ok", "open": 1}


@pytest.mark.parametrize("code", [10001, 20003, 20005, 21210, 21215, 21216, 22005])
def test_the_account_can_be_put_into_trouble_and_out_of_it(code: int) -> None:
    with house() as home:
        assert _put(home, str(code)) == 204
        refused = raw(home, "POST", "/Calls.json", form_of(home))
        assert refused[1]["code"] == code
        assert refused[0] in (400, 401, 403)
        assert home.client().api.accounts(SID).fetch().status == "suspended"
        assert home.ledger()["calls"] == {}
        assert _put(home, "0") == 204
        assert home.client().api.accounts(SID).fetch().status == "active"
        assert raw(home, "POST", "/Calls.json", form_of(home, Url=f"{home.customer.url}/carrier/t2/answer"))[0] == 201
        home.quiet()


def test_a_trouble_that_is_none_is_refused() -> None:
    with house() as home:
        assert _put(home, "404") == 400


def _put(home: House, code: str) -> int:
    request = urllib.request.Request(f"{home.url}/trouble", data=f"code={code}".encode(), method="POST")
    try:
        with urllib.request.urlopen(request, timeout=60) as response:
            return int(response.status)
    except urllib.error.HTTPError as error:
        with error:
            return error.code


def test_the_events_of_a_call_come_some_time_after_its_end() -> None:
    with house(events_seconds=0.5) as home:
        home.customer.says("/carrier/t1/answer", "<Hangup/>")
        sid = home.call()
        assert home.client().calls(sid).events.list() == []
        home.quiet()
        assert home.client().calls(sid).events.list() == []
        home.until(lambda: len(home.client().calls(sid).events.list()) > 0)
