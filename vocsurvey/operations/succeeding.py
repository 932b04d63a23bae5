"""Who comes instead of somebody: a person at the same account, and a case of their own about the same thing."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from vocsurvey.db.campaign import Case
from vocsurvey.db.sample import Contact, PhoneLine, Touchpoint
from vocsurvey.fieldwork.phone import Line
from vocsurvey.fieldwork.protocol import Channel


def succeed(session: Session, case: Case, name: str, line: Line, key: str, now: datetime) -> Contact:
    """The person of that name and number at the account, known already or new, and their case in the campaign.

    Whether and when they are called is ``may_call``'s to say, as of everybody. ``key`` is of this succession alone.
    """
    known = _line(session, line)
    person = session.scalar(
        select(Contact)
        .where(Contact.account_id == case.contact.account_id, Contact.line_id == known.id)
        .where(func.lower(Contact.name) == name.lower())
        .order_by(Contact.id)
        .limit(1)
    )
    if person is None:
        person = Contact(
            external_id=f"successor:{key}",
            account_id=case.contact.account_id,
            line_id=known.id,
            name=name,
            role=case.contact.role,
            language=case.contact.language,
        )
        session.add(person)
        session.flush()
    asked = select(Case.id).where(Case.campaign_id == case.campaign_id, Case.contact_id == person.id)
    if session.scalar(asked.limit(1)) is None:
        _case(session, case, person, key, now)
    return person


def _line(session: Session, line: Line) -> PhoneLine:
    row = {"number": line.number, "extension": line.extension, "kind": line.kind, "country": line.country}
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    session.execute(insert(PhoneLine).values(row).on_conflict_do_nothing())
    wanted = select(PhoneLine).where(PhoneLine.number == line.number, PhoneLine.extension == line.extension)
    return session.scalars(wanted).one()


def _case(session: Session, case: Case, person: Contact, key: str, now: datetime) -> None:
    """A touchpoint belongs to one person, so the successor gets one of their own, about the same thing."""
    before = case.touchpoint
    about = Touchpoint(
        external_id=f"successor:{key}",
        contact_id=person.id,
        kind=before.kind,
        subject=before.subject,
        channel=before.channel,
        opened_at=before.opened_at,
        closed_at=before.closed_at,
        agent_id=before.agent_id,
    )
    session.add(about)
    session.flush()
    session.add(
        Case(
            kind=case.kind,
            campaign_id=case.campaign_id,
            contact_id=person.id,
            touchpoint_id=about.id,
            due_at=now,
            waiting_for=[],
            channel=Channel.IVR,
            created_at=now,
        )
    )
    session.flush()
