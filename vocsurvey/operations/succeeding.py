"""Who comes instead of somebody: a person at the same account, and a case of their own about the same thing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from vocsurvey.db.campaign import Case
from vocsurvey.db.sample import Contact, PhoneLine, Touchpoint
from vocsurvey.fieldwork.phone import Line
from vocsurvey.fieldwork.protocol import Channel


@dataclass(frozen=True)
class Successor:
    """Whom to ask instead. ``role`` and ``language``: None as of the person before. ``channel``: who calls them."""

    name: str
    line: Line
    role: str | None = None
    language: str | None = None
    channel: Channel = Channel.IVR


@dataclass(frozen=True)
class Succession:
    """The person, and their case in the campaign. ``new``: it was made now; else they had one before."""

    contact: Contact
    case: Case
    new: bool


def succeed(session: Session, case: Case, who: Successor, key: str, now: datetime, due_at: datetime) -> Succession:
    """The person of that name and number at the account, known already or new, and their case in the campaign.

    Who is known already stays as they are known. What somebody agreed to is theirs alone: nobody takes over a consent.
    Whether and when they are called is ``may_call``'s to say, as of everybody. ``key`` is of this succession alone.
    """
    known = _line(session, who.line)
    person = session.scalar(
        select(Contact)
        .where(Contact.account_id == case.contact.account_id, Contact.line_id == known.id)
        .where(func.lower(Contact.name) == who.name.lower(), Contact.erased_at.is_(None))
        .order_by(Contact.id)
        .limit(1)
    )
    if person is None:
        person = Contact(
            external_id=f"successor:{key}",
            account_id=case.contact.account_id,
            line_id=known.id,
            name=who.name,
            role=who.role or case.contact.role,
            language=who.language or case.contact.language,
        )
        session.add(person)
        session.flush()
    asked = select(Case).where(Case.campaign_id == case.campaign_id, Case.contact_id == person.id)
    theirs = session.scalar(asked.order_by(Case.closed_at.is_not(None), Case.id).limit(1))
    if theirs is not None:
        return Succession(person, theirs, new=False)
    return Succession(person, _case(session, case, person, key, now, who.channel, due_at), new=True)


def _line(session: Session, line: Line) -> PhoneLine:
    row = {"number": line.number, "extension": line.extension, "kind": line.kind, "country": line.country}
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    session.execute(insert(PhoneLine).values(row).on_conflict_do_nothing())
    wanted = select(PhoneLine).where(PhoneLine.number == line.number, PhoneLine.extension == line.extension)
    return session.scalars(wanted).one()


def _case(
    session: Session, case: Case, person: Contact, key: str, now: datetime, channel: Channel, due_at: datetime
) -> Case:
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
    made = Case(
        kind=case.kind, campaign_id=case.campaign_id, contact_id=person.id, touchpoint_id=about.id,
        due_at=due_at, waiting_for=[], channel=channel, created_at=now,
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made
