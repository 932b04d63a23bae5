"""What came of the demonstration: one object for programs, and the facts that a summary is told from."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, joinedload

from vocsurvey import clock
from vocsurvey.db.audit.rule import Violation
from vocsurvey.db.audit.verdict import audit
from vocsurvey.db.campaign import Campaign, Case, CaseKind
from vocsurvey.db.dialing import Attempt, Call
from vocsurvey.db.followup import Flag, FollowUp
from vocsurvey.db.interview import Answer, Interview
from vocsurvey.db.sample import Contact
from vocsurvey.followup.lifecycle import State
from vocsurvey.keys import line_hasher
from vocsurvey.operations.reporting import summarise
from vocsurvey.reporting.summary import Summary
from vocsurvey.rulebook import Rulebook, load_rulebook
from vocsurvey.settings import Settings


@dataclass(frozen=True)
class Owed:
    """One follow-up: who answers for it, to whom, by when."""

    id: int
    contact: str
    account: str
    severity: str
    owner: str
    due_at: datetime
    flags: int
    open: bool


@dataclass(frozen=True)
class Report:
    """All that the summary tells. ``orphans``: negative answers and open follow-ups that nobody answers for."""

    status: str
    summary: Summary
    labels: dict[str, str]
    people: int
    dialed: int
    calls: int
    rang_back: int
    negative_answers: int
    flags: dict[str, int]
    follow_ups: tuple[Owed, ...]
    orphans: int
    violations: tuple[Violation, ...]
    answers_digest: str


def report(session: Session, campaign_id: int, settings: Settings) -> Report:
    """Read the report of one campaign, and audit the whole database."""
    rules = load_rulebook(settings.rules_folder)
    summary = summarise(session, campaign_id, rules.dispositions)
    campaign = session.get_one(Campaign, campaign_id)
    mine = Case.campaign_id == campaign_id
    attempts = select(Attempt.call_id).join(Case).where(mine)
    counted = select(func.count(func.distinct(Attempt.case_id))).join(Case).where(mine, Attempt.counted)
    placed = select(func.count(Call.id)).where(Call.placed_at.is_not(None), Call.id.in_(attempts))
    interviews = select(Interview.id).join(Case).where(mine)
    negative = select(func.count(Answer.id)).where(Answer.negative, Answer.interview_id.in_(interviews))
    flags = select(Flag.kind, func.count()).where(Flag.interview_id.in_(interviews))
    by_kind = session.execute(flags.group_by(Flag.kind))
    hasher = line_hasher(settings.suppression_key or "")
    return Report(
        status=campaign.status,
        summary=summary,
        labels=_labels(summary, rules),
        people=_count(session, select(func.count(Case.id)).where(mine)),
        dialed=_count(session, counted),
        calls=_count(session, placed.where(Call.direction == "outbound")),
        rang_back=_count(session, placed.where(Call.direction == "inbound")),
        negative_answers=_count(session, negative),
        flags={kind: count for kind, count in by_kind},
        follow_ups=_owed(session),
        orphans=_orphans(session),
        violations=audit(session, clock.now(), hasher),
        answers_digest=answers_digest(session),
    )


def as_json(found: Report) -> dict[str, Any]:
    """The report as one JSON object. ``answers`` are those that stand; ``negative_answers`` also corrected ones."""
    summary = found.summary
    scores = {name: asdict(getattr(summary, name)) for name in ("cared", "csat", "ces", "fcr")}
    nps = {**asdict(summary.nps), "asked": summary.nps.n}
    return {
        "people": found.people,
        "dialed": found.dialed,
        "calls": found.calls,
        "rang_back": found.rang_back,
        "complete": summary.completes,
        "partial": summary.partials,
        "breakoff": summary.breakoffs,
        "refusal": summary.refusals,
        "noncontact": summary.noncontacts,
        "dispositions": dict(summary.dispositions),
        "answers": summary.answers,
        "negative_answers": found.negative_answers,
        "flags": found.flags.get("negative", 0),
        "flags_by_kind": found.flags,
        "follow_ups": len(found.follow_ups),
        "orphans": found.orphans,
        "scores": {**scores, "nps": nps},
        "audit": [asdict(one) for one in found.violations] or "clean",
        "answers_digest": found.answers_digest,
    }


def answers_digest(session: Session) -> str:
    """SHA-256 over every answer that stands, by person: two runs with the same seed have the same one."""
    rows = session.execute(
        select(Contact.external_id, Answer.question, Answer.value, Answer.missing, Answer.verbatim)
        .join(Interview, Interview.id == Answer.interview_id)
        .join(Case, Case.id == Interview.case_id)
        .join(Contact, Contact.id == Case.contact_id)
        .where(Answer.superseded_at.is_(None), Case.kind != CaseKind.TEST)
    )
    lines = sorted(json.dumps(list(row), ensure_ascii=False) for row in rows)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _count(session: Session, wanted: Any) -> int:
    return int(session.scalar(wanted) or 0)


def _labels(summary: Summary, rules: Rulebook) -> dict[str, str]:
    found = {code: rules.dispositions.of(code) for code in summary.dispositions}
    return {code: entry.name if entry else code for code, entry in found.items()}


def _owed(session: Session) -> tuple[Owed, ...]:
    rows = session.scalars(
        select(FollowUp)
        .where(FollowUp.state != State.TRIED_OUT)
        .order_by(FollowUp.first_contact_due_at, FollowUp.id)
        .options(
            joinedload(FollowUp.contact), joinedload(FollowUp.account), joinedload(FollowUp.owner),
            joinedload(FollowUp.flags),
        )
    ).unique()  # fmt: skip
    return tuple(
        Owed(
            id=row.id,
            contact=row.contact.name,
            account=row.account.name,
            severity=row.severity,
            owner=row.owner.name if row.owner else f"the {row.queue} queue",
            due_at=row.first_contact_due_at,
            flags=len(row.flags),
            open=row.closed_at is None,
        )
        for row in rows
    )


def _orphans(session: Session) -> int:
    lost = (
        select(func.count(Answer.id))
        .outerjoin(Flag, Flag.id == Answer.flag_id)
        .outerjoin(FollowUp, FollowUp.id == Flag.follow_up_id)
        .where(Answer.negative, FollowUp.id.is_(None))
    )
    nobodys = select(func.count(FollowUp.id)).where(
        FollowUp.closed_at.is_(None),
        or_(
            FollowUp.owner_id.is_(None) & FollowUp.queue.is_(None),
            FollowUp.next_action_at.is_(None),
        ),
    )
    return _count(session, lost) + _count(session, nobodys)
