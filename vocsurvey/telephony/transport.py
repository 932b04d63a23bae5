"""One HTTP request to the carrier over a connection of its own, and certainty about whether it left.

A connection is never used twice: a kept one that the peer has closed could swallow a request, and sharing one between
threads or across a fork would need locks. Nothing is retried, no redirect is followed, and nothing is logged.
"""

from __future__ import annotations

import http.client
import logging
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode, urlsplit

import certifi
from twilio.http import HttpClient
from twilio.http.response import Response
from urllib3 import BaseHTTPResponse, HTTPConnectionPool, HTTPSConnectionPool, Timeout
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import (
    ConnectTimeoutError,
    HTTPError,
    NameResolutionError,
    NewConnectionError,
    ReadTimeoutError,
    SSLError,
)

SDK_HOST = "api.twilio.com"
SDK_ADDRESS = f"https://{SDK_HOST}"


class NotSentError(Exception):
    """No byte of the request left this machine. The text is for people and names no number."""


class BrokenError(Exception):
    """The request began to leave and no answer came back that settles its fate. The text names no number."""


class TooManyError(Exception):
    """HTTP 429: the carrier did not process the request."""

    def __init__(self, retry_after: timedelta | None) -> None:
        super().__init__("the carrier asks us to slow down")
        self.retry_after = retry_after


@dataclass(slots=True)
class _Departure:
    """Whether the first byte of a request was handed to an open connection."""

    begun: bool = False


class _Plain(HTTPConnection):
    """Over HTTP."""

    def __init__(self, *args: Any, departure: _Departure, **options: Any) -> None:
        super().__init__(*args, **options)
        self._departure = departure

    def send(self, data: Any) -> None:
        _note(self, self._departure)
        super().send(data)


class _Secure(HTTPSConnection):
    """Over TLS: the connection is open once the handshake is done."""

    def __init__(self, *args: Any, departure: _Departure, **options: Any) -> None:
        super().__init__(*args, **options)
        self._departure = departure

    def send(self, data: Any) -> None:
        _note(self, self._departure)
        super().send(data)


def _note(connection: HTTPConnection, departure: _Departure) -> None:
    """Open the connection, if that has not been done, and only then note that something is about to leave."""
    if connection.sock is None:
        connection.connect()
    departure.begun = True


class _PlainPool(HTTPConnectionPool):
    ConnectionCls = _Plain


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _Secure


class CarrierHttpClient(HttpClient):
    """What the SDK sends through: it re-hosts the API to ``carrier_url`` and knows whether a request has left.

    Proxies, netrc and certificate bundles of the environment are not consulted; ``ca_certs`` names a file of trusted
    certificates in place of certifi's. Raises ValueError for a ``carrier_url`` that is not http(s) with a host.
    """

    def __init__(
        self, carrier_url: str, connect_timeout: timedelta, read_timeout: timedelta, ca_certs: str | None = None
    ) -> None:
        super().__init__(logging.getLogger(__name__), False)
        base = urlsplit(carrier_url)
        if base.scheme not in ("http", "https") or not base.hostname:
            raise ValueError("the carrier's address must look like https://api.twilio.com")
        self._host, self._port, self._prefix = base.hostname, base.port, base.path.rstrip("/")
        self._secure = base.scheme == "https"
        self._ca_certs = ca_certs or certifi.where()
        self._timeout = Timeout(connect=connect_timeout.total_seconds(), read=read_timeout.total_seconds())

    def request(
        self,
        method: str,
        uri: str,
        params: Mapping[str, object] | None = None,
        data: Mapping[str, object] | None = None,
        headers: Mapping[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,
        allow_redirects: bool = False,
    ) -> Response:
        """Send once and return a 2xx or 4xx answer. Raises NotSentError, TooManyError (429), or BrokenError.

        ``timeout`` and ``allow_redirects`` are part of the SDK's signature and have no effect: both are fixed here.
        """
        body = urlencode(data, doseq=True).encode() if data is not None else None
        answer, content = self._exchange(method, self._target(uri, params), body, _sent(headers, auth))
        _settled(answer)
        return Response(answer.status, content.decode("utf-8", "replace"), dict(answer.headers))

    def download(self, uri: str, auth: tuple[str, str], most: int) -> tuple[int, bytes]:
        """GET a file: the status, and no more of it than ``most`` bytes and one. Raises what ``request`` does."""
        answer, content = self._exchange("GET", self._target(uri, None), None, _sent(None, auth), most + 1)
        _settled(answer)
        return answer.status, content

    def _target(self, uri: str, params: Mapping[str, object] | None) -> str:
        parts = urlsplit(uri)
        if parts.hostname != SDK_HOST:
            raise NotSentError("The carrier's answer pointed to another host, which was not followed.")
        query = "&".join(piece for piece in (parts.query, urlencode(params or {}, doseq=True)) if piece)
        return self._prefix + parts.path + (f"?{query}" if query else "")

    def _pool(self, departure: _Departure) -> HTTPConnectionPool:
        if self._secure:
            return _SecurePool(self._host, self._port, ca_certs=self._ca_certs, departure=departure)
        return _PlainPool(self._host, self._port, departure=departure)

    def _exchange(
        self, method: str, target: str, body: bytes | None, headers: Mapping[str, str], most: int | None = None
    ) -> tuple[BaseHTTPResponse, bytes]:
        """The answer, and of its content at most so many bytes."""
        departure = _Departure()
        pool = self._pool(departure)
        try:
            answer = pool.urlopen(
                method,
                target,
                body=body,
                headers=headers,
                timeout=self._timeout,
                retries=False,
                redirect=False,
                preload_content=False,
            )
            return answer, answer.read(most)
        except (HTTPError, OSError, http.client.HTTPException, UnicodeError) as error:
            if departure.begun:
                raise BrokenError(_after(error)) from error
            raise NotSentError(_before(error)) from error
        finally:
            pool.close()


def _sent(headers: Mapping[str, str] | None, auth: tuple[str, str] | None) -> dict[str, str]:
    """The headers of a request, on a connection that is closed after it."""
    sent = {**(headers or {}), "Connection": "close"}
    if auth:
        sent["Authorization"] = "Basic " + b64encode(":".join(auth).encode()).decode()
    return sent


def _settled(answer: BaseHTTPResponse) -> None:
    """Raise for an answer that settles nothing. Decided here: the SDK can take the status of an error from the body."""
    if answer.status == 429:
        raise TooManyError(_seconds(answer.headers.get("Retry-After")))
    if not (200 <= answer.status < 300 or 400 <= answer.status < 500):
        raise BrokenError(f"The carrier answered with HTTP {answer.status}.")


def _before(error: Exception) -> str:
    if isinstance(error, NameResolutionError):
        return "The carrier's host name could not be resolved."
    if isinstance(error, NewConnectionError):  # before its base class, which is ConnectTimeoutError
        return "The connection to the carrier was refused."
    if isinstance(error, (ConnectTimeoutError, ReadTimeoutError)):
        return "The carrier did not accept a connection in time."
    if isinstance(error, SSLError):
        return "No trusted TLS connection to the carrier could be made."
    return "The connection to the carrier broke before anything was sent."


def _after(error: Exception) -> str:
    if isinstance(error, ReadTimeoutError):
        return "The carrier did not answer in time."
    return "The connection to the carrier broke after the request had left."


def _seconds(text: str | None) -> timedelta | None:
    if text and text.isascii() and text.isdigit() and len(text) <= 6:
        return timedelta(seconds=int(text))
    return None
