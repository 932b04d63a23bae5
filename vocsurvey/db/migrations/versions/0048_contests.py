"""What agents contest in their figures, and what was decided."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa
from alembic import op

from vocsurvey.db.base import UtcDateTime

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None

IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
OPEN = sa.text("decided_at IS NULL")
CHANGED, KEPT = "a contest is decided once", "rows of contest are never deleted"
FIXED = (
    " OR ".join(f"NEW.{one} IS DISTINCT FROM OLD.{one}" for one in ("answer_id", "agent_id", "by_id", "contested_at"))
    + " OR (NEW.words IS DISTINCT FROM OLD.words AND NEW.words IS DISTINCT FROM '')"
    + " OR (OLD.decided_at IS NOT NULL AND (NEW.upheld IS DISTINCT FROM OLD.upheld"
    + " OR NEW.decided_by_id IS DISTINCT FROM OLD.decided_by_id OR NEW.decided_at IS DISTINCT FROM OLD.decided_at"
    + " OR (NEW.reason IS DISTINCT FROM OLD.reason AND NEW.reason IS DISTINCT FROM '')))"
)
WHOLE = (
    "(decided_at IS NULL) = (decided_by_id IS NULL) AND (decided_at IS NULL) = (upheld IS NULL)"
    " AND (decided_at IS NULL) = (reason IS NULL)"
)


def upgrade() -> None:
    """A table whose rows are decided once."""
    op.create_table(
        "contest",
        sa.Column("id", IDENTITY, autoincrement=True, nullable=False),
        sa.Column("answer_id", IDENTITY, nullable=False),
        sa.Column("agent_id", IDENTITY, nullable=False),
        sa.Column("by_id", IDENTITY, nullable=False),
        sa.Column("words", sa.String(4000), nullable=False),
        sa.Column("contested_at", UtcDateTime(), nullable=False),
        sa.Column("upheld", sa.Boolean(), nullable=True),
        sa.Column("reason", sa.String(4000), nullable=True),
        sa.Column("decided_by_id", IDENTITY, nullable=True),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint(WHOLE, name=op.f("ck_contest_decided_whole")),
        sa.CheckConstraint(
            "decided_by_id IS NULL OR decided_by_id <> by_id", name=op.f("ck_contest_decided_by_another")
        ),
        sa.ForeignKeyConstraint(["answer_id"], ["answer.id"], name="fk_contest_answer_id"),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name="fk_contest_agent_id"),
        sa.ForeignKeyConstraint(["by_id"], ["user_account.id"], name="fk_contest_by_id"),
        sa.ForeignKeyConstraint(["decided_by_id"], ["user_account.id"], name="fk_contest_decided_by_id"),
        sa.PrimaryKeyConstraint("id", name="pk_contest"),
    )
    op.create_index("ix_contest_answer_id", "contest", ["answer_id"], unique=False)
    op.create_index("ix_contest_agent_id", "contest", ["agent_id"], unique=False)
    op.create_index("uq_contest_open", "contest", ["answer_id"], unique=True, postgresql_where=OPEN, sqlite_where=OPEN)
    for statement in _sqlite() if op.get_bind().dialect.name == "sqlite" else _postgresql():
        op.execute(statement)


def _sqlite() -> Iterable[str]:
    yield (
        f"CREATE TRIGGER contest_fixed BEFORE UPDATE ON contest FOR EACH ROW "
        f"WHEN {FIXED.replace('IS DISTINCT FROM', 'IS NOT')} BEGIN SELECT RAISE(ABORT, '{CHANGED}'); END"
    )
    yield (
        f"CREATE TRIGGER contest_kept BEFORE DELETE ON contest FOR EACH ROW BEGIN SELECT RAISE(ABORT, '{KEPT}'); END"
    )


def _postgresql() -> Iterable[str]:
    for name, sentence in (("fixed", CHANGED), ("kept", KEPT)):
        yield (
            f"CREATE FUNCTION contest_{name}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{sentence}' USING ERRCODE = '23514'; END $$"
        )
    yield (
        f"CREATE TRIGGER contest_fixed BEFORE UPDATE ON contest FOR EACH ROW WHEN ({FIXED}) "
        "EXECUTE FUNCTION contest_fixed()"
    )
    yield (
        "CREATE TRIGGER contest_kept BEFORE DELETE OR TRUNCATE ON contest FOR EACH STATEMENT "
        "EXECUTE FUNCTION contest_kept()"
    )
