"""A staged list becomes accounts, contacts, lines, agents and touchpoints, some lines in each short transaction.

A person is whole in one transaction. What is new counts for no campaign before the list is applied to its end, which is
one row that changes; what a crash left halfway is gone on with, because the place that was reached is in that row.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    Insert,
    Row,
    Select,
    Table,
    Update,
    bindparam,
    delete,
    exists,
    func,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from vocsurvey.db.base import Identity, table_of
from vocsurvey.db.dialing import OPEN_AT_CARRIER, Call
from vocsurvey.db.imports import AT_REST, ImportPiece, ImportProblem, ImportRun, ImportState, StagedLine
from vocsurvey.db.reads.forecast import TARGETS, WORDS, Target
from vocsurvey.db.sample import Contact, PhoneLine, Touchpoint
from vocsurvey.operations.bringing import WORKING, clear_lines, discard, locked
from vocsurvey.operations.list_consents import CONSENTS
from vocsurvey.operations.tracing import SCOPE, UNDO_WITHIN, claim, forget_changes, take_over, trace

NewRows = Callable[[Table, list[str], Select[Any]], Insert]
WAITS_FOR_A_WORD = timedelta(days=7)
"""So long a list that was read waits for somebody to say that it shall be applied."""
_PIECES_AT_ONCE = 8
BAD_LINES_KEPT = timedelta(days=30)


def go_ahead(session: Session, run_id: int, now: datetime) -> bool:
    """A person has seen what the list would do, and wants it without its bad lines. False when it is not to be had."""
    run = locked(session, run_id)
    if run.state != ImportState.CHECKED:
        return False
    run.state, run.bad_left_out, run.enqueued_until = ImportState.APPLYING, True, now + WORKING
    session.flush()
    return True


def apply_lines(
    session: Session,
    run_id: int,
    after: int,
    most: int,
    now: datetime,
    *,
    traced: bool = True,
    token_id: int | None = None,
) -> int | None:
    """Bring in at most so many staged lines beyond line ``after``; the last of them. ``traced``: so that it can be
    taken back. ``token_id``: a program said so.

    None when there is nothing left to do here: the list is applied to its end, or somebody else is further.
    """
    run = locked(session, run_id)
    if run.state != ImportState.APPLYING or run.applied_to != after:
        return None
    told = session.execute(_TOLD, {"run": run_id, "after": after, "most": most}).one()
    if not told.lines:
        _finish(run, now)
        session.flush()
        return None
    place = {"run": run_id, "after": after, "last": told.last}
    brought_by = run_id if traced else None
    all_new = _bring_in(session, run, told, place, brought_by)
    if told.consents:
        teller = "The contact list says" if token_id is None else "Another program said"
        said = {"yes": f"{teller} yes.", "no": f"{teller} no.", "token": token_id, "brought_by": brought_by}
        undone_from = {} if all_new else {"undone_from": now - UNDO_WITHIN}
        session.execute(CONSENTS[all_new], {**place, **said, **undone_from, "moment": now})
    run.applied_to, run.lines_applied = told.last, run.lines_applied + told.lines
    run.enqueued_until = now + WORKING
    session.flush()
    return int(told.last)


def _bring_in(
    session: Session, run: ImportRun, told: Row[Any], place: Mapping[str, int], brought_by: int | None
) -> bool:
    """Make the rows of which the lines speak, and bring those up to date that were there. Whether all people are new.

    What is there already is told before where everything was so far, as in a list that comes again; else by what is
    left over when the new rows are made, as in one that brings somebody new in most of its lines.
    """
    counts = {word: Counter(run.counts.get(word, {})) for word in WORDS}
    statements = _STATEMENTS[session.get_bind().dialect.name]
    came_before = run.lines_applied > 0 and not any(counts["created"].values())
    look = session.execute(_LOOK, place).one()._mapping if came_before else None
    # Whoever is known and as before has their line.
    if look is None or look["contact_known"] < told.contact or look["contact_differs"]:
        session.execute(statements.new_lines, place)
    known: dict[str, bool] = {}
    for target in TARGETS:
        create, change = statements.of[target.name]
        speaking, created = told._mapping[target.name], 0
        if speaking and (look is None or look[f"{target.name}_known"] < speaking):
            created = _count(session, create, {**place, "brought_by": brought_by})
        counts["created"][target.name] += created
        # A row that was just made says what its line says: only the others can be changed.
        known[target.name] = speaking > created
        if known[target.name] and (look is None or look[f"{target.name}_differs"]):
            if brought_by is not None:
                trace(session, target, place)
            counts["changed"][target.name] += _count(session, change, place)
        else:
            counts["changed"][target.name] += 0
        if known[target.name] and brought_by is not None:
            claim(session, target, place)
    if known[Touchpoint.__tablename__]:
        take_over(session, place, brought_by)
    run.counts = {word: dict(count) for word, count in counts.items()}
    return not known[Contact.__tablename__]


def phones_in_use(session: Session) -> bool:
    """Whether any call is under way, so that somebody on the phone might wait behind a large write."""
    return bool(session.scalar(_IN_USE))


def sweep(session: Session, run_id: int, most: int) -> bool:
    """Throw away at most so many lines of a list that is done with, then its file. False when nothing is left."""
    run = locked(session, run_id)
    if run.state not in AT_REST or run.swept:
        return False
    if clear_lines(session, run_id, most):
        return True
    mine = ImportPiece.run_id == run_id
    first = session.scalar(select(func.min(ImportPiece.position)).where(mine))
    if first is None:
        run.swept, run.enqueued_until = True, None
        session.flush()
        return False
    session.execute(delete(ImportPiece).where(mine, ImportPiece.position < first + _PIECES_AT_ONCE))
    return True


def forget(session: Session, now: datetime, most: int = 500) -> None:
    """Give up lists that nobody said a word about, and throw away the cells of bad lines when they are old; and what
    lists changed, when it is too late to take them back."""
    waiting = (ImportState.ARRIVING, ImportState.COLUMNS_WANTED, ImportState.CHECKED)
    stale = select(ImportRun.id).where(ImportRun.state.in_(waiting), ImportRun.created_at < now - WAITS_FOR_A_WORD)
    for run_id in session.scalars(stale):
        discard(session, run_id, now)
    old = (
        select(ImportProblem.id)
        .join(ImportRun, ImportRun.id == ImportProblem.run_id)
        .where(ImportRun.created_at < now - BAD_LINES_KEPT, ImportRun.state.in_(AT_REST))
        .limit(most)
    )
    session.execute(delete(ImportProblem).where(ImportProblem.id.in_(session.scalars(old).all())))
    forget_changes(session, now, most)
    session.flush()


def _finish(run: ImportRun, now: datetime) -> None:
    """The one change that makes all of the list count."""
    named = run.forecast.get("named", {})
    created, changed = run.counts.get("created", {}), run.counts.get("changed", {})
    unchanged = {name: count - created.get(name, 0) - changed.get(name, 0) for name, count in named.items()}
    run.counts = {"created": created, "changed": changed, "unchanged": unchanged}
    run.state, run.finished_at, run.enqueued_until = ImportState.APPLIED, now, None


def _count(session: Session, statement: Any, place: Mapping[str, int | None]) -> int:
    done: Any = session.execute(statement, place, execution_options={"preserve_rowcount": True})
    return int(done.rowcount)


def _new_lines(unless_known: NewRows) -> Insert:
    staged = StagedLine.__table__.c
    new = select(staged.number, staged.extension, staged.line_kind, staged.line_country).where(SCOPE)
    return unless_known(table_of(PhoneLine), ["number", "extension", "kind", "country"], new)


def _change(target: Target) -> Update:
    values = {fact.column.key: func.coalesce(fact.said, fact.column) for fact in target.facts}
    changed = update(table_of(target.table)).where(SCOPE, target.first, target.key == target.named, target.differs)
    return changed.values(values)


def _create(target: Target, unless_known: NewRows) -> Insert:
    names = [target.key.key, *(fact.column.key for fact in target.facts)]
    said: list[Any] = [target.named]
    said += [fact.said if fact.at_first is None else func.coalesce(fact.said, fact.at_first) for fact in target.facts]
    names.append("import_run_id")
    said.append(bindparam("brought_by", type_=Identity))
    new = select(*said).select_from(StagedLine).where(SCOPE, target.first, target.named.is_not(None))
    return unless_known(table_of(target.table), names, new)


def _told() -> Select[Any]:
    """Of the next ``most`` lines: the last, how many there are, how many speak for a row of each table (by its name),
    and how many say something of being phoned by a machine.
    """
    mine = (StagedLine.run_id == bindparam("run"), StagedLine.at_line > bindparam("after"))
    some = select(StagedLine.at_line).where(*mine).order_by(StagedLine.at_line).limit(bindparam("most")).subquery()
    speaking = [func.count().filter(one.first, one.named.is_not(None)).label(one.name) for one in TARGETS]
    facts: list[Any] = [func.max(StagedLine.at_line).label("last"), func.count().label("lines"), *speaking]
    facts.append(func.count(StagedLine.automated_voice_consent).label("consents"))
    return select(*facts).where(*mine, StagedLine.at_line <= select(func.max(some.c.at_line)).scalar_subquery())


def _look() -> Select[Any]:
    """Of each table how many of the rows that the lines speak for are there, and how many of these would change."""
    found = []
    for target in TARGETS:
        there = select(func.count()).select_from(StagedLine).join(target.table, target.key == target.named)
        there = there.where(SCOPE, target.first)
        found += [
            there.scalar_subquery().label(f"{target.name}_known"),
            there.where(target.differs).scalar_subquery().label(f"{target.name}_differs"),
        ]
    return select(*found)


def _sqlite(table: Table, names: list[str], new: Select[Any]) -> Insert:
    return sqlite.insert(table).from_select(names, new).on_conflict_do_nothing()


def _postgresql(table: Table, names: list[str], new: Select[Any]) -> Insert:
    return postgresql.insert(table).from_select(names, new).on_conflict_do_nothing()


@dataclass(frozen=True)
class _Statements:
    """What is said to one kind of database; ``of``: by table, what makes its rows and what changes them."""

    new_lines: Insert
    of: Mapping[str, tuple[Insert, Update]]

    @classmethod
    def of_kind(cls, unless_known: NewRows) -> _Statements:
        """With ``unless_known``: an insert of the rows of a query that are not there yet."""
        of = {target.name: (_create(target, unless_known), _change(target)) for target in TARGETS}
        return cls(_new_lines(unless_known), of)


# Made once: putting a statement together takes longer than many of them run.
_TOLD, _LOOK = _told(), _look()
_IN_USE = select(exists().where(Call.status.in_(OPEN_AT_CARRIER)))
_STATEMENTS = {"sqlite": _Statements.of_kind(_sqlite), "postgresql": _Statements.of_kind(_postgresql)}
