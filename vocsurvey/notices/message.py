"""A message to one person, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Message:
    """``key`` is the same whenever the same message is sent again. ``written_at`` (aware UTC) becomes its Date.

    ``sender_name`` stands beside our address; replies go to ``reply_to`` where it is given. ``unsubscribe`` is an
    address at which whoever gets it says that they want no more; with ``one_click`` their mail program posts to it
    (RFC 8058).
    """

    to: str
    subject: str
    text: str
    html: str | None
    key: str
    written_at: datetime | None = None
    sender_name: str | None = None
    reply_to: str | None = None
    unsubscribe: str | None = None
    one_click: bool = False


@dataclass(frozen=True, slots=True)
class Sent:
    """The next server has taken responsibility for it. ``message_id`` is derived from the key."""

    message_id: str


@dataclass(frozen=True, slots=True)
class NotSent:
    """It was not taken, as far as we know. ``permanent``: sending the same again cannot help."""

    why: str
    permanent: bool
