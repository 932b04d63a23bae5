"""What a contact list changed becomes what it was before, column by column, where nobody has changed it since."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.orm import Session

from vocsurvey.db.base import table_of
from vocsurvey.db.imports import ImportChange, Kept
from vocsurvey.db.reads.forecast import Target
from vocsurvey.db.sample import PhoneLine
from vocsurvey.operations.tracing import REFERRED, out_of_json

Referred = dict[str | None, int | None]
# A no that a list brought stays: nobody is made to agree again to a machine's call.
_NEVER_AGAIN = (("contact", "automated_consent", True),)


@dataclass(frozen=True)
class Restored:
    """One row: what can be put back of it. ``whole``: that is all that the list changed; ``gone``: it is not there;
    ``line_id``: the telephone that a contact had from the list, and has no more.
    """

    row_id: int
    values: dict[str, Any]
    whole: bool
    gone: bool = False
    line_id: int | None = None


def images(session: Session, run_id: int, target: Target, after: int, most: int) -> Sequence[ImportChange]:
    """What the list changed of the next so many rows of a table, beyond an id, that no undo has looked at yet."""
    wanted = (
        select(ImportChange)
        .where(ImportChange.run_id == run_id, ImportChange.table_name == target.name, ImportChange.row_id > after)
        .where(ImportChange.kept.is_(None))
        .order_by(ImportChange.row_id)
        .limit(most)
    )
    return session.scalars(wanted).all()


def compared(session: Session, target: Target, some: Sequence[ImportChange], *, lock: bool = False) -> list[Restored]:
    """The rows as they are now against what the list made of them. ``lock``: so they stay for this transaction."""
    table = table_of(target.table)
    names = [fact.column.key for fact in target.facts]
    wanted = select(table.c.id, *(table.c[name] for name in names)).where(table.c.id.in_([one.row_id for one in some]))
    found = session.execute(wanted.with_for_update() if lock else wanted)
    rows = {row.id: dict(zip(names, row[1:], strict=True)) for row in found}
    known = _known(session, some, lock)
    return [_compared(target, one, rows.get(one.row_id), known) for one in some]


def put_back(session: Session, run_id: int, target: Target, rows: Sequence[Restored]) -> None:
    """Write what was found, forget the images of what is whole again, and note the rows of which something stays."""
    table = table_of(target.table)
    alike: defaultdict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
    for one in rows:
        if one.values:
            values = {f"old_{name}": value for name, value in one.values.items()}
            alike[tuple(one.values)].append({"the_row": one.row_id, **values})
    for names, rows_alike in alike.items():
        old = {name: bindparam(f"old_{name}", type_=table.c[name].type) for name in names}
        session.execute(update(table).where(table.c.id == bindparam("the_row")).values(old), rows_alike)
    mine = (ImportChange.run_id == run_id, ImportChange.table_name == target.name)
    done = [one.row_id for one in rows if one.whole or one.gone]
    left = [one.row_id for one in rows if not (one.whole or one.gone)]
    unseen = {"synchronize_session": False}
    session.execute(delete(ImportChange).where(*mine, ImportChange.row_id.in_(done)), execution_options=unseen)
    noted = update(ImportChange).where(*mine, ImportChange.row_id.in_(left)).values(kept=Kept.CHANGED_SINCE)
    session.execute(noted, execution_options=unseen)


def _compared(target: Target, image: ImportChange, row: dict[str, Any] | None, known: dict[str, Referred]) -> Restored:
    if row is None:
        return Restored(image.row_id, {}, whole=False, gone=True)
    own = {
        name: known[name].get(value) if name in known else out_of_json(target, name, value)
        for name, value in image.before.items()
        if row[name] == out_of_json(target, name, image.after[name]) and (name not in known or value in known[name])
    }
    wanted = {name: value for name, value in own.items() if (target.name, name, value) not in _NEVER_AGAIN}
    line_id = image.after["line_id"] if "line_id" in wanted else None
    return Restored(image.row_id, wanted, whole=len(own) == len(image.before), line_id=line_id)


def _known(session: Session, some: Sequence[ImportChange], lock: bool) -> dict[str, Referred]:
    """By column that refers to rows that an undo may delete: those that are there, by the name that the images have."""
    known: dict[str, Referred] = {}
    for column, (table, name) in REFERRED.items():
        names = {one.before[column] for one in some if column in one.before}
        # A line is looked for by its number, which has an index; its name has none.
        numbers = PhoneLine.number.in_({str(one).partition("x")[0] for one in names})
        wanted = select(name, table_of(table).c.id).where(numbers if table is PhoneLine else name.in_(names))
        rows = session.execute(wanted.with_for_update(read=True) if lock else wanted) if names else ()
        known[column] = {None: None, **{str(called): row_id for called, row_id in rows}}
    return known
