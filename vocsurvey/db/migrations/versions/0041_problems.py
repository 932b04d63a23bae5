"""Problems that follow-ups share, which follow-ups those are, and what happened to each problem."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa
from alembic import op

from vocsurvey.db.base import UtcDateTime

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None

IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
FIXED = {
    "problem": "NEW.made_at IS DISTINCT FROM OLD.made_at OR NEW.made_by_id IS DISTINCT FROM OLD.made_by_id",
    "problem_event": (
        "NEW.problem_id IS DISTINCT FROM OLD.problem_id OR NEW.kind IS DISTINCT FROM OLD.kind"
        " OR NEW.by_id IS DISTINCT FROM OLD.by_id OR NEW.follow_up_id IS DISTINCT FROM OLD.follow_up_id"
        " OR NEW.state IS DISTINCT FROM OLD.state OR NEW.at IS DISTINCT FROM OLD.at"
        " OR (NEW.words IS DISTINCT FROM OLD.words AND NEW.words IS DISTINCT FROM '')"
    ),
}


def upgrade() -> None:
    """Three tables; two of them only grow."""
    op.create_table(
        "problem",
        sa.Column("id", IDENTITY, autoincrement=True, nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("cause", sa.String(4000), nullable=False),
        sa.Column("dimension", sa.String(40), nullable=True),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("owner_id", IDENTITY, nullable=False),
        sa.Column("action", sa.String(4000), nullable=True),
        sa.Column("action_due_on", sa.Date(), nullable=True),
        sa.Column("remeasure_on", sa.Date(), nullable=True),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("made_by_id", IDENTITY, nullable=False),
        sa.CheckConstraint(
            "state IN ('open', 'acting', 'measuring', 'solved', 'dropped')", name=op.f("ck_problem_state_known")
        ),
        sa.CheckConstraint(
            "dimension IN ('service', 'product', 'price', 'delivery', 'process', 'relationship')",
            name=op.f("ck_problem_dimension_known"),
        ),
        sa.CheckConstraint("(action IS NULL) = (action_due_on IS NULL)", name=op.f("ck_problem_dated")),
        sa.CheckConstraint("state IN ('open', 'dropped') OR action IS NOT NULL", name=op.f("ck_problem_planned")),
        sa.CheckConstraint("state <> 'measuring' OR remeasure_on IS NOT NULL", name=op.f("ck_problem_measured")),
        sa.ForeignKeyConstraint(["owner_id"], ["user_account.id"], name="fk_problem_owner_id"),
        sa.ForeignKeyConstraint(["made_by_id"], ["user_account.id"], name="fk_problem_made_by_id"),
        sa.PrimaryKeyConstraint("id", name="pk_problem"),
    )
    op.create_index("ix_problem_state", "problem", ["state", "action_due_on"], unique=False)
    op.create_index("ix_problem_owner_id", "problem", ["owner_id"], unique=False)
    op.create_table(
        "problem_member",
        sa.Column("follow_up_id", IDENTITY, autoincrement=False, nullable=False),
        sa.Column("problem_id", IDENTITY, nullable=False),
        sa.Column("added_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["follow_up_id"], ["follow_up.id"], name="fk_problem_member_follow_up_id"),
        sa.ForeignKeyConstraint(["problem_id"], ["problem.id"], name="fk_problem_member_problem_id"),
        sa.PrimaryKeyConstraint("follow_up_id", name="pk_problem_member"),
    )
    op.create_index("ix_problem_member_problem_id", "problem_member", ["problem_id"], unique=False)
    _history()
    for statement in _sqlite() if op.get_bind().dialect.name == "sqlite" else _postgresql():
        op.execute(statement)


def _history() -> None:
    op.create_table(
        "problem_event",
        sa.Column("id", IDENTITY, autoincrement=True, nullable=False),
        sa.Column("problem_id", IDENTITY, nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("by_id", IDENTITY, nullable=False),
        sa.Column("follow_up_id", IDENTITY, nullable=True),
        sa.Column("state", sa.String(40), nullable=True),
        sa.Column("words", sa.String(4000), nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('made', 'added', 'removed', 'planned', 'moved')", name=op.f("ck_problem_event_kind_known")
        ),
        sa.CheckConstraint(
            "(kind IN ('added', 'removed')) = (follow_up_id IS NOT NULL)", name=op.f("ck_problem_event_which")
        ),
        sa.CheckConstraint("(kind IN ('made', 'moved')) = (state IS NOT NULL)", name=op.f("ck_problem_event_whereto")),
        sa.ForeignKeyConstraint(["problem_id"], ["problem.id"], name="fk_problem_event_problem_id"),
        sa.ForeignKeyConstraint(["by_id"], ["user_account.id"], name="fk_problem_event_by_id"),
        sa.ForeignKeyConstraint(["follow_up_id"], ["follow_up.id"], name="fk_problem_event_follow_up_id"),
        sa.PrimaryKeyConstraint("id", name="pk_problem_event"),
    )
    op.create_index("ix_problem_event_problem_id", "problem_event", ["problem_id"], unique=False)
    op.create_index("ix_problem_event_follow_up_id", "problem_event", ["follow_up_id"], unique=False)


def _sqlite() -> Iterable[str]:
    for table, fixed in FIXED.items():
        yield (
            f"CREATE TRIGGER {table}_fixed BEFORE UPDATE ON {table} FOR EACH ROW "
            f"WHEN {fixed.replace('IS DISTINCT FROM', 'IS NOT')} "
            f"BEGIN SELECT RAISE(ABORT, 'rows of {table} do not change'); END"
        )
        yield (
            f"CREATE TRIGGER {table}_kept BEFORE DELETE ON {table} FOR EACH ROW "
            f"BEGIN SELECT RAISE(ABORT, 'rows of {table} are never deleted'); END"
        )


def _postgresql() -> Iterable[str]:
    for table, fixed in FIXED.items():
        for what, sentence in (("fixed", "do not change"), ("kept", "are never deleted")):
            yield (
                f"CREATE FUNCTION {table}_{what}() RETURNS trigger LANGUAGE plpgsql AS "
                f"$$ BEGIN RAISE EXCEPTION 'rows of {table} {sentence}' USING ERRCODE = '23514'; END $$"
            )
        yield (
            f"CREATE TRIGGER {table}_fixed BEFORE UPDATE ON {table} FOR EACH ROW WHEN ({fixed}) "
            f"EXECUTE FUNCTION {table}_fixed()"
        )
        yield (
            f"CREATE TRIGGER {table}_kept BEFORE DELETE OR TRUNCATE ON {table} FOR EACH STATEMENT "
            f"EXECUTE FUNCTION {table}_kept()"
        )
