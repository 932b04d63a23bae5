"""The addresses that we give the carrier, and the signed state that they carry (docs/carrier-state.md)."""

from __future__ import annotations

import hmac
import json
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, replace
from hashlib import sha256
from urllib.parse import parse_qs, quote, urlsplit

VERSION = "v1"
LONGEST_URL = 4_000
INBOUND = "/carrier/inbound"
INBOUND_FALLBACK = "/carrier/inbound/fallback"
BROWSER = "/carrier/browser"
_KEY_LABEL = b"vocsurvey carrier state v1"
_MAC_BYTES = 16
_TOKEN = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)
_STATE = re.compile(r"v1\.([A-Za-z0-9_-]{2,4000})\.([A-Za-z0-9_-]{22})", re.ASCII)
_DIGEST = re.compile(r"[0-9a-f]{32}", re.ASCII)

Code = tuple[str, str | int | None]


@dataclass(frozen=True, slots=True)
class State:
    """What the next turn needs when the database does not answer; nothing personal.

    ``questionnaire`` is the first 32 hex digits of its digest; ``step`` is what was asked at ``position``; ``order`` is
    the key by which options are rotated; ``gates`` is a bit set; ``codes`` are the standing answers, or None when there
    were too many to carry and only the database can go on.
    """

    questionnaire: str
    language: str
    position: int
    leg: int
    gates: int
    step: str
    order: str
    codes: tuple[Code, ...] | None


class CarrierUrls:
    """Absolute URLs under ``{public_url}/carrier/{token}/``.

    Raises ValueError for a public URL that the carrier could not call, and for a token that is not 1 to 64 letters,
    digits, ``-`` or ``_``.
    """

    def __init__(self, public_url: str, secret_key: str) -> None:
        parts = urlsplit(public_url)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
            raise ValueError("the public URL must look like https://survey.example.com")
        if "_" in parts.hostname:
            raise ValueError("the host of the public URL must not contain an underscore: the carrier refuses it")
        if not secret_key:
            raise ValueError("the secret key is empty: states could be forged")
        self._public = public_url.rstrip("/")
        self._key = hmac.digest(secret_key.encode(), _KEY_LABEL, sha256)

    def answer(self, token: str) -> str:
        """Where the carrier asks what to say when somebody answers."""
        return self._of(token, "answer")

    def status(self, token: str) -> str:
        """Where the carrier reports progress."""
        return self._of(token, "status")

    def fallback(self, token: str) -> str:
        """Where the carrier turns when another URL failed."""
        return self._of(token, "fallback")

    @property
    def inbound(self) -> str:
        """Where the carrier asks what to say when somebody calls one of our numbers, and where it says that it is over.

        It has no token, because nothing of ours comes before such a call.
        """
        return f"{self._public}{INBOUND}"

    @property
    def inbound_fallback(self) -> str:
        """Where the carrier turns when that failed, or anything after it in such a call."""
        return f"{self._public}{INBOUND_FALLBACK}"

    def machine(self, token: str) -> str:
        """Where the carrier reports the verdict of machine detection."""
        return self._of(token, "machine")

    def message(self, token: str) -> str:
        """Where the carrier brings a key that was pressed while a message for a machine was said."""
        return self._of(token, "message")

    def turn(self, token: str, state: State) -> str:
        """Where the carrier brings what it heard; under 4,000 characters, if need be without the codes."""
        return self._stated(token, "turn", state)

    def comment(self, token: str, state: State) -> str:
        """Where the carrier reports that a comment's recording is ready, or that there is none."""
        return self._stated(token, "comment", replace(state, codes=None))

    def words(self, token: str, state: State) -> str:
        """Where the carrier brings the words that it understood of a recording."""
        return self._stated(token, "words", replace(state, codes=None))

    def tape(self, token: str) -> str:
        """Where the carrier tells of the recording of a call that goes on, by the tape's own token."""
        return self._of(token, "tape")

    def wait(self, token: str) -> str:
        """What a call hears in its room until somebody else is there."""
        return self._of(token, "wait")

    def behind(self, token: str) -> str:
        """Where the carrier asks what comes when a call has left its room."""
        return self._of(token, "behind")

    def take(self, token: str) -> str:
        """Where the key comes with which a person takes the call of somebody who waits for them."""
        return self._of(token, "take")

    def hold(self, room: str) -> str:
        """What is heard in a room by whoever is held apart."""
        return self._of(room, "hold")

    def room(self, room: str) -> str:
        """Where the carrier tells what happens in a room, by the room's own token."""
        return self._of(room, "room")

    @property
    def browser(self) -> str:
        """Where the carrier turns when a phone in a browser calls: the voice URL of the application. Like a call that
        comes in, it has no token."""
        return f"{self._public}{BROWSER}"

    def recording(self, questionnaire: str, file: str, version: str) -> str:
        """Where the carrier gets a recorded voice; another URL for another ``version``, since it keeps what it got."""
        return f"{self._public}/carrier/audio/{quote(questionnaire, '')}/{quote(file, '')}?v={quote(version, '')}"

    def received(self, path_and_query: str) -> str:
        """The URL that the carrier signed, from the raw path and query below our root: never from a Host header."""
        return self._public + path_and_query

    def read_state(self, token: str, text: str) -> State | None:
        """The state of this token's call; None when it is forged, damaged, too long, or of another call or version."""
        found = _STATE.fullmatch(text)
        if not found or not _TOKEN.fullmatch(token):
            return None
        payload, mac = found.groups()
        if not hmac.compare_digest(self._mac(token, payload), mac):
            return None
        return _state(payload)

    def names(self, url: str, token: str) -> bool:
        """Whether this is an address of this token's call, under whatever public URL we had when we gave it."""
        return f"/carrier/{token}/" in url.partition("?")[0]

    def read_turn(self, url: str, token: str) -> State | None:
        """The state in an address that we gave the carrier for a turn of this token's call; None if we did not."""
        address, _, query = url.partition("?")
        if not address.endswith(f"/carrier/{token}/turn"):
            return None
        texts = parse_qs(query).get("s", [])
        return self.read_state(token, texts[0]) if len(texts) == 1 else None

    def _of(self, token: str, last: str) -> str:
        if not _TOKEN.fullmatch(token):
            raise ValueError("a token is 1 to 64 letters, digits, - or _")
        return f"{self._public}/carrier/{token}/{last}"

    def _stated(self, token: str, last: str, state: State) -> str:
        url = f"{self._of(token, last)}?s={self._sign(token, state)}"
        if len(url) < LONGEST_URL:
            return url
        return f"{self._of(token, last)}?s={self._sign(token, replace(state, codes=None))}"

    def _sign(self, token: str, state: State) -> str:
        codes = None if state.codes is None else [list(code) for code in state.codes]
        counts = (state.position, state.leg, state.gates)
        fields = [state.questionnaire, state.language, *counts, state.step, state.order, codes]
        payload = _text(json.dumps(fields, separators=(",", ":")).encode())
        return f"{VERSION}.{payload}.{self._mac(token, payload)}"

    def _mac(self, token: str, payload: str) -> str:
        # Neither a token nor a payload can hold a full stop, so the three parts have one reading only.
        signed = f"{VERSION}.{token}.{payload}".encode()
        return _text(hmac.digest(self._key, signed, sha256)[:_MAC_BYTES])


def state_of(urls: CarrierUrls, token: str, url: str | None) -> State | None:
    """The state in the query of a turn's URL, however odd; None when it has none that we signed for this token."""
    try:
        texts = parse_qs(urlsplit(url or "").query).get("s", [])
    except ValueError:  # not a URL: nothing that we gave the carrier
        return None
    return urls.read_state(token, texts[0]) if texts else None


def _text(data: bytes) -> str:
    return urlsafe_b64encode(data).decode().rstrip("=")


def _state(payload: str) -> State | None:
    try:
        fields = json.loads(urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    except ValueError:
        return None
    match fields:
        case [str(questionnaire), str(language), int(position), int(leg), int(gates), str(step), str(order), codes]:
            read = _codes(codes)
            counts = (position, leg, gates)
            wrong = codes is not None and read is None
            if wrong or not _DIGEST.fullmatch(questionnaire) or any(type(n) is bool or n < 0 for n in counts):
                return None
            return State(questionnaire, language, position, leg, gates, step, order, read)
        case _:
            return None


def _codes(codes: object) -> tuple[Code, ...] | None:
    if not isinstance(codes, list):
        return None
    read: list[Code] = []
    for code in codes:
        match code:
            case [str(question), (str() | int() | None) as value] if not isinstance(value, bool):
                read.append((question, value))
            case _:
                return None
    return tuple(read)
