"""The people who sign in."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, String, false, text, true
from sqlalchemy.orm import Mapped, mapped_column

from vocsurvey.db.base import Base, Code, Key, Name, Week, one_of


class Role(StrEnum):
    """What a person does here, and so what they see first."""

    ACCOUNT_TEAM = "account_team"
    CALLER = "caller"
    CUSTOMER_SUCCESS = "customer_success"
    MANAGER = "manager"
    AGENT = "agent"
    ADMIN = "admin"


class Way(StrEnum):
    """How a caller speaks: at a telephone that we ring, or in the browser, which calls us."""

    PHONE = "phone"
    BROWSER = "browser"


class User(Base):
    """A person with a sign-in. ``email`` is stored in lower case. ``agent_id`` says whose feedback is theirs;
    ``languages`` and ``converts_refusals`` which cases a caller can take, ``way`` how they call (None: not chosen)."""

    __tablename__ = "user_account"
    __table_args__ = (one_of("role", Role), one_of("way", Way))

    id: Mapped[Key]
    email: Mapped[Name] = mapped_column(unique=True)
    name: Mapped[Name]
    role: Mapped[Code]
    password_hash: Mapped[str] = mapped_column(String(200))
    session_key: Mapped[str] = mapped_column(String(43), doc="changes when every open session shall end")
    zone: Mapped[str] = mapped_column(String(60), default="UTC")
    active: Mapped[bool] = mapped_column(default=True, server_default=true())
    agent_id: Mapped[int | None] = mapped_column(ForeignKey("agent.id"), index=True)
    languages: Mapped[list[Any]] = mapped_column(
        default=list, server_default=text("'[]'"), doc="codes of those that a caller conducts interviews in"
    )
    converts_refusals: Mapped[bool] = mapped_column(
        default=False, server_default=false(), doc="also calls those who have refused once"
    )
    phone: Mapped[str | None] = mapped_column(String(16), doc="E.164: the caller's own, rung before their customer's")
    way: Mapped[Code | None]
    hours: Mapped[Week] = mapped_column(doc="when they work, in their zone; null: as the rules say")
    country: Mapped[str | None] = mapped_column(String(2), doc="whose holidays are theirs; null: the customer's")
    away: Mapped[list[Any]] = mapped_column(
        default=list, server_default=text("'[]'"), doc="days on which others answer for them: first..last"
    )
    digest: Mapped[Code] = mapped_column(
        default="when_needed", server_default=text("'when_needed'"), doc="each morning: when_needed, always or never"
    )
    created_at: Mapped[datetime]
