"""The lines of a contact list are staged, each portion in a short transaction of its own.

The place that was reached is in the row of the run and moves with the lines in one transaction. So whoever goes on
after a crash goes on there, and of two who work on one list the slower one changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from operator import itemgetter
from typing import Any

from sqlalchemy import JSON, ColumnElement, any_, bindparam, func, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from vocsurvey.db.base import table_of
from vocsurvey.db.bulk import insert_rows
from vocsurvey.db.imports import ImportState, StagedLine
from vocsurvey.db.sample import Account, Contact, PhoneLine
from vocsurvey.fieldwork.clash import Ledger, PersonKey, person_key, touchpoint_key
from vocsurvey.fieldwork.contact_line import RowProblem, SampleRow, id_by_line
from vocsurvey.fieldwork.phone import Line
from vocsurvey.fieldwork.sample import ListLine
from vocsurvey.fieldwork.sieve import Sieve
from vocsurvey.operations.bringing import WORKING, locked, note_problems

_TABLES = ("account", "contact", "agent")
_AS_READ = tuple(name for name in SampleRow._fields if name not in ("line", "yearly_value"))
_FACTS = tuple(name for name in SampleRow._fields if name not in ("line", "touchpoint_id"))
_COLUMNS = (
    *("run_id", "account_first", "contact_first", "agent_first", "touchpoint_id"),
    *("number", "extension", "line_kind", "line_country"),
    *_FACTS,
)
_facts_of = itemgetter(*(SampleRow._fields.index(name) for name in _FACTS))
_STAGED = table_of(StagedLine)

_HERE = StagedLine.__table__.c


@dataclass(frozen=True)
class _Questions:
    """What is asked of one kind of database. Thousands of keys are one parameter: each as one of its own takes longer
    to send than to look up."""

    accounts: Any
    agents: Any
    repeated: Any
    people: Any

    @classmethod
    def of(cls, one_of: Callable[[ColumnElement[Any], str], ColumnElement[bool]]) -> _Questions:
        """With ``one_of``: the column is one of the parameter of that name."""
        staged = select(*_HERE).where(_HERE.run_id == bindparam("run"))
        again = one_of(_HERE.contact_id, "contacts") | one_of(_HERE.number, "numbers")
        people = (
            select(Account.external_id, Contact.name, PhoneLine.number, PhoneLine.extension, Contact.external_id)
            .join(Contact, Contact.line_id == PhoneLine.id)
            .join(Account, Account.id == Contact.account_id)
        )
        return cls(
            staged.where(_HERE.account_first, one_of(_HERE.account_id, "keys")),
            staged.where(_HERE.agent_first, one_of(_HERE.agent_id, "keys")),
            staged.where((_HERE.contact_first & again) | one_of(_HERE.touchpoint_id, "touchpoints")).order_by(
                _HERE.at_line
            ),
            people.where(one_of(PhoneLine.__table__.c.number, "keys")),
        )


def _in_json(column: ColumnElement[Any], name: str) -> ColumnElement[bool]:
    keys = func.json_each(bindparam(name, type_=JSON)).table_valued("value", name=name)
    return column.in_(select(keys.c.value))


def _in_array(column: ColumnElement[Any], name: str) -> ColumnElement[bool]:
    return column == any_(bindparam(name, type_=ARRAY(column.type)))


# Made once: putting a statement together takes longer than many of them run.
_QUESTIONS = {"sqlite": _Questions.of(_in_json), "postgresql": _Questions.of(_in_array)}


@dataclass(frozen=True)
class Seen:
    """Whether a contact, a person or a touchpoint may stand in an earlier line of a list."""

    contacts: Sieve = field(default_factory=Sieve)
    people: Sieve = field(default_factory=Sieve)
    touchpoints: Sieve = field(default_factory=Sieve)

    def add(self, portion: Portion) -> None:
        """The lines are staged."""
        self.contacts.add(portion.ledger.contacts)
        self.people.add(portion.ledger.people)
        self.touchpoints.add(portion.ledger.touchpoints)


def seen_so_far(session: Session, run_id: int) -> Seen:
    """What the lines that are staged speak of, for whoever goes on reading. Reads only."""
    seen = Seen()
    wanted = select(
        _HERE.contact_id, _HERE.account_id, _HERE.contact_name, _HERE.number, _HERE.extension, _HERE.touchpoint_id
    )
    staged = session.execute(wanted.where(_HERE.run_id == run_id), execution_options={"yield_per": 1_000})
    for rows in staged.partitions():
        seen.contacts.add(row[0] for row in rows)
        seen.people.add((row[1], row[2].casefold(), row[3], row[4]) for row in rows)
        seen.touchpoints.add(row[5] for row in rows)
    return seen


def compare(session: Session, run_id: int, lines: Sequence[ListLine], seen: Seen | None = None) -> Portion:
    """The next lines against the earlier ones and the sample. Reads only, so that nobody waits for it.

    ``seen``: what every line before these speaks of; None when nobody has kept it.
    """
    read = [line.row for line in lines if line.row]
    known = _known_people(session, read)
    judged: Sequence[SampleRow | RowProblem] = [_as_known(row, known) for row in read] if known else read
    portion = Portion(run_id, last=lines[-1].number if lines else 0)
    rows = [row for row in judged if not isinstance(row, RowProblem)]
    for earlier in _earlier(session, run_id, rows, seen):
        portion.ledger.enter(earlier)
    each = iter(judged)
    for line in lines:
        if line.row is None:
            portion.bad += [(problem, True, line.cells) for problem in line.problems]
        elif isinstance(row := next(each), RowProblem):
            portion.bad.append((row, True, line.cells))
        elif found := portion.take(row):
            portion.bad += [(problem, True, line.cells) for problem in found]
    return portion


def stage(session: Session, portion: Portion, after: int, now: datetime) -> bool:
    """Put in what was compared: the lines beyond line ``after``. False when somebody else has taken them in, or the
    list is off: so nothing was staged since it was compared."""
    run_id, bad = portion.run_id, portion.bad
    run = locked(session, run_id)
    if run.state != ImportState.READING or run.lines_read != after:
        return False
    if portion.staged:
        insert_rows(session, _STAGED, _COLUMNS, portion.staged)
    note_problems(session, run_id, bad)
    run.lines_read = portion.last
    run.good_lines += len(portion.staged)
    run.bad_lines += len({problem.line for problem, _, _ in bad})
    before = run.forecast.get("named", {})
    run.forecast = {"named": {name: before.get(name, 0) + count for name, count in portion.named.items()}}
    run.enqueued_until = now + WORKING
    session.flush()
    return True


@dataclass
class Portion:
    """Lines that are staged together. ``ledger``: what they and earlier lines say of the same people."""

    run_id: int
    last: int
    staged: list[tuple[Any, ...]] = field(default_factory=list)
    bad: list[tuple[RowProblem, bool, Sequence[str]]] = field(default_factory=list)
    ledger: Ledger = field(default_factory=Ledger)

    @property
    def named(self) -> dict[str, int]:
        """How many rows of each table the lines are the first to speak of."""
        firsts = {name: sum(row[place] for row in self.staged) for place, name in enumerate(_TABLES, 1)}
        return {**firsts, "touchpoint": len(self.staged)}

    def take(self, row: SampleRow) -> Sequence[RowProblem]:
        """Stage the line, or say what is wrong with it."""
        ledger = self.ledger
        first = (
            row.account_id not in ledger.accounts,
            row.contact_id not in ledger.contacts,
            row.agent_id is not None and row.agent_id not in ledger.agents,
        )
        if found := ledger.clashes(row):
            return found
        self.staged.append((self.run_id, *first, touchpoint_key(row), *row.line, *_facts_of(row)))
        return ()


def _earlier(session: Session, run_id: int, rows: Sequence[SampleRow], seen: Seen | None) -> Iterable[SampleRow]:
    """The staged lines that speak of the same accounts, people, touchpoints or agents."""
    questions = _QUESTIONS[session.get_bind().dialect.name]
    for look, keys in (
        (questions.accounts, {row.account_id for row in rows}),
        (questions.agents, {row.agent_id for row in rows if row.agent_id}),
    ):
        if keys:
            yield from map(_as_read, session.execute(look, {"run": run_id, "keys": list(keys)}))
    contacts, touchpoints = [row.contact_id for row in rows], list(map(touchpoint_key, rows))
    numbers = [row.line.number for row in rows]
    if seen is not None:
        numbers = [numbers[place] for place in seen.people.seen(map(person_key, rows))]
        contacts = [contacts[place] for place in seen.contacts.seen(contacts)]
        touchpoints = [touchpoints[place] for place in seen.touchpoints.seen(touchpoints)]
    # No index leads there, as most lines bring somebody new: all staged lines are gone through for the few others.
    if contacts or touchpoints or numbers:
        asked = {"run": run_id, "contacts": contacts, "touchpoints": touchpoints, "numbers": numbers}
        yield from map(_as_read, session.execute(questions.repeated, asked))


def _as_read(staged: Any) -> SampleRow:
    facts = {name: getattr(staged, name) for name in _AS_READ}
    value = staged.yearly_value
    line = Line(staged.number, staged.extension, staged.line_kind, staged.line_country)
    return SampleRow(**facts, line=line, yearly_value=None if value is None else Decimal(str(value)))


def _known_people(session: Session, rows: Sequence[SampleRow]) -> dict[PersonKey, set[str]]:
    """The ids of the people in the sample at these telephones."""
    known: dict[PersonKey, set[str]] = {}
    numbers = list({row.line.number for row in rows})
    people = _QUESTIONS[session.get_bind().dialect.name].people
    for account, name, number, extension, external_id in session.execute(people, {"keys": numbers}):
        known.setdefault((account, name.casefold(), number, extension), set()).add(external_id)
    return known


def _as_known(row: SampleRow, known: Mapping[PersonKey, set[str]]) -> SampleRow | RowProblem:
    """The line with the id under which the sample knows its person, or what is wrong with the line."""
    ids = known.get(person_key(row))
    if not ids or row.contact_id in ids:
        return row
    if row.contact_id == id_by_line(row.line):
        return row._replace(contact_id=min(ids))
    sentence = f"The same person is known already as “{min(ids)}”; use that contact_id."
    return RowProblem(row.at_line, "contact_id", sentence)
