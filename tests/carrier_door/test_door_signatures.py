"""Nobody but the carrier gets in, and whoever does not get in changes nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from doorstep import NEXT_TOKEN, PUBLIC, TOKEN, Door, signature
from twilio.request_validator import RequestValidator

DOORS = ("answer", "turn", "fallback", "status", "machine", "message")


def _refused(door: Door, url: str, params: list[tuple[str, str]], **options: Any) -> None:
    before = door.rows()
    answer = door.knock(url, params, **options)
    assert (answer.status, answer.body) == (403, "")
    assert door.rows() == before


def test_our_signature_is_the_documented_one() -> None:
    params = {
        "CallSid": "CA1234567890ABCDE",
        "Caller": "+12349013030",
        "Digits": "1234",
        "From": "+12349013030",
        "To": "+18005551212",
    }
    url = "https://mycompany.com/myapp.php?foo=1&bar=2"
    assert signature("12345", url, params.items()) == "0/KCTR6DLpKmkAf8muzZqo1nDgQ="
    assert RequestValidator("12345").validate(url, params, signature("12345", url, params.items()))


@pytest.mark.parametrize("last", DOORS)
def test_unsigned_forged_and_foreign_signatures_are_refused_at_every_door(door: Door, last: str) -> None:
    url, form = door.url(last), door.form(Digits="1", AnsweredBy="human", SequenceNumber="0")
    _refused(door, url, form, signed="")
    _refused(door, url, form, signed="bm90IGEgc2lnbmF0dXJl")
    _refused(door, url, form, signed="ü is not even base64")
    _refused(door, url, form, token="another account's token")
    _refused(door, url, form, token="")
    # Signed for another door of the same call, and for another host.
    other = door.url("answer" if last != "answer" else "status")
    _refused(door, url, form, signed=signature(TOKEN, other, form))
    _refused(door, url, form, signed=signature(TOKEN, url.replace("voice.", "evil."), form))
    _refused(door, url, form, signed=signature(TOKEN, url.replace("https", "http"), form))


def test_a_changed_added_dropped_or_doubled_parameter_is_refused(door: Door) -> None:
    action = door.talk().action
    form = door.form(Digits="1")
    good = signature(TOKEN, action, form)
    changed = [(name, "2" if name == "Digits" else value) for name, value in form]
    _refused(door, action, changed, signed=good)
    _refused(door, action, [*form, ("Extra", "x")], signed=good)
    _refused(door, action, form[1:], signed=good)
    _refused(door, action, [*form, ("Digits", "1")], signed=good)
    _refused(door, action, [*form, ("Digits", "2")])  # signed, but two answers to one question


def test_borders_between_parameters_cannot_be_moved(door: Door) -> None:
    action = door.talk().action
    form = door.form(Digits="1", CallerZip="20001")
    good = signature(TOKEN, action, form)
    glued = [("Digits1", "") if name == "Digits" else (name, value) for name, value in form]
    _refused(door, action, glued, signed=good)
    swallowed = [(name, "20001Digits1" if name == "CallerZip" else value) for name, value in form if name != "Digits"]
    swallowed = [pair for pair in swallowed if pair[0] != "Digits"]
    _refused(door, action, swallowed)
    assert signature(TOKEN, "", [("Digits", "5")]) == signature(TOKEN, "", [("Digits5", "")])
    # What the carrier really sent still gets in.
    assert door.knock(action, form, signed=good).status == 200


def test_a_truncated_body_is_refused(door: Door) -> None:
    action = door.talk().action
    form = door.form(Digits="1")
    whole = "&".join(f"{name}={value.replace('+', '%2B').replace(' ', '+')}" for name, value in form)
    for length in (0, 1, len(whole) // 2, len(whole) - 1):
        _refused(door, action, form, data=whole[:length])


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b'{"Digits": "1"}', "application/json"),
        (
            b"--x\r\nContent-Disposition: form-data; name=Digits\r\n\r\n1\r\n--x--\r\n",
            "multipart/form-data; boundary=x",
        ),
        (b"\xff\xfe\x00Digits=1", "application/octet-stream"),
        (b"&".join(b"a%d=1" % number for number in range(300)), "application/x-www-form-urlencoded"),
        (b"Digits=" + b"1" * 70_000, "application/x-www-form-urlencoded"),
    ],
    ids=["json", "multipart", "bytes", "too many fields", "too large"],
)
def test_what_is_not_a_form_of_the_right_size_is_refused(door: Door, data: bytes, kind: str) -> None:
    _refused(door, door.url("turn"), door.form(Digits="1"), data=data, content_type=kind)


def test_a_huge_body_is_not_read(door: Door) -> None:
    before = door.rows()
    answer = door.knock(door.url("turn"), [], data=b"x" * 3_000_000, content_type="text/plain")
    assert answer.status in (403, 413)
    assert door.rows() == before


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "PATCH"])
def test_other_methods_are_refused(door: Door, method: str) -> None:
    before = door.rows()
    assert door.knock(door.url("answer"), door.form(), method=method).status == 405
    assert door.rows() == before


def test_the_host_that_was_asked_for_plays_no_part(door: Door) -> None:
    hostile = {"Host": "evil.example.com", "X-Forwarded-Host": "evil.example.com", "X-Forwarded-Proto": "http"}
    answer = door.knock(door.url("answer"), door.form(), headers=hostile)
    assert answer.action.startswith(f"{PUBLIC}/carrier/{door.token}/turn?s=v1.")
    assert "evil" not in answer.body
    evil = door.url("answer").replace(PUBLIC, "https://evil.example.com")
    _refused(door, door.url("answer"), door.form(), headers=hostile, signed=signature(TOKEN, evil, door.form()))


@pytest.mark.parametrize(
    ("tokens", "believed"),
    [((TOKEN,), {TOKEN}), ((TOKEN, NEXT_TOKEN), {TOKEN, NEXT_TOKEN}), ((NEXT_TOKEN,), {NEXT_TOKEN})],
    ids=["before", "during", "after"],
)
def test_the_tokens_of_a_rotation(door: Door, tokens: tuple[str, ...], believed: set[str]) -> None:
    made = door.runtime.settings
    assert made.carrier is not None
    rotating = door.again(settings=replace(made, carrier=replace(made.carrier, auth_tokens=tokens)))
    for token in (TOKEN, NEXT_TOKEN):
        if token in believed:
            assert rotating.knock(door.url("answer"), door.form(), token=token).status == 200
        else:
            _refused(rotating, door.url("answer"), door.form(), token=token)


def test_unknown_tokens_and_paths_are_nothing(door: Door) -> None:
    before = door.rows()
    spoken, unspoken = ("answer", "turn", "fallback", "message"), ("status", "machine")
    for last, status in (*((one, 200) for one in spoken), *((one, 404) for one in unspoken)):
        url = f"{PUBLIC}/carrier/nobody/{last}"
        answer = door.knock(url, door.form(Digits="1", AnsweredBy="human"))
        assert answer.status == status
        if status == 200:
            assert answer.verbs[-1] == "Hangup"
    assert door.knock(f"{PUBLIC}/carrier/{door.token}/elsewhere", door.form()).status == 404
    assert door.knock(f"{PUBLIC}/carrier/a/b/answer", door.form()).status == 404
    assert door.rows() == before


@pytest.mark.parametrize(
    ("last", "params"),
    [
        ("answer", {"CallSid": "SM" + "0" * 32}),
        ("answer", {"CallSid": ""}),
        ("answer", {"CallStatus": "sideways"}),
        ("turn", {"CallStatus": "sideways", "Digits": "1x"}),
        ("status", {"SequenceNumber": "first"}),
        ("status", {"CallStatus": ""}),
        ("machine", {"AnsweredBy": ""}),
        ("fallback", {"CallSid": "x"}),
        ("message", {"CallSid": "x"}),
    ],
)
def test_signed_nonsense_gets_a_sentence_and_changes_nothing(door: Door, last: str, params: dict[str, str]) -> None:
    before = door.rows()
    answer = door.knock(door.url(last), door.form(**params))
    assert answer.status == 400
    assert answer.body.endswith(".")
    assert "Traceback" not in answer.body
    assert door.rows() == before
