"""Who is not called: the entries, a page at a time, each with where it came from and whom it concerns."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session, aliased

from vocsurvey.db.campaign import Campaign
from vocsurvey.db.people import User
from vocsurvey.db.sample import Account, Contact, PhoneLine, Suppression

PAGE = 50
_FEWEST_DIGITS = 3
_PEOPLE_SHOWN = 3


@dataclass(frozen=True)
class Entry:
    """One entry. ``name`` None: whose it is was erased. ``people``: names of those it concerns now, some of them."""

    id: int
    subject: str
    name: str | None
    people: tuple[str, ...]
    more_people: int
    scope: str
    campaign: str | None
    source: str
    origin: str | None
    by: str | None
    reason: str
    created_at: datetime
    lifted_at: datetime | None
    lifted_by: str | None
    lift_reason: str | None


@dataclass(frozen=True)
class EntryPage:
    """Some of the entries; ``number`` counts pages from 1."""

    entries: tuple[Entry, ...]
    number: int
    pages: int
    total: int


def entries(
    session: Session, *, lifted: bool = False, words: str = "", hashes: Collection[str] = (), number: int = 1
) -> EntryPage:
    """A page of what is in force, or of what was lifted, the latest first.

    ``words`` are looked for in names, reasons and origins; ``hashes`` find what has no name any more.
    """
    wanted: list[ColumnElement[bool]] = [
        Suppression.lifted_at.is_not(None) if lifted else Suppression.lifted_at.is_(None)
    ]
    if words.strip():
        wanted.append(_matching(words.strip(), hashes))
    total = session.scalar(select(func.count(Suppression.id)).where(*wanted)) or 0
    pages = max(1, -(-total // PAGE))
    number = min(max(1, number), pages)
    return EntryPage(_found(session, wanted, number), number, pages, total)


def entry(session: Session, suppression_id: int) -> Entry | None:
    """One entry."""
    found = _found(session, [Suppression.id == suppression_id], 1)
    return found[0] if found else None


def every_entry(
    session: Session, *, lifted: bool = False, words: str = "", hashes: Collection[str] = ()
) -> Sequence[Entry]:
    """All entries that ``entries`` has on its pages."""
    first = entries(session, lifted=lifted, words=words, hashes=hashes)
    found = [*first.entries]
    for number in range(2, first.pages + 1):
        found += entries(session, lifted=lifted, words=words, hashes=hashes, number=number).entries
    return found


def campaigns_barred(session: Session) -> tuple[int, ...]:
    """The campaigns that entries speak of: their ids are part of the hashes."""
    found = session.scalars(select(Suppression.campaign_id).distinct())
    return tuple(campaign_id for campaign_id in found if campaign_id is not None)


def _matching(words: str, hashes: Collection[str]) -> ColumnElement[bool]:
    columns = (Suppression.name, Suppression.reason, Suppression.origin)
    low = words.lower()
    found = [func.lower(column).contains(low, autoescape=True) for column in columns]
    digits = "".join(filter(str.isdigit, words)).lstrip("0")
    if len(digits) >= _FEWEST_DIGITS and not any(map(str.isalpha, words)):
        found.append(Suppression.name.contains(digits, autoescape=True))
    if hashes:
        found.append(Suppression.line_hash.in_(hashes))
    return or_(*found)


def _found(session: Session, wanted: Sequence[ColumnElement[bool]], number: int) -> tuple[Entry, ...]:
    by, lifted_by = aliased(User), aliased(User)
    rows = session.execute(
        select(Suppression, Campaign.name, by.name, lifted_by.name)
        .outerjoin(Campaign, Campaign.id == Suppression.campaign_id)
        .outerjoin(by, by.id == Suppression.by_id)
        .outerjoin(lifted_by, lifted_by.id == Suppression.lifted_by_id)
        .where(*wanted)
        .order_by(func.coalesce(Suppression.lifted_at, Suppression.created_at).desc(), Suppression.id.desc())
        .limit(PAGE)
        .offset((number - 1) * PAGE)
    ).all()
    people = _people(session, [row for row, *_ in rows])
    return tuple(
        Entry(
            id=row.id,
            subject=row.subject,
            name=row.name,
            people=tuple(people.get(row.id, ())[:_PEOPLE_SHOWN]),
            more_people=max(0, len(people.get(row.id, ())) - _PEOPLE_SHOWN),
            scope=row.scope,
            campaign=campaign,
            source=row.source,
            origin=row.origin,
            by=writer,
            reason=row.reason,
            created_at=row.created_at,
            lifted_at=row.lifted_at,
            lifted_by=lifter,
            lift_reason=row.lift_reason,
        )
        for row, campaign, writer, lifter in rows
    )


def _people(session: Session, rows: Sequence[Suppression]) -> dict[int, list[str]]:
    """Whom the entries concern now, by the entry's id: for lines, numbers, contacts and customers by their names."""
    by_name: dict[tuple[str, str], list[str]] = {}
    names = {row.name for row in rows if row.name}
    numbers = {name.partition(",")[0] for name in names}
    on_lines = session.execute(
        select(PhoneLine.number, PhoneLine.extension, Contact.name, Account.name)
        .join(Contact, Contact.line_id == PhoneLine.id)
        .join(Account, Account.id == Contact.account_id)
        .where(PhoneLine.number.in_(numbers))
        .order_by(Contact.name)
    )
    for number, extension, name, account in on_lines:
        line = f"{number}, extension {extension}" if extension else number
        by_name.setdefault(("line", line), []).append(f"{name}, {account}")
        by_name.setdefault(("number", number), []).append(f"{name}, {account}")
    contacts = session.execute(
        select(Contact.external_id, Contact.name, Account.name)
        .join(Account, Account.id == Contact.account_id)
        .where(Contact.external_id.in_(names))
    )
    for key, name, account in contacts:
        by_name.setdefault(("contact", key), []).append(f"{name}, {account}")
    for key, name in session.execute(select(Account.external_id, Account.name).where(Account.external_id.in_(names))):
        by_name.setdefault(("account", key), []).append(name)
    return {row.id: by_name.get((row.subject, row.name or ""), []) for row in rows}
