"""The lines of a contact list are staged, each portion in a short transaction of its own.

The place that was reached is in the row of the run and moves with the lines in one transaction. So whoever goes on
after a crash goes on there, and of two who work on one list the slower one changes nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from hashlib import blake2b
from typing import Any

from sqlalchemy import JSON, ColumnElement, any_, bindparam, func, insert, select, true
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from vocsurvey.db.imports import ImportState, StagedLine
from vocsurvey.db.sample import Account, Contact, PhoneLine
from vocsurvey.fieldwork.clash import Ledger, person_key, touchpoint_key
from vocsurvey.fieldwork.contact_line import RowProblem, SampleRow, id_by_line
from vocsurvey.fieldwork.phone import Line
from vocsurvey.fieldwork.sample import ListLine
from vocsurvey.operations.bringing import WORKING, locked, note_problems

_TABLES = ("account", "contact", "agent", "touchpoint")
_AS_READ = tuple(
    name for name in SampleRow._fields if name not in ("line", "yearly_value") and hasattr(StagedLine, name)
)


_HERE = StagedLine.__table__.c
# Made once: putting a statement together takes longer than many of them run.
_KEYS = (
    (_HERE.account_id, _HERE.account_first),
    (_HERE.contact_id, _HERE.contact_first),
    (_HERE.person, _HERE.contact_first),
    (_HERE.agent_id, _HERE.agent_first),
    (_HERE.touchpoint_id, true()),
)


@dataclass(frozen=True)
class _Questions:
    """What is asked of one kind of database. Thousands of keys are one parameter: each as one of its own takes longer
    to send than to look up."""

    earlier: tuple[Any, ...]
    people: Any

    @classmethod
    def of(cls, one_of: Callable[[ColumnElement[Any]], ColumnElement[bool]]) -> _Questions:
        """With ``one_of``: the column is one of the parameter ``keys``."""
        people = (
            select(Account.external_id, Contact.name, PhoneLine.number, PhoneLine.extension, Contact.external_id)
            .join(Contact, Contact.line_id == PhoneLine.id)
            .join(Account, Account.id == Contact.account_id)
        )
        looks = (
            select(*_HERE).where(_HERE.run_id == bindparam("run"), mark == true(), one_of(column))
            for column, mark in _KEYS
        )
        return cls(tuple(looks), people.where(one_of(PhoneLine.__table__.c.number)))


def _in_json(column: ColumnElement[Any]) -> ColumnElement[bool]:
    keys = func.json_each(bindparam("keys", type_=JSON)).table_valued("value")
    return column.in_(select(keys.c.value))


def _in_array(column: ColumnElement[Any]) -> ColumnElement[bool]:
    return column == any_(bindparam("keys", type_=ARRAY(column.type)))


_QUESTIONS = {"sqlite": _Questions.of(_in_json), "postgresql": _Questions.of(_in_array)}


def compare(session: Session, run_id: int, lines: Sequence[ListLine]) -> Portion:
    """The next lines against the earlier ones and the sample. Reads only, so that nobody waits for it."""
    portion = Portion(session, run_id, [line.row for line in lines if line.row])
    for line in lines:
        found = portion.take(line.row) if line.row else line.problems
        portion.bad += [(problem, True, line.cells) for problem in found]
    portion.last = lines[-1].number if lines else 0
    return portion


def stage(session: Session, portion: Portion, after: int, now: datetime) -> bool:
    """Put in what was compared: the lines beyond line ``after``. False when somebody else has taken them in, or the
    list is off: so nothing was staged since it was compared."""
    run_id, bad = portion.run_id, portion.bad
    run = locked(session, run_id)
    if run.state != ImportState.READING or run.lines_read != after:
        return False
    if portion.staged:
        session.execute(insert(StagedLine.__table__), _without_blanks(portion.staged))  # type: ignore[arg-type]
    note_problems(session, run_id, bad)
    run.lines_read = portion.last
    run.good_lines += len(portion.staged)
    run.bad_lines += len({problem.line for problem, _, _ in bad})
    named = Counter(run.forecast.get("named", {}))
    named.update(portion.named)
    run.forecast = {"named": dict(named)}
    run.enqueued_until = now + WORKING
    session.flush()
    return True


class Portion:
    """Lines that are staged together, with what earlier lines and the sample say of the same people."""

    def __init__(self, session: Session, run_id: int, rows: Sequence[SampleRow]) -> None:
        self.run_id = run_id
        self.staged: list[dict[str, Any]] = []
        self.bad: list[tuple[RowProblem, bool, Sequence[str]]] = []
        self.named = Counter[str]()
        self.last = 0
        self._ledger = Ledger()
        self._known = _known_people(session, rows)
        self._digests = {row.at_line: _digest(row) for row in rows}
        for earlier in _earlier(session, run_id, rows, self._digests):
            self._ledger.enter(earlier)

    def take(self, row: SampleRow) -> Sequence[RowProblem]:
        """Stage the line, or say what is wrong with it."""
        if known := self._known.get((row.account_id, row.contact_name.casefold(), row.line.number, row.line.extension)):
            if row.contact_id == id_by_line(row.line):
                row = row._replace(contact_id=min(known))
            elif row.contact_id not in known:
                sentence = f"The same person is known already as “{min(known)}”; use that contact_id."
                return [RowProblem(row.at_line, "contact_id", sentence)]
        ledger = self._ledger
        first = (
            row.account_id not in ledger.accounts,
            row.contact_id not in ledger.contacts,
            row.agent_id is not None and row.agent_id not in ledger.agents,
        )
        if found := ledger.clashes(row):
            return found
        self.staged.append(_staged(self.run_id, row, first, self._digests[row.at_line]))
        self.named.update(name for name, is_first in zip(_TABLES, (*first, True), strict=True) if is_first)
        return ()


def _staged(run_id: int, row: SampleRow, first: tuple[bool, bool, bool], digest: int) -> dict[str, Any]:
    facts = row._asdict() | {
        "run_id": run_id,
        "account_first": first[0],
        "contact_first": first[1],
        "agent_first": first[2],
        "person": digest,
        "number": row.line.number,
        "extension": row.line.extension,
        "line_kind": row.line.kind,
        "line_country": row.line.country,
        "touchpoint_id": touchpoint_key(row),
    }
    del facts["line"]
    return facts


def _without_blanks(staged: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Without the columns of which no line says anything: each costs time, and most lists have few."""
    blank = [name for name in staged[0] if all(line[name] is None for line in staged)]
    for line in staged:
        for name in blank:
            del line[name]
    return staged


def _digest(row: SampleRow) -> int:
    """The person of a line as a number of 64 bits: what it finds is compared in full afterwards."""
    account, name, line = person_key(row)
    text = "\x1f".join((account, name, line.number, line.extension))
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big", signed=True)


def _earlier(
    session: Session, run_id: int, rows: Sequence[SampleRow], digests: Mapping[int, int]
) -> Iterable[SampleRow]:
    """The staged lines that speak of the same accounts, people, touchpoints or agents."""
    wanted: tuple[set[Any], ...] = (
        {row.account_id for row in rows},
        {row.contact_id for row in rows},
        set(digests.values()),
        {row.agent_id for row in rows if row.agent_id},
        {touchpoint_key(row) for row in rows},
    )
    for look, keys in zip(_questions(session).earlier, wanted, strict=True):
        if keys:
            yield from map(_as_read, session.execute(look, {"run": run_id, "keys": list(keys)}))


def _as_read(staged: Any) -> SampleRow:
    facts = {name: getattr(staged, name) for name in _AS_READ}
    value = staged.yearly_value
    line = Line(staged.number, staged.extension, staged.line_kind, staged.line_country)
    return SampleRow(**facts, line=line, yearly_value=None if value is None else Decimal(str(value)))


def _known_people(session: Session, rows: Sequence[SampleRow]) -> dict[tuple[str, str, str, str], set[str]]:
    """The ids of the people in the sample at these telephones, by account, name, number and extension."""
    known: dict[tuple[str, str, str, str], set[str]] = {}
    numbers = list({row.line.number for row in rows})
    for account, name, number, extension, external_id in session.execute(_questions(session).people, {"keys": numbers}):
        known.setdefault((account, name.casefold(), number, extension), set()).add(external_id)
    return known


def _questions(session: Session) -> _Questions:
    return _QUESTIONS[session.get_bind().dialect.name]
