"""What other programs reported, the newest first, with what the rules made of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from vocsurvey.db.api import ApiToken
from vocsurvey.db.campaign import Case
from vocsurvey.db.lifecycle import LifecycleEvent
from vocsurvey.db.sample import Account, Contact

PAGE = 50


@dataclass(frozen=True)
class EventLine:
    """One event. ``verdicts``: each rule that was asked, with its sentence. ``disposition`` is that of its case."""

    public_id: str
    external_id: str | None
    kind: str
    happened_at: datetime
    received_at: datetime
    token: str
    contact_id: int
    contact: str
    account: str
    about: str
    decision: str
    rule: str | None
    verdicts: tuple[tuple[str, str], ...]
    case_id: int | None
    campaign: str | None
    closed: bool
    due_at: datetime | None


@dataclass(frozen=True)
class EventPage:
    """Some of the events; ``number`` counts pages from 1."""

    lines: tuple[EventLine, ...]
    number: int
    pages: int
    total: int


def events(session: Session, words: str, *, kind: str | None, decision: str | None, number: int) -> EventPage:
    """A page of events. ``words`` finds them by the person, the customer, or an id of either program."""
    wanted = select(LifecycleEvent).join(LifecycleEvent.contact).join(Contact.account)
    if kind is not None:
        wanted = wanted.where(LifecycleEvent.kind == kind)
    if decision is not None:
        wanted = wanted.where(LifecycleEvent.decision == decision)
    if part := words.strip().lower():
        ids = (LifecycleEvent.external_id, LifecycleEvent.public_id, Contact.external_id)
        columns = (*ids, Contact.name, Account.name)
        wanted = wanted.where(or_(*(func.lower(column).contains(part, autoescape=True) for column in columns)))
    total = session.scalar(wanted.with_only_columns(func.count(LifecycleEvent.id))) or 0
    pages = max(1, -(-total // PAGE))
    number = min(max(1, number), pages)
    rows = session.scalars(
        wanted.order_by(LifecycleEvent.id.desc())
        .limit(PAGE)
        .offset((number - 1) * PAGE)
        .options(
            contains_eager(LifecycleEvent.contact).contains_eager(Contact.account),
            joinedload(LifecycleEvent.touchpoint, innerjoin=True),
            joinedload(LifecycleEvent.case).joinedload(Case.campaign),
        )
    ).all()
    return EventPage(_lines(session, rows), number, pages, total)


def _lines(session: Session, rows: Sequence[LifecycleEvent]) -> tuple[EventLine, ...]:
    tokens = select(ApiToken.id, ApiToken.name).where(ApiToken.id.in_({row.token_id for row in rows}))
    names = {token_id: name for token_id, name in session.execute(tokens)}
    return tuple(
        EventLine(
            public_id=row.public_id,
            external_id=row.external_id,
            kind=row.kind,
            happened_at=row.happened_at,
            received_at=row.received_at,
            token=names[row.token_id],
            contact_id=row.contact_id,
            contact=row.contact.name,
            account=row.contact.account.name,
            about=row.touchpoint.subject or row.touchpoint.external_id,
            decision=row.decision,
            rule=row.rule,
            verdicts=tuple((one["rule"], one["sentence"]) for one in row.verdicts),
            case_id=row.case_id,
            campaign=row.case.campaign.name if row.case is not None else None,
            closed=row.case is not None and row.case.closed_at is not None,
            due_at=row.case.due_at if row.case is not None else None,
        )
        for row in rows
    )
