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


def upgrade(database: Database) -> None:
    """Run every step that is still missing, in one transaction. Safe to run twice, and from two places at once."""
    with database.transaction() as session:
        connection = session.connection()
        if not database.is_sqlite:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _UPGRADE_LOCK})
        command.upgrade(_config(connection), "head")


def is_current(database: Database) -> bool:
    """Whether every step has been run."""
    head = ScriptDirectory(str(_FOLDER)).get_current_head()
    with database.reading() as session:
        return MigrationContext.configure(session.connection()).get_current_revision() == head


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    config.attributes["connection"] = connection
    return config
