"""The same request twice is done once: its answer is kept with what it did, in one transaction.

After the Idempotency-Key header of the IETF's HTTP API working group (draft-ietf-httpapi-idempotency-key-header).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from vocsurvey.db.api import ApiAnswer

KEPT = timedelta(days=7)


@dataclass(frozen=True)
class OtherRequest:
    """The key came with another request before."""


def fingerprint(method: str, path: str, body: str) -> str:
    """What makes two requests the same."""
    return sha256("\0".join((method, path, body)).encode("utf-8", "surrogatepass")).hexdigest()


def take_key(session: Session, token_id: int, key: str, print_of: str, now: datetime) -> ApiAnswer | OtherRequest:
    """The answer row of a key: with ``status`` 0 the request is to be done now, else it was.

    Of two that come at once the second one waits for the first: SQLite has one writer, and PostgreSQL's unique key
    makes it begin again from nothing, when it finds the answer.
    """
    known = session.scalar(select(ApiAnswer).where(ApiAnswer.token_id == token_id, ApiAnswer.key == key))
    if known is not None:
        return known if known.fingerprint == print_of else OtherRequest()
    row = ApiAnswer(token_id=token_id, key=key, fingerprint=print_of, status=0, body={}, created_at=now)
    session.add(row)
    session.flush()
    return row


def forget_answers(session: Session, now: datetime, most: int = 500) -> None:
    """Throw away answers that nobody can be waiting for any more, some at a time."""
    old = select(ApiAnswer.id).where(ApiAnswer.created_at < now - KEPT).order_by(ApiAnswer.created_at).limit(most)
    session.execute(delete(ApiAnswer).where(ApiAnswer.id.in_(session.scalars(old).all())))
    session.flush()
