"""Who may speak with the API, and the answers that it gave to requests that may come again."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from vocsurvey.db.base import Base, Key, Name
from vocsurvey.db.people import User


class Scope(StrEnum):
    """What a token allows. Without ``PERSONAL_READ`` names are initials, and telephones and own words stay here."""

    EVENTS_WRITE = "events:write"
    EVENTS_READ = "events:read"
    CONTACTS_WRITE = "contacts:write"
    CONTACTS_READ = "contacts:read"
    ANSWERS_READ = "answers:read"
    FLAGS_READ = "flags:read"
    FOLLOW_UPS_READ = "follow_ups:read"
    FOLLOW_UPS_WRITE = "follow_ups:write"
    SUPPRESSIONS_WRITE = "suppressions:write"
    PERSONAL_READ = "personal:read"


class ApiToken(Base):
    """Leave for another program. Only a hash of the token is kept; ``hint`` is its beginning, to tell it by."""

    __tablename__ = "api_token"
    __table_args__ = (CheckConstraint("expires_at > created_at", name="ends"),)

    id: Mapped[Key]
    name: Mapped[Name] = mapped_column(unique=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True, doc="SHA-256 of the token, hexadecimal")
    hint: Mapped[str] = mapped_column(String(12))
    scopes: Mapped[list[Any]]
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id), doc="null: at the command line")
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    used_at: Mapped[datetime | None] = mapped_column(doc="lately; not written down more often than every ten minutes")

    def lets_in(self, now: datetime) -> bool:
        """Whether it is neither revoked nor expired."""
        return self.revoked_at is None and now < self.expires_at


class ApiAnswer(Base):
    """The answer to a request with an ``Idempotency-Key``, in the transaction of what the request did."""

    __tablename__ = "api_answer"
    __table_args__ = (UniqueConstraint("token_id", "key"),)

    id: Mapped[Key]
    token_id: Mapped[int] = mapped_column(ForeignKey(ApiToken.id))
    key: Mapped[str] = mapped_column(String(255))
    fingerprint: Mapped[str] = mapped_column(String(64), doc="SHA-256 of method, path and body, hexadecimal")
    status: Mapped[int] = mapped_column(doc="0 while the request is being worked on")
    body: Mapped[dict[str, Any]]
    created_at: Mapped[datetime] = mapped_column(index=True)
