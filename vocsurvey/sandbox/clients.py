"""Phones in a browser that call: who is connected, and the calls that they have made.

Such a call comes in from ``client:IDENTITY`` at the account's application, which is asked what to say to it, with the
parameters that the page gave. It lives in real time, and ends when nobody follows it any more.
"""

import asyncio
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from vocsurvey.sandbox.access_token import Bearer
from vocsurvey.sandbox.call import Call
from vocsurvey.sandbox.configuration import Configuration
from vocsurvey.sandbox.endpoint import Endpoint, read_endpoint
from vocsurvey.sandbox.handset import Handset
from vocsurvey.sandbox.life import Life
from vocsurvey.sandbox.loudness import Loudness
from vocsurvey.sandbox.order import Order
from vocsurvey.sandbox.pace import Pace

MOST_PARAMETERS = 800
"""Characters of all custom parameters together, names and values."""


@dataclass(eq=False)
class Client:
    """One call of one phone. ``news`` is set whenever there is something new to show; ``following``: pages that do;
    ``loudness``: of what its microphone brought."""

    identity: str
    handset: Handset
    muted: bool = False
    following: int = 0
    loudness: Loudness = field(default_factory=Loudness)
    news: asyncio.Event = field(default_factory=asyncio.Event)

    def view(self) -> dict[str, object]:
        """Everything that a page shows."""
        return {**self.handset.view(), "muted": self.muted, "sound": self.loudness.view()}

    def hears(self, samples: bytes) -> None:
        """The microphone's sound has come; what a muted phone sends is not listened to."""
        if not self.muted and self.loudness.take(samples):
            self.news.set()


class Clients:
    """The phones of one account. `take` lets a call live; `left` ends it because its person hung up."""

    def __init__(
        self, configuration: Configuration, take: Callable[[Life], None], left: Callable[[Life], None]
    ) -> None:
        self._configuration = configuration
        self._take = take
        self._left = left
        self._clients: dict[str, Client] = {}

    def connect(self, bearer: Bearer, parameters: Mapping[str, str]) -> Client | str:
        """A phone calls; a sentence when it cannot."""
        voice = self._endpoint(self._configuration.application_url)
        if voice is None or bearer.application_sid != self._configuration.application_sid:
            return f"There is no application {bearer.application_sid} with a voice URL (31002: connection declined)."
        if sum(len(name) + len(value) for name, value in parameters.items()) > MOST_PARAMETERS:
            return f"The parameters have more than {MOST_PARAMETERS} characters."
        order = Order(
            to="",
            caller=f"client:{bearer.identity}",
            source=voice,
            status_callback=self._endpoint(self._configuration.application_status_url),
        )
        call = Call(f"CA{uuid.uuid4().hex}", self._configuration.account_sid, order, 0.0, direction="inbound")
        life = Life(call, Pace(), parameters=dict(parameters))
        client = Client(bearer.identity, Handset(call, lambda: client.news.set()))
        life.handset = client.handset
        client.handset.leave = lambda: self._left(life)
        client.handset.answer(bearer.identity)
        self._clients[call.sid] = client
        self._take(life)
        return client

    def of(self, bearer: Bearer, sid: str) -> Client | None:
        """The call of this phone, if it is one of theirs."""
        client = self._clients.get(sid)
        return client if client is not None and client.identity == bearer.identity else None

    def view(self, sid: str) -> Handset | None:
        """A phone's call, for the house itself."""
        client = self._clients.get(sid)
        return None if client is None else client.handset

    def follow(self, client: Client) -> None:
        """A page opens its line to us."""
        client.following += 1

    def lose(self, client: Client) -> None:
        """A page is gone. If no other comes soon, that is hanging up."""
        client.following -= 1
        grace = self._configuration.grace_seconds
        asyncio.get_running_loop().call_later(grace, self._forget, client)

    @staticmethod
    def _forget(client: Client) -> None:
        if not client.following:
            client.handset.hang_up("The page was closed.")

    @staticmethod
    def _endpoint(url: str | None) -> Endpoint | None:
        read = read_endpoint(url) if url else None
        return read if isinstance(read, Endpoint) else None
