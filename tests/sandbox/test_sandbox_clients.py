"""Phones in a browser that call: who is let in by which token, and what they can do in a call and in a conference."""

from __future__ import annotations

import io
import json
import struct
import urllib.error
import urllib.request
import wave
from typing import Any

import jwt
import pytest
from carrier_house import SID, TOKEN, House, Reply, house
from twilio.jwt.access_token import AccessToken
from twilio.jwt.access_token.grants import VoiceGrant

from vocsurvey.sandbox.access_token import Bearer, read_token
from vocsurvey.sandbox.configuration import APPLICATION_SID
from vocsurvey.sandbox.signature import sign

KEY, SECRET = "SK" + "1" * 32, "a secret of at least thirty-two bytes"
KEYS = {KEY: SECRET}
CUSTOMER = "+12025550142"
NOW = 1_800_000_000


def token(identity: str = "user-7", application: str = APPLICATION_SID) -> str:
    """A token as the customer's SDK makes it."""
    grant = VoiceGrant(outgoing_application_sid=application)
    return str(AccessToken(SID, KEY, SECRET, grants=[grant], identity=identity).to_jwt())


def payload(**changes: Any) -> dict[str, Any]:
    grants = {"identity": "user-7", "voice": {"outgoing": {"application_sid": APPLICATION_SID}}}
    return {"iss": KEY, "sub": SID, "exp": NOW + 3600, "nbf": NOW, "grants": grants} | changes


def encoded(content: dict[str, Any], secret: str = SECRET, algorithm: str = "HS256", **headers: str) -> str:
    return jwt.encode(content, secret, algorithm=algorithm, headers={"cty": "twilio-fpa;v=1"} | headers)


class Page:
    """A page with a phone of its own."""

    def __init__(self, home: House, bearer: str) -> None:
        self.home, self.bearer, self.sid = home, bearer, ""

    def asks(self, path: str, content: object, *, method: str = "POST") -> tuple[int, dict[str, Any]]:
        data = content if isinstance(content, bytes) else json.dumps(content).encode()
        headers = {"Authorization": f"Bearer {self.bearer}", "Content-Type": "application/json"}
        asked = urllib.request.Request(
            f"{self.home.url}{path}", data if method == "POST" else None, headers, method=method
        )
        try:
            with urllib.request.urlopen(asked, timeout=20) as answer:
                assert answer.headers["Access-Control-Allow-Origin"] == "*"
                return answer.status, json.loads(answer.read() or b"{}")
        except urllib.error.HTTPError as refused:
            return refused.code, json.loads(refused.read() or b"{}")

    def connects(self, **params: str) -> tuple[int, dict[str, Any]]:
        status, answer = self.asks("/client/calls", {"params": params})
        self.sid = answer.get("sid", "")
        return status, answer

    def does(self, deed: str, **content: object) -> int:
        return self.asks(f"/client/calls/{self.sid}/{deed}", content)[0]

    def sends(self, samples: bytes) -> int:
        """What its microphone brings."""
        url = f"{self.home.url}/client/calls/{self.sid}/sound"
        headers = {"Authorization": f"Bearer {self.bearer}", "Content-Type": "application/octet-stream"}
        try:
            with urllib.request.urlopen(urllib.request.Request(url, samples, headers), timeout=20) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as refused:
            return refused.code

    def line(self, number: object) -> bytes:
        """What was said in a line, to be heard."""
        url = f"{self.home.url}/client/calls/{self.sid}/lines/{number}?token={self.bearer}"
        with urllib.request.urlopen(url, timeout=20) as answer:
            body: bytes = answer.read()
            return body

    def events(self) -> Any:
        url = f"{self.home.url}/client/calls/{self.sid}/events?token={self.bearer}"
        return urllib.request.urlopen(url, timeout=20)

    def view(self) -> dict[str, Any]:
        """What the page would show now."""
        with self.events() as stream:
            for line in stream:
                if line.startswith(b"data: "):
                    shown: dict[str, Any] = json.loads(line[6:])
                    return shown
        raise AssertionError("the stream ended")


def opened(**options: Any) -> Any:
    return house(api_keys=KEYS, application_url="http://127.0.0.1:1/voice", grace_seconds=5.0, **options)


def at_home(home: House) -> None:
    """The application's voice URL is the customer's, which is known only when it listens."""
    object.__setattr__(home.carrier.configuration, "application_url", f"{home.customer.url}/voice")
    object.__setattr__(home.carrier.configuration, "application_status_url", f"{home.customer.url}/over")


def test_a_phone_connects_with_its_parameters_and_hangs_up() -> None:
    with opened() as home:
        at_home(home)
        home.customer.says("/voice", "<Gather action='/key' numDigits='1' timeout='20'><Say>Hello.</Say></Gather>")
        home.customer.says("/key", "<Pause length='60'/>")
        page = Page(home, token())
        assert page.connects(Room="r-1") == (201, {"sid": page.sid})
        home.until(lambda: bool(home.customer.at("/voice")))
        asked = home.customer.at("/voice")[0]
        wanted = {"From": "client:user-7", "Caller": "client:user-7", "To": "", "Direction": "inbound", "Room": "r-1"}
        assert wanted.items() <= asked.form.items()
        assert asked.headers["X-Twilio-Signature"] == sign(TOKEN, asked.url, asked.pairs)
        home.until(lambda: page.view()["listening"] is not None)
        assert page.does("key", text="5") == 204
        home.until(lambda: bool(home.customer.at("/key")))
        assert home.customer.at("/key")[0].form["Digits"] == "5"
        assert "Room" not in home.customer.at("/key")[0].form
        assert page.does("hang-up") == 204
        home.quiet()
        assert home.customer.at("/over")[0].form["CallStatus"] == "completed"
        assert (page.view()["phase"], page.view()["ending"]) == ("ended", "You hung up.")
        assert page.does("hang-up") == 409


def test_a_phone_speaks_in_a_conference_and_can_be_silent() -> None:
    with opened(cast={CUSTOMER: "colleague"}) as home:
        at_home(home)
        room = "<Dial><Conference participantLabel='{}' endConferenceOnExit='true'>r1</Conference></Dial>"
        home.customer.says("/voice", room.format("caller"))
        home.customer.says("/carrier/t1/answer", room.format("customer"))
        page = Page(home, token())
        page.connects()
        home.until(lambda: bool(home.client().conferences.list()))
        home.call(CUSTOMER)
        home.until(lambda: "Hello?" in str(page.view()["lines"]))
        page.does("said", text="Good morning.")
        page.does("mute", muted=True)
        page.does("said", text="He is difficult.")
        page.does("key", text="7")
        home.until(lambda: len(home.ledger()["spoken"]) == 3)
        assert page.view()["muted"] is True
        page.does("mute", muted=False)
        assert page.view()["muted"] is False
        page.does("hang-up")
        spoken = [(one["by"], one["words"]) for one in home.quiet()["spoken"]]
        assert ("caller", "Good morning.") in spoken
        assert ("caller", "7") in spoken
        assert "difficult" not in str(spoken)
        assert [line["heard"] for line in page.view()["lines"] if "difficult" in line["text"]] == [False]


def pcm(loudness: int, samples: int = 2000) -> bytes:
    """A quarter of a second of sound."""
    return struct.pack("<hh", loudness, -loudness) * (samples // 2)


def test_the_sound_of_a_microphone_is_measured_and_that_of_others_can_be_fetched() -> None:
    with opened(cast={CUSTOMER: "colleague"}) as home:
        at_home(home)
        room = "<Dial><Conference participantLabel='{}' endConferenceOnExit='true'>r1</Conference></Dial>"
        home.customer.says("/voice", room.format("caller"))
        home.customer.says("/carrier/t1/answer", room.format("customer"))
        page = Page(home, token())
        page.connects()
        assert page.view()["sound"] == {"seconds": 0.0, "loudest": 0.0, "heard": False}
        assert page.sends(b"") == page.sends(pcm(20)) == 204
        assert page.view()["sound"] == {"seconds": 0.25, "loudest": 0.0006, "heard": False}
        page.does("mute", muted=True)
        page.sends(pcm(9000))
        page.does("mute", muted=False)
        assert page.view()["sound"]["heard"] is False, "who is mute is not listened to"
        page.sends(pcm(9000))
        assert page.view()["sound"] == {"seconds": 0.5, "loudest": 0.2747, "heard": True}
        assert page.sends(b"odd") == page.sends(pcm(9000, 50_000)) == 400
        home.until(lambda: bool(home.client().conferences.list()))
        home.call(CUSTOMER)
        home.until(lambda: "Hello?" in str(page.view()["lines"]))
        number = next(at for at, line in enumerate(page.view()["lines"]) if "Hello?" in line["text"])
        with wave.open(io.BytesIO(page.line(number))) as sound:
            assert sound.getnframes() == sound.getframerate(), "a second"
        for wrong in ("99", "x", "-1"):
            with pytest.raises(urllib.error.HTTPError, match="404"):
                page.line(wrong)
        stranger = Page(home, "x.y.z")
        stranger.sid = page.sid
        assert stranger.sends(pcm(9)) == 401
        with pytest.raises(urllib.error.HTTPError, match="401"):
            stranger.line(number)
        page.does("hang-up")
        home.quiet()


def test_nobody_else_may_follow_or_act() -> None:
    with opened() as home:
        at_home(home)
        home.customer.says("/voice", "<Pause length='600'/>")
        page, other = Page(home, token()), Page(home, token("user-8"))
        page.connects()
        other.sid = page.sid
        assert other.does("hang-up") == 404
        with pytest.raises(urllib.error.HTTPError, match="404"):
            other.events()
        stranger = Page(home, "x.y.z")
        assert stranger.connects()[0] == 401
        stranger.sid = page.sid
        assert stranger.does("hang-up") == 401
        with pytest.raises(urllib.error.HTTPError, match="401"):
            stranger.events()
        for deed, content in (("key", {"text": "A"}), ("said", {"text": " "}), ("dance", {}), ("mute", {"muted": 1})):
            assert page.does(deed, **content) == 400
        assert page.asks(f"/client/calls/{page.sid}/hang-up", b"{")[0] == 400
        assert page.asks("/client/calls", {"params": {"a": 1}})[0] == 400
        assert page.asks("/client/calls", {"params": {"a": "x" * 900}})[0] == 409
        assert page.asks("/client/calls", b"", method="OPTIONS")[0] == 204
        page.does("hang-up")
        home.quiet()


def test_a_page_that_is_gone_has_hung_up() -> None:
    with opened() as home:
        object.__setattr__(home.carrier.configuration, "grace_seconds", 0.05)
        at_home(home)
        home.customer.says("/voice", "<Pause length='600'/>")
        page = Page(home, token())
        page.connects()
        page.view()
        home.quiet()
        assert page.view()["ending"] == "The page was closed."


def test_an_application_that_is_not_there_takes_no_calls() -> None:
    with house(api_keys=KEYS) as home:
        assert Page(home, token()).connects()[0] == 409
    with opened() as home:
        status, answer = Page(home, token(application="AP" + "9" * 32)).connects()
        assert (status, "31002" in answer["sentence"]) == (409, True)


def test_a_broken_voice_url_is_an_apology_and_the_end() -> None:
    with opened() as home:
        at_home(home)
        home.customer.replies("/voice", Reply(status=500))
        page = Page(home, token())
        page.connects()
        home.quiet()
        assert len(home.customer.at("/voice")) == 1
        assert home.customer.at("/over")[0].form["CallStatus"] == "completed"
        shown = page.view()
        assert (shown["phase"], shown["ending"] == "You hung up.") == ("ended", False)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "no JWT"),
        ("a.b.c", "no JWT"),
        ("W10.W10.x", "no JWT"),
        (encoded(payload(), cty="other"), "another kind"),
        (encoded(payload(), algorithm="HS512", secret=SECRET * 2), "another algorithm"),
        (encoded(payload(iss="SK9")), "'SK9'"),
        (encoded(payload(), secret=SECRET[::-1]), "signature of the access token is wrong"),
        (encoded(payload(sub="AC9")), "for the account 'AC9'"),
        (encoded(payload(exp=NOW)), "expired"),
        (encoded(payload(nbf=NOW + 120)), "not valid yet"),
        (encoded(payload(exp="soon")), "when it expires"),
        (encoded(payload(exp=NOW + 90_000)), "more than a day"),
        (encoded(payload(grants={"identity": "user-7", "voice": {}})), "no outgoing calls"),
        (encoded(payload(grants={})), "no outgoing calls"),
        (encoded(payload(grants={**payload()["grants"], "identity": "a b"})), "other characters"),
    ],
)
def test_a_token_that_is_wrong_says_how(text: str, words: str) -> None:
    read = read_token(text, SID, KEYS, NOW)
    assert isinstance(read, str)
    assert words in read


def test_a_good_token_says_who_calls_what() -> None:
    assert read_token(encoded(payload()), SID, KEYS, NOW) == Bearer("user-7", APPLICATION_SID)
    assert read_token(token(), SID, KEYS) == Bearer("user-7", APPLICATION_SID)
