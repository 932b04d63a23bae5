"""Migrations: they run once, may be run again, and end where the models are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import CheckConstraint, text
from sqlalchemy.orm import Session

from vocsurvey import clock
from vocsurvey.db.audit.verdict import audit
from vocsurvey.db.session import Database
from vocsurvey.db.tables import metadata
from vocsurvey.db.upgrade import _config, is_current, upgrade

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


_NELL = (
    "INSERT INTO account (id, external_id, name, country) VALUES (1, 'A1', 'Quince', 'GB')",
    "INSERT INTO phone_line (id, number, extension, kind, passages) VALUES (1, '+442079460101', '', 'fixed', 0)",
    "INSERT INTO contact (id, external_id, account_id, line_id, name, role, language, email)"
    " VALUES (1, 'C1', 1, 1, 'Nell', 'user', 'en', 'nell@quince.example')",
    "INSERT INTO touchpoint (id, external_id, contact_id, kind) VALUES (1, 'T1', 1, 'order')",
)


@pytest.fixture(params=["sqlite", "postgresql"])
def earlier(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database as it was before campaigns had plans, with one of each kind in it."""
    if request.param == "sqlite":
        database = Database(f"sqlite:///{tmp_path / 'earlier.db'}")
    else:
        copies = request.getfixturevalue("postgres_copies")
        url = copies.make()
        database = Database(url)
        with database.transaction() as session:
            session.execute(text("DROP SCHEMA public CASCADE"))
            session.execute(text("CREATE SCHEMA public"))
    with database.transaction() as session:
        command.upgrade(_config(session.connection()), "0010")
    with database.transaction() as session:
        session.execute(
            text(
                "INSERT INTO questionnaire_version (digest, name, definition, created_at)"
                " VALUES ('d', 'after', '{}', '2026-11-01 08:00:00')"
            )
        )
        for number, status in enumerate(("draft", "running", "paused", "finished"), 1):
            launched = "NULL" if status == "draft" else "'2026-11-02 08:00:00'"
            pinned = "NULL" if status == "draft" else "'d'"
            session.execute(
                text(
                    "INSERT INTO campaign (id, kind, name, company_name, questionnaire_name, questionnaire_digest,"
                    " status, touchpoint_kinds, from_number, created_at, launched_at) VALUES"
                    f" ({number}, 'survey', 'No {number}', 'Northwind', 'after', {pinned}, '{status}',"
                    f" '[]', '+12025550199', '2026-11-01 08:00:00', {launched})"
                )
            )
        for statement in _NELL:
            session.execute(text(statement))
    yield database
    database.dispose()
    if request.param == "postgresql":
        copies.drop(url)


def test_campaigns_that_were_launched_before_anybody_kept_a_log_break_no_promise(earlier: Database) -> None:
    upgrade(earlier)
    assert is_current(earlier)
    with earlier.reading() as session:
        steps = session.execute(text("SELECT campaign_id, step FROM campaign_decision ORDER BY id")).all()
        found = audit(session, clock.now(), None)
    assert sorted(map(tuple, steps)) == [(2, "launched"), (3, "launched"), (3, "paused"), (4, "launched")]
    assert [one for one in found if one.rule == "campaign_turned_silently"] == []


def test_an_address_outlives_its_column_growing(earlier: Database) -> None:
    upgrade(earlier)
    with earlier.transaction() as session:
        assert session.execute(text("SELECT email FROM contact")).all() == [("nell@quince.example",)]
        session.execute(text("UPDATE contact SET email = :long"), {"long": f"{'n' * 239}@quince.example"})
