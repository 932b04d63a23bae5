"""Erasure: when a person was erased, and triggers that let their words go, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa
from alembic import op

from vocsurvey.db.base import UtcDateTime

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

# Table → the columns of free words, which may become empty, and those that never change.
LEDGERS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "consent": (
        ("words",),
        ("id", "contact_id", "purpose", "granted", "source", "interview_id", "position", "given_at", "expires_at",
         "by_id", "import_run_id", "import_line"),
    ),
    "promise": (("words",), ("id", "follow_up_id", "who", "by_at", "made_at")),
    "suppression": (
        ("reason", "origin"),
        ("id", "line_hash", "scope", "source", "created_at", "subject", "campaign_id", "by_id"),
    ),
}  # fmt: skip
LIFT = ("lifted_at", "lifted_by_id")


def upgrade() -> None:
    """A column, and three triggers made anew."""
    op.add_column("contact", sa.Column("erased_at", UtcDateTime(), nullable=True))
    sqlite = op.get_bind().dialect.name == "sqlite"
    for table in LEDGERS:
        for statement in (_sqlite if sqlite else _postgresql)(table):
            op.execute(statement)


def _condition(table: str) -> str:
    words, fixed = LEDGERS[table]
    said = [f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in fixed]
    said += [f"(NEW.{column} <> '' AND NEW.{column} IS DISTINCT FROM OLD.{column})" for column in words]
    said += [f"(NEW.{column} IS NULL AND OLD.{column} IS NOT NULL)" for column in words]
    if table == "suppression":
        lifted = [f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in LIFT]
        lifted.append("(NEW.lift_reason <> '' AND NEW.lift_reason IS DISTINCT FROM OLD.lift_reason)")
        said.append(f"(OLD.lifted_at IS NOT NULL AND ({' OR '.join(lifted)}))")
        said.append("(NEW.name IS NOT NULL AND NEW.name IS DISTINCT FROM OLD.name)")
    return " OR ".join(said)


def _sqlite(table: str) -> Iterable[str]:
    condition = _condition(table).replace("IS DISTINCT FROM", "IS NOT")
    yield f"DROP TRIGGER {table}_fixed"
    yield (
        f"CREATE TRIGGER {table}_fixed BEFORE UPDATE ON {table} FOR EACH ROW WHEN {condition} "
        f"BEGIN SELECT RAISE(ABORT, 'rows of {table} never change'); END"
    )


def _postgresql(table: str) -> Iterable[str]:
    yield f"DROP TRIGGER {table}_fixed ON {table}"
    yield (
        f"CREATE TRIGGER {table}_fixed BEFORE UPDATE ON {table} FOR EACH ROW WHEN ({_condition(table)}) "
        f"EXECUTE FUNCTION {table}_fixed()"
    )
    if table != "suppression":  # whose rows are kept by a trigger of its own
        yield (
            f"CREATE TRIGGER {table}_kept BEFORE DELETE OR TRUNCATE ON {table} FOR EACH STATEMENT "
            f"EXECUTE FUNCTION {table}_fixed()"
        )
