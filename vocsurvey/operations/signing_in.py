"""Who may sign in, and their passwords."""

from __future__ import annotations

import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from vocsurvey.db.people import User
from vocsurvey.followup.lifecycle import Refusal

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
