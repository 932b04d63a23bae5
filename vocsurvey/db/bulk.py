"""Many rows into one table at once, as fast as the database's own driver takes them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import itemgetter
from typing import Any

from sqlalchemy import Boolean, Table, text
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import Session

Row = tuple[Any, ...]


def insert_rows(session: Session, table: Table, names: Sequence[str], rows: Sequence[Row]) -> None:
    """Insert rows whose values stand in the order of ``names``, in the session's transaction: two values at least.

    SQLite gets one prepared statement, PostgreSQL a COPY; both take the values as the types of the columns bind them.
    """
    connection = session.connection()
    # A column of which no row says anything costs as much as any other, and most rows have many of them.
    said = [place for place in range(len(names)) if any(row[place] is not None for row in rows)]
    names = [names[place] for place in said]
    ready = _bound(table, names, list(map(itemgetter(*said), rows)), connection.dialect)
    where = f"{table.name} ({', '.join(names)})"
    cursor: Any = connection.connection.cursor()
    if connection.dialect.name == "postgresql":
        with cursor.copy(f"COPY {where} FROM STDIN") as copy:
            for row in ready:
                copy.write_row(row)
    else:
        places = ", ".join("?" * len(names))
        cursor.executemany(f"INSERT INTO {where} VALUES ({places})", ready)  # noqa: S608 - names of our own
    cursor.close()


def count_anew(session: Session, table: Table) -> None:
    """Many rows came into a table at once: PostgreSQL shall know, as it plans by what it last counted. SQLite does not.

    Of a table that it never counted it takes a few hundred rows for granted, and sorts all of them for each portion.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text(f"ANALYZE {table.name}"))


def _bound(table: Table, names: Sequence[str], rows: Sequence[Row], dialect: Dialect) -> Sequence[Row]:
    """The rows as the driver takes them; the same ones where no value has to become another."""
    binders = [(place, bind) for place, name in enumerate(names) if (bind := _binder(table, name, dialect))]
    if not binders:
        return rows
    ready = [list(row) for row in rows]
    for place, bind in binders:
        for row in ready:
            row[place] = bind(row[place])
    return [tuple(row) for row in ready]


def _binder(table: Table, name: str, dialect: Dialect) -> Callable[[Any], Any] | None:
    kind = table.c[name].type
    # Both drivers know yes and no by themselves.
    return None if isinstance(kind, Boolean) else kind.dialect_impl(dialect).bind_processor(dialect)
