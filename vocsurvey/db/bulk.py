"""Many rows into one table at once, as fast as the database's own driver takes them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Boolean, Table, text
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import Session


def insert_columns(session: Session, table: Table, columns: Mapping[str, Sequence[Any]], count: int) -> None:
    """Insert ``count`` rows, whose values are given column by column, in the session's transaction.

    SQLite gets one prepared statement, PostgreSQL a COPY; both take the values as the types of the columns bind them.
    """
    connection = session.connection()
    # A column of which no row says anything costs as much as any other, and most rows have many of them.
    said = {name: values for name, values in columns.items() if values.count(None) < count}
    ready = zip(*(_bound(table, name, values, connection.dialect) for name, values in said.items()), strict=True)
    where = f"{table.name} ({', '.join(said)})"
    cursor: Any = connection.connection.cursor()
    if connection.dialect.name == "postgresql":
        with cursor.copy(f"COPY {where} FROM STDIN") as copy:
            for row in ready:
                copy.write_row(row)
    else:
        places = ", ".join("?" * len(said))
        cursor.executemany(f"INSERT INTO {where} VALUES ({places})", ready)  # noqa: S608 - names of our own
    cursor.close()


def count_anew(session: Session, table: Table) -> None:
    """Many rows came into a table at once: PostgreSQL shall know, as it plans by what it last counted. SQLite does not.

    Of a table that it never counted it takes a few hundred rows for granted, and sorts all of them for each portion.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text(f"ANALYZE {table.name}"))


def _bound(table: Table, name: str, values: Sequence[Any], dialect: Dialect) -> Iterable[Any]:
    """The values of a column as the driver takes them; the same ones where none has to become another."""
    bind = _binder(table, name, dialect)
    return values if bind is None else map(bind, values)


def _binder(table: Table, name: str, dialect: Dialect) -> Callable[[Any], Any] | None:
    kind = table.c[name].type
    # Both drivers know yes and no by themselves.
    return None if isinstance(kind, Boolean) else kind.dialect_impl(dialect).bind_processor(dialect)
