"""The lines of a contact list are staged, each portion in a short transaction of its own.

The place that was reached is in the row of the run and moves with the lines in one transaction. So whoever goes on
after a crash goes on there, and of two who work on one list the slower one changes nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from hashlib import blake2b
from typing import Any

from sqlalchemy import bindparam, insert, select, true
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
_LOOKS = tuple(
    select(*_HERE).where(
        _HERE.run_id == bindparam("run"), mark == true(), column.in_(bindparam("keys", expanding=True))
    )
    for column, mark in (
        (_HERE.account_id, _HERE.account_first),
        (_HERE.contact_id, _HERE.contact_first),
        (_HERE.person, _HERE.contact_first),
        (_HERE.agent_id, _HERE.agent_first),
        (_HERE.touchpoint_id, true()),
    )
)
_PEOPLE = (
    select(Account.external_id, Contact.name, PhoneLine.number, PhoneLine.extension, Contact.external_id)
    .join(Contact, Contact.line_id == PhoneLine.id)
    .join(Account, Account.id == Contact.account_id)
    .where(PhoneLine.number.in_(bindparam("numbers", expanding=True)))
)


def stage(session: Session, run_id: int, lines: Sequence[ListLine], after: int, now: datetime) -> bool:
    """The next lines, those beyond line ``after``. False when somebody else has taken them in, or the list is off."""
    run = locked(session, run_id)
    if run.state != ImportState.READING or run.lines_read != after:
        return False
    portion = _Portion(session, run_id, [line.row for line in lines if line.row])
    bad: list[tuple[RowProblem, bool, Sequence[str]]] = []
    for line in lines:
        found = portion.take(line.row) if line.row else line.problems
        bad += [(problem, True, line.cells) for problem in found]
    if portion.staged:
        session.execute(insert(StagedLine.__table__), _without_blanks(portion.staged))  # type: ignore[arg-type]
    note_problems(session, run_id, bad)
    run.lines_read = lines[-1].number
    run.good_lines += len(portion.staged)
    run.bad_lines += len({problem.line for problem, _, _ in bad})
    named = Counter(run.forecast.get("named", {}))
    named.update(portion.named)
    run.forecast = {"named": dict(named)}
    run.enqueued_until = now + WORKING
    session.flush()
    return True


class _Portion:
    """Lines that are staged together, with what earlier lines and the sample say of the same people."""

    def __init__(self, session: Session, run_id: int, rows: Sequence[SampleRow]) -> None:
        self.staged: list[dict[str, Any]] = []
        self.named = Counter[str]()
        self._run_id = run_id
        self._ledger = Ledger()
        self._known = _known_people(session, rows)
        for earlier in _earlier(session, run_id, rows):
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
        self.staged.append(_staged(self._run_id, row, first))
        self.named.update(name for name, is_first in zip(_TABLES, (*first, True), strict=True) if is_first)
        return ()


def _staged(run_id: int, row: SampleRow, first: tuple[bool, bool, bool]) -> dict[str, Any]:
    facts = row._asdict() | {
        "run_id": run_id,
        "account_first": first[0],
        "contact_first": first[1],
        "agent_first": first[2],
        "person": _digest(row),
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


def _earlier(session: Session, run_id: int, rows: Sequence[SampleRow]) -> Iterable[SampleRow]:
    """The staged lines that speak of the same accounts, people, touchpoints or agents."""
    wanted: tuple[set[Any], ...] = (
        {row.account_id for row in rows},
        {row.contact_id for row in rows},
        {_digest(row) for row in rows},
        {row.agent_id for row in rows if row.agent_id},
        {touchpoint_key(row) for row in rows},
    )
    for look, keys in zip(_LOOKS, wanted, strict=True):
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
    for account, name, number, extension, external_id in session.execute(_PEOPLE, {"numbers": numbers}):
        known.setdefault((account, name.casefold(), number, extension), set()).add(external_id)
    return known
