"""What callers were told: by one of them what is new to them, and by those who sent it who has seen it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from vocsurvey.db.room import DeskMessage

MOST_SENT = 200
MOST_SHOWN = 10


@dataclass(frozen=True)
class Told:
    """A message that its caller has not seen yet."""

    id: int
    words: str
    sender: str
    sent_at: datetime


@dataclass(frozen=True)
class Sent:
    """A message: to whom it went, and who of them has not seen it."""

    words: str
    sender: str
    sent_at: datetime
    recipients: tuple[str, ...]
    unseen: tuple[str, ...]


def unseen_by(session: Session, user_id: int) -> tuple[Told, ...]:
    """What a caller was told and has not seen, the oldest first."""
    rows = session.scalars(
        select(DeskMessage)
        .where(DeskMessage.recipient_id == user_id, DeskMessage.seen_at.is_(None), DeskMessage.words != "")
        .order_by(DeskMessage.id)
        .options(joinedload(DeskMessage.sender, innerjoin=True))
    )
    return tuple(Told(row.id, row.words, row.sender.name, row.sent_at) for row in rows)


def sent_lately(session: Session) -> tuple[Sent, ...]:
    """The latest messages, the newest first; what went to all is one."""
    rows = session.scalars(
        select(DeskMessage)
        .where(DeskMessage.words != "")
        .order_by(DeskMessage.sent_at.desc(), DeskMessage.sender_id, DeskMessage.id)
        .limit(MOST_SENT)
        .options(joinedload(DeskMessage.sender, innerjoin=True), joinedload(DeskMessage.recipient, innerjoin=True))
    ).all()
    together = groupby(rows, key=lambda row: (row.sent_at, row.sender_id, row.words))
    return tuple(_sent(tuple(same)) for _, same in together)[:MOST_SHOWN]


def _sent(rows: tuple[DeskMessage, ...]) -> Sent:
    first = rows[0]
    unseen = _names(row for row in rows if row.seen_at is None)
    return Sent(first.words, first.sender.name, first.sent_at, _names(rows), unseen)


def _names(rows: Iterable[DeskMessage]) -> tuple[str, ...]:
    return tuple(sorted(row.recipient.name for row in rows))
