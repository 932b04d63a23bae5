"""Telling another program, by a signed POST (https://www.standardwebhooks.com)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import http.client
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import certifi
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, Timeout
from urllib3.exceptions import HTTPError, NewConnectionError, SSLError
from urllib3.exceptions import TimeoutError as LateError

from vocsurvey.notices.address import Forbidden, Network, read_url, resolve

GONE = 410


@dataclass(frozen=True, slots=True)
class Arrived:
    """The program has taken it."""

    status: int


@dataclass(frozen=True, slots=True)
class NotArrived:
    """It was not taken, as far as we know. ``gone``: the program wants to hear nothing any more.

    ``forbidden``: we do not send to that address.
    """

    why: str
    status: int | None = None
    gone: bool = False
    forbidden: bool = False

    @property
    def for_good(self) -> bool:
        """Whether a repeat will hardly help, until somebody changes something: we may not, or it wants none of it.

        408 and 429 ask us to come later (RFC 9110, 15.5.9; RFC 6585, 4).
        """
        status = self.status or 0
        return self.forbidden or (300 <= status < 500 and status not in (408, 429))


def signature(secret: str, message_id: str, at: datetime, body: bytes) -> dict[str, str]:
    """The three headers that say which message it is, when it was sent, and that it is ours.

    ``secret`` is ``whsec_`` and base64. HMAC-SHA256 of id, time in whole seconds and body, with full stops between.
    """
    seconds = str(int(at.timestamp()))
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = b".".join((message_id.encode(), seconds.encode(), body))
    mac = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    return {"webhook-id": message_id, "webhook-timestamp": seconds, "webhook-signature": f"v1,{mac}"}


class WebhookChannel:
    """Sends to the open internet by https, and into ``allowed`` networks as the address says.

    ``ca_file`` names a file of trusted certificates in place of certifi's.
    """

    def __init__(
        self,
        allowed: Sequence[Network] = (),
        *,
        timeout: timedelta = timedelta(seconds=10),
        ca_file: str | None = None,
    ) -> None:
        self._allowed = tuple(allowed)
        self._timeout = Timeout(connect=timeout.total_seconds(), read=timeout.total_seconds())
        self._ca_file = ca_file or certifi.where()

    def send(self, url: str, body: bytes, headers: dict[str, str]) -> Arrived | NotArrived:
        """POST once. No redirect is followed, and of the answer only the status counts."""
        try:
            return self._post(url, body, headers)
        except Forbidden as error:
            return NotArrived(str(error), forbidden=True)
        except (HTTPError, OSError, http.client.HTTPException, UnicodeError) as error:
            return NotArrived(_told(error))

    def _post(self, url: str, body: bytes, headers: dict[str, str]) -> Arrived | NotArrived:
        parts = read_url(url, self._allowed)
        host, secure = parts.hostname or "", parts.scheme == "https"
        port = parts.port or (443 if secure else 80)
        pool = self._pool(str(resolve(host, port, self._allowed)), host, port, secure)
        sent = {
            "Host": parts.netloc,
            "Content-Type": "application/json",
            "User-Agent": "vocsurvey",
            "Connection": "close",
            **headers,
        }
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        try:
            answer = pool.urlopen(
                "POST",
                target,
                body=body,
                headers=sent,
                timeout=self._timeout,
                retries=False,
                redirect=False,
                preload_content=False,
            )
            answer.close()
        finally:
            pool.close()
        return _verdict(answer.status)

    def _pool(self, address: str, host: str, port: int, secure: bool) -> HTTPConnectionPool:
        """A connection to the address itself; the certificate must be the host's."""
        if not secure:
            return HTTPConnectionPool(address, port)
        return HTTPSConnectionPool(
            address,
            port,
            cert_reqs="CERT_REQUIRED",
            ca_certs=self._ca_file,
            server_hostname=host,
            assert_hostname=host,
        )


def _verdict(status: int) -> Arrived | NotArrived:
    if 200 <= status < 300:
        return Arrived(status)
    if status == GONE:
        return NotArrived("It answered 410: it wants to hear nothing any more.", status, gone=True)
    if 300 <= status < 400:
        return NotArrived(
            f"It answered {status} and points elsewhere, which is not followed; name that address.", status
        )
    return NotArrived(f"It answered {status}.", status)


def _told(error: Exception) -> str:
    if isinstance(error, SSLError):
        return "No trusted TLS connection to it could be made."
    if isinstance(error, LateError) and not isinstance(error, NewConnectionError):
        return "It did not answer in time."
    return "It could not be reached."
