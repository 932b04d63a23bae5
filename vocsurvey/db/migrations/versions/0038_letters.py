"""Letters that are about no single follow-up, and whether somebody wants a digest each morning."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from vocsurvey.db.base import UtcDateTime

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
OWED = sa.text("sent_at IS NULL AND failed_at IS NULL AND nothing_at IS NULL")


def upgrade() -> None:
    """One table and one column."""
    op.add_column(
        "user_account", sa.Column("digest", sa.String(40), server_default=sa.text("'when_needed'"), nullable=False)
    )
    op.create_table(
        "letter",
        sa.Column("id", IDENTITY, autoincrement=True, nullable=False),
        sa.Column("key", sa.String(120), nullable=False),
        sa.Column("user_id", IDENTITY, nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("since", UtcDateTime(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column("nudged_until", UtcDateTime(), nullable=True),
        sa.Column("tries", IDENTITY, nullable=False),
        sa.Column("problem", sa.String(4000), nullable=True),
        sa.Column("sent_at", UtcDateTime(), nullable=True),
        sa.Column("failed_at", UtcDateTime(), nullable=True),
        sa.Column("nothing_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("kind IN ('invitation', 'reset', 'digest')", name=op.f("ck_letter_kind_known")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name="fk_letter_user_id"),
        sa.PrimaryKeyConstraint("id", name="pk_letter"),
        sa.UniqueConstraint("key", name="uq_letter_key"),
    )
    op.create_index("ix_letter_user_id", "letter", ["user_id"], unique=False)
    op.create_index("ix_letter_due", "letter", ["due_at"], unique=False, postgresql_where=OWED, sqlite_where=OWED)
