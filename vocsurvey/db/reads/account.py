"""One customer: its people by role, each with their latest word."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from vocsurvey.db.reads.heard import latest_words
from vocsurvey.db.sample import CONTACT_ROLES, Account, Contact


@dataclass(frozen=True)
class PersonOfAccount:
    """A person at the account; ``negative`` speaks of what they said at ``heard_at``."""

    id: int
    name: str
    role: str
    active: bool
    heard_at: datetime | None
    negative: bool


@dataclass(frozen=True)
class RoleOfAccount:
    """Everybody of one role: those who are still there first."""

    role: str
    people: tuple[PersonOfAccount, ...]


def people_of(session: Session, row: Account) -> tuple[RoleOfAccount, ...]:
    """The people of an account by role, decision makers first; a role that nobody has is left out."""
    words = latest_words(session, [row.id])
    contacts = session.scalars(
        select(Contact).where(Contact.account_id == row.id).order_by(Contact.active.desc(), Contact.name, Contact.id)
    ).all()
    roles = []
    for role in CONTACT_ROLES:
        people = []
        for one in contacts:
            if one.role == role:
                word = words.get(one.id)
                heard = (word.at, word.negative) if word is not None else (None, False)
                people.append(PersonOfAccount(one.id, one.name, one.role, one.active, *heard))
        if people:
            roles.append(RoleOfAccount(role, tuple(people)))
    return tuple(roles)
