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
    ColumnElement,
    Insert,
    ScalarSelect,
    Select,
    String,
    Table,
    Update,
    and_,
    bindparam,
    delete,
    exists,
    func,
    insert,
    literal,
    null,
    or_,
    select,
    true,
    update,
)
from sqlalchemy import case as one_of
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from vocsurvey.db.agreement import Consent
from vocsurvey.db.base import Identity, UtcDateTime, table_of
from vocsurvey.db.dialing import OPEN_AT_CARRIER, Call
from vocsurvey.db.imports import AT_REST, ImportPiece, ImportProblem, ImportRun, ImportState, StagedLine
from vocsurvey.db.reads.forecast import TARGETS, WORDS, Target
from vocsurvey.db.sample import Contact, PhoneLine
from vocsurvey.operations.bringing import WORKING, clear_lines, discard, locked
from vocsurvey.operations.tracing import SCOPE, UNDO_WITHIN, forget_changes, take_over, trace
from vocsurvey.questionnaire.model import Purpose

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
    beyond = (StagedLine.run_id == run_id, StagedLine.at_line > after)
    lines = session.scalars(select(StagedLine.at_line).where(*beyond).order_by(StagedLine.at_line).limit(most)).all()
    if not lines:
        _finish(run, now)
        session.flush()
        return None
    place = {"run": run_id, "after": after, "last": lines[-1]}
    counts = {word: Counter(run.counts.get(word, {})) for word in WORDS}
    statements = _STATEMENTS[session.get_bind().dialect.name]
    session.execute(statements.new_lines, place)
    for target in TARGETS:
        speaking, create, change = statements.of[target.name]
        created = _count(session, create, {**place, "brought_by": run_id if traced else None})
        counts["created"][target.name] += created
        # A row that was just made says what its line says: only the others can be changed.
        known = (session.scalar(speaking, place) or 0) > created
        if known and traced:
            trace(session, target, place)
        counts["changed"][target.name] += _count(session, change, place) if known else 0
    take_over(session, place, run_id if traced else None)
    teller = "The contact list says" if token_id is None else "Another program said"
    said = {"yes": f"{teller} yes.", "no": f"{teller} no.", "token": token_id, "brought_by": run_id if traced else None}
    session.execute(_CONSENTS, {**place, **said, "moment": now, "undone_from": now - UNDO_WITHIN})
    run.counts = {word: dict(count) for word, count in counts.items()}
    run.applied_to, run.lines_applied = lines[-1], run.lines_applied + len(lines)
    run.enqueued_until = now + WORKING
    session.flush()
    return lines[-1]


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


def _speaking(target: Target) -> Select[int]:
    """How many lines speak for a row of the table."""
    return select(func.count()).select_from(StagedLine).where(SCOPE, target.first, target.named.is_not(None))


def _sqlite(table: Table, names: list[str], new: Select[Any]) -> Insert:
    return sqlite.insert(table).from_select(names, new).on_conflict_do_nothing()


def _postgresql(table: Table, names: list[str], new: Select[Any]) -> Insert:
    return postgresql.insert(table).from_select(names, new).on_conflict_do_nothing()


@dataclass(frozen=True)
class _Statements:
    """What is said to one kind of database; ``of``: by table, the three that speak of its rows."""

    new_lines: Insert
    of: Mapping[str, tuple[Select[int], Insert, Update]]

    @classmethod
    def of_kind(cls, unless_known: NewRows) -> _Statements:
        """With ``unless_known``: an insert of the rows of a query that are not there yet."""
        of = {target.name: (_speaking(target), _create(target, unless_known), _change(target)) for target in TARGETS}
        return cls(_new_lines(unless_known), of)


def _consents() -> Insert:
    """What the list says of being phoned by a machine, where the latest list that said anything said otherwise; and a
    yes also where that list can be taken back, because then this one is what it rests on.
    """
    ledger, said, automated = Consent.__table__.c, StagedLine.automated_voice_consent, Purpose.AUTOMATED_VOICE.value

    def latest(column: ColumnElement[Any]) -> ScalarSelect[Any]:
        said_before = (ledger.contact_id == Contact.id, ledger.purpose == automated, ledger.source == "import")
        newest = (ledger.given_at.desc(), ledger.id.desc())
        return select(column).where(*said_before).order_by(*newest).limit(1).correlate(Contact).scalar_subquery()

    brought_by = bindparam("brought_by", type_=Identity)
    shaky = one_of(
        (ledger.given_at > bindparam("undone_from", type_=UtcDateTime()), ledger.import_run_id), else_=null()
    )
    told = or_(
        latest(ledger.granted).is_distinct_from(said),
        and_(said == true(), latest(shaky).is_not(None), latest(shaky).is_distinct_from(brought_by)),
    )
    facts = {
        "contact_id": Contact.id,
        "purpose": literal(automated),
        "granted": said,
        "source": literal("import"),
        "words": one_of((said == true(), bindparam("yes", type_=String())), else_=bindparam("no", type_=String())),
        "given_at": bindparam("moment", type_=UtcDateTime()),
        "import_run_id": brought_by,
        "import_line": StagedLine.at_line,
        "token_id": bindparam("token", type_=Identity),
    }
    new = (
        select(*facts.values())
        .join_from(StagedLine, Contact, Contact.external_id == StagedLine.contact_id)
        .where(SCOPE, StagedLine.contact_first == true(), said.is_not(None), told)
    )
    return insert(table_of(Consent)).from_select(list(facts), new)


# Made once: putting a statement together takes longer than many of them run.
_CONSENTS = _consents()
_IN_USE = select(exists().where(Call.status.in_(OPEN_AT_CARRIER)))
_STATEMENTS = {"sqlite": _Statements.of_kind(_sqlite), "postgresql": _Statements.of_kind(_postgresql)}
