"""The personal link of a note: it names one note, cannot be guessed, and says nothing of anybody.

``/n/{public id}.{mac}``: the id is random and kept with the note, the mac needs the secret key. So neither whoever
reads the database nor whoever has only the key can make a link. The form on the page carries another mac, of the day.
"""

from __future__ import annotations

import hmac
import re
from base64 import urlsafe_b64encode
from datetime import date, timedelta
from hashlib import sha256

PATH = "/n"
_LABEL = b"vocsurvey personal link v1"
_MAC_BYTES = 16
_TOKEN = re.compile(r"([A-Za-z0-9_-]{8,40})\.([A-Za-z0-9_-]{22})", re.ASCII)
FORM_LIVES = timedelta(days=1)
"""A form that was opened on the day before is taken still."""


class PersonalLinks:
    """Makes and reads links under a public URL."""

    def __init__(self, public_url: str, secret_key: str) -> None:
        if not secret_key:
            raise ValueError("the secret key is empty: links could be forged")
        self._public = public_url.rstrip("/")
        self._key = hmac.digest(secret_key.encode(), _LABEL, sha256)

    def page(self, public_id: str) -> str:
        """Where the reader of a note chooses."""
        return f"{self._public}{PATH}/{self.token(public_id)}"

    def never(self, public_id: str) -> str:
        """Where one says never, and where a mail program posts its one click (RFC 8058)."""
        return f"{self.page(public_id)}/never"

    @property
    def one_click(self) -> bool:
        """Whether mail programs may post without asking: RFC 8058 wants https."""
        return self._public.startswith("https://")

    def token(self, public_id: str) -> str:
        """The last part of the link."""
        return f"{public_id}.{self._mac('link', public_id)}"

    def read(self, token: str) -> str | None:
        """The public id of the note; None for a link that is not ours."""
        found = _TOKEN.fullmatch(token)
        if found is None or not hmac.compare_digest(self._mac("link", found[1]), found[2]):
            return None
        return found[1]

    def form(self, public_id: str, day: date) -> str:
        """What a form that is opened on this day carries."""
        return f"{day.isoformat()}.{self._mac('form', f'{day.isoformat()}.{public_id}')}"

    def reads_form(self, public_id: str, text: str, today: date) -> bool:
        """Whether a form came from a page of this note that was opened today, or on the day before."""
        days = (today - timedelta(days=back) for back in range(FORM_LIVES.days + 1))
        return any(hmac.compare_digest(self.form(public_id, day).encode(), text.encode()) for day in days)

    def _mac(self, what: str, signed: str) -> str:
        mac = hmac.digest(self._key, f"{what}.{signed}".encode(), sha256)
        return urlsafe_b64encode(mac[:_MAC_BYTES]).decode().rstrip("=")
