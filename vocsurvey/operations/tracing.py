"""What a list changes of rows that were there, kept as it was before, so that the list can be taken back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Select,
    Update,
    and_,
    bindparam,
    delete,
    func,
    insert,
    null,
    or_,
    select,
    tuple_,
    update,
)
from sqlalchemy import case as one_of
from sqlalchemy.orm import InstrumentedAttribute, Session

from vocsurvey.db.base import Base, Identity, UtcDateTime, table_of
from vocsurvey.db.imports import ImportChange, ImportRun, Kept, StagedLine
from vocsurvey.db.reads.forecast import TARGETS, Target
from vocsurvey.db.sample import Account, Agent, Contact, PhoneLine, Touchpoint
from vocsurvey.operations.taking_away import drop_lines

UNDO_WITHIN = timedelta(days=30)
"""So long a list can be taken back; then what it changed is forgotten."""
SCOPE = and_(
    StagedLine.run_id == bindparam("run"),
    StagedLine.at_line > bindparam("after"),
    StagedLine.at_line <= bindparam("last"),
)
REFERRED: Mapping[str, tuple[type[Base], ColumnElement[str]]] = {
    "account_id": (Account, Account.external_id.expression),
    "contact_id": (Contact, Contact.external_id.expression),
    "agent_id": (Agent, Agent.external_id.expression),
    "line_id": (PhoneLine, PhoneLine.number + "x" + PhoneLine.extension),
}
"""Columns that refer to rows that an undo may delete. An image has those by name: SQLite gives ids out again."""
_KEY = (ImportChange.run_id, ImportChange.table_name, ImportChange.row_id)


def trace(session: Session, target: Target, place: Mapping[str, int]) -> None:
    """Keep the columns of a table that the lines at hand are about to change: as they are, and as they will be. In a
    list one line speaks for a row, so there is one image of it.
    """
    names, many = [fact.column.key for fact in target.facts], len(target.facts)
    images = []
    for row_id, *cells in session.execute(_CHANGES[target.name], place):
        facts = zip(names, cells[:many], cells[many : 2 * many], cells[2 * many :], strict=True)
        changed = [(name, called, new) for name, old, new, called in facts if new is not None and new != old]
        images.append(
            {
                "run_id": place["run"],
                "table_name": target.name,
                "row_id": row_id,
                "before": {name: in_json(called) for name, called, _ in changed},
                "after": {name: in_json(new) for name, _, new in changed},
            }
        )
    if images:
        session.execute(insert(ImportChange), images)


def claim(session: Session, target: Target, place: Mapping[str, int]) -> None:
    """What another list created, and the lines at hand speak of, is known by this one too."""
    session.execute(_CLAIMS[target.name], place)


def in_json(value: Any) -> Any:
    """A value of a column as it is kept in an image."""
    return value.isoformat() if isinstance(value, datetime) else value


def out_of_json(target: Target, name: str, value: Any) -> Any:
    """The value of the column again."""
    kind = table_of(target.table).c[name].type
    return datetime.fromisoformat(value) if value is not None and isinstance(kind, UtcDateTime) else value


def take_over(session: Session, place: Mapping[str, int], brought_by: int | None) -> None:
    """What a list that was taken back had to leave, because somebody was in a campaign, is this one's own when it names
    it again: campaigns may draw it again, and it goes when this one is taken back. None: it is nobody's, as a program
    has reported it.
    """
    left = session.scalars(_LEFT, place).all()
    if left:
        unseen = {"synchronize_session": False}
        owned = update(Touchpoint).where(Touchpoint.id.in_(left), Touchpoint.import_run_id.is_(None))
        session.execute(owned.values(import_run_id=brought_by), execution_options=unseen)
        marks = (ImportChange.table_name == Touchpoint.__tablename__, ImportChange.row_id.in_(left))
        mine = ImportChange.run_id == place["run"]
        session.execute(delete(ImportChange).where(*marks, or_(_LEFT_MARK, mine)), execution_options=unseen)


def forget_changes(session: Session, now: datetime, most: int) -> None:
    """Throw away at most so many images of lists that cannot be taken back any more. What one had to leave because of a
    campaign stays marked: nobody draws it ever again. A number that only an image remembered goes with it.
    """
    old = (
        select(*_KEY)
        .join(ImportRun, ImportRun.id == ImportChange.run_id)
        .where(
            func.coalesce(ImportRun.undone_at, ImportRun.finished_at) < now - UNDO_WITHIN,
            or_(ImportRun.undo_at.is_(None), ImportRun.undone_at.is_not(None)),
            ~_LEFT_MARK,
        )
        .limit(most)
    )
    keys = [tuple(key) for key in session.execute(old)]
    which = tuple_(*_KEY).in_(keys)
    people = select(ImportChange.before).where(which, ImportChange.table_name == Contact.__tablename__)
    called = {str(before["line_id"]) for before in session.scalars(people) if before.get("line_id")}
    session.execute(delete(ImportChange).where(which))
    spelled = tuple_(PhoneLine.number, PhoneLine.extension).in_({name.partition("x")[::2] for name in called})
    drop_lines(session, set(session.scalars(select(PhoneLine.id).where(spelled))) if called else set())


def _changes(target: Target) -> Select[Any]:
    """The rows that change: the id, each column as it is, what is said of each (null: nothing), and each as an image
    has it.
    """
    before = [fact.column for fact in target.facts]
    said = [fact.said.label(f"said_{fact.column.key}") for fact in target.facts]
    called = [_called(fact.column).label(f"called_{fact.column.key}") for fact in target.facts]
    return (
        select(target.table.__table__.c.id, *before, *said, *called)
        .join_from(StagedLine, target.table, target.key == target.named)
        .where(SCOPE, target.first, target.differs)
    )


def _called(column: InstrumentedAttribute[Any]) -> ColumnElement[Any]:
    referred = REFERRED.get(column.key)
    if referred is None:
        return column.expression
    table, name = referred
    return select(name).where(table.__table__.c.id == column).scalar_subquery()


def _claim(target: Target) -> Update:
    """Rows that another list created, and this one speaks of. Of whom a third list speaks, none can take away."""
    table = table_of(target.table)
    run: BindParameter[int] = bindparam("run", type_=Identity)
    third = and_(table.c.named_run_id.is_not(None), table.c.named_run_id != run)
    claimed = update(table).where(SCOPE, target.first, target.key == target.named, table.c.import_run_id != run)
    return claimed.values(named_run_id=run, import_run_id=one_of((third, null()), else_=table.c.import_run_id))


_LEFT_MARK = and_(
    ImportChange.table_name == Touchpoint.__tablename__, func.coalesce(ImportChange.kept, "") == Kept.CASE.value
)
# Made once: putting a statement together takes longer than many of them run.
_LEFT = (
    select(Touchpoint.id)
    .join(StagedLine, StagedLine.touchpoint_id == Touchpoint.external_id)
    .join(ImportChange, ImportChange.row_id == Touchpoint.id)
    .where(SCOPE, _LEFT_MARK)
)
_CHANGES = {target.name: _changes(target) for target in TARGETS}
_CLAIMS = {target.name: _claim(target) for target in TARGETS}
