"""One person: every attempt to reach them, in all campaigns, and what they agreed to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session, joinedload

from vocsurvey.db.agreement import Consent
from vocsurvey.db.campaign import Case, CaseKind
from vocsurvey.db.dialing import Attempt
from vocsurvey.db.reads.consents import source_of
from vocsurvey.db.sample import Agent, Contact, Touchpoint

PAGE = 20
UNNAMED = "relationship:"
"""How the id of a touchpoint begins that stands for no dealing with somebody, only for knowing them."""


@dataclass(frozen=True)
class AttemptOfContact:
    """One try, or a call of theirs. ``at``: when the phone was dialled, or else when the try was planned."""

    case_id: int
    campaign: str
    at: datetime
    channel: str
    called_us: bool
    disposition: str | None
    counted: bool


@dataclass(frozen=True)
class AttemptPage:
    """Some of the attempts, the latest first; ``number`` counts pages from 1."""

    lines: tuple[AttemptOfContact, ...]
    number: int
    pages: int
    total: int


@dataclass(frozen=True)
class Dealing:
    """One thing that somebody had to do with us, by whatever list or program it was brought."""

    external_id: str
    kind: str
    subject: str | None
    channel: str | None
    opened_at: datetime | None
    closed_at: datetime | None
    agent: str | None
    team: str | None
    asked: bool
    """Whether a campaign asks, or has asked, about it."""


@dataclass(frozen=True)
class Dealings:
    """The latest of them, and how many there are."""

    lines: tuple[Dealing, ...]
    total: int


@dataclass(frozen=True)
class Agreed:
    """A consent that was given or refused. ``at`` None: a list said so, without a date."""

    purpose: str
    granted: bool
    source: str
    at: datetime | None
    expires_at: datetime | None
    words: str | None


def attempts_of(session: Session, contact: Contact, number: int) -> AttemptPage:
    """A page of the attempts to reach somebody; tests are none."""
    mine = (
        select(Attempt)
        .join(Case, Case.id == Attempt.case_id)
        .where(Case.contact_id == contact.id, Case.kind != CaseKind.TEST)
    )
    total = session.scalar(mine.with_only_columns(func.count(Attempt.id))) or 0
    pages = max(1, -(-total // PAGE))
    number = min(max(1, number), pages)
    rows = session.scalars(
        mine.order_by(Attempt.opened_at.desc(), Attempt.id.desc())
        .limit(PAGE)
        .offset((number - 1) * PAGE)
        .options(joinedload(Attempt.call), joinedload(Attempt.case).joinedload(Case.campaign))
    )
    return AttemptPage(tuple(_attempt(row) for row in rows), number, pages, total)


def _attempt(row: Attempt) -> AttemptOfContact:
    return AttemptOfContact(
        case_id=row.case_id,
        campaign=row.case.campaign.name,
        at=row.call.sent_at or row.opened_at,
        channel=row.channel,
        called_us=row.call.direction == "inbound",
        disposition=row.disposition,
        counted=row.counted,
    )


def dealings_of(session: Session, contact: Contact) -> Dealings:
    """What somebody had to do with us, the latest first, at most a page of it."""
    mine = (Touchpoint.contact_id == contact.id, Touchpoint.external_id.not_like(f"{UNNAMED}%"))
    latest = func.coalesce(Touchpoint.closed_at, Touchpoint.opened_at)
    asked = exists().where(Case.touchpoint_id == Touchpoint.id, Case.kind != CaseKind.TEST)
    rows = session.execute(
        select(Touchpoint, Agent.name, Agent.team, asked)
        .outerjoin(Agent, Agent.id == Touchpoint.agent_id)
        .where(*mine)
        .order_by(latest.desc().nulls_last(), Touchpoint.id.desc())
        .limit(PAGE)
    )
    lines = tuple(
        Dealing(
            row.external_id, row.kind, row.subject, row.channel, row.opened_at, row.closed_at, agent, team, bool(told)
        )
        for row, agent, team, told in rows
    )
    return Dealings(lines, session.scalar(select(func.count(Touchpoint.id)).where(*mine)) or 0)


def agreed_by(session: Session, contact: Contact) -> tuple[Agreed, ...]:
    """What somebody agreed to or refused, the latest first; what lists say of it stands last."""
    rows = session.scalars(
        select(Consent).where(Consent.contact_id == contact.id).order_by(Consent.given_at.desc(), Consent.id.desc())
    )
    found = [Agreed(row.purpose, row.granted, source_of(row), row.given_at, row.expires_at, row.words) for row in rows]
    told = any(one.purpose == "automated_voice" and one.source in ("import", "api") for one in found)
    if contact.automated_consent is not None and not told:
        found.append(Agreed("automated_voice", contact.automated_consent, "import", None, None, None))
    return tuple(found)
