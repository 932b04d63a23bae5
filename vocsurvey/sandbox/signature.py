"""X-Twilio-Signature, written from the published description and not from the SDK.

Source: Twilio, "Security", Validating Signatures: base64 of HMAC-SHA1, keyed with the auth token, over the full
URL (with its query, without its fragment) followed by every POST parameter's name and value, sorted by name.
"""

import base64
import hashlib
import hmac
from collections.abc import Iterable


def sign(auth_token: str, url: str, parameters: Iterable[tuple[str, str]] = ()) -> str:
    """The signature of a webhook to `url` (no fragment) with these POST parameters (none for a GET)."""
    message = url + "".join(name + value for name, value in sorted(parameters))
    digest = hmac.new(auth_token.encode(), message.encode(), hashlib.sha1).digest()
    return base64.b64encode(digest).decode()
