"""Contact lists become accounts, contacts, lines, touchpoints and agents; repeating an import changes nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar, cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from vocsurvey.db.people import User
from vocsurvey.db.sample import Account, Agent, Contact, PhoneLine, Touchpoint
from vocsurvey.fieldwork.phone import Line
from vocsurvey.fieldwork.sample import SampleRow

UNKNOWN_LANGUAGE = "und"
Row = TypeVar("Row", Account, Agent, Contact, Touchpoint)


@dataclass(frozen=True)
class Imported:
    """How many rows were created, changed or left as they were, by table; and owners that nobody signs in as."""

    created: Mapping[str, int] = field(default_factory=Counter)
    changed: Mapping[str, int] = field(default_factory=Counter)
    unchanged: Mapping[str, int] = field(default_factory=Counter)
    unknown_owners: tuple[str, ...] = ()


def import_sample(session: Session, rows: Iterable[SampleRow], now: datetime) -> Imported:
    """Create or change what the rows say, found again by their external ids. Nothing is ever deleted by a list.

    An empty cell leaves alone what is known already.
    """
    book = _Book(session)
    for row in rows:
        owner_id = book.owner(row.owner_email)
        account = book.keep(
            Account,
            row.account_id,
            name=row.account,
            country=row.account_country,
            region=row.region,
            tier=row.tier,
            yearly_value=float(row.yearly_value) if row.yearly_value is not None else None,
            owner_id=owner_id,
        )
        contact = book.keep(
            Contact,
            row.contact_id,
            account_id=account.id,
            line_id=book.line(row.line).id,
            name=row.contact_name,
            role=row.contact_role,
            language=row.language,
            zone=row.zone,
            automated_consent=row.automated_voice_consent,
            at_first={"role": "user", "language": UNKNOWN_LANGUAGE},
        )
        _keep_touchpoint(book, row, contact)
    return book.summary()


def _keep_touchpoint(book: _Book, row: SampleRow, contact: Contact) -> None:
    agent = None
    if row.agent_id is not None:
        agent = book.keep(
            Agent,
            row.agent_id,
            name=row.agent_name,
            team=row.agent_team,
            shift=row.agent_shift,
            at_first={"name": row.agent_id},
        )
    book.keep(
        Touchpoint,
        row.touchpoint_id or f"relationship:{row.contact_id}",
        contact_id=contact.id,
        kind=row.touchpoint_kind,
        subject=row.touchpoint_subject,
        channel=row.channel,
        opened_at=row.opened_at,
        closed_at=row.closed_at,
        agent_id=agent.id if agent else None,
        at_first={"kind": "relationship"},
    )


class _Book:
    """The rows met in one import, so that a list of thousands asks for each of them once."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.counts = {"created": Counter[str](), "changed": Counter[str](), "unchanged": Counter[str]()}
        self._known: dict[tuple[str, str], Account | Agent | Contact | Touchpoint] = {}
        self._lines: dict[tuple[str, str], PhoneLine] = {}
        self._owners: dict[str, int | None] = {}

    def keep(
        self, table: type[Row], external_id: str, *, at_first: Mapping[str, str] | None = None, **facts: object
    ) -> Row:
        """The row with that external id, created or brought up to date. ``at_first`` stands in for what a new row
        does not say.
        """
        key = (table.__tablename__, external_id)
        row = self._known.get(key) or self.session.scalar(select(table).where(table.external_id == external_id))
        first_time = key not in self._known
        if row is None:
            said = {name: value for name, value in facts.items() if value is not None}
            row = table(external_id=external_id, **{**(at_first or {}), **said})
            self.session.add(row)
            verdict = "created"
        else:
            new = {name: value for name, value in facts.items() if value is not None and getattr(row, name) != value}
            for name, value in new.items():
                setattr(row, name, value)
            verdict = "changed" if new else "unchanged"
        self.session.flush()
        self._known[key] = row
        if first_time:
            self.counts[verdict][table.__tablename__] += 1
        return cast("Row", row)

    def line(self, line: Line) -> PhoneLine:
        """The row of a number with its extension."""
        key = (line.number, line.extension)
        if key not in self._lines:
            row = self.session.scalar(
                select(PhoneLine).where(PhoneLine.number == line.number, PhoneLine.extension == line.extension)
            )
            if row is None:
                row = PhoneLine(number=line.number, extension=line.extension, kind=line.kind, country=line.country)
                self.session.add(row)
                self.session.flush()
            self._lines[key] = row
        return self._lines[key]

    def owner(self, email: str | None) -> int | None:
        """The id of the person who signs in with that address; None when there is no address or no such person."""
        if email is None:
            return None
        address = email.lower()
        if address not in self._owners:
            self._owners[address] = self.session.scalar(select(User.id).where(User.email == address))
        return self._owners[address]

    def summary(self) -> Imported:
        """What was done."""
        unknown = tuple(sorted(email for email, found in self._owners.items() if found is None))
        return Imported(self.counts["created"], self.counts["changed"], self.counts["unchanged"], unknown)
