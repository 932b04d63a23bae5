"""What becomes of the one POST, decided with real sockets: a call is Unsure unless it is certain."""

from __future__ import annotations

import logging
import socket
import threading
from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from raw_carrier import PEM, Behaviour, RawCarrier, after_hello, close, hang, raw_carrier, reply, reset

from vocsurvey.telephony.carrier import NeverLeft, Order, Placed, Placement, Rejected, Throttled, Unsure
from vocsurvey.telephony.transport import CarrierHttpClient
from vocsurvey.telephony.twilio import TwilioCarrier
from vocsurvey.telephony.url import CarrierUrls

ACCOUNT = "AC" + "1" * 32
SID = "CA" + "a" * 32
URLS = CarrierUrls("https://voice.example.com/voc", "secret")
CREATED = {"sid": SID, "status": "queued", "queue_time": "1500", "to": "+12025550101", "from": "+12025550100"}


def order(**changes: object) -> Order:
    fields: dict[str, object] = {
        "token": "tok-1",
        "to": "+12025550101",
        "extension": None,
        "from_number": "+12025550100",
        "ring_timeout": timedelta(seconds=25),
        "time_limit": timedelta(minutes=10),
        "detect_machines": False,
    }
    return Order(**{**fields, **changes})  # type: ignore[arg-type]


def carrier_at(url: str, *, read: float = 5, connect: float = 3, ca_certs: str | None = None) -> TwilioCarrier:
    return TwilioCarrier(
        ACCOUNT,
        "token",
        url,
        URLS,
        connect_timeout=timedelta(seconds=connect),
        read_timeout=timedelta(seconds=read),
        ca_certs=ca_certs,
    )


def placed_with(behaviour: Behaviour, *, read: float = 5) -> tuple[Placement, RawCarrier]:
    with raw_carrier(behaviour) as raw:
        result = carrier_at(raw.url(), read=read).place(order())
    assert raw.connections == 1, "one POST per attempt, over one connection"
    return result, raw


def test_the_happy_request_is_exactly_what_the_carrier_documents() -> None:
    result, raw = placed_with(reply(201, CREATED))
    assert result == Placed(SID, timedelta(seconds=1.5))
    assert raw.requests[0].startswith(f"POST /2010-04-01/Accounts/{ACCOUNT}/Calls.json HTTP/1.1\r\n".encode())
    assert b"Authorization: Basic " + b64encode(f"{ACCOUNT}:token".encode()) in raw.requests[0]
    at = "https://voice.example.com/voc/carrier/tok-1"
    assert sorted(raw.form()) == [
        ("FallbackMethod", "POST"),
        ("FallbackUrl", f"{at}/fallback"),
        ("From", "+12025550100"),
        ("Method", "POST"),
        ("StatusCallback", f"{at}/status"),
        ("StatusCallbackEvent", "answered"),
        ("StatusCallbackEvent", "completed"),
        ("StatusCallbackEvent", "initiated"),
        ("StatusCallbackEvent", "ringing"),
        ("StatusCallbackMethod", "POST"),
        ("TimeLimit", "600"),
        ("Timeout", "25"),
        ("To", "+12025550101"),
        ("Url", f"{at}/answer"),
    ]


def test_machine_detection_runs_beside_the_call() -> None:
    with raw_carrier(reply(201, CREATED)) as raw:
        carrier_at(raw.url()).place(order(detect_machines=True))
        form = dict(raw.form())
    assert form["MachineDetection"] == "Enable"
    assert form["AsyncAmd"] == "true"
    assert form["AsyncAmdStatusCallback"] == "https://voice.example.com/voc/carrier/tok-1/machine"
    assert form["AsyncAmdStatusCallbackMethod"] == "POST"


def test_the_end_of_the_greeting_is_waited_for_where_a_message_is_to_be_left() -> None:
    with raw_carrier(reply(201, CREATED)) as raw:
        carrier_at(raw.url()).place(order(detect_machines=True, await_greeting=True))
        form = dict(raw.form())
    assert (form["MachineDetection"], form["MachineDetectionTimeout"]) == ("DetectMessageEnd", "30")
    assert (form["AsyncAmd"], "SendDigits" in form) == ("true", False)


@pytest.mark.parametrize(
    ("extension", "digits"),
    [("204", "wwww204"), ("#1", "wwww#1"), ("1" * 30, "ww" + "1" * 30), ("1" * 32, "1" * 32)],
)
def test_an_extension_is_dialled_after_a_pause_and_switches_detection_off(extension: str, digits: str) -> None:
    with raw_carrier(reply(201, CREATED)) as raw:
        carrier_at(raw.url()).place(order(extension=extension, detect_machines=True, await_greeting=True))
        form = dict(raw.form())
    assert form["SendDigits"] == digits
    assert not [name for name in form if "Machine" in name or "Amd" in name]


@pytest.mark.parametrize(
    "changes",
    [
        {"extension": ""},
        {"extension": "12a"},
        {"extension": "1" * 33},
        {"ring_timeout": timedelta(0)},
        {"time_limit": timedelta(milliseconds=999)},
    ],
)
def test_an_order_that_no_phone_could_carry_out_cannot_be_made(changes: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"extension|at least one second"):
        order(**changes)


@pytest.mark.parametrize("queue_time", [None, "", "soon", "-5", "1.5", "9" * 12])
def test_a_queue_time_that_cannot_be_read_is_unknown(queue_time: object) -> None:
    result, _ = placed_with(reply(201, {**CREATED, "queue_time": queue_time}))
    assert result == Placed(SID, None)


@pytest.mark.parametrize(
    ("headers", "expected"),
    [(["Retry-After: 7"], timedelta(seconds=7)), ([], None), (["Retry-After: Wed, 21 Oct 2026 07:28:00 GMT"], None)],
)
def test_429_is_never_processed(headers: list[str], expected: timedelta | None) -> None:
    result, _ = placed_with(reply(429, {"code": 20429, "message": "Too Many Requests"}, *headers))
    assert result == Throttled(expected)


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (400, {"code": 21211, "message": "Invalid 'To'", "status": 400}, Rejected(21211, 400, "Invalid 'To'")),
        (401, {"code": 20003, "message": "Authenticate"}, Rejected(20003, 401, "Authenticate")),
        (403, b"<html>forbidden</html>", Rejected(None, 403, "Unable to create record")),
        (404, [], Rejected(None, 404, "Unable to create record")),
        (400, {"code": "x", "message": "odd"}, Rejected(None, 400, "odd")),
        (
            422,
            {"type": "about:blank", "title": "No", "status": 422, "code": 21210, "detail": "Not verified"},
            Rejected(21210, 422, "Not verified"),
        ),
        (400, {"type": "t", "title": "No", "status": "?", "code": 21212}, Rejected(21212, 400, "No")),
    ],
)
def test_every_other_4xx_is_a_refusal(status: int, body: object, expected: Rejected) -> None:
    result, _ = placed_with(reply(status, body))
    assert result == expected


@pytest.mark.parametrize(
    "behaviour",
    [
        pytest.param(reply(500, {"code": 20500, "message": "Internal Server Error"}), id="500"),
        pytest.param(reply(503, b"upstream"), id="503"),
        pytest.param(
            reply(500, {"type": "t", "title": "t", "status": 400, "code": 21211}), id="500 whose body says 400"
        ),
        pytest.param(reply(302, b"", "Location: /elsewhere"), id="redirect"),
        pytest.param(reply(307, b"", "Location: /elsewhere"), id="redirect that would post again"),
        pytest.param(reply(201, b"{"), id="201 that is not JSON"),
        pytest.param(reply(201, b""), id="201 without a body"),
        pytest.param(reply(201, []), id="201 with a list"),
        pytest.param(reply(201, {"sid": None}), id="201 without a call"),
        pytest.param(reply(201, {**CREATED, "sid": "CA1"}), id="201 with half a call"),
        pytest.param(reply(201, {**CREATED, "date_created": "Wed, 99 Oct 2026 99:99:99 +0000"}), id="impossible date"),
        pytest.param(reply(201, b"[" * 100_000), id="201 nested too deeply"),
        pytest.param(reply(201, CREATED, "Content-Encoding: gzip"), id="201 that is not what it is packed as"),
        pytest.param(close, id="closed after the request"),
        pytest.param(reset, id="reset after the request"),
        pytest.param(lambda connection: connection.sendall(b"HTTP/1.1 201 Cre"), id="half a status line"),
        pytest.param(lambda connection: connection.sendall(b"what?\r\n\r\n"), id="not HTTP"),
        pytest.param(
            lambda connection: connection.sendall(b"HTTP/1.1 201 X\r\nContent-Length: 99\r\n\r\n{"), id="half a body"
        ),
    ],
)
def test_whatever_is_not_certain_is_unsure_and_is_not_asked_twice(behaviour: Behaviour) -> None:
    result, raw = placed_with(behaviour)
    assert isinstance(result, Unsure)
    assert len(raw.requests) == 1


def test_no_answer_in_time_is_unsure() -> None:
    result, _ = placed_with(hang, read=0.2)
    assert result == Unsure("The carrier did not answer in time.")


def test_reset_in_the_middle_of_the_request_is_unsure() -> None:
    def reset_after_one_byte(connection: socket.socket) -> None:
        connection.recv(1)
        reset(connection)

    with raw_carrier(reset_after_one_byte, greedy=False) as raw:
        result = carrier_at(raw.url()).place(order())
    assert isinstance(result, Unsure)


def test_a_refused_connection_never_left() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    assert carrier_at(f"http://127.0.0.1:{port}").place(order()) == NeverLeft(
        "The connection to the carrier was refused."
    )


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_connection_that_nobody_accepts_never_left(scheme: str) -> None:
    with socket.socket() as full, socket.socket() as first, socket.socket() as second:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        for waiting in (first, second):  # fill the queue of connections, so that the next one is not answered
            waiting.setblocking(False)
            waiting.connect_ex(full.getsockname())
        result = carrier_at(f"{scheme}://127.0.0.1:{full.getsockname()[1]}", connect=0.3).place(order())
    assert result == NeverLeft("The carrier did not accept a connection in time.")


@pytest.mark.parametrize("host", ["localhost.invalid", "localhost" + "x" * 64])
def test_a_name_that_does_not_exist_never_left(host: str) -> None:
    assert isinstance(carrier_at(f"http://{host}:1").place(order()), NeverLeft)


def test_an_untrusted_certificate_never_left() -> None:
    with raw_carrier(reply(201, CREATED), tls=True) as raw:
        result = carrier_at(raw.url("https")).place(order())
    assert result == NeverLeft("No trusted TLS connection to the carrier could be made.")
    assert raw.requests == []


def test_a_trusted_certificate_is_good() -> None:
    with raw_carrier(reply(201, CREATED), tls=True) as raw:
        assert isinstance(carrier_at(raw.url("https"), ca_certs=PEM).place(order()), Placed)


def test_a_break_after_the_handshake_is_unsure() -> None:
    with raw_carrier(reset, tls=True) as raw:
        assert isinstance(carrier_at(raw.url("https"), ca_certs=PEM).place(order()), Unsure)


@pytest.mark.parametrize(
    "behaviour",
    [
        pytest.param(hang, id="handshake without an answer"),
        pytest.param(reset, id="reset in the handshake"),
        pytest.param(close, id="closed in the handshake"),
        pytest.param(lambda connection: connection.sendall(b"HTTP/1.1 400 X\r\n\r\n"), id="no TLS at all"),
    ],
)
def test_a_failed_handshake_never_left(behaviour: Behaviour) -> None:
    with raw_carrier(after_hello(behaviour), greedy=False) as raw:
        result = carrier_at(raw.url("https"), ca_certs=PEM, connect=0.3).place(order())
    assert isinstance(result, NeverLeft)


def test_a_kept_connection_is_never_used_again() -> None:
    """The carrier offers to keep the connection and closes it: a client with a pool would lose or repeat a POST."""
    with raw_carrier(reply(201, CREATED, "Connection: keep-alive")) as raw:
        carrier = carrier_at(raw.url())
        results = [carrier.place(order(token=f"t{n}")) for n in range(3)]
    assert [type(result) for result in results] == [Placed] * 3
    assert raw.connections == len(raw.requests) == 3


def test_one_carrier_serves_many_threads() -> None:
    with raw_carrier(reply(201, CREATED)) as raw:
        carrier = carrier_at(raw.url())
        with ThreadPoolExecutor(8) as threads:
            results = list(threads.map(lambda n: carrier.place(order(token=f"t{n}")), range(16)))
    assert all(isinstance(result, Placed) for result in results)
    tokens = {dict(raw.form(at))["Url"].split("/")[-2] for at in range(16)}
    assert tokens == {f"t{n}" for n in range(16)}
    assert threading.active_count() < 20


def test_no_number_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    for behaviour in (reply(201, CREATED), reply(400, {"code": 21211, "message": "+12025550101 is wrong"}), reset):
        placed_with(behaviour)
    assert "5550101" not in caplog.text
    assert "token" not in caplog.text


@pytest.mark.parametrize("reason", ["refused", "unsure"])
def test_the_reasons_given_to_people_hold_no_number_and_no_account(reason: str) -> None:
    result = carrier_at("http://127.0.0.1:9").place(order()) if reason == "refused" else placed_with(reset)[0]
    assert isinstance(result, NeverLeft | Unsure)
    assert "555" not in result.why
    assert ACCOUNT not in result.why


def test_the_environment_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "TWILIO_REGION", "TWILIO_EDGE"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    result, _ = placed_with(reply(201, CREATED))
    assert isinstance(result, Placed)


def test_without_credentials_none_are_sent() -> None:
    with raw_carrier(reply(200, {})) as raw:
        client = CarrierHttpClient(raw.url(), timedelta(seconds=3), timedelta(seconds=5))
        assert client.request("GET", "https://api.twilio.com/x", params={"a": "b"}).status_code == 200
    assert raw.target() == "/x?a=b"
    assert b"Authorization" not in raw.requests[0]


@pytest.mark.parametrize("url", ["", "api.twilio.com", "ftp://x", "https://"])
def test_an_address_that_is_none_is_refused_at_once(url: str) -> None:
    with pytest.raises(ValueError, match="must look like"):
        carrier_at(url)
