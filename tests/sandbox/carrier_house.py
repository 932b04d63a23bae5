"""A sandbox carrier and a customer of its, both over real HTTP on loopback, in an event loop of their own."""

from __future__ import annotations

import asyncio
import json
import threading
import time
import urllib.request
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar
from urllib.parse import parse_qsl

from aiohttp import web
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response
from twilio.rest import Client

from vocsurvey.sandbox.carrier import Carrier
from vocsurvey.sandbox.cast import Cast, read_cast
from vocsurvey.sandbox.configuration import Configuration
from vocsurvey.sandbox.serving import serving
from vocsurvey.sandbox.weather import forecast

SID = "AC" + "0123456789abcdef" * 2
TOKEN = "12345"
OWN = "+12025550100"
HAPPY = "+12025550101"
# In seconds: a machine with other things to do can leave everybody waiting for a while.
PATIENCE = 60
EVENTS = ["initiated", "ringing", "answered", "completed"]

T = TypeVar("T")


def twiml(inside: str) -> str:
    """A whole document."""
    return f'<?xml version="1.0" encoding="UTF-8"?><Response>{inside}</Response>'


@dataclass(frozen=True)
class Reply:
    """What the customer answers."""

    body: str = ""
    status: int = 200
    content_type: str = "text/xml"
    delay: float = 0.0
    location: str | None = None


@dataclass(frozen=True)
class Received:
    """One request that reached the customer."""

    path: str
    method: str
    url: str
    headers: Mapping[str, str]
    pairs: tuple[tuple[str, str], ...]

    @property
    def form(self) -> dict[str, str]:
        return dict(self.pairs)


Answer = Callable[[Received], Reply]


@dataclass
class Customer:
    """A small web server that answers webhooks and remembers them. Paths without an answer get an empty 204."""

    answers: dict[str, Answer] = field(default_factory=dict)
    otherwise: Answer = field(default=lambda received: Reply(status=204))
    received: list[Received] = field(default_factory=list)
    url: str = ""

    def says(self, path: str, inside: str) -> None:
        """Answer this path with a document."""
        self.replies(path, Reply(twiml(inside)))

    def replies(self, path: str, *replies: Reply) -> None:
        """Answer this path with these replies, one after the other; the last one repeats."""
        left = list(replies)
        self.answers[path] = lambda received: left.pop(0) if len(left) > 1 else left[0]

    def at(self, path: str) -> list[Received]:
        """What was received at this path."""
        return [received for received in self.received if received.path == path]

    async def _answer(self, request: web.Request) -> web.Response:
        body = (await request.read()).decode()
        pairs = tuple(parse_qsl(body if request.method == "POST" else request.query_string, keep_blank_values=True))
        url = self.url + request.raw_path
        received = Received(request.path, request.method, url, dict(request.headers), pairs)
        self.received.append(received)
        reply = self.answers.get(request.path, self.otherwise)(received)
        await asyncio.sleep(reply.delay)
        headers = {"Content-Type": reply.content_type} if reply.body else {}
        if reply.location:
            headers["Location"] = reply.location
        return web.Response(status=reply.status, body=reply.body.encode(), headers=headers)

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._answer)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        try:
            yield
        finally:
            await runner.cleanup()


class Rehosted(TwilioHttpClient):
    """The SDK's own HTTP client, with the address of Twilio replaced."""

    def __init__(self, base: str) -> None:
        super().__init__(timeout=PATIENCE)
        self._base = base

    def request(  # type: ignore[override]
        self, method: str, url: str, *args: Any, **kwargs: Any
    ) -> Response:
        return super().request(method, url.replace("https://api.twilio.com", self._base), *args, **kwargs)


@dataclass
class House:
    """The carrier, its customer, and the SDK that the customer uses."""

    carrier: Carrier
    url: str
    customer: Customer
    loop: asyncio.AbstractEventLoop

    def client(self, user: str = SID, secret: str = TOKEN) -> Any:
        """The SDK. Its types do not know what its values are, so they are let go."""
        return Client(user, secret, SID, http_client=Rehosted(self.url))

    def order(self, to: str = HAPPY, token: str = "t1", **changes: Any) -> dict[str, Any]:
        """A complete order in the SDK's words."""
        base = f"{self.customer.url}/carrier/{token}"
        return {
            "to": to,
            "from_": OWN,
            "url": f"{base}/answer",
            "fallback_url": f"{base}/fallback",
            "status_callback": f"{base}/status",
            "status_callback_event": EVENTS,
            "timeout": 25,
            "time_limit": 600,
        } | changes

    def call(self, to: str = HAPPY, token: str = "t1", **changes: Any) -> str:
        """Place a call; its SID."""
        wanted = {key: value for key, value in self.order(to, token, **changes).items() if value is not None}
        return str(self.client().calls.create(**wanted).sid)

    def ledger(self) -> dict[str, Any]:
        with urllib.request.urlopen(f"{self.url}/ledger.json", timeout=PATIENCE) as response:
            content: dict[str, Any] = json.load(response)
        return content

    def quiet(self, seconds: float = PATIENCE) -> dict[str, Any]:
        """Wait until every call has ended and every webhook has arrived; the ledger."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            ledger = self.ledger()
            if not ledger["open"] and not ledger["pending"]:
                return ledger
            time.sleep(0.01)
        raise AssertionError(f"not quiet after {seconds} s: {ledger['open']} calls, {ledger['pending']} webhooks")

    def until(self, condition: Callable[[], bool], seconds: float = PATIENCE) -> None:
        """Wait for a condition."""
        end = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < end, "the condition never became true"
            time.sleep(0.005)

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Do something inside the carrier's event loop."""
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(PATIENCE)


@contextmanager
def house(*, weather: str = "fair", cast: Mapping[str, object] | Cast | None = None, **options: Any) -> Iterator[House]:
    """Open a house; the options are those of Configuration."""
    seed = options.setdefault("seed", 7)
    options.setdefault("speed", 400.0)
    options.setdefault("late_seconds", 0.1)
    options.setdefault("hold_seconds", 0.1)
    roles = cast if isinstance(cast, Cast) else read_cast(json.dumps(cast or {}), seed)
    configuration = Configuration(
        account_sid=SID, auth_token=TOKEN, weather=forecast(weather, seed), cast=roles, **options
    )
    ready, done = threading.Event(), asyncio.Event()
    opened: list[House] = []
    customer = Customer()

    async def live() -> None:
        async with customer.open(), serving(configuration, "127.0.0.1", 0) as (carrier, url):
            opened.append(House(carrier, url, customer, asyncio.get_running_loop()))
            ready.set()
            await done.wait()

    thread = threading.Thread(target=lambda: asyncio.run(live()))
    thread.start()
    assert ready.wait(PATIENCE), "the house did not open"
    try:
        yield opened[0]
    finally:
        opened[0].loop.call_soon_threadsafe(done.set)
        thread.join(PATIENCE)
