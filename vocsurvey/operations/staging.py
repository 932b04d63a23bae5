"""The lines of a contact list are staged, each portion in a short transaction of its own.

The place that was reached is in the row of the run and moves with the lines in one transaction. So whoever goes on
after a crash goes on there, and of two who work on one list the slower one changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence, Set
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import JSON, ColumnElement, any_, bindparam, func, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from vocsurvey.db.base import table_of
from vocsurvey.db.bulk import insert_columns
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
_OF_LINES = ("number", "extension", "line_kind", "line_country")
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
        self.enter(portion.keys)

    def enter(self, keys: Keys) -> None:
        """There are lines of which these are the keys."""
        self.contacts.add(keys.contacts)
        self.people.add(keys.people)
        self.touchpoints.add(keys.touchpoints)


class Keys(NamedTuple):
    """The digests by which a sieve knows the contacts, people and touchpoints of some lines."""

    contacts: Sequence[int] = ()
    people: Sequence[int] = ()
    touchpoints: Sequence[int] = ()

    @classmethod
    def of(cls, contacts: Iterable[str], people: Iterable[PersonKey], touchpoints: Iterable[str]) -> Keys:
        """Of each line its contact, person and touchpoint."""
        return cls(list(map(hash, contacts)), list(map(hash, people)), list(map(hash, touchpoints)))


def seen_so_far(session: Session, run_id: int) -> Seen:
    """What the lines that are staged speak of, for whoever goes on reading. Reads only."""
    seen = Seen()
    wanted = select(
        _HERE.contact_id, _HERE.account_id, _HERE.contact_name, _HERE.number, _HERE.extension, _HERE.touchpoint_id
    )
    staged = session.execute(wanted.where(_HERE.run_id == run_id), execution_options={"yield_per": 1_000})
    for rows in staged.partitions():
        people = ((row[1], row[2].casefold(), row[3], row[4]) for row in rows)
        seen.enter(Keys.of((row[0] for row in rows), people, (row[5] for row in rows)))
    return seen


def compare(session: Session, run_id: int, lines: Sequence[ListLine], seen: Seen | None = None) -> Portion:
    """The next lines against the earlier ones and the sample. Reads only, so that nobody waits for it.

    ``seen``: what every line before these speaks of; None when nobody has kept it.
    """
    read = [line.row for line in lines if line.row]
    people = list(map(person_key, read))
    known = _known_people(session, people)
    judged: Sequence[SampleRow | RowProblem] = read
    if known:
        judged = [_as_known(row, known.get(person)) for row, person in zip(read, people, strict=True)]
    good = [(row, person) for row, person in zip(judged, people, strict=True) if not isinstance(row, RowProblem)]
    touchpoints = [touchpoint_key(row) for row, _ in good]
    keys = Keys.of((row.contact_id for row, _ in good), (person for _, person in good), touchpoints)
    portion = Portion(run_id, lines[-1].number if lines else 0, keys)
    for earlier in _earlier(session, run_id, [row for row, _ in good], keys, seen):
        portion.ledger.enter(earlier, person_key(earlier), touchpoint_key(earlier))
    each = iter(zip(good, touchpoints, strict=True))
    every = iter(judged)
    for line in lines:
        if line.row is None:
            portion.bad += [(problem, True, line.cells) for problem in line.problems]
        elif isinstance(verdict := next(every), RowProblem):
            portion.bad.append((verdict, True, line.cells))
        else:
            (row, person), touchpoint = next(each)
            if found := portion.take(row, person, touchpoint):
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
        insert_columns(session, _STAGED, portion.columns, len(portion.staged))
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
    keys: Keys = field(default_factory=Keys)
    staged: list[SampleRow] = field(default_factory=list)
    firsts: list[tuple[bool, bool, bool, str]] = field(default_factory=list)
    """Of each staged line whether it is the first to speak of its account, contact and agent; and its touchpoint."""
    bad: list[tuple[RowProblem, bool, Sequence[str]]] = field(default_factory=list)
    ledger: Ledger = field(default_factory=Ledger)

    @property
    def columns(self) -> dict[str, Sequence[Any]]:
        """The staged lines, column by column: some of the names of ``staged_line``, with a value for each line."""
        said = dict(zip(SampleRow._fields, zip(*self.staged, strict=True), strict=True))
        of_lines = zip(_OF_LINES, zip(*said.pop("line"), strict=True), strict=True)
        *firsts, said["touchpoint_id"] = zip(*self.firsts, strict=True)
        first = {f"{name}_first": values for name, values in zip(_TABLES, firsts, strict=True)}
        return {"run_id": (self.run_id,) * len(self.staged), **first, **dict(of_lines), **said}

    @property
    def named(self) -> dict[str, int]:
        """How many rows of each table the lines are the first to speak of."""
        firsts = {name: sum(map(itemgetter(place), self.firsts)) for place, name in enumerate(_TABLES)}
        return {**firsts, "touchpoint": len(self.staged)}

    def take(self, row: SampleRow, person: PersonKey, touchpoint: str) -> Sequence[RowProblem]:
        """Stage the line, or say what is wrong with it."""
        ledger, agent = self.ledger, row.agent_id
        first = (
            row.account_id not in ledger.accounts,
            row.contact_id not in ledger.contacts,
            agent is not None and agent not in ledger.agents,
            touchpoint,
        )
        if found := ledger.clashes(row, person, touchpoint):
            return found
        self.staged.append(row)
        self.firsts.append(first)
        return ()


def _earlier(
    session: Session, run_id: int, rows: Sequence[SampleRow], keys: Keys, seen: Seen | None
) -> Iterable[SampleRow]:
    """The staged lines that speak of the same accounts, people, touchpoints or agents."""
    questions = _QUESTIONS[session.get_bind().dialect.name]
    for look, ids in (
        (questions.accounts, {row.account_id for row in rows}),
        (questions.agents, {row.agent_id for row in rows if row.agent_id}),
    ):
        if ids:
            yield from map(_as_read, session.execute(look, {"run": run_id, "keys": list(ids)}))
    places: Sequence[Iterable[int]] = [range(len(rows))] * 3
    if seen is not None:
        sieves = (seen.contacts, seen.people, seen.touchpoints)
        places = [sieve.seen(digests) for sieve, digests in zip(sieves, keys, strict=True)]
    contacts = [rows[place].contact_id for place in places[0]]
    numbers = [rows[place].line.number for place in places[1]]
    touchpoints = [touchpoint_key(rows[place]) for place in places[2]]
    # No index leads there, as most lines bring somebody new: all staged lines are gone through for the few others.
    if contacts or touchpoints or numbers:
        asked = {"run": run_id, "contacts": contacts, "touchpoints": touchpoints, "numbers": numbers}
        yield from map(_as_read, session.execute(questions.repeated, asked))


def _as_read(staged: Any) -> SampleRow:
    facts = {name: getattr(staged, name) for name in _AS_READ}
    value = staged.yearly_value
    line = Line(staged.number, staged.extension, staged.line_kind, staged.line_country)
    return SampleRow(**facts, line=line, yearly_value=None if value is None else Decimal(str(value)))


def _known_people(session: Session, named: Iterable[PersonKey]) -> dict[PersonKey, set[str]]:
    """The ids of the people in the sample at these telephones."""
    known: dict[PersonKey, set[str]] = {}
    numbers = list({number for _, _, number, _ in named})
    people = _QUESTIONS[session.get_bind().dialect.name].people
    for account, name, number, extension, external_id in session.execute(people, {"keys": numbers}):
        known.setdefault((account, name.casefold(), number, extension), set()).add(external_id)
    return known


def _as_known(row: SampleRow, ids: Set[str] | None) -> SampleRow | RowProblem:
    """The line with the id under which the sample knows its person, or what is wrong with the line."""
    if not ids or row.contact_id in ids:
        return row
    if row.contact_id == id_by_line(row.line):
        return row._replace(contact_id=min(ids))
    sentence = f"The same person is known already as “{min(ids)}”; use that contact_id."
    return RowProblem(row.at_line, "contact_id", sentence)
