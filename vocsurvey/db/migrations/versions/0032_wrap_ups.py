"""What callers say of how their calls ended."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa
from alembic import op

from vocsurvey.db.base import UtcDateTime

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
FOR_EVER = ("id", "attempt_id", "by_id", "step", "before", "after", "choice", "settles", "decided_at")


def upgrade() -> None:
    """One table, whose rows never change but for words that are blotted out."""
    op.create_table(
        "wrap_up",
        sa.Column("id", IDENTITY, autoincrement=True, nullable=False),
        sa.Column("attempt_id", IDENTITY, nullable=False),
        sa.Column("by_id", IDENTITY, nullable=True),
        sa.Column("step", sa.String(40), nullable=False),
        sa.Column("before", sa.String(40), nullable=False),
        sa.Column("after", sa.String(40), nullable=False),
        sa.Column("choice", sa.String(40), nullable=True),
        sa.Column("settles", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(4000), nullable=True),
        sa.Column("decided_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "step IN ('confirmed', 'changed', 'undone', 'overruled')", name=op.f("ck_wrap_up_step_known")
        ),
        sa.CheckConstraint("(step = 'overruled') = (by_id IS NULL)", name=op.f("ck_wrap_up_by_somebody")),
        sa.CheckConstraint(
            "step <> 'changed' OR (choice IS NOT NULL AND reason IS NOT NULL)",
            name=op.f("ck_wrap_up_changed_for_a_reason"),
        ),
        sa.CheckConstraint(
            "step IN ('confirmed', 'changed') OR choice IS NULL", name=op.f("ck_wrap_up_undone_is_no_choice")
        ),
        sa.CheckConstraint("step <> 'confirmed' OR before = after", name=op.f("ck_wrap_up_confirmed_as_it_stood")),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempt.id"], name="fk_wrap_up_attempt_id"),
        sa.ForeignKeyConstraint(["by_id"], ["user_account.id"], name="fk_wrap_up_by_id"),
        sa.PrimaryKeyConstraint("id", name="pk_wrap_up"),
    )
    op.create_index("ix_wrap_up_attempt", "wrap_up", ["attempt_id", "id"], unique=False)
    op.create_index("ix_wrap_up_by", "wrap_up", ["by_id", "id"], unique=False)
    for statement in _sqlite() if op.get_bind().dialect.name == "sqlite" else _postgresql():
        op.execute(statement)


def _fixed() -> str:
    fixed = [f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in FOR_EVER]
    fixed.append("(NEW.reason IS DISTINCT FROM OLD.reason AND NEW.reason IS DISTINCT FROM '')")
    return " OR ".join(fixed)


def _sqlite() -> Iterable[str]:
    changed = _fixed().replace("IS DISTINCT FROM", "IS NOT")
    for name, when, condition, sentence in (
        ("wrap_up_fixed", "UPDATE", changed, "rows of wrap_up do not change"),
        ("wrap_up_kept", "DELETE", "TRUE", "rows of wrap_up are never deleted"),
    ):
        yield (
            f"CREATE TRIGGER {name} BEFORE {when} ON wrap_up FOR EACH ROW WHEN {condition} "
            f"BEGIN SELECT RAISE(ABORT, '{sentence}'); END"
        )


def _postgresql() -> Iterable[str]:
    for name, sentence in (
        ("wrap_up_fixed", "rows of wrap_up do not change"),
        ("wrap_up_kept", "rows of wrap_up are never deleted"),
    ):
        yield (
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{sentence}' USING ERRCODE = '23514'; END $$"
        )
    yield (
        f"CREATE TRIGGER wrap_up_fixed BEFORE UPDATE ON wrap_up FOR EACH ROW WHEN ({_fixed()}) "
        "EXECUTE FUNCTION wrap_up_fixed()"
    )
    yield (
        "CREATE TRIGGER wrap_up_kept BEFORE DELETE OR TRUNCATE ON wrap_up FOR EACH STATEMENT "
        "EXECUTE FUNCTION wrap_up_kept()"
    )
