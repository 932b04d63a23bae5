"""Sounds that a document plays: fetched for the phone in the browser, which gets them from here.

The carrier fetches them, as Twilio does, so that a sound that only the author's own browser could reach is found out,
and so that the page needs nothing from elsewhere.
"""

import hashlib
from dataclasses import dataclass

import aiohttp
from yarl import URL

from vocsurvey.sandbox.call import Call
from vocsurvey.sandbox.endpoint import Endpoint, read_endpoint
from vocsurvey.sandbox.ledger import Ledger

LARGEST = 20 * 1024 * 1024
MOST_KEPT = 40
SECONDS = 10.0


@dataclass(frozen=True)
class Sound:
    """One sound as it came."""

    content_type: str
    body: bytes


class Sounds:
    """The latest sounds, by a name that the page may ask for."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._kept: dict[str, Sound] = {}

    def named(self, name: str) -> Sound | None:
        """A sound that was fetched before."""
        return self._kept.get(name)

    async def fetch(self, call: Call, url: str, base: Endpoint | None) -> str | None:
        """Fetch a sound and give it a name; None when it cannot be played, which the ledger is told of."""
        endpoint = read_endpoint(url, "GET", base.url if base else None)
        found = endpoint if isinstance(endpoint, str) else await _fetched(endpoint.url)
        if isinstance(found, str):
            self._ledger.violation("play", f"the sound {url!r} {found}", call.sid, call.token)
            return None
        name = hashlib.sha256(found.body).hexdigest()[:32]
        self._kept[name] = found
        while len(self._kept) > MOST_KEPT:
            del self._kept[next(iter(self._kept))]
        return name


async def _fetched(url: str) -> Sound | str:
    """The sound, or what is wrong with it, to be read after its address."""
    timeout = aiohttp.ClientTimeout(total=SECONDS)
    try:
        async with (
            aiohttp.ClientSession(timeout=timeout) as session,
            session.get(URL(url, encoded=True), headers={"User-Agent": "TwilioProxy/1.1"}) as response,
        ):
            if response.status != 200:
                return f"was answered with {response.status}"
            if not response.content_type.startswith("audio/"):
                return f"is not audio but {response.content_type}"
            body = await response.content.read(LARGEST + 1)
            while len(body) <= LARGEST and (more := await response.content.read(LARGEST)):
                body += more
            return Sound(response.content_type, body) if len(body) <= LARGEST else "is too large"
    except (aiohttp.ClientError, OSError, TimeoutError, ValueError) as error:
        return f"cannot be fetched ({type(error).__name__})"
