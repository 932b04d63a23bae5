"""One person: every attempt to reach them, in all campaigns, and what they agreed to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from vocsurvey.db.agreement import Consent
from vocsurvey.db.campaign import Case, CaseKind
from vocsurvey.db.dialing import Attempt
from vocsurvey.db.reads.consents import source_of
from vocsurvey.db.sample import Contact

PAGE = 20


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
