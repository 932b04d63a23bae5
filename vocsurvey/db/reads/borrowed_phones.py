"""Telephones of a staged list at which we know somebody of another customer: often a typing mistake, or an old one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from vocsurvey.db.imports import StagedLine
from vocsurvey.db.sample import NOWHERE, Account, Contact, PhoneLine

S = StagedLine
MOST_NAMED = 5


@dataclass(frozen=True)
class Borrowed:
    """One of them: the line of the list and whom it names, and whom we know there."""

    line: int
    contact: str
    known: str
    account: str


@dataclass(frozen=True)
class BorrowedPhones:
    """How many lines have such a telephone, and the first few."""

    total: int
    first: Sequence[Borrowed]


def borrowed_phones(session: Session, run_id: int) -> BorrowedPhones:
    """Look for them. Colleagues behind one switchboard are at one customer, so they are none. Reads only."""
    known = (
        select(S.at_line, S.contact_name, Contact.name, Account.name)
        .join(PhoneLine, and_(PhoneLine.number == S.number, PhoneLine.extension == S.extension))
        .join(Contact, Contact.line_id == PhoneLine.id)
        .join(Account, Account.id == Contact.account_id)
        .where(
            S.run_id == run_id,
            S.contact_id != Contact.external_id,
            S.account_id != Account.external_id,
            Account.country != NOWHERE,
            Contact.erased_at.is_(None),
        )
    )
    total = session.scalar(known.with_only_columns(func.count(S.at_line.distinct()))) or 0
    rows = session.execute(known.order_by(S.at_line, Contact.id).limit(MOST_NAMED))
    return BorrowedPhones(total, tuple(Borrowed(*row) for row in rows))


def also_at(session: Session, contact: Contact) -> list[str]:
    """Whom the telephone of a contact belongs to at other customers: the first of them, by the ids of contacts."""
    others = (
        select(Contact.external_id)
        .join(Account, Account.id == Contact.account_id)
        .where(
            Contact.line_id == contact.line_id,
            Contact.account_id != contact.account_id,
            Account.country != NOWHERE,
            Contact.erased_at.is_(None),
        )
    )
    return list(session.scalars(others.order_by(Contact.id).limit(MOST_NAMED)))
