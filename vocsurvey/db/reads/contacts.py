"""The list of people, found by name, customer, address, number or a part of their phone number in any spelling."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session, contains_eager

from vocsurvey.db.campaign import Case
from vocsurvey.db.reads.heard import latest_words
from vocsurvey.db.sample import NOWHERE, Account, Contact, PhoneLine
from vocsurvey.fieldwork.number_fragment import fragment
from vocsurvey.fieldwork.phone import Line, read_number

PAGE = 50


@dataclass(frozen=True)
class ContactLine:
    """One person. ``due_at``: when the soonest of their open cases is looked at next; None without an open one."""

    id: int
    external_id: str
    name: str
    role: str
    account_id: int
    account: str
    phone: str
    active: bool
    heard_at: datetime | None
    open_cases: int
    due_at: datetime | None


@dataclass(frozen=True)
class ContactPage:
    """Some of the people; ``number`` counts pages from 1."""

    lines: tuple[ContactLine, ...]
    number: int
    pages: int
    total: int


def phone_of(line: PhoneLine) -> str:
    """A line as it is written down: the number, and the extension after it."""
    if line.number.startswith("+0"):  # no country has it: somebody who had it was erased
        return "erased"
    return line.number + (f", extension {line.extension}" if line.extension else "")


def contacts(session: Session, words: str, *, role: str | None, number: int) -> ContactPage:
    """A page of people by name; ``words`` is what was typed to find them, "" for everybody."""
    wanted = [Account.country != NOWHERE, Contact.erased_at.is_(None), *_found_by(words)]
    if role is not None:
        wanted.append(Contact.role == role)
    people = select(Contact).join(Contact.account).join(Contact.line).where(*wanted)
    total = session.scalar(people.with_only_columns(func.count(Contact.id))) or 0
    pages = max(1, -(-total // PAGE))
    number = min(max(1, number), pages)
    rows = session.scalars(
        people.order_by(Contact.name, Contact.id)
        .limit(PAGE)
        .offset((number - 1) * PAGE)
        .options(contains_eager(Contact.account), contains_eager(Contact.line))
    ).all()
    return ContactPage(_lines(session, list(rows)), number, pages, total)


def _found_by(words: str) -> list[ColumnElement[bool]]:
    part = words.strip().lower()
    if not part:
        return []
    columns = (Contact.name, Contact.email, Contact.external_id, Account.name)
    ways = [func.lower(column).contains(part, autoescape=True) for column in columns]
    line, digits = read_number(words, None), fragment(words)
    if isinstance(line, Line):
        same = PhoneLine.number == line.number
        ways.append(and_(same, PhoneLine.extension == line.extension) if line.extension else same)
    if digits is not None:
        ways.append(PhoneLine.number.contains(digits, autoescape=True))
    return [or_(*ways)]


def _lines(session: Session, rows: list[Contact]) -> tuple[ContactLine, ...]:
    words = latest_words(session, {row.account_id for row in rows})
    counts = session.execute(
        select(Case.contact_id, func.count(), func.min(Case.due_at))
        .where(Case.contact_id.in_([row.id for row in rows]), Case.closed_at.is_(None))
        .group_by(Case.contact_id)
    )
    waiting = {contact_id: (count, due_at) for contact_id, count, due_at in counts}
    found = []
    for row in rows:
        word, (count, due_at) = words.get(row.id), waiting.get(row.id, (0, None))
        found.append(
            ContactLine(
                id=row.id,
                external_id=row.external_id,
                name=row.name,
                role=row.role,
                account_id=row.account_id,
                account=row.account.name,
                phone=phone_of(row.line),
                active=row.active,
                heard_at=word.at if word is not None else None,
                open_cases=count,
                due_at=due_at,
            )
        )
    return tuple(found)
