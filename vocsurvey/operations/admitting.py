"""Tokens for other programs: issued with what they allow, shown once, revoked at once."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session

from vocsurvey.db.api import ApiToken, Scope
from vocsurvey.db.name_queue import queue_for_name
from vocsurvey.operations.administering import Refusal

PREFIX = "vst_"
"""Every token begins so, so that a scanner of sources finds one that somebody left there."""
SHORTEST_LIFE = timedelta(days=1)
LONGEST_LIFE = timedelta(days=3 * 366)
NOTED_EVERY = timedelta(minutes=10)
_HINT = 12


@dataclass(frozen=True)
class Issued:
    """A new token. ``secret`` is not kept: it can be told now and never again."""

    secret: str
    token: ApiToken


def issue_token(
    session: Session, *, name: str, scopes: Iterable[str], lifetime: timedelta, by_id: int | None, now: datetime
) -> Issued | Refusal:
    """Leave for another program. ``by_id`` None is somebody at the command line."""
    name = name.strip()
    wanted = set(scopes)
    if not name or len(name) > 200:
        return Refusal("Give the token a name, at most 200 characters long: what will use it?")
    queue_for_name(session, ApiToken.__tablename__)
    if session.scalar(select(ApiToken.id).where(ApiToken.name == name)) is not None:
        return Refusal(f"There is a token called “{name}” already; choose another name.")
    if unknown := sorted(wanted - set(Scope)):
        return Refusal(f"{', '.join(unknown)} is not a scope; the scopes are {', '.join(Scope)}.")
    if not wanted:
        return Refusal("Choose at least one thing that the token allows.")
    if not SHORTEST_LIFE <= lifetime <= LONGEST_LIFE:
        return Refusal(f"A token lasts between {SHORTEST_LIFE.days} and {LONGEST_LIFE.days} days.")
    secret = PREFIX + secrets.token_urlsafe(32)
    token = ApiToken(
        name=name,
        digest=digest_of(secret),
        hint=secret[:_HINT],
        scopes=[scope.value for scope in Scope if scope in wanted],
        created_at=now,
        created_by_id=by_id,
        expires_at=now + lifetime,
    )
    session.add(token)
    session.flush()
    return Issued(secret, token)


def revoke_token(session: Session, token_id: int, now: datetime) -> bool:
    """The token opens nothing from now on. False when that was so already."""
    token = session.get_one(ApiToken, token_id, with_for_update=True, populate_existing=True)
    if token.revoked_at is not None:
        return False
    token.revoked_at = now
    session.flush()
    return True


def bearer(session: Session, secret: str, now: datetime) -> ApiToken | None:
    """The token that somebody shows; None when it is none, expired or revoked. Changes nothing."""
    token = session.scalar(select(ApiToken).where(ApiToken.digest == digest_of(secret)))
    return token if token is not None and token.lets_in(now) else None


def use_unnoted(token: ApiToken, now: datetime) -> bool:
    """Whether its use is to be written down: not at every request, because every write waits for the others."""
    return token.used_at is None or token.used_at <= now - NOTED_EVERY


def note_use(session: Session, token_id: int, now: datetime) -> None:
    """The token was used."""
    session.get_one(ApiToken, token_id, with_for_update=True).used_at = now
    session.flush()


def digest_of(secret: str) -> str:
    """What is kept of a token. It has 256 bits of chance in it, so a quick hash is as good as a slow one."""
    return sha256(secret.encode("utf-8", "replace")).hexdigest()
