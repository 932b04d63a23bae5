"""One follow-up: what the customer said, who they are to us, and everything that happened since."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from vocsurvey.db.agreement import Promise
from vocsurvey.db.followup import FollowUp, FollowUpEvent
from vocsurvey.db.people import User
from vocsurvey.db.reads.belonging import interviews_of
from vocsurvey.db.reads.reasons import reasons_of
from vocsurvey.db.reads.said import Comment, Said, comments_in, negatives_in, own_words, said_in, scores_in
from vocsurvey.db.reads.transcript import Step, transcript
from vocsurvey.db.sample import Contact


@dataclass(frozen=True)
class Person:
    """Somebody at the account; ``speaker`` is the one who said it."""

    name: str
    role: str
    speaker: bool


@dataclass(frozen=True)
class Happening:
    """One event of the history. ``actor`` None is the system itself; ``program`` brought it, if one did."""

    kind: str
    actor: str | None
    details: dict[str, Any]
    names: dict[int, str]
    at: datetime
    program: str | None


@dataclass(frozen=True)
class Asked:
    """One call that asked whether it is put right, and what was answered. ``case_id`` is the call's own."""

    case_id: int
    at: datetime
    answers: tuple[Said, ...]
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class FollowUpFile:
    """The whole follow-up, as its page shows it."""

    id: int
    case_id: int
    campaign: str
    contact: str
    contact_id: int
    role: str
    phone: str
    zone: str | None
    language: str
    account: str
    account_id: int
    account_value: float | None
    account_country: str
    account_tier: str | None
    account_owner: str | None
    people: tuple[Person, ...]
    about: str
    agent: str | None
    words: tuple[str, ...]
    comments: tuple[Comment, ...]
    negatives: tuple[Said, ...]
    reasons: tuple[str, ...]
    promise: str | None
    promised_by: datetime | None
    scores: tuple[Said, ...]
    answers: tuple[Said, ...]
    steps: tuple[Step, ...]
    verifications: tuple[Asked, ...]
    state: str
    severity: str
    owner_id: int | None
    owner: str | None
    queue: str | None
    first_contact_due_at: datetime
    plan_due_at: datetime
    next_action_at: datetime | None
    opened_at: datetime
    closed_at: datetime | None
    timeline: tuple[Happening, ...]


def follow_up_file(session: Session, row: FollowUp) -> FollowUpFile:
    """Everything about a follow-up."""
    interview, *verifying = interviews_of(session, row)
    case, contact, account = interview.case, row.contact, row.account
    answers = said_in(interview)
    asked = tuple(Asked(one.case_id, one.started_at, said_in(one), transcript(session, one)) for one in verifying)
    said = (*answers, *(answer for one in asked for answer in one.answers))
    promise = session.scalar(select(Promise).where(Promise.follow_up_id == row.id))
    return FollowUpFile(
        id=row.id,
        case_id=case.id,
        campaign=case.campaign.name,
        contact=contact.name,
        contact_id=contact.id,
        role=contact.role,
        phone=contact.line.number + (f", extension {contact.line.extension}" if contact.line.extension else ""),
        zone=contact.zone,
        language=contact.language,
        account=account.name,
        account_id=account.id,
        account_value=account.yearly_value,
        account_country=account.country,
        account_tier=account.tier,
        account_owner=account.owner.name if account.owner else None,
        people=_people(session, row),
        about=case.touchpoint.subject or case.touchpoint.kind.replace("_", " "),
        agent=case.touchpoint.agent.name if case.touchpoint.agent else None,
        words=own_words(said),
        comments=comments_in(said),
        negatives=negatives_in(said),
        reasons=reasons_of(session, row),
        promise=promise.words if promise else None,
        promised_by=promise.by_at if promise else None,
        scores=scores_in(answers),
        answers=answers,
        steps=transcript(session, interview),
        verifications=asked,
        state=row.state,
        severity=row.severity,
        owner_id=row.owner_id,
        owner=row.owner.name if row.owner else None,
        queue=row.queue,
        first_contact_due_at=row.first_contact_due_at,
        plan_due_at=row.plan_due_at,
        next_action_at=row.next_action_at,
        opened_at=row.opened_at,
        closed_at=row.closed_at,
        timeline=_timeline(session, row.events),
    )


def _people(session: Session, row: FollowUp) -> tuple[Person, ...]:
    wanted = select(Contact).where(Contact.account_id == row.account_id, Contact.active).order_by(Contact.name)
    return tuple(Person(one.name, one.role, one.id == row.contact_id) for one in session.scalars(wanted))


def _timeline(session: Session, events: list[FollowUpEvent]) -> tuple[Happening, ...]:
    """The history, latest first, with the names of everybody whom the events refer to by number."""
    ids: set[int] = set()
    for event in events:
        told = event.details.get("told")
        ids |= {one for one in (event.details.get("owner_id"), event.details.get("before")) if isinstance(one, int)}
        ids |= {one for one in told if isinstance(one, int)} if isinstance(told, list) else set()
    names = {key: name for key, name in session.execute(select(User.id, User.name).where(User.id.in_(ids)))}
    return tuple(
        Happening(
            event.kind,
            event.actor.name if event.actor else None,
            event.details,
            names,
            event.happened_at,
            event.token.name if event.token else None,
        )
        for event in reversed(events)
    )
