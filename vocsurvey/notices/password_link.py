"""The link with which somebody sets their password: it names one person, ends, and works once.

``/password/{user id}.{end in seconds}.{mac}``. The mac needs the secret key, and is over the hash of the present
password and the key of the present session: once a password is set, or the person has left, the link is none any more.
"""

from __future__ import annotations

import hmac
import re
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

PATH = "/password"
_LABEL = b"vocsurvey password link v1"
_TOKEN = re.compile(r"(\d{1,15})\.(\d{1,12})\.([A-Za-z0-9_-]{43})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Bearer:
    """Whose link it is, as far as the link itself says; ``proof`` is to be checked against the person's row."""

    user_id: int
    ends_at: datetime
    proof: str


class PasswordLinks:
    """Makes and reads links under a public URL. Raises ValueError for an empty key."""

    def __init__(self, public_url: str, secret_key: str) -> None:
        if not secret_key:
            raise ValueError("the secret key is empty: links could be forged")
        self._public = public_url.rstrip("/")
        self._key = hmac.digest(secret_key.encode(), _LABEL, sha256)

    def link(self, user_id: int, state: str, ends_at: datetime) -> str:
        """The link for a person whose row is in this state (``operations.inviting.state_of``)."""
        seconds = int(ends_at.timestamp())
        return f"{self._public}{PATH}/{user_id}.{seconds}.{self._mac(user_id, seconds, state)}"

    def read(self, token: str) -> Bearer | None:
        """What the last part of a link says; None when it is no link at all."""
        found = _TOKEN.fullmatch(token)
        if found is None:
            return None
        return Bearer(int(found[1]), datetime.fromtimestamp(int(found[2]), UTC), found[3])

    def holds(self, bearer: Bearer, state: str, now: datetime) -> bool:
        """Whether the link is ours, of this state, and not over."""
        mac = self._mac(bearer.user_id, int(bearer.ends_at.timestamp()), state)
        return now < bearer.ends_at and hmac.compare_digest(mac, bearer.proof)

    def _mac(self, user_id: int, seconds: int, state: str) -> str:
        signed = f"{user_id}.{seconds}.{state}".encode()
        return urlsafe_b64encode(hmac.digest(self._key, signed, sha256)).decode().rstrip("=")
