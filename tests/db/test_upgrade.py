"""Migrations: they run once, may be run again, and end where the models are."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import CheckConstraint, text
from sqlalchemy.orm import Session

from vocsurvey.db.session import Database
from vocsurvey.db.tables import metadata
from vocsurvey.db.upgrade import is_current, upgrade

CHECKS = {
    "sqlite": "SELECT sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'alembic%'",
    "postgresql": (
        "SELECT 'CONSTRAINT ' || conname || ' CHECK (' FROM pg_constraint"
        " WHERE contype = 'c' AND connamespace = 'public'::regnamespace"
    ),
}
PARTIAL = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql LIKE '%WHERE%'",
    "postgresql": "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' AND indexdef LIKE '%WHERE%'",
}
CHECK_NAME = re.compile(r"CONSTRAINT \"?(\w+)\"? CHECK \(")


def checks_in(session: Session) -> set[str]:
    """The names of all CHECK constraints in the database."""
    found = session.execute(text(CHECKS[session.get_bind().dialect.name])).scalars()
    return {name for definition in found for name in CHECK_NAME.findall(definition)}


def partial_indexes_in(session: Session) -> dict[str, frozenset[str]]:
    """The partial indexes in the database, each with the words of its condition."""
    rows = session.execute(text(PARTIAL[session.get_bind().dialect.name]))
    return {name: words(definition.split("WHERE", 1)[1]) for name, definition in rows}


def words(condition: str) -> frozenset[str]:
    """What a condition talks about: the databases print the same one in different ways."""
    plain = re.sub(r"::\w+( varying)?(\[\])?", "", condition)
    return frozenset(re.findall(r"\w+", plain.lower())) - {"any", "array", "in", "and"}


def test_models_and_migrations_do_not_drift(database: Database) -> None:
    with database.reading() as session:
        context = MigrationContext.configure(
            session.connection(), opts={"compare_type": True, "compare_server_default": True}
        )
        assert compare_metadata(context, metadata) == []


def test_check_constraints_do_not_drift(database: Database) -> None:
    modelled = {
        str(constraint.name)
        for table in metadata.tables.values()
        for constraint in table.constraints
        if isinstance(constraint, CheckConstraint)
    }
    assert len(modelled) > 20
    with database.reading() as session:
        assert checks_in(session) == modelled


def test_partial_indexes_do_not_drift(database: Database) -> None:
    key = "sqlite" if database.is_sqlite else "postgresql"
    modelled = {
        str(index.name): words(str(condition))
        for table in metadata.tables.values()
        for index in table.indexes
        if (condition := index.dialect_options[key]["where"]) is not None
    }
    assert "uq_call_open_line" in modelled
    with database.reading() as session:
        assert partial_indexes_in(session) == modelled


@pytest.mark.parametrize("spoil", ["ALTER TABLE agent ADD COLUMN extra INTEGER", "DROP INDEX ix_contact_line_id"])
def test_drift_is_seen(database: Database, spoil: str) -> None:
    with database.transaction() as session:
        session.execute(text(spoil))
        context = MigrationContext.configure(session.connection())
        assert compare_metadata(context, metadata) != []


def test_upgrade_may_be_run_again(database: Database) -> None:
    assert is_current(database)
    upgrade(database)
    assert is_current(database)


def test_database_before_its_first_upgrade(tmp_path: Path) -> None:
    fresh = Database(f"sqlite:///{tmp_path / 'fresh.db'}")
    assert not is_current(fresh)
    upgrade(fresh)
    assert is_current(fresh)
    fresh.dispose()
