"""The people who sign in."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, String, false, text, true
from sqlalchemy.orm import Mapped, mapped_column

from vocsurvey.db.base import Base, Code, Key, Name, one_of


class Role(StrEnum):
    """What a person does here, and so what they see first."""

    ACCOUNT_TEAM = "account_team"
    CALLER = "caller"
    CUSTOMER_SUCCESS = "customer_success"
    MANAGER = "manager"
    AGENT = "agent"
    ADMIN = "admin"


class User(Base):
    """A person with a sign-in. ``email`` is stored in lower case. ``agent_id`` says whose feedback is theirs;
    ``languages`` and ``converts_refusals`` which cases a caller can take."""

    __tablename__ = "user_account"
    __table_args__ = (one_of("role", Role),)

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
    created_at: Mapped[datetime]
