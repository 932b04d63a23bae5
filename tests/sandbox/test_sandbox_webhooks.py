"""Webhooks: signatures, limits, the one retry, the fallback, overrides, and refused answers."""

import socket
from urllib.parse import urlsplit

import pytest
from carrier_house import HAPPY, TOKEN, House, Reply, house, twiml
from twilio.request_validator import RequestValidator
from werkzeug.datastructures import MultiDict

from vocsurvey.sandbox.endpoint import Endpoint, Overrides, read_endpoint
from vocsurvey.sandbox.signature import sign

GATHER = "<Gather numDigits='1' action='turn'><Say>Press 1.</Say></Gather>"


def closed_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def end_of(home: House) -> dict[str, str]:
    home.quiet()
    return home.customer.at("/carrier/t1/status")[-1].form


def test_the_published_vector_is_signed_as_published() -> None:
    form = {
        "CallSid": "CA1234567890ABCDE",
        "Caller": "+12349013030",
        "Digits": "1234",
        "From": "+12349013030",
        "To": "+18005551212",
    }
    url = "https://mycompany.com/myapp.php?foo=1&bar=2"
    assert sign("12345", url, form.items()) == "0/KCTR6DLpKmkAf8muzZqo1nDgQ="
    assert sign("12345", url, form.items()) == RequestValidator("12345").compute_signature(url, form)


def test_every_webhook_is_signed_so_that_the_sdk_accepts_it() -> None:
    with house(cast={HAPPY: ["1"]}) as home:
        home.customer.says("/carrier/t1/answer", GATHER.replace("'turn'", "'turn?position=1&amp;q=a%20b'"))
        home.customer.says("/carrier/t1/turn", "<Redirect method='GET'>last?x=1</Redirect>")
        home.customer.says("/carrier/t1/last", "<Hangup/>")
        home.call()
        home.quiet()
        assert len(home.customer.received) == 7
        validator = RequestValidator(TOKEN)
        for received in home.customer.received:
            form = MultiDict(received.pairs) if received.method == "POST" else {}
            signature = received.headers["X-Twilio-Signature"]
            assert validator.validate(received.url, form, signature), received.url
            assert not RequestValidator("other").validate(received.url, form, signature)
        tokens = {received.headers["I-Twilio-Idempotency-Token"] for received in home.customer.received}
        assert len(tokens) == 7


def test_a_get_webhook_carries_its_fields_in_the_query() -> None:
    with house() as home:
        home.customer.says("/carrier/t1/answer", "<Hangup/>")
        home.call(url=home.customer.url + "/carrier/t1/answer?a=1", method="GET", status_callback_method="GET")
        home.quiet()
        received = home.customer.at("/carrier/t1/answer")[0]
        assert received.method == "GET"
        assert {"a": "1", "CallStatus": "in-progress"}.items() <= received.form.items()
        assert RequestValidator(TOKEN).validate(received.url, {}, received.headers["X-Twilio-Signature"])
        assert home.customer.at("/carrier/t1/status")[0].method == "GET"


def test_a_connection_is_tried_twice_and_then_the_fallback_is_asked() -> None:
    with house(cast={HAPPY: ["1"]}) as home:
        nowhere = f"http://127.0.0.1:{closed_port()}/carrier/t1/turn"
        home.customer.says("/carrier/t1/answer", GATHER.replace("'turn'", f"'{nowhere}'"))
        home.customer.says("/carrier/t1/fallback", "<Hangup/>")
        sid = home.call()
        ledger = home.quiet()
        (fallback,) = home.customer.at("/carrier/t1/fallback")
        assert fallback.form["ErrorCode"] == "11205"
        assert fallback.form["ErrorUrl"] == nowhere
        assert fallback.form["CallSid"] == sid
        assert "Digits" not in fallback.form
        assert ledger["delivered"] == []
        assert [(entry["digits"], entry["failure"]) for entry in ledger["undelivered"]] == [("1", "ct")]


@pytest.mark.parametrize("status", [404, 500, 503])
def test_an_error_answer_is_not_tried_again(status: int) -> None:
    with house() as home:
        home.customer.replies("/carrier/t1/answer", Reply("no", status), Reply(twiml("<Hangup/>")))
        home.customer.says("/carrier/t1/fallback", "<Hangup/>")
        home.call()
        home.quiet()
        assert len(home.customer.at("/carrier/t1/answer")) == 1
        assert home.customer.at("/carrier/t1/fallback")[0].form["ErrorCode"] == "11200"


def test_an_answer_that_comes_too_late_is_not_waited_for() -> None:
    with house(webhook_seconds=0.1) as home:
        home.customer.replies("/carrier/t1/answer", Reply(twiml("<Hangup/>"), delay=0.4))
        home.customer.says("/carrier/t1/fallback", "<Hangup/>")
        home.call()
        home.quiet()
        assert home.customer.at("/carrier/t1/fallback")[0].form["ErrorCode"] == "11205"
        assert len(home.customer.at("/carrier/t1/answer")) == 1


def test_without_a_fallback_an_apology_ends_the_call() -> None:
    with house() as home:
        home.customer.replies("/carrier/t1/answer", Reply("oops", 500))
        home.call(fallback_url=None)
        form = end_of(home)
        assert (form["CallStatus"], form["CallDuration"]) == ("completed", "4")


def test_a_fallback_that_fails_too_ends_the_call() -> None:
    with house() as home:
        home.customer.replies("/carrier/t1/answer", Reply("oops", 500))
        home.customer.replies("/carrier/t1/fallback", Reply("oops", 500))
        home.call()
        assert end_of(home)["CallDuration"] == "4"


def test_a_redirecting_answer_is_a_violation_and_a_failure() -> None:
    with house() as home:
        home.customer.replies("/carrier/t1/answer", Reply(status=302, location="/carrier/t1/elsewhere"))
        home.customer.says("/carrier/t1/fallback", "<Hangup/>")
        home.call()
        ledger = home.quiet()
        assert home.customer.at("/carrier/t1/elsewhere") == []
        assert [violation["rule"] for violation in ledger["violations"]] == ["redirect"]


def test_a_status_callback_is_sent_once_and_wants_an_empty_answer() -> None:
    with house() as home:
        home.customer.says("/carrier/t1/answer", "<Hangup/>")
        home.customer.replies("/carrier/t1/status", Reply("oops", 500), Reply(status=204), Reply("thanks"))
        home.call()
        ledger = home.quiet()
        assert len(home.customer.at("/carrier/t1/status")) == 4
        assert {violation["rule"] for violation in ledger["violations"]} == {"status-body"}


def test_overrides_are_obeyed_and_never_sent() -> None:
    with house() as home:
        home.customer.replies(
            "/carrier/t1/answer", Reply("a", 500), Reply("b", 500), Reply("c", 500), Reply(twiml("<Hangup/>"))
        )
        home.call(url=home.customer.url + "/carrier/t1/answer#rc=3&rp=5xx,ct&tt=9000")
        home.quiet()
        answers = home.customer.at("/carrier/t1/answer")
        assert len(answers) == 4
        assert {urlsplit(received.url).fragment for received in answers} == {""}
        assert len({received.headers["I-Twilio-Idempotency-Token"] for received in answers}) == 1
        assert home.customer.at("/carrier/t1/fallback") == []


def test_a_read_timeout_can_be_shortened_and_retried() -> None:
    with house() as home:
        home.customer.replies("/carrier/t1/answer", Reply(twiml("<Hangup/>"), delay=0.5), Reply(twiml("<Hangup/>")))
        home.call(url=home.customer.url + "/carrier/t1/answer#rt=100&rp=all&ct=200")
        home.quiet()
        assert len(home.customer.at("/carrier/t1/answer")) == 2
        assert home.customer.at("/carrier/t1/fallback") == []


def test_endpoints_are_read_with_their_overrides() -> None:
    assert read_endpoint("https://example.com/a?b=1#ct=2000&rt=4500&rc=2&rp=all&tt=14000") == Endpoint(
        "https://example.com/a?b=1", "POST", Overrides(2.0, 4.5, 14.0, 2, frozenset({"all"}))
    )
    assert read_endpoint("next", "GET", "https://example.com/a/b") == Endpoint("https://example.com/a/next", "GET")
    assert read_endpoint("http://[::1]:80/a") == Endpoint("http://[::1]:80/a")
    assert read_endpoint("http://localhost/a") == Endpoint("http://localhost/a")
    assert isinstance(read_endpoint("a"), str)


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (Reply(twiml("<Hangup/>"), content_type="application/xml"), "12300"),
        (Reply(twiml("<Hangup/>"), content_type="text/html"), "12300"),
        (Reply("<Response><Hangup/></Response>"), "12100"),
        (Reply("", content_type="text/xml"), "12300"),
        (Reply(twiml("<Say>" + "a " * 40_000 + "</Say>")), "12100"),
        (Reply(twiml("<Gather action='http://example.com/'/>")), "12200"),
        (Reply(twiml("<Redirect>https://a_b.example.com/</Redirect>")), "12200"),
        (Reply(twiml("<Record recordingStatusCallback='ftp://127.0.0.1/'/>")), "12200"),
        (Reply(twiml("<Dial><Number>+12025550101</Number></Dial>")), "12200"),
    ],
)
def test_a_document_that_is_refused_is_a_violation_and_asks_the_fallback(reply: Reply, code: str) -> None:
    with house() as home:
        home.customer.replies("/carrier/t1/answer", reply)
        home.customer.says("/carrier/t1/fallback", "<Hangup/>")
        home.call()
        ledger = home.quiet()
        assert home.customer.at("/carrier/t1/fallback")[0].form["ErrorCode"] == code
        assert [violation["rule"] for violation in ledger["violations"]] == ["twiml"]
        assert ledger["violations"][0]["token"] == "t1"


def test_a_fallback_is_read_as_strictly() -> None:
    with house() as home:
        home.customer.replies("/carrier/t1/answer", Reply("no", 500))
        home.customer.says("/carrier/t1/fallback", "<Sing/>")
        home.call()
        ledger = home.quiet()
        assert [violation["rule"] for violation in ledger["violations"]] == ["twiml"]


def test_a_document_given_with_the_order_has_no_address_of_its_own() -> None:
    with house() as home:
        home.call(url=None, fallback_url=None, twiml="<Response><Gather numDigits='1'/></Response>")
        ledger = home.quiet()
        assert "twiml" in {violation["rule"] for violation in ledger["violations"]}
        home.call(url=None, fallback_url=None, twiml="<Response><Say>Good day.</Say></Response>")
        home.quiet()
        assert home.client().calls.list()[0].status == "completed"
