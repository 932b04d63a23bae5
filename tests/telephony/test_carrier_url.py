"""The carrier's URLs and their signed state."""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vocsurvey.telephony.url import CarrierUrls, State

URLS = CarrierUrls("https://voice.example.com/voc/", "a secret")
DIGEST = "0123456789abcdef" * 2
STATE = State(DIGEST, "en", 3, 1, 5, "cared", "17", (("cared", 2), ("solved", "no"), ("why", None)))

TOKENS = st.from_regex(r"[A-Za-z0-9_-]{1,64}", fullmatch=True)
VALUES = st.none() | st.integers() | st.text(max_size=12)
STATES = st.builds(
    State,
    questionnaire=st.from_regex(r"[0-9a-f]{32}", fullmatch=True),
    language=st.text(max_size=8),
    position=st.integers(min_value=0),
    leg=st.integers(min_value=0),
    gates=st.integers(min_value=0),
    codes=st.lists(st.tuples(st.text(max_size=12), VALUES), max_size=8).map(tuple),
)


def carried(url: str) -> str:
    return parse_qs(urlsplit(url).query)["s"][0]


def test_the_addresses() -> None:
    at = "https://voice.example.com/voc/carrier/tok_1"
    assert URLS.answer("tok_1") == f"{at}/answer"
    assert URLS.status("tok_1") == f"{at}/status"
    assert URLS.fallback("tok_1") == f"{at}/fallback"
    assert URLS.machine("tok_1") == f"{at}/machine"
    assert URLS.message("tok_1") == f"{at}/message"
    assert URLS.turn("tok_1", STATE).startswith(f"{at}/turn?s=v1.")
    assert URLS.received("/carrier/tok_1/answer?x=1") == f"{at}/answer?x=1"


def test_the_format_is_the_documented_one() -> None:
    """Built by hand from docs/carrier-state.md: calls under way during an upgrade carry exactly this."""
    plain = f'["{DIGEST}","en",3,1,5,"cared","17",[["cared",2],["solved","no"],["why",null]]]'
    payload = urlsafe_b64encode(plain.encode()).decode().rstrip("=")
    key = hmac.digest(b"a secret", b"vocsurvey carrier state v1", sha256)
    mac = urlsafe_b64encode(hmac.digest(key, f"v1.tok.{payload}".encode(), sha256)[:16]).decode().rstrip("=")
    assert carried(URLS.turn("tok", STATE)) == f"v1.{payload}.{mac}"


@given(TOKENS, STATES)
def test_what_is_signed_is_read_back(token: str, state: State) -> None:
    assert URLS.read_state(token, carried(URLS.turn(token, state))) == state


def test_every_single_bit_counts() -> None:
    text = carried(URLS.turn("tok", STATE))
    damaged = [text[:n] + chr(ord(text[n]) ^ (1 << bit)) + text[n + 1 :] for n in range(len(text)) for bit in range(8)]
    assert len(damaged) > 900
    assert {URLS.read_state("tok", wrong) for wrong in damaged} == {None}


def test_every_truncation_is_refused() -> None:
    text = carried(URLS.turn("tok", STATE))
    assert {URLS.read_state("tok", text[:n]) for n in range(len(text))} == {None}


def test_a_state_belongs_to_its_call_its_key_and_its_version() -> None:
    text = carried(URLS.turn("tok", STATE))
    assert URLS.read_state("tok", text) == STATE
    assert URLS.read_state("tok2", text) is None
    assert URLS.read_state("to/k", text) is None
    assert URLS.read_state("tok", "v2" + text[2:]) is None
    assert URLS.read_state("tok", text + "=") is None
    assert URLS.read_state("tok", text + "\n") is None
    assert CarrierUrls("https://voice.example.com", "another").read_state("tok", text) is None


@given(st.text())
def test_what_was_never_signed_is_refused(text: str) -> None:
    assert URLS.read_state("tok", text) is None


@pytest.mark.parametrize(
    "payload",
    [
        b"\xff\xfe",
        b"[",
        b"{}",
        b'["short","en",3,1,5,"q","17",[]]',
        b'["' + DIGEST.encode() + b'","en",1,1,5,7,"17",[]]',
        b'["' + DIGEST.encode() + b'","en",true,1,5,"q","17",[]]',
        b'["' + DIGEST.encode() + b'","en",-1,1,5,"q","17",[]]',
        b'["' + DIGEST.encode() + b'","en",1,1,5,"q","17",{}]',
        b'["' + DIGEST.encode() + b'","en",1,1,5,"q","17",[["a"]]]',
        b'["' + DIGEST.encode() + b'","en",1,1,5,"q","17",[["a",true]]]',
        b'["' + DIGEST.encode() + b'","en",1,1,5,"q","17",[["a",1.5]]]',
        b'["' + DIGEST.encode() + b'","en",1,1,5,"q","17"]',
    ],
)
def test_a_good_signature_over_something_else_is_no_state(payload: bytes) -> None:
    text = urlsafe_b64encode(payload).decode().rstrip("=")
    key = hmac.digest(b"a secret", b"vocsurvey carrier state v1", sha256)
    mac = urlsafe_b64encode(hmac.digest(key, f"v1.tok.{text}".encode(), sha256)[:16]).decode().rstrip("=")
    assert URLS.read_state("tok", f"v1.{text}.{mac}") is None


def test_forty_questions_fit() -> None:
    codes = tuple((f"a_question_with_a_name_of_{n:02}", "an_option_of_it") for n in range(40))
    url = URLS.turn("t" * 32, State(DIGEST, "en-GB", 99, 3, 2**16, "a_question", "1234567", codes))
    assert len(url) < 4_000
    read = URLS.read_state("t" * 32, carried(url))
    assert read is not None
    assert read.codes == codes


def test_codes_that_do_not_fit_are_left_to_the_database() -> None:
    codes = tuple(("q" * 40, "o" * 40) for _ in range(40))
    url = URLS.turn("tok", State(DIGEST, "en", 40, 1, 0, "q", "17", codes))
    assert len(url) < 4_000
    assert URLS.read_state("tok", carried(url)) == State(DIGEST, "en", 40, 1, 0, "q", "17", None)


def test_nothing_but_the_eight_items_travels() -> None:
    payload = carried(URLS.turn("tok", STATE)).split(".")[1]
    assert urlsafe_b64decode(payload + "==").count(b",") == 7 + 2 + 3


@pytest.mark.parametrize("token", ["", "a.b", "a/b", "a" * 65, "ä", "a\n"])
def test_a_token_that_could_mean_something_else_is_refused(token: str) -> None:
    with pytest.raises(ValueError, match="token"):
        URLS.answer(token)


@pytest.mark.parametrize(
    ("public", "secret", "complaint"),
    [
        ("voice.example.com", "s", "must look like"),
        ("ftp://voice.example.com", "s", "must look like"),
        ("https://voice.example.com?x=1", "s", "must look like"),
        ("https://voice.example.com#x", "s", "must look like"),
        ("https://my_voice.example.com", "s", "underscore"),
        ("https://voice.example.com", "", "secret key"),
    ],
)
def test_a_public_url_that_the_carrier_could_not_call_is_refused(public: str, secret: str, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        CarrierUrls(public, secret)


@given(TOKENS, STATES)
def test_the_state_of_a_turn_is_read_from_its_whole_address(token: str, state: State) -> None:
    url = URLS.turn(token, state)
    assert URLS.read_turn(url, token) == state
    assert URLS.names(url, token)
    assert URLS.names(URLS.status(token), token)
    for other in (
        URLS.answer(token),
        url + "&s=v1.x.y",
        url.partition("?")[0],
        url[:-1] + ("A" if url[-1] != "A" else "B"),
    ):
        assert URLS.read_turn(other, token) is None
    assert URLS.read_turn(url, token + "x") is None
    assert not URLS.names(url, token + "x")
    assert not URLS.names(f"https://calls.example.net/voice?u=/carrier/{token}/", token)


def test_an_address_is_known_again_after_the_public_url_has_changed() -> None:
    before = CarrierUrls("https://before.example.com", "a secret")
    assert URLS.read_turn(before.turn("tok", STATE), "tok") == STATE
    assert URLS.names(before.answer("tok"), "tok")
    stranger = CarrierUrls("https://before.example.com", "another secret")
    assert URLS.read_turn(stranger.turn("tok", STATE), "tok") is None
