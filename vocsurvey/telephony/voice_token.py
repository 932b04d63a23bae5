"""The access token with which the phone in a browser signs in at the carrier.

It is signed with an API key, lets its bearer call our application and take no calls, and says who they are: the carrier
passes that on, so that nobody can call in somebody else's name. https://www.twilio.com/docs/iam/access-tokens
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal
from urllib.parse import urlsplit

from twilio.jwt.access_token import AccessToken
from twilio.jwt.access_token.grants import VoiceGrant

from vocsurvey.telephony.transport import SDK_HOST

LIFE = timedelta(seconds=3600)
_IDENTITY = re.compile(r"[A-Za-z0-9_-]{1,100}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Reach:
    """What a page must be let reach to be a phone, as sources of a content security policy: for what is sent and
    fetched, and for sounds.
    """

    lines: tuple[str, ...] = ()
    sounds: tuple[str, ...] = ()


NOWHERE = Reach()
SDK_REACH = Reach(
    ("wss://voice-js.roaming.twilio.com", "https://eventgw.twilio.com", "https://sdk.twilio.com"),
    ("https://sdk.twilio.com",),
)
"""The line, the reports of its quality, and the sounds of keys and bells, of the carrier's own software.
https://www.twilio.com/docs/voice/sdks/javascript/best-practices#support-for-content-security-policy"""


@dataclass(frozen=True, slots=True)
class PhoneAccount:
    """What signs tokens: the account, an API key with its secret, and the application that its calls go to."""

    account_sid: str
    key: str
    secret: str
    application_sid: str


@dataclass(frozen=True, slots=True)
class BrowserPhone:
    """What a page needs to make a phone of itself, and which of the two kinds it is to be.

    ``kind``: ``twilio``, the carrier's own software for browsers, which needs nothing but the token; or ``http``, the
    plain phone of a carrier that is reached at ``address`` (docs/commands.md): that software knows no other house.
    """

    kind: Literal["twilio", "http"]
    token: str
    identity: str
    seconds: int
    address: str = ""


def browser_phone(account: PhoneAccount, api_url: str, identity: str) -> BrowserPhone:
    """The phone of somebody, for ``LIFE`` from now on, at the carrier whose API is at ``api_url``."""
    token, seconds = voice_token(account, identity), int(LIFE.total_seconds())
    if urlsplit(api_url).hostname == SDK_HOST:
        return BrowserPhone("twilio", token, identity, seconds)
    return BrowserPhone("http", token, identity, seconds, f"{api_url}/client/calls")


def reach_of(api_url: str) -> Reach:
    """What a page must reach to be a phone of the carrier whose API is at ``api_url``."""
    parts = urlsplit(api_url)
    return SDK_REACH if parts.hostname == SDK_HOST else Reach((f"{parts.scheme}://{parts.netloc}",))


def identity_of(user_id: int) -> str:
    """What the carrier calls a person of ours: a number, and nothing personal."""
    return f"user-{user_id}"


def user_of(identity: str) -> int | None:
    """Whose identity it is; None for one that we never gave."""
    found = re.fullmatch(r"user-([1-9][0-9]{0,17})", identity, re.ASCII)
    return int(found[1]) if found else None


def voice_token(account: PhoneAccount, identity: str) -> str:
    """A token for ``LIFE`` from now on. Raises ValueError for an identity that is not letters, digits, - or _."""
    if not _IDENTITY.fullmatch(identity):
        raise ValueError("an identity is 1 to 100 letters, digits, - or _")
    grant = VoiceGrant(outgoing_application_sid=account.application_sid, incoming_allow=False)
    token = AccessToken(
        account.account_sid,
        account.key,
        account.secret,
        grants=[grant],
        identity=identity,
        ttl=int(LIFE.total_seconds()),
    )
    return str(token.to_jwt())
