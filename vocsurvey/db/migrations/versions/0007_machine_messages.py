"""One message for each case, for ever, on the machine that answers."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa
from alembic import op

from vocsurvey.db.base import UtcDateTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
FIXED = ("case_id", "call_id", "language", "granted_at")


def upgrade() -> None:
    """The table, and triggers that keep its rows and what they are about."""
    op.create_table(
        "machine_message",
        sa.Column("case_id", IDENTITY, autoincrement=False, nullable=False),
        sa.Column("call_id", IDENTITY, nullable=False),
        sa.Column("language", sa.String(length=40), nullable=False),
        sa.Column("granted_at", UtcDateTime(), nullable=False),
        sa.Column("left_at", UtcDateTime(), nullable=True),
        sa.Column("interrupted_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name="fk_machine_message_case_id"),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name="fk_machine_message_call_id"),
        sa.PrimaryKeyConstraint("case_id", name="pk_machine_message"),
        sa.UniqueConstraint("call_id", name="uq_machine_message_call_id"),
    )
    build = _postgresql if op.get_bind().dialect.name == "postgresql" else _sqlite
    for statement in build():
        op.execute(statement)


def _sqlite() -> Iterable[str]:
    changed = " OR ".join(f"NEW.{column} IS NOT OLD.{column}" for column in FIXED)
    yield (
        f"CREATE TRIGGER machine_message_fixed BEFORE UPDATE ON machine_message FOR EACH ROW WHEN {changed} "
        "BEGIN SELECT RAISE(ABORT, 'rows of machine_message do not change'); END"
    )
    yield (
        "CREATE TRIGGER machine_message_kept BEFORE DELETE ON machine_message FOR EACH ROW "
        "BEGIN SELECT RAISE(ABORT, 'rows of machine_message are never deleted'); END"
    )


def _postgresql() -> Iterable[str]:
    changed = " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in FIXED)
    for word, sentence in (("fixed", "do not change"), ("kept", "are never deleted")):
        yield (
            f"CREATE FUNCTION machine_message_{word}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION 'rows of machine_message {sentence}' USING ERRCODE = '23514'; END $$"
        )
    yield (
        f"CREATE TRIGGER machine_message_fixed BEFORE UPDATE ON machine_message FOR EACH ROW WHEN ({changed}) "
        "EXECUTE FUNCTION machine_message_fixed()"
    )
    yield (
        "CREATE TRIGGER machine_message_kept BEFORE DELETE OR TRUNCATE ON machine_message FOR EACH STATEMENT "
        "EXECUTE FUNCTION machine_message_kept()"
    )
