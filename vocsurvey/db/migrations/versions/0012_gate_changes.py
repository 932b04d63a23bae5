"""Who opened and closed which gate, when and why: rows that never change. And which announcements were seen."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa
from alembic import op

from vocsurvey.db.base import UtcDateTime

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
OPEN = sa.text("closed_at IS NULL")


def upgrade() -> None:
    """The table, begun with the gates as they stand, and triggers that keep its rows."""
    op.create_table(
        "gate_change",
        sa.Column("id", IDENTITY, autoincrement=True, nullable=False),
        sa.Column("gate_key", sa.String(length=60), nullable=False),
        sa.Column("opened", sa.Boolean(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.Column("changed_by", sa.String(length=200), nullable=False),
        sa.Column("reason", sa.String(length=4000), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_gate_change"),
    )
    op.create_index("ix_gate_change_gate_key", "gate_change", ["gate_key"], unique=False)
    op.execute(
        "INSERT INTO gate_change (gate_key, opened, changed_at, changed_by, reason) "
        "SELECT key, opened, changed_at, changed_by, reason FROM dial_gate ORDER BY changed_at, key"
    )
    op.drop_index("ix_case_file_due", "case_file")
    op.create_index(
        "ix_case_file_due", "case_file", ["channel", "due_at", "id"], postgresql_where=OPEN, sqlite_where=OPEN
    )
    op.add_column("announcement", sa.Column("seen_at", UtcDateTime(), nullable=True))
    build = _postgresql if op.get_bind().dialect.name == "postgresql" else _sqlite
    for statement in build():
        op.execute(statement)


def _sqlite() -> Iterable[str]:
    for word, act, sentence in (("fixed", "UPDATE", "do not change"), ("kept", "DELETE", "are never deleted")):
        yield (
            f"CREATE TRIGGER gate_change_{word} BEFORE {act} ON gate_change FOR EACH ROW "
            f"BEGIN SELECT RAISE(ABORT, 'rows of gate_change {sentence}'); END"
        )


def _postgresql() -> Iterable[str]:
    for word, act, sentence in (
        ("fixed", "UPDATE", "do not change"),
        ("kept", "DELETE OR TRUNCATE", "are never deleted"),
    ):
        yield (
            f"CREATE FUNCTION gate_change_{word}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION 'rows of gate_change {sentence}' USING ERRCODE = '23514'; END $$"
        )
        yield (
            f"CREATE TRIGGER gate_change_{word} BEFORE {act} ON gate_change FOR EACH STATEMENT "
            f"EXECUTE FUNCTION gate_change_{word}()"
        )
