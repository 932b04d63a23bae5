"""Webhooks out: signed, with Twilio's limits and its rule of retrying.

Source: Twilio, "Webhooks" and "Webhooks: connection overrides". Without overrides only a failure to connect is
tried again, once; 15 seconds is the limit of everything together. Redirects are not followed: an action that
redirects would lose its digits, so it counts as a failure here.
"""

import asyncio
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

import aiohttp
from yarl import URL

from vocsurvey.sandbox.endpoint import Endpoint
from vocsurvey.sandbox.signature import sign

HTTP_FAILURE = 11200
CONNECTION_FAILURE = 11205
_LARGEST_ANSWER = 256 * 1024
_ERRORS = (aiohttp.ClientError, OSError, TimeoutError, ValueError)


@dataclass(frozen=True)
class Trouble:
    """What the weather does to one webhook. `refusals`: so many connections are refused before any gets through."""

    refusals: int = 0
    delay: float = 0.0
    answer_lost: bool = False
    doubled: bool = False


CLEAR = Trouble()


@dataclass(frozen=True)
class Delivery:
    """How a webhook went. `failure`: None when the answer is 2xx, else ct, rt, 3xx, 4xx or 5xx."""

    failure: str | None
    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    attempts: int = 1
    seconds: float = 0.0

    @property
    def error_code(self) -> int | None:
        """Twilio's code for the failure; None when the answer is 2xx."""
        if self.failure is None:
            return None
        return CONNECTION_FAILURE if self.status is None else HTTP_FAILURE


class Courier:
    """Carries webhooks to the customer and brings the answers back."""

    def __init__(self, auth_token: str, total_seconds: float, connect_seconds: float) -> None:
        self._token = auth_token
        self._total = total_seconds
        self._connect = connect_seconds
        self._session: aiohttp.ClientSession | None = None

    async def open(self) -> None:
        """Start; must run inside the event loop."""
        # A fresh connection for each webhook: a kept one that the customer closed would look like a failure.
        connector = aiohttp.TCPConnector(limit=0, force_close=True)
        self._session = aiohttp.ClientSession(connector=connector, auto_decompress=True)

    async def close(self) -> None:
        """Stop, dropping what is under way."""
        if self._session is not None:
            await self._session.close()

    async def deliver(
        self, endpoint: Endpoint, fields: Mapping[str, str], trouble: Trouble = CLEAR, token: str | None = None
    ) -> Delivery:
        """Send one webhook, again if its rules say so; never raises for what the network or the customer does.

        `token` is the I-Twilio-Idempotency-Token, the same for every sending of one webhook.
        """
        token = token or str(uuid.uuid4())
        rules, began = endpoint.overrides, time.monotonic()
        deadline = began + min(rules.total_seconds or self._total, self._total)
        attempt = 0
        while True:
            attempt += 1
            result = await self._attempt(endpoint, fields, trouble, token, attempt, deadline)
            again = result.failure is not None and rules.retried(result.failure) and attempt <= rules.retries
            if not again or time.monotonic() >= deadline:
                break
        return Delivery(result.failure, result.status, result.headers, result.body, attempt, time.monotonic() - began)

    async def _attempt(
        self, endpoint: Endpoint, fields: Mapping[str, str], trouble: Trouble, token: str, attempt: int, deadline: float
    ) -> Delivery:
        if attempt <= trouble.refusals:
            return Delivery("ct")
        if trouble.delay:
            await asyncio.sleep(trouble.delay)
        result = await self._send(endpoint, fields, token, deadline)
        return Delivery("rt") if trouble.answer_lost else result

    async def _send(self, endpoint: Endpoint, fields: Mapping[str, str], token: str, deadline: float) -> Delivery:
        if self._session is None:
            raise RuntimeError("the courier is not open")
        rules = endpoint.overrides
        url, data = endpoint.url, None
        if endpoint.method == "GET":
            url += ("&" if "?" in url else "?") + urlencode(fields)
        else:
            data = urlencode(fields).encode()
        headers = {
            "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8",
            "User-Agent": "TwilioProxy/1.1",
            "Accept": "*/*",
            "I-Twilio-Idempotency-Token": token,
            "X-Twilio-Signature": sign(self._token, url, fields.items() if data is not None else ()),
        }
        timeout = aiohttp.ClientTimeout(
            total=max(0.01, deadline - time.monotonic()),
            sock_connect=rules.connect_seconds or self._connect,
            sock_read=rules.read_seconds,
        )
        try:
            async with self._session.request(
                endpoint.method,
                URL(url, encoded=True),
                data=data,
                headers=headers,
                timeout=timeout,
                allow_redirects=False,
            ) as response:
                body = await response.content.read(_LARGEST_ANSWER)
                while len(body) < _LARGEST_ANSWER and (more := await response.content.read(_LARGEST_ANSWER)):
                    body += more
                failure = None if response.status < 300 else f"{response.status // 100}xx"
                return Delivery(failure, response.status, dict(response.headers), body)
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError):
            return Delivery("ct")
        except _ERRORS:
            return Delivery("rt")
