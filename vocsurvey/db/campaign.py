"""What is fielded: questionnaire versions, campaigns, their gate, and cases."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, String, Text, UniqueConstraint, false, text, true
from sqlalchemy.orm import Mapped, mapped_column, relationship

from vocsurvey.db.base import Base, Code, Key, Name, Week, Words, one_of
from vocsurvey.db.people import User
from vocsurvey.db.sample import Contact, Touchpoint
from vocsurvey.fieldwork.plan import Answerable
from vocsurvey.fieldwork.recurrence import Every

CHANNELS = ("ivr", "live")


SORTED = text("closed_at IS NULL AND desk_queue IS NOT NULL")
"""What holds for a case that waits in a queue of live callers."""
UNSORTED = text("closed_at IS NULL AND channel = 'live' AND desk_queue IS NULL")
"""What holds for a live caller's case of which nobody has worked out yet which callers it fits."""


class CampaignStatus(StrEnum):
    """Where a campaign stands."""

    DRAFT = "draft"
    RUNNING = "running"
    PAUSED = "paused"
    FINISHED = "finished"


class CampaignKind(StrEnum):
    """Why a campaign exists. A test campaign stands for the test interviews of one questionnaire version; no clock
    dials for it, and no list or figure shows it."""

    SURVEY = "survey"
    TEST = "test"


class CampaignStep(StrEnum):
    """What somebody decided about a campaign."""

    PLANNED = "planned"
    CHANGED = "changed"
    LAUNCHED = "launched"
    PAUSED = "paused"
    RESUMED = "resumed"
    STOPPED = "stopped"
    FINISHED = "finished"


class CaseKind(StrEnum):
    """Why a case exists. Only surveys count in outcome rates; tests count in nothing."""

    SURVEY = "survey"
    VERIFICATION = "verification"
    INBOUND = "inbound"
    TEST = "test"


class QuestionnaireVersion(Base):
    """What was asked: the whole questionnaire as canonical JSON. Rows never change (a trigger sees to it)."""

    __tablename__ = "questionnaire_version"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[Name]
    definition: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]


class Campaign(Base):
    """One fielding of one questionnaire version to one sample. Launching pins the digest."""

    __tablename__ = "campaign"
    __table_args__ = (
        one_of("kind", CampaignKind),
        one_of("status", CampaignStatus),
        CheckConstraint("status = 'draft' OR questionnaire_digest IS NOT NULL", name="launched_is_pinned"),
        CheckConstraint("stopped_at IS NULL OR status IN ('paused', 'finished')", name="stopped_is_silent"),
        one_of("answerable", Answerable),
        one_of("every", Every),
        CheckConstraint("priority BETWEEN 0 AND 9", name="priority_known"),
    )

    id: Mapped[Key]
    kind: Mapped[Code] = mapped_column(default=CampaignKind.SURVEY, server_default=text("'survey'"))
    name: Mapped[Name] = mapped_column(unique=True)
    company_name: Mapped[Name] = mapped_column(doc="in whose name we call")
    questionnaire_name: Mapped[Name]
    questionnaire_digest: Mapped[str | None] = mapped_column(ForeignKey(QuestionnaireVersion.digest))
    status: Mapped[Code] = mapped_column(default=CampaignStatus.DRAFT)
    touchpoint_kinds: Mapped[list[Any]]
    from_number: Mapped[str] = mapped_column(String(16))
    owner_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    created_at: Mapped[datetime]
    launched_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    starts_at: Mapped[datetime | None] = mapped_column(doc="nobody is called before; null: at once")
    ends_at: Mapped[datetime | None] = mapped_column(doc="nobody is called from then on; null: open")
    hours: Mapped[Week] = mapped_column(doc="when its calls go out; null: the default of the rules")
    standing: Mapped[bool] = mapped_column(
        default=False, server_default=false(), doc="its cases are made by events, until it ends"
    )
    zone: Mapped[str] = mapped_column(String(60), default="UTC", server_default=text("'UTC'"), doc="of its days")
    filters: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default=text("'{}'"), doc="name → values")
    sampling: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default=text("'{}'"), doc="{}: everybody")
    max_attempts: Mapped[int | None] = mapped_column(doc="null: as the rules say, here and below")
    min_gap_days: Mapped[int | None]
    machine_message: Mapped[bool | None]
    calls_per_day: Mapped[int | None] = mapped_column(doc="null: no limit of its own")
    money_per_day: Mapped[float | None] = mapped_column(Numeric(14, 2, asdecimal=False))
    answerable: Mapped[Code] = mapped_column(
        default=Answerable.ACCOUNT, server_default=text("'account'"), doc="who owns its follow-ups"
    )
    typed: Mapped[Week] = mapped_column(doc="the plan as it was typed, whole or not; null: made by a command")
    revision: Mapped[int] = mapped_column(default=0, server_default=text("0"), doc="counts the changes of the plan")
    every: Mapped[Code | None] = mapped_column(doc="how often it comes again; null: only once")
    launched_by_clock: Mapped[bool] = mapped_column(default=False, server_default=false(), doc="the next round")
    repeats_at: Mapped[datetime | None] = mapped_column(doc="when the clock makes the next round")
    stopped_at: Mapped[datetime | None] = mapped_column(doc="nobody is called for it any more")
    priority: Mapped[int] = mapped_column(default=0, server_default=text("0"), doc="0 to 9: 9 is called first")
    notice_days: Mapped[int | None] = mapped_column(doc="so long ahead a note goes out by e-mail; null: none does")
    questionnaire: Mapped[QuestionnaireVersion | None] = relationship()
    owner: Mapped[User | None] = relationship()


class CampaignDecision(Base):
    """What was decided about a campaign, by whom, and when. Rows never change and never go (triggers see to it)."""

    __tablename__ = "campaign_decision"
    __table_args__ = (one_of("step", CampaignStep),)

    id: Mapped[Key]
    campaign_id: Mapped[int] = mapped_column(ForeignKey(Campaign.id), index=True)
    step: Mapped[Code]
    actor: Mapped[Name]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    words: Mapped[Words] = mapped_column(default="", doc="what else is to be known of it")
    decided_at: Mapped[datetime]


class CampaignDay(Base):
    """What the calls of one campaign were booked with on one day. Permits update it under the campaign's gate."""

    __tablename__ = "campaign_day"

    campaign_id: Mapped[int] = mapped_column(ForeignKey(Campaign.id), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    calls: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    money: Mapped[float] = mapped_column(Numeric(14, 4, asdecimal=False), default=0.0, server_default=text("0"))


class Quota(Base):
    """Enough complete interviews of one kind of customer in a campaign. ``segment`` names facts and their values.

    ``completed`` is counted up and down in the transaction that closes a case, so that a claim need not count cases.
    """

    __tablename__ = "quota"
    __table_args__ = (CheckConstraint("target >= 1 AND completed >= 0", name="countable"),)

    id: Mapped[Key]
    campaign_id: Mapped[int] = mapped_column(ForeignKey(Campaign.id), index=True)
    segment: Mapped[dict[str, Any]]
    target: Mapped[int]
    completed: Mapped[int] = mapped_column(default=0, server_default=text("0"))


class DialDay(Base):
    """What the calls of one day of the budget's time zone were booked with. Permits update it, so that they queue."""

    __tablename__ = "dial_day"

    day: Mapped[date] = mapped_column(primary_key=True)
    calls: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    money: Mapped[float] = mapped_column(Numeric(14, 4, asdecimal=False), default=0.0, server_default=text("0"))


class DialGate(Base):
    """A gate that every permit passes: ``all``, and one per campaign. Whoever closes it queues with the permits."""

    __tablename__ = "dial_gate"

    key: Mapped[str] = mapped_column(String(60), primary_key=True)
    opened: Mapped[bool] = mapped_column(default=True, server_default=true())
    passages: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    changed_at: Mapped[datetime]
    changed_by: Mapped[Name]
    reason: Mapped[Words | None] = mapped_column(doc="why the carrier closed it, and what to do")
    probe_at: Mapped[datetime | None] = mapped_column(doc="when to look whether the account works again")


class GateChange(Base):
    """Who opened or closed a gate, when and why. Rows never change and never go (triggers)."""

    __tablename__ = "gate_change"

    id: Mapped[Key]
    gate_key: Mapped[str] = mapped_column(String(60), index=True)
    opened: Mapped[bool]
    changed_at: Mapped[datetime]
    changed_by: Mapped[Name]
    reason: Mapped[Words | None]


class Case(Base):
    """One contact worked in one campaign about one touchpoint. ``disposition`` is final once ``closed_at`` is set.

    An open case always has ``due_at``, so that some tick finds it.
    """

    __tablename__ = "case_file"
    __table_args__ = (
        UniqueConstraint("campaign_id", "contact_id", "touchpoint_id"),
        one_of("kind", CaseKind),
        one_of("channel", CHANNELS),
        CheckConstraint("closed_at IS NOT NULL OR due_at IS NOT NULL", name="open_is_due"),
        CheckConstraint("closed_at IS NULL OR disposition IS NOT NULL", name="closed_has_disposition"),
        Index(
            "ix_case_file_due",
            "campaign_id",
            "channel",
            "due_at",
            "id",  # a launch makes everybody due at the same moment: without it all of them would be sorted
            postgresql_where=text("closed_at IS NULL"),
            sqlite_where=text("closed_at IS NULL"),
        ),
        Index(
            "ix_case_file_desk",
            *("campaign_id", "channel", "desk_queue", "due_at", "id"),
            postgresql_where=SORTED,
            sqlite_where=SORTED,
        ),
        Index("ix_case_file_unsorted", "id", postgresql_where=UNSORTED, sqlite_where=UNSORTED),
    )

    id: Mapped[Key]
    kind: Mapped[Code] = mapped_column(default=CaseKind.SURVEY)
    campaign_id: Mapped[int] = mapped_column(ForeignKey(Campaign.id))
    contact_id: Mapped[int] = mapped_column(ForeignKey(Contact.id), index=True)
    touchpoint_id: Mapped[int] = mapped_column(ForeignKey(Touchpoint.id), index=True)
    due_at: Mapped[datetime | None]
    waiting_for: Mapped[list[Any]] = mapped_column(default=list, doc="reasons of the last deferral or block")
    channel: Mapped[Code] = mapped_column(default="ivr", server_default=text("'ivr'"), doc="who calls next")
    desk_queue: Mapped[Code | None] = mapped_column(doc="which callers it fits; null: not a caller's, or to be sorted")
    disposition: Mapped[Code | None]
    created_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    campaign: Mapped[Campaign] = relationship()
    contact: Mapped[Contact] = relationship()
    touchpoint: Mapped[Touchpoint] = relationship()
