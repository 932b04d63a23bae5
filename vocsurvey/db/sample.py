"""Who is listened to: accounts, contacts, their lines, and what each interview is about."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, String, UniqueConstraint, text, true
from sqlalchemy.orm import Mapped, mapped_column, relationship

from vocsurvey.db.base import Base, Code, Key, Name, Week, Words, one_of
from vocsurvey.db.people import User

CONTACT_ROLES = ("decision_maker", "influencer", "user")
NOWHERE = "ZZ"
"""ISO 3166 leaves this code to users: a line that belongs to no country, and the account of somebody's test calls."""
BROUGHT = "the list that created it, until its undo leaves it or another program speaks of it"
NAMED = "the latest other list that speaks of it, which therefore outlives an undo of the one that created it"
TOUCHPOINT_KINDS = ("support_case", "complaint", "order", "visit", "renewal", "relationship")


class SuppressionScope(StrEnum):
    """How far a suppression reaches."""

    ALL_SURVEYS = "all_surveys"
    AUTOMATED = "automated"


class SuppressionSubject(StrEnum):
    """What a suppression speaks of: a line, a whole number, a person, a customer, or an e-mail domain."""

    LINE = "line"
    NUMBER = "number"
    CONTACT = "contact"
    ACCOUNT = "account"
    DOMAIN = "domain"


class Account(Base):
    """A customer company. ``yearly_value`` is its yearly revenue in the company's own currency."""

    __tablename__ = "account"

    id: Mapped[Key]
    external_id: Mapped[Name] = mapped_column(unique=True)
    name: Mapped[Name]
    country: Mapped[str] = mapped_column(String(2))
    region: Mapped[Name | None]
    tier: Mapped[Name | None]
    yearly_value: Mapped[float | None] = mapped_column(Numeric(14, 2, asdecimal=False))
    owner_id: Mapped[int | None] = mapped_column(ForeignKey(User.id), index=True)
    hours: Mapped[Week] = mapped_column(doc="when its people may be called; null: no wish")
    import_run_id: Mapped[int | None] = mapped_column(doc=BROUGHT)
    named_run_id: Mapped[int | None] = mapped_column(doc=NAMED)
    owner: Mapped[User | None] = relationship()


class Agent(Base):
    """The employee whom feedback is about."""

    __tablename__ = "agent"

    id: Mapped[Key]
    external_id: Mapped[Name] = mapped_column(unique=True)
    name: Mapped[Name]
    team: Mapped[Name | None]
    shift: Mapped[Name | None]
    import_run_id: Mapped[int | None] = mapped_column(doc=BROUGHT)
    named_run_id: Mapped[int | None] = mapped_column(doc=NAMED)


class PhoneLine(Base):
    """A number with its extension. Its row is the gate that permits and opt-outs queue at: both update it first."""

    __tablename__ = "phone_line"
    __table_args__ = (
        UniqueConstraint("number", "extension"),
        CheckConstraint("number LIKE '+%'", name="number_international"),
    )

    id: Mapped[Key]
    number: Mapped[str] = mapped_column(String(16))
    extension: Mapped[str] = mapped_column(String(12), default="")
    kind: Mapped[Code]
    country: Mapped[str | None] = mapped_column(String(2))
    passages: Mapped[int] = mapped_column(default=0, server_default=text("0"))


class Contact(Base):
    """A person at an account."""

    __tablename__ = "contact"
    __table_args__ = (one_of("role", CONTACT_ROLES),)

    id: Mapped[Key]
    external_id: Mapped[Name] = mapped_column(unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey(Account.id), index=True)
    line_id: Mapped[int] = mapped_column(ForeignKey(PhoneLine.id), index=True)
    name: Mapped[Name]
    role: Mapped[Code]
    language: Mapped[str] = mapped_column(String(10))
    zone: Mapped[str | None] = mapped_column(String(60), doc="IANA name; unknown means all candidates")
    automated_consent: Mapped[bool | None] = mapped_column(doc="to be phoned by a machine; null: not known")
    active: Mapped[bool] = mapped_column(default=True, server_default=true())
    email: Mapped[str | None] = mapped_column(String(254), doc="its domain in lower case")
    subdivision: Mapped[str | None] = mapped_column(String(3), doc="ISO 3166-2 after the dash; null: not known")
    hours: Mapped[Week] = mapped_column(doc="when the person may be called; null: no wish")
    erased_at: Mapped[datetime | None] = mapped_column(doc="at their wish: nothing in any row knows them since")
    import_run_id: Mapped[int | None] = mapped_column(doc=BROUGHT)
    named_run_id: Mapped[int | None] = mapped_column(doc=NAMED)
    account: Mapped[Account] = relationship()
    line: Mapped[PhoneLine] = relationship()


class Touchpoint(Base):
    """What an interview is about: a support case, an order, a visit, a renewal, or the relationship itself."""

    __tablename__ = "touchpoint"
    __table_args__ = (one_of("kind", TOUCHPOINT_KINDS),)

    id: Mapped[Key]
    external_id: Mapped[Name] = mapped_column(unique=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey(Contact.id), index=True)
    kind: Mapped[Code]
    subject: Mapped[Words | None]
    channel: Mapped[Name | None]
    opened_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    agent_id: Mapped[int | None] = mapped_column(ForeignKey(Agent.id), index=True)
    import_run_id: Mapped[int | None] = mapped_column(doc="the list that brought it: it counts once that is applied")
    named_run_id: Mapped[int | None] = mapped_column(doc=NAMED)
    contact: Mapped[Contact] = relationship()
    agent: Mapped[Agent | None] = relationship()


class Suppression(Base):
    """What is not called, and why. Only a keyed hash of it counts, of number and extension for a line: it outlives
    erasure. Rows never go (triggers): one that is lifted says by whom and why, and only the name and the words can be
    blotted out.

    ``campaign_id``: of which campaign only, which is part of the hash too; null: of all of them.
    """

    __tablename__ = "suppression"
    __table_args__ = (
        Index(
            "uq_suppression_in_force",
            "line_hash",
            "scope",
            unique=True,
            postgresql_where=text("lifted_at IS NULL"),
            sqlite_where=text("lifted_at IS NULL"),
        ),
        Index("ix_suppression_line_hash", "line_hash"),
        one_of("scope", SuppressionScope),
        one_of("subject", SuppressionSubject),
        CheckConstraint("(lifted_at IS NULL) = (lift_reason IS NULL)", name="lifted_with_reason"),
    )

    id: Mapped[Key]
    line_hash: Mapped[str] = mapped_column(String(64))
    scope: Mapped[Code]
    source: Mapped[Code] = mapped_column(doc="where from: see operations.opting_out.Wish")
    reason: Mapped[Words]
    created_at: Mapped[datetime]
    subject: Mapped[Code] = mapped_column(
        default=SuppressionSubject.LINE, server_default=text("'line'"), doc="what line_hash is the hash of"
    )
    campaign_id: Mapped[int | None] = mapped_column(ForeignKey("campaign.id"))
    name: Mapped[Name | None] = mapped_column(doc="the number or name, as people read it; null: erased")
    origin: Mapped[Name | None] = mapped_column(doc="where exactly: a file and its line, or a campaign")
    by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id), doc="who wrote it down; null: the person, a program")
    lifted_at: Mapped[datetime | None]
    lifted_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    lift_reason: Mapped[Words | None]
