"""Webhooks over a real wire: signed as the specification says, and never sent to where only we can reach."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

import pytest
from hook_receiver import PEM, listening

from vocsurvey.notices.address import Forbidden, networks, open_to_us, read_url, resolve
from vocsurvey.notices.webhook import Arrived, NotArrived, WebhookChannel, signature

HERE = networks("127.0.0.0/8")
BODY = b'{"test": 2432232314}'


def test_signature_is_that_of_the_specification() -> None:
    """The published vector: https://github.com/standard-webhooks/standard-webhooks/tree/main/libraries."""
    at = datetime.fromtimestamp(1614265330, UTC)
    headers = signature("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", at, BODY)
    assert headers == {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }


def test_message_arrives_as_it_was_written() -> None:
    with listening(202) as program:
        assert WebhookChannel(HERE).send(program.url, BODY, {"webhook-id": "m1"}) == Arrived(202)
        ((path, headers, body),) = program.taken
    assert (path, body, headers["webhook-id"]) == ("/voice?from=us", BODY, "m1")
    assert headers["host"] == f"127.0.0.1:{program.port}"
    assert headers["content-type"] == "application/json"


@pytest.mark.parametrize("status", [400, 404, 410, 500, 503])
def test_what_it_answers_is_told(status: int) -> None:
    with listening(status) as program:
        done = WebhookChannel(HERE).send(program.url, BODY, {})
    assert isinstance(done, NotArrived)
    assert (done.status, done.gone) == (status, status == 410)


def test_no_redirect_is_followed() -> None:
    with listening(302) as program:
        done = WebhookChannel(HERE).send(program.url, BODY, {})
        assert [path for path, _, _ in program.taken] == ["/voice?from=us"]
    assert isinstance(done, NotArrived)
    assert "not followed" in done.why


def test_tls_needs_a_certificate_that_somebody_vouches_for() -> None:
    with listening(tls=True) as program:
        address = f"https://127.0.0.1:{program.port}/"
        assert WebhookChannel(HERE, ca_file=PEM).send(address, BODY, {}) == Arrived(204)
        told = WebhookChannel(HERE).send(address, BODY, {})
    assert told == NotArrived("No trusted TLS connection to it could be made.")


def test_silence_and_absence_are_told() -> None:
    with listening(silent=True) as program:
        done = WebhookChannel(HERE, timeout=timedelta(milliseconds=150)).send(program.url, BODY, {})
        assert done == NotArrived("It did not answer in time.")
    assert WebhookChannel(HERE).send(program.url, BODY, {}) == NotArrived("It could not be reached.")
    nobody = WebhookChannel(HERE).send("https://nobody.invalid/", BODY, {})
    assert nobody == NotArrived("It could not be reached.")


def test_nothing_is_sent_to_where_only_we_can_reach() -> None:
    with listening() as program:
        for url in (program.url, program.url.replace("127.0.0.1", "localhost"), program.url.replace("http", "https")):
            done = WebhookChannel().send(url, BODY, {})
            assert isinstance(done, NotArrived)
            assert done.status is None
        assert program.taken == []


def test_name_that_leads_inside_is_refused_when_it_is_connected_to() -> None:
    with pytest.raises(Forbidden, match="inside a network of its own"):
        resolve("localhost", 443, ())
    assert resolve("127.0.0.1", 443, HERE) == ip_address("127.0.0.1")


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "255.255.255.255",
        "198.18.0.1",
        "::1",
        "::",
        "fe80::1",
        "fd00::1",
        "ff02::1",
        "::ffff:10.0.0.1",
        "64:ff9b::a00:1",
        "2002:a00:1::",
        "2001:0:4136:e378:8000:63bf:f5ff:fffe",
    ],
)
def test_internal_addresses_are_closed(address: str) -> None:
    assert not open_to_us(ip_address(address), ())
    assert open_to_us(ip_address(address), networks(address))


@pytest.mark.parametrize(
    "address", ["93.184.216.34", "2606:2800:220:1::1", "64:ff9b::5db8:d822", "::ffff:93.184.216.34"]
)
def test_open_internet_is_open(address: str) -> None:
    assert open_to_us(ip_address(address), ())


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("http://crm.example.com/", "by https only"),
        ("ftp://crm.example.com/", "no address of a web server"),
        ("https://", "no address of a web server"),
        ("https://crm.example.com:99999/", "no address of a web server"),
        ("https://[::1", "no address of a web server"),
        ("https://jo:secret@crm.example.com/", "Leave user, password"),
        ("https://crm.example.com/#x", "Leave user, password"),
        ("https://localhost/", "inside a network"),
        ("https://db.internal/", "inside a network"),
        ("https://10.0.0.1/", "inside a network"),
        ("https://[::1]/", "inside a network"),
        ("https://2130706433/", "inside a network"),
        ("https://0x7f.1/", "inside a network"),
        ("https://crm.example.com/ü", "plain characters"),
        ("https://crm.example.com/" + "x" * 1000, "plain characters"),
    ],
)
def test_addresses_that_are_none_are_told(url: str, told: str) -> None:
    with pytest.raises(Forbidden, match=told):
        read_url(url, ())


def test_addresses_that_may_be_sent_to() -> None:
    assert read_url("https://crm.example.com:8443/voice?a=b", ()).port == 8443
    assert read_url("http://10.20.0.5/voice", networks("10.20.0.0/16, fd00::/8")).hostname == "10.20.0.5"
    assert networks(None) == ()
