"""Bring a database to the present shape, and say whether it has it."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from vocsurvey.db.session import Database

_FOLDER = Path(__file__).parent / "migrations"
# Any number will do, as long as it stays the same: PostgreSQL lets one upgrade at a time past it.
_UPGRADE_LOCK = 20_261_121


class DatabaseTooNew(Exception):
    """The database has steps that this program does not know: a newer one has upgraded it."""


def upgrade(database: Database) -> None:
    """Run every step that is still missing, in one transaction. Safe to run twice, and from two places at once.

    Raises DatabaseTooNew when there are steps that we do not know; nothing is changed.
    """
    with database.transaction() as session:
        connection = session.connection()
        if not database.is_sqlite:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _UPGRADE_LOCK})
        _step_of(connection)
        command.upgrade(_config(connection), "head")


def is_current(database: Database) -> bool:
    """Whether every step has been run. Raises DatabaseTooNew when there are steps that we do not know."""
    with database.reading() as session:
        return _step_of(session.connection()) == ScriptDirectory(str(_FOLDER)).get_current_head()


def _step_of(connection: Connection) -> str | None:
    """The last step that was run; None for a database without any."""
    step = MigrationContext.configure(connection).get_current_revision()
    known = {script.revision for script in ScriptDirectory(str(_FOLDER)).walk_revisions()}
    if step is not None and step not in known:
        raise DatabaseTooNew(
            f"The database was upgraded by a newer vocsurvey: it is at step {step}, and this one knows "
            f"{max(known)}. Use the newer one."
        )
    return step


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    config.attributes["connection"] = connection
    return config
