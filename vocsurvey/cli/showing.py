"""What the commands share in speaking with people: plain tables, JSON, and the database that they may use."""

from __future__ import annotations

import json
from collections.abc import Generator, Iterable, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from vocsurvey.cli.refusal import Failure
from vocsurvey.db.session import Database
from vocsurvey.db.upgrade import is_current
from vocsurvey.settings import Settings

as_json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON for programs.")


@contextmanager
def opened(settings: Settings) -> Generator[Database]:
    """The database, in its present shape. Raises Failure when it is not there or not upgraded."""
    database = Database(settings.database_url)
    try:
        if database.is_sqlite and database.url.database and not _exists(database.url.database):
            raise Failure(f"There is no database at {database.url.database} yet. Run: vocsurvey upgrade")
        if not is_current(database):
            raise Failure("The database is not in its present shape. Run: vocsurvey upgrade")
        yield database
    finally:
        database.dispose()


def show_json(value: Any) -> None:
    """One JSON value on standard output; times as ISO 8601."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2, default=_plain))


def show_table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Columns as wide as they need to be; the same with and without a terminal."""
    lines = [list(header), *[["" if cell is None else str(cell) for cell in row] for row in rows]]
    widths = [max(len(line[column]) for line in lines) for column in range(len(header))]
    for line in lines:
        click.echo("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


def _exists(path: str) -> bool:
    return path == ":memory:" or Path(path).exists()
