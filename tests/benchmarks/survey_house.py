"""The real product with many calls on the line, each at the question whose bad answer obliges somebody to act.

People, campaign, permits and placed calls are put in place by the product's own operations; from the answered phone on
everything goes over HTTP to ``vocsurvey web``, as the carrier would send it.
"""

from __future__ import annotations

import http.client
import itertools
import socket
import sys
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from launched import launch
from twilio.request_validator import RequestValidator

from vocsurvey import clock
from vocsurvey.db.campaign import Campaign
from vocsurvey.db.people import Role
from vocsurvey.db.session import Database
from vocsurvey.fieldwork.sample import read_rows
from vocsurvey.keys import line_hasher
from vocsurvey.library import load_library
from vocsurvey.operations import administering, dialing, sampling
from vocsurvey.operations.dialing import Permit
from vocsurvey.rulebook import DEMO, load_rulebook
from vocsurvey.settings import CarrierAccount, Settings
from vocsurvey.supervision.crew import answers, environment, launched
from vocsurvey.supervision.member import Member

HOST = "127.0.0.1"
FROM = "+12025550199"
AUTH_TOKEN = "5" * 32
SUPPRESSION_KEY = "a-suppression-key-of-the-benchmark-0123456789"
HEADER = (
    "account_id,account,account_country,owner_email,contact_id,contact_name,contact_role,phone,extension,language,zone,"
    "touchpoint_id,touchpoint_kind,touchpoint_subject,automated_voice_consent"
)
GOOD_TIME, NOT_RESOLVED = "1", "2"
LINES_AT_ONCE = 8


@dataclass(frozen=True)
class Signed:
    """One request of the carrier, ready to leave: the path with its query, the body, the headers."""

    token: str
    path: str
    body: bytes
    headers: dict[str, str]


class Line:
    """One kept-alive connection to a server on this machine."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection(HOST, port, timeout=60)
        self._connection.connect()

    def __enter__(self) -> Line:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def send(self, request: Signed) -> bytes:
        """Send it and read the whole answer. Raises RuntimeError for any status but 200."""
        self._connection.request("POST", request.path, request.body, request.headers)
        answer = self._connection.getresponse()
        document = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{request.path.partition('?')[0]} answered {answer.status}: {document[:200]!r}")
        return document


@dataclass(frozen=True)
class Placed:
    """A call that the carrier took: our token, and its own id for it."""

    token: str
    sid: str


def signed(url: str, token: str, sid: str, **heard: str) -> Signed:
    """A voice webhook with the parameters of a real one, signed over its URL."""
    parameters = {
        "AccountSid": "AC" + AUTH_TOKEN, "ApiVersion": "2010-04-01", "CallSid": sid, "CallStatus": "in-progress",
        "Called": "+442079460000", "CalledCountry": "GB", "Caller": FROM, "CallerCountry": "US",
        "Direction": "outbound-api", "From": FROM, "FromCountry": "US", "To": "+442079460000", "ToCountry": "GB",
        **heard,
    }  # fmt: skip
    signature = RequestValidator(AUTH_TOKEN).compute_signature(url, parameters)
    parts = urlsplit(url)
    headers = {"Content-Type": "application/x-www-form-urlencoded", "X-Twilio-Signature": signature}
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    return Signed(token, path, urlencode(parameters).encode(), headers)


def free_ports(count: int) -> list[int]:
    """So many ports on which nobody listens."""
    held = [socket.create_server((HOST, 0)) for _ in range(count)]
    ports = [one.getsockname()[1] for one in held]
    for one in held:
        one.close()
    return ports


def settings_for(folder: Path, database_url: str, redis_url: str, port: int) -> Settings:
    """The settings of the product under measurement, with the rules that are shipped."""
    return Settings(
        data_folder=folder,
        database_url=database_url,
        redis_url=redis_url,
        secret_key="a-secret-key-of-the-benchmark-0123456789-abc",
        suppression_key=SUPPRESSION_KEY,
        carrier=CarrierAccount("AC" + AUTH_TOKEN, (AUTH_TOKEN,), f"http://{HOST}:9", f"http://{HOST}:{port}", FROM),
        from_number=FROM,
    )


def bare_member(database_url: str, port: int) -> Member:
    """The bare endpoint as a process of the fleet."""
    url = f"http://{HOST}:{port}"
    program = (sys.executable, str(Path(__file__).with_name("bare_endpoint.py")))
    options = ("--port", str(port), "--database-url", database_url, "--auth-token", AUTH_TOKEN, "--public-url", url)
    return Member("bare", launched(*program, *options), environment(None), lambda: answers(f"{url}/health"))


def place_calls(database: Database, count: int) -> list[Placed]:
    """Import so many people, launch the shipped support survey, and place a call to each of them."""
    _campaign(database, count)
    now = clock.now()  # after the launch: nothing is due before it
    # Setting the scene at any hour, and everybody at once, needs the demo's hours; the web server has the shipped ones.
    rules = load_rulebook(DEMO)
    rules = replace(rules, pacing=rules.pacing.model_copy(update={"in_flight": 2 * count}))
    hashed = line_hasher(SUPPRESSION_KEY)
    sids = (f"CA{number:032x}" for number in itertools.count(1))
    placed: list[Placed] = []
    with database.transaction() as session:
        for call_id in dialing.claim_due_cases(session, rules=rules, line_hash=hashed, now=now, limit=count):
            permit = dialing.grant_permit(session, call_id, rules=rules, line_hash=hashed, now=now)
            assert isinstance(permit, Permit), permit
            placed.append(Placed(permit.token, next(sids)))
            dialing.record_placed(session, call_id, placed[-1].sid, now)
    assert len(placed) == count, f"only {len(placed)} of {count} calls could be placed"
    return placed


def presses_waiting(placed: Sequence[Placed], port: int) -> list[Signed]:
    """Answer every call over HTTP and agree to talk; the signed key presses that say "not resolved", still unsent."""

    def led(number: int) -> list[Signed]:
        with Line(port) as line:
            return [_lead(line, one, f"http://{HOST}:{port}") for one in placed[number::LINES_AT_ONCE]]

    with ThreadPoolExecutor(LINES_AT_ONCE) as pool:
        return [press for presses in pool.map(led, range(LINES_AT_ONCE)) for press in presses]


def bare_presses(count: int, port: int) -> list[Signed]:
    """As many key presses for the bare endpoint."""
    tokens = (f"press-{number}" for number in range(count))
    return [
        signed(f"http://{HOST}:{port}/press/{token}", token, "CA" + "0" * 32, Digits=NOT_RESOLVED) for token in tokens
    ]


def _lead(line: Line, call: Placed, public_url: str) -> Signed:
    greeted = line.send(signed(f"{public_url}/carrier/{call.token}/answer", call.token, call.sid))
    asked = line.send(signed(_action(greeted), call.token, call.sid, Digits=GOOD_TIME))
    return signed(_action(asked), call.token, call.sid, Digits=NOT_RESOLVED)


def _action(document: bytes) -> str:
    gather = ET.fromstring(document).find("Gather")
    assert gather is not None, document
    return gather.attrib["action"]


def _campaign(database: Database, count: int) -> None:
    now = clock.now()
    with database.transaction() as session:
        for email, role in (("olivia@example.com", Role.ACCOUNT_TEAM), ("sam@example.com", Role.CUSTOMER_SUCCESS)):
            administering.add_user(
                session, email=email, name=email.partition("@")[0].title(), role=role, password_hash="-",
                zone="Europe/London", now=now,
            )  # fmt: skip
        rows, problems = read_rows("\n".join((HEADER, *map(_person, range(count)))))
        assert problems == (), problems[:3]
        sampling.import_sample(session, rows, now)
        made = administering.new_campaign(
            session, name="Benchmark", company_name="Northwind", questionnaire="support-case", from_number=FROM,
            touchpoint_kinds=[], owner_id=None, now=now,
        )  # fmt: skip
        assert isinstance(made, Campaign), made
        launch(session, made.id, load_library()["support-case"], "the benchmark", now)


def _person(index: int) -> str:
    # Numbers that are kept for fiction are a thousand: beyond that, colleagues share a switchboard.
    number, extension = index % 1000, index // 1000 or ""
    owner = "olivia@example.com" if index // 3 % 2 == 0 else ""
    return (
        f"A{index // 3},Account {index // 3},GB,{owner},C{index},Person Number{index},user,+44 20 7946 {number:04d},"
        f"{extension},en,Europe/London,T{index},support_case,the export,yes"
    )
