"""How a campaign stands at this moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from vocsurvey.db.campaign import Campaign, Case, CaseKind, DialGate
from vocsurvey.db.dialing import OPEN_AT_CARRIER, Attempt, Call
from vocsurvey.db.followup import Flag, FollowUp
from vocsurvey.db.interview import Answer, Interview
from vocsurvey.db.sample import Account, Contact


@dataclass(frozen=True)
class FlagLine:
    """A flag that was raised: who, when, how serious, and where its follow-up is."""

    follow_up_id: int
    contact: str
    account: str
    severity: str
    question: str
    raised_at: datetime


@dataclass(frozen=True)
class Progress:
    """Counts of survey cases and of what came of them. ``codes`` are final dispositions, most frequent first.

    ``stopped_by`` names who closed the gate for all dialling, when somebody did.
    """

    cases: int
    closed: int
    on_the_line: int
    dialled: int
    answers: int
    codes: tuple[tuple[str, int], ...]
    flags: int
    negative_answers: int
    open_follow_ups: int
    latest_flags: tuple[FlagLine, ...]
    stopped_by: str | None
    stopped_at: datetime | None


def progress(session: Session, campaign: Campaign, *, latest: int = 5) -> Progress:
    """The counts of a campaign."""
    mine = (Case.campaign_id == campaign.id, Case.kind == CaseKind.SURVEY)
    cases, closed = session.execute(select(func.count(), func.count(Case.closed_at)).where(*mine)).one()
    codes = session.execute(
        select(Case.disposition, func.count())
        .where(*mine, Case.closed_at.is_not(None))
        .group_by(Case.disposition)
        .order_by(func.count().desc(), Case.disposition)
    )
    gate = session.get(DialGate, "all")
    stopped = gate is not None and not gate.opened
    return Progress(
        cases=cases,
        closed=closed,
        codes=tuple((code, count) for code, count in codes if code is not None),
        latest_flags=_latest_flags(session, campaign.id, latest),
        stopped_by=gate.changed_by if gate is not None and stopped else None,
        stopped_at=gate.changed_at if gate is not None and stopped else None,
        **_dialling(session, campaign.id),
        **_conversation(session, campaign.id),
    )


def _dialling(session: Session, campaign_id: int) -> dict[str, int]:
    attempts = select(Attempt).join(Case).where(Case.campaign_id == campaign_id).subquery()
    on_the_line = (
        select(func.count())
        .select_from(attempts)
        .join(Call, Call.id == attempts.c.call_id)
        .where(Call.status.in_(OPEN_AT_CARRIER))
    )
    dialled = (
        select(func.count())
        .select_from(attempts)
        .join(Call, Call.id == attempts.c.call_id)
        .where(Call.placed_at.is_not(None))
    )
    return {
        "on_the_line": session.execute(on_the_line).scalar_one(),
        "dialled": session.execute(dialled).scalar_one(),
    }


def _conversation(session: Session, campaign_id: int) -> dict[str, int]:
    interviews = select(Interview.id).join(Case).where(Case.campaign_id == campaign_id)
    standing = (Answer.interview_id.in_(interviews), Answer.superseded_at.is_(None))
    raised = Flag.interview_id.in_(interviews)
    counted = {
        "answers": select(func.count(Answer.id)).where(*standing, Answer.missing.is_(None)),
        "negative_answers": select(func.count(Answer.id)).where(*standing, Answer.negative),
        "flags": select(func.count(Flag.id)).where(raised),
        "open_follow_ups": select(func.count(FollowUp.id)).where(
            FollowUp.id.in_(select(Flag.follow_up_id).where(raised)), FollowUp.closed_at.is_(None)
        ),
    }
    return {name: session.execute(wanted).scalar_one() for name, wanted in counted.items()}


def _latest_flags(session: Session, campaign_id: int, latest: int) -> tuple[FlagLine, ...]:
    rows = session.execute(
        select(FollowUp.id, Contact.name, Account.name, Flag.severity, Flag.question, Flag.raised_at)
        .join(FollowUp, FollowUp.id == Flag.follow_up_id)
        .join(Interview, Interview.id == Flag.interview_id)
        .join(Case, Case.id == Interview.case_id)
        .join(Contact, Contact.id == FollowUp.contact_id)
        .join(Account, Account.id == FollowUp.account_id)
        .where(Case.campaign_id == campaign_id)
        .order_by(Flag.id.desc())
        .limit(latest)
    )
    return tuple(FlagLine(*row) for row in rows)
