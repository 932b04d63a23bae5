"""What agents say of a conversation before they read what the customer said."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa
from alembic import op

from vocsurvey.db.base import UtcDateTime

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None

IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
FIXED, KEPT = "rows of self_check do not change", "rows of self_check are never deleted"


def upgrade() -> None:
    """A table that only grows."""
    op.create_table(
        "self_check",
        sa.Column("interview_id", IDENTITY, autoincrement=False, nullable=False),
        sa.Column("agent_id", IDENTITY, autoincrement=False, nullable=False),
        sa.Column("by_id", IDENTITY, nullable=False),
        sa.Column("word", sa.String(40), nullable=True),
        sa.Column("given_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("word IN ('yes', 'no')", name=op.f("ck_self_check_word_known")),
        sa.ForeignKeyConstraint(["interview_id"], ["interview.id"], name="fk_self_check_interview_id"),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name="fk_self_check_agent_id"),
        sa.ForeignKeyConstraint(["by_id"], ["user_account.id"], name="fk_self_check_by_id"),
        sa.PrimaryKeyConstraint("interview_id", "agent_id", name="pk_self_check"),
    )
    op.create_index("ix_self_check_agent_id", "self_check", ["agent_id"], unique=False)
    for statement in _sqlite() if op.get_bind().dialect.name == "sqlite" else _postgresql():
        op.execute(statement)


def _sqlite() -> Iterable[str]:
    for name, moment, sentence in (("fixed", "UPDATE", FIXED), ("kept", "DELETE", KEPT)):
        yield (
            f"CREATE TRIGGER self_check_{name} BEFORE {moment} ON self_check FOR EACH ROW "
            f"BEGIN SELECT RAISE(ABORT, '{sentence}'); END"
        )


def _postgresql() -> Iterable[str]:
    for name, moment, sentence in (("fixed", "UPDATE", FIXED), ("kept", "DELETE OR TRUNCATE", KEPT)):
        yield (
            f"CREATE FUNCTION self_check_{name}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{sentence}' USING ERRCODE = '23514'; END $$"
        )
        yield (
            f"CREATE TRIGGER self_check_{name} BEFORE {moment} ON self_check FOR EACH STATEMENT "
            f"EXECUTE FUNCTION self_check_{name}()"
        )
