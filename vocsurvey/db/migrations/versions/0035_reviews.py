"""Reviews of what live callers have done, and what was said in them."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa
from alembic import op

from vocsurvey.db.base import UtcDateTime

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
WAITING = sa.text("approved_at IS NULL")
FIXED = {
    "review": (
        "NEW.attempt_id IS DISTINCT FROM OLD.attempt_id OR NEW.interview_id IS DISTINCT FROM OLD.interview_id"
        " OR NEW.caller_id IS DISTINCT FROM OLD.caller_id OR NEW.why IS DISTINCT FROM OLD.why"
        " OR NEW.drawn_at IS DISTINCT FROM OLD.drawn_at"
        " OR (OLD.approved_at IS NOT NULL AND NEW.approved_at IS DISTINCT FROM OLD.approved_at)"
    ),
    "review_event": (
        "NEW.attempt_id IS DISTINCT FROM OLD.attempt_id OR NEW.kind IS DISTINCT FROM OLD.kind"
        " OR NEW.by_id IS DISTINCT FROM OLD.by_id OR NEW.at IS DISTINCT FROM OLD.at"
        " OR (NEW.words IS DISTINCT FROM OLD.words AND NEW.words IS DISTINCT FROM '')"
    ),
}


def upgrade() -> None:
    """Two tables that only grow."""
    op.create_table(
        "review",
        sa.Column("attempt_id", IDENTITY, autoincrement=False, nullable=False),
        sa.Column("interview_id", IDENTITY, nullable=False),
        sa.Column("caller_id", IDENTITY, nullable=False),
        sa.Column("why", sa.String(40), nullable=False),
        sa.Column("drawn_at", UtcDateTime(), nullable=False),
        sa.Column("approved_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("why IN ('newcomer', 'broke_off', 'drawn')", name=op.f("ck_review_why_known")),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempt.id"], name="fk_review_attempt_id"),
        sa.ForeignKeyConstraint(["interview_id"], ["interview.id"], name="fk_review_interview_id"),
        sa.ForeignKeyConstraint(["caller_id"], ["user_account.id"], name="fk_review_caller_id"),
        sa.PrimaryKeyConstraint("attempt_id", name="pk_review"),
    )
    op.create_index("ix_review_interview_id", "review", ["interview_id"], unique=False)
    op.create_index("ix_review_caller", "review", ["caller_id", "drawn_at"], unique=False)
    op.create_index(
        "ix_review_waiting", "review", ["drawn_at"], unique=False, postgresql_where=WAITING, sqlite_where=WAITING
    )
    op.create_table(
        "review_event",
        sa.Column("id", IDENTITY, autoincrement=True, nullable=False),
        sa.Column("attempt_id", IDENTITY, nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("by_id", IDENTITY, nullable=False),
        sa.Column("words", sa.String(4000), nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("kind IN ('approved', 'sent_back', 'answered')", name=op.f("ck_review_event_kind_known")),
        sa.CheckConstraint("kind = 'approved' OR words IS NOT NULL", name=op.f("ck_review_event_said_why")),
        sa.ForeignKeyConstraint(["attempt_id"], ["review.attempt_id"], name="fk_review_event_attempt_id"),
        sa.ForeignKeyConstraint(["by_id"], ["user_account.id"], name="fk_review_event_by_id"),
        sa.PrimaryKeyConstraint("id", name="pk_review_event"),
    )
    op.create_index("ix_review_event_attempt_id", "review_event", ["attempt_id"], unique=False)
    for statement in _sqlite() if op.get_bind().dialect.name == "sqlite" else _postgresql():
        op.execute(statement)


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
