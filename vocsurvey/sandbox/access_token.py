"""Access tokens of phones in a browser, read strictly: a JWT that an API key of the account has signed.

Source: Twilio's page on access tokens. Written from that page and RFC 7519, and not from the SDK.
"""

import base64
import binascii
import hashlib
import hmac
import json
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

LONGEST_LIFE = 86_400
SKEW = 60
_IDENTITY = re.compile(r"[A-Za-z0-9_-]{1,121}")


@dataclass(frozen=True)
class Bearer:
    """Whose phone it is, and which application its calls go to."""

    identity: str
    application_sid: str


def read_token(text: str, account_sid: str, keys: Mapping[str, str], now: float | None = None) -> Bearer | str:
    """Who bears this token, or a sentence that says why nobody does."""
    parts = text.split(".")
    head, body = (_part(one) for one in parts[:2]) if len(parts) == 3 else (None, None)
    if head is None or body is None:
        return "The access token is no JWT."
    if head.get("alg") != "HS256" or head.get("cty") != "twilio-fpa;v=1":
        return "The access token is signed with another algorithm than HS256, or is of another kind."
    secret = keys.get(str(body.get("iss")))
    if secret is None:
        return f"The access token is signed with the API key {body.get('iss')!r}, which this account does not have."
    mac = hmac.new(secret.encode(), f"{parts[0]}.{parts[1]}".encode(), hashlib.sha256).digest()
    if not hmac.compare_digest(_text(mac), parts[2]):
        return "The signature of the access token is wrong: is the API key's secret right?"
    if body.get("sub") != account_sid:
        return f"The access token is for the account {body.get('sub')!r}."
    return _late(body, time.time() if now is None else now) or _bearer(body)


def _late(body: Mapping[str, Any], now: float) -> str | None:
    expires, begins = body.get("exp"), body.get("nbf", 0)
    if not isinstance(expires, int) or not isinstance(begins, int):
        return "The access token does not say when it expires."
    if expires > now + LONGEST_LIFE + SKEW:
        return "The access token lives for more than a day."
    if not begins - SKEW <= now < expires:
        return "The access token has expired, or is not valid yet."
    return None


def _bearer(body: Mapping[str, Any]) -> Bearer | str:
    match body.get("grants"):
        case {"identity": str(identity), "voice": {"outgoing": {"application_sid": str(application)}}}:
            if not _IDENTITY.fullmatch(identity):
                return "The identity in the access token has other characters than letters, digits, _ and -."
            return Bearer(identity, application)
    return "The access token grants no outgoing calls to an application, or has no identity."


def _part(text: str) -> dict[str, Any] | None:
    try:
        read = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (ValueError, binascii.Error):
        return None
    return read if isinstance(read, dict) else None


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")
