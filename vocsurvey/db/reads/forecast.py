"""What a staged list would do to the sample: created, changed, unchanged, by table and by line.

One description of every fact that a list can bring serves the forecast and the change itself, so they cannot differ.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute, Session

from vocsurvey.db.base import Base
from vocsurvey.db.imports import StagedLine
from vocsurvey.db.people import User
from vocsurvey.db.sample import Account, Agent, Contact, PhoneLine, Touchpoint

UNKNOWN_LANGUAGE = "und"
WORDS = ("created", "changed", "unchanged")
S = StagedLine


@dataclass(frozen=True)
class Fact:
    """One column of the sample: what the staged line says of it (null: nothing), and whether that is another thing.

    ``at_first`` stands in for what a new row does not say.
    """

    column: InstrumentedAttribute[Any]
    said: ColumnElement[Any]
    differs: ColumnElement[bool]
    at_first: ColumnElement[Any] | str | None = None


@dataclass(frozen=True)
class Target:
    """One table of the sample, and how staged lines speak of its rows. ``first``: this line speaks for the row."""

    table: type[Base]
    key: InstrumentedAttribute[Any]
    named: InstrumentedAttribute[Any]
    first: ColumnElement[bool]
    facts: tuple[Fact, ...]

    @property
    def name(self) -> str:
        """The table's name."""
        return str(self.table.__tablename__)

    @property
    def known(self) -> ColumnElement[bool]:
        """Whether the row is there already."""
        return exists().where(self.key == self.named).correlate(S)

    @property
    def differs(self) -> ColumnElement[bool]:
        """Whether the line says anything else than the row."""
        return or_(*(fact.differs for fact in self.facts))


def _fact(column: Any, said: Any, at_first: str | None = None) -> Fact:
    return Fact(column, said, and_(said.is_not(None), column.is_distinct_from(said)), at_first)


def _reference(column: Any, table: Any, *same: ColumnElement[bool], absent: Any = None) -> Fact:
    """A column that points at another row, which the list may be about to create."""
    said = select(table.id).where(*same).correlate(S).scalar_subquery()
    elsewhere = ~exists().where(table.id == column, *same).correlate(S, column.class_)
    return Fact(column, said, elsewhere if absent is None else and_(absent.is_not(None), elsewhere))


_OWNER = select(User.id).where(User.email == S.owner_email).correlate(S).scalar_subquery()
TARGETS = (
    Target(
        Account,
        Account.external_id,
        S.account_id,
        S.account_first == true(),
        (
            _fact(Account.name, S.account),
            _fact(Account.country, S.account_country),
            _fact(Account.region, S.region),
            _fact(Account.tier, S.tier),
            _fact(Account.yearly_value, S.yearly_value),
            _fact(Account.owner_id, _OWNER),
        ),
    ),
    Target(
        Contact,
        Contact.external_id,
        S.contact_id,
        S.contact_first == true(),
        (
            _reference(Contact.account_id, Account, Account.external_id == S.account_id),
            _reference(Contact.line_id, PhoneLine, PhoneLine.number == S.number, PhoneLine.extension == S.extension),
            _fact(Contact.name, S.contact_name),
            _fact(Contact.role, S.contact_role, "user"),
            _fact(Contact.language, S.language, UNKNOWN_LANGUAGE),
            _fact(Contact.zone, S.zone),
            _fact(Contact.automated_consent, S.automated_voice_consent),
            _fact(Contact.email, S.email),
            _fact(Contact.subdivision, S.subdivision),
            _fact(Contact.hours, S.preferred_time),
        ),
    ),
    Target(
        Agent,
        Agent.external_id,
        S.agent_id,
        S.agent_first == true(),
        (
            Fact(Agent.name, S.agent_name.expression, _fact(Agent.name, S.agent_name).differs, S.agent_id.expression),
            _fact(Agent.team, S.agent_team),
            _fact(Agent.shift, S.agent_shift),
        ),
    ),
    Target(
        Touchpoint,
        Touchpoint.external_id,
        S.touchpoint_id,
        true(),
        (
            _reference(Touchpoint.contact_id, Contact, Contact.external_id == S.contact_id),
            _fact(Touchpoint.kind, S.touchpoint_kind, "relationship"),
            _fact(Touchpoint.subject, S.touchpoint_subject),
            _fact(Touchpoint.channel, S.channel),
            _fact(Touchpoint.opened_at, S.opened_at),
            _fact(Touchpoint.closed_at, S.closed_at),
            _reference(Touchpoint.agent_id, Agent, Agent.external_id == S.agent_id, absent=S.agent_id),
        ),
    ),
)
# What the columns of the sample are called in a list.
_CALLED = {
    "account.name": "account",
    "account.country": "account_country",
    "account.owner_id": "owner_email",
    "contact.account_id": "account_id",
    "contact.line_id": "phone",
    "contact.name": "contact_name",
    "contact.role": "contact_role",
    "contact.automated_consent": "automated_voice_consent",
    "contact.hours": "preferred_time",
    "agent.name": "agent_name",
    "agent.team": "agent_team",
    "agent.shift": "agent_shift",
    "touchpoint.kind": "touchpoint_kind",
    "touchpoint.subject": "touchpoint_subject",
}


@dataclass(frozen=True)
class LineForecast:
    """What one good line would do. ``verdict`` is one of ``WORDS``; ``changes`` names columns of the list."""

    line: int
    contact_id: str
    contact: str
    account: str
    verdict: str
    changes: tuple[str, ...]


def forecast(session: Session, run_id: int) -> dict[str, dict[str, int]]:
    """How many rows would be created, changed and left alone: by word, then by table."""
    counts: dict[str, dict[str, int]] = {word: {} for word in WORDS}
    for target in TARGETS:
        speaking = (S.run_id == run_id, target.first, target.named.is_not(None))
        every = session.scalar(select(func.count()).select_from(S).where(*speaking)) or 0
        found = select(func.count()).select_from(S).join(target.table, target.key == target.named).where(*speaking)
        known = session.scalar(found) or 0
        changed = (session.scalar(found.where(target.differs)) or 0) if known else 0
        for word, count in zip(WORDS, (every - known, changed, known - changed), strict=True):
            counts[word][target.name] = count
    return counts


def line_forecasts(session: Session, run_id: int, after: int, limit: int) -> Sequence[LineForecast]:
    """What the next so many good lines beyond line ``after`` would do."""
    facts = [(target, fact) for target in TARGETS for fact in target.facts]
    query = select(
        S.at_line,
        S.contact_id,
        S.contact_name,
        S.account,
        *(target.key for target in TARGETS),
        *(fact.differs.label(f"fact_{place}") for place, (_, fact) in enumerate(facts)),
    ).where(S.run_id == run_id, S.at_line > after)
    for target in TARGETS:
        query = query.outerjoin(target.table, target.key == target.named)
    rows = session.execute(query.order_by(S.at_line).limit(limit)).all()
    return [_line_forecast(row, facts) for row in rows]


def _line_forecast(row: Sequence[Any], facts: Sequence[tuple[Target, Fact]]) -> LineForecast:
    begin = 4 + len(TARGETS)
    known = {target.name: key is not None for target, key in zip(TARGETS, row[4:begin], strict=True)}
    changes = [
        _called(target, fact)
        for (target, fact), differs in zip(facts, row[begin:], strict=True)
        if differs and known[target.name]
    ]
    created = not known["contact"] or not known["touchpoint"]
    verdict = "created" if created else "changed" if changes else "unchanged"
    return LineForecast(row[0], row[1], row[2], row[3], verdict, tuple(dict.fromkeys(changes)))


def _called(target: Target, fact: Fact) -> str:
    column: Mapping[str, str] = _CALLED
    return column.get(f"{target.name}.{fact.column.key}", fact.column.key)
