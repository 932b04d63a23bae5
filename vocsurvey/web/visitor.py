"""Who is at the door: the person that a session belongs to, as a value."""

from __future__ import annotations

from dataclasses import dataclass

from flask_login import UserMixin, current_user
from sqlalchemy import select

from vocsurvey.db.people import Role, User
from vocsurvey.web.wiring import runtime


@dataclass(frozen=True)
class Visitor(UserMixin):  # type: ignore[misc]  # Flask-Login ships no types
    """A signed-in person. ``session_key`` identifies the session: when it changes, every open one ends."""

    id: int
    name: str
    email: str
    role: Role
    zone: str
    agent_id: int | None
    session_key: str

    def get_id(self) -> str:
        """What Flask-Login keeps in the cookie."""
        return self.session_key

    @classmethod
    def of(cls, user: User) -> Visitor:
        """The visitor that a row stands for."""
        return cls(user.id, user.name, user.email, Role(user.role), user.zone, user.agent_id, user.session_key)


def visitor() -> Visitor:
    """Who asks. Only behind a guard that is not public: there is somebody then."""
    person = current_user._get_current_object()
    assert isinstance(person, Visitor)
    return person


def known_visitor() -> Visitor | None:
    """Who asks, or None for somebody who has not signed in."""
    return visitor() if current_user.is_authenticated else None


def remembered(session_key: str) -> Visitor | None:
    """The person whose session this is; None once they are deactivated or their sessions were ended."""
    with runtime().database.reading() as session:
        user = session.scalar(select(User).where(User.session_key == session_key, User.active))
        return Visitor.of(user) if user is not None else None
