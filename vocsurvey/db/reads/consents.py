"""What one contact agreed to and refused, by purpose: the whole ledger, the latest word first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from vocsurvey.db.agreement import Consent
from vocsurvey.db.api import ApiToken
from vocsurvey.db.campaign import Campaign, Case
from vocsurvey.db.imports import ImportRun
from vocsurvey.db.interview import Interview
from vocsurvey.db.people import User


@dataclass(frozen=True)
class ConsentLine:
    """One word. ``origin``: the program, the list and its line, or the campaign in whose interview it was said. ``by``:
    who wrote it down; None for the person, for programs and for lists.
    """

    purpose: str
    granted: bool
    source: str
    origin: str | None
    by: str | None
    words: str
    given_at: datetime
    expires_at: datetime | None


def consents_of(session: Session, contact_id: int) -> tuple[ConsentLine, ...]:
    """Every word of a contact, the latest first."""
    rows = session.execute(
        select(Consent, User.name, ImportRun.file_name, Campaign.name, ApiToken.name)
        .outerjoin(User, User.id == Consent.by_id)
        .outerjoin(ApiToken, ApiToken.id == Consent.token_id)
        .outerjoin(ImportRun, ImportRun.id == Consent.import_run_id)
        .outerjoin(Interview, Interview.id == Consent.interview_id)
        .outerjoin(Case, Case.id == Interview.case_id)
        .outerjoin(Campaign, Campaign.id == Case.campaign_id)
        .where(Consent.contact_id == contact_id)
        .order_by(Consent.given_at.desc(), Consent.id.desc())
    )
    return tuple(
        ConsentLine(
            purpose=row.purpose,
            granted=row.granted,
            source=source_of(row),
            origin=program or (f"{file}, line {row.import_line}" if row.import_run_id is not None else campaign),
            by=by,
            words=row.words,
            given_at=row.given_at,
            expires_at=row.expires_at,
        )
        for row, by, file, campaign, program in rows
    )


def source_of(row: Consent) -> str:
    """Where a word came from. What a program reported counts as what a list says, and is told as what it is."""
    return "api" if row.token_id is not None else row.source
