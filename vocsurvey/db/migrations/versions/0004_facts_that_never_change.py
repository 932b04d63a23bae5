"""Triggers for the rows that never change and never go, whatever SQL is written by hand."""

from __future__ import annotations

from collections.abc import Iterable

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

# Table → columns that are fixed at insert. An empty tuple: the whole row is.
FIXED: dict[str, tuple[str, ...]] = {
    "questionnaire_version": (),
    "dial_permit": (),
    "flag": (),
    "follow_up_event": ("follow_up_id", "kind", "actor_id", "happened_at"),
    "exchange": ("interview_id", "position", "leg", "call_id", "step"),
    "answer": ("interview_id", "question", "position", "value", "missing", "negative", "flag_id", "answered_at"),
    "follow_up": ("interview_id", "account_id", "contact_id", "opened_at"),
}


def upgrade() -> None:
    """Add a trigger for changes and one for deletions to each of the tables."""
    build = _postgresql if op.get_bind().dialect.name == "postgresql" else _sqlite
    for table, columns in FIXED.items():
        for statement in build(table, columns):
            op.execute(statement)


def _changed(columns: Iterable[str]) -> str:
    return " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in columns) or "TRUE"


def _sqlite(table: str, columns: tuple[str, ...]) -> Iterable[str]:
    # "IS NOT" is SQLite's "IS DISTINCT FROM" in every version that Python 3.11 can meet.
    condition = _changed(columns).replace("IS DISTINCT FROM", "IS NOT")
    yield (
        f"CREATE TRIGGER {table}_fixed BEFORE UPDATE ON {table} FOR EACH ROW WHEN {condition} "
        f"BEGIN SELECT RAISE(ABORT, 'rows of {table} do not change'); END"
    )
    yield (
        f"CREATE TRIGGER {table}_kept BEFORE DELETE ON {table} FOR EACH ROW "
        f"BEGIN SELECT RAISE(ABORT, 'rows of {table} are never deleted'); END"
    )


def _postgresql(table: str, columns: tuple[str, ...]) -> Iterable[str]:
    yield (
        f"CREATE FUNCTION {table}_fixed() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION 'rows of {table} do not change' USING ERRCODE = '23514'; END $$"
    )
    yield (
        f"CREATE TRIGGER {table}_fixed BEFORE UPDATE ON {table} FOR EACH ROW WHEN ({_changed(columns)}) "
        f"EXECUTE FUNCTION {table}_fixed()"
    )
    yield (
        f"CREATE FUNCTION {table}_kept() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION 'rows of {table} are never deleted' USING ERRCODE = '23514'; END $$"
    )
    yield (
        f"CREATE TRIGGER {table}_kept BEFORE DELETE OR TRUNCATE ON {table} FOR EACH STATEMENT "
        f"EXECUTE FUNCTION {table}_kept()"
    )
