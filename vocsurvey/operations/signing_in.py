"""Who may sign in: passwords, and how somebody leaves without leaving a customer unanswered."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from vocsurvey.db.followup import FollowUp
from vocsurvey.db.people import User
from vocsurvey.db.sample import Account
from vocsurvey.followup.lifecycle import Refusal
from vocsurvey.operations.following_up import hand_over, owned_open

SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 200
_HASHER = PasswordHasher()
# Checked when nobody has that address, so that the answer takes as long as for a wrong password.
_NOBODY = _HASHER.hash(secrets.token_urlsafe())


def person_who_signs_in(session: Session, email: str, password: str) -> User | None:
    """The active person with that address and password; None for every other case, after the same time."""
    user = session.scalar(select(User).where(User.email == email.strip().lower()))
    proper = _verified(user.password_hash if user is not None else _NOBODY, password[:LONGEST_PASSWORD])
    return user if proper and user is not None and user.active else None


def _verified(password_hash: str, password: str) -> bool:
    try:
        return _HASHER.verify(password_hash, password)
    except (VerificationError, InvalidHashError):
        return False


def password_hash(password: str) -> str:
    """The argon2id hash that is stored."""
    return _HASHER.hash(password)


def password_problem(password: str) -> str | None:
    """What is wrong with a new password, in one sentence; None when nothing is."""
    if SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        return None
    return f"The password needs at least {SHORTEST_PASSWORD} characters, and {LONGEST_PASSWORD} at most."


def change_password(session: Session, user_id: int, password: str) -> User | Refusal:
    """A new password; every open session of the person ends."""
    problem = password_problem(password)
    if problem is not None:
        return Refusal(problem)
    user = session.get_one(User, user_id, with_for_update=True)
    user.password_hash = password_hash(password)
    user.session_key = secrets.token_urlsafe(32)
    session.flush()
    return user


def deactivate(
    session: Session, user_id: int, actor: User, now: datetime, *, heir_id: int | None = None
) -> User | Refusal:
    """The person can no longer sign in, their sessions end, and what they owe customers goes to the heir.

    Refused while they own open follow-ups and no heir is named: nothing may be left with somebody who is gone. Their
    accounts go to the heir too, so that new follow-ups do not come to them either.
    """
    user = session.get_one(User, user_id, with_for_update=True)
    if user.id == actor.id:
        return Refusal("Somebody else has to deactivate you, so that one administrator is always left.")
    heir = session.get(User, heir_id) if heir_id is not None else None
    if heir is not None and (heir.id == user.id or not heir.active):
        return Refusal("Choose somebody else, who can sign in, to take over.")
    if heir is not None and heir.agent_id is not None:
        return Refusal(f"{heir.name} is somebody whom feedback is about. Choose somebody else to take over.")
    owned = owned_open(session, user.id)
    if owned and heir is None:
        return Refusal(f"{user.name} has open follow-ups ({len(owned)}). Name who takes them over.")
    if heir is not None:
        _bequeath(session, owned, user, heir, actor, now)
    user.active, user.phone = False, None
    user.session_key = secrets.token_urlsafe(32)
    session.flush()
    return user


def _bequeath(session: Session, owned: Sequence[FollowUp], user: User, heir: User, actor: User, now: datetime) -> None:
    for follow_up in owned:
        done = hand_over(session, follow_up.id, heir, actor, now)
        assert isinstance(done, FollowUp), "an active heir whom no feedback is about is never refused"
    for account in session.scalars(select(Account).where(Account.owner_id == user.id)):
        account.owner_id = heir.id
