"""Which campaign goes first, and the index by which the due cases of one campaign are found."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

OPEN = sa.text("closed_at IS NULL")


def upgrade() -> None:
    """A column, and an index that begins with the campaign."""
    number = "INTEGER" if op.get_bind().dialect.name == "sqlite" else "BIGINT"
    op.execute(
        f"ALTER TABLE campaign ADD COLUMN priority {number} DEFAULT 0 NOT NULL "
        "CONSTRAINT ck_campaign_priority_known CHECK (priority BETWEEN 0 AND 9)"
    )
    op.drop_index("ix_case_file_due", "case_file")
    op.create_index(
        "ix_case_file_due",
        "case_file",
        ["campaign_id", "channel", "due_at", "id"],
        postgresql_where=OPEN,
        sqlite_where=OPEN,
        unique=False,
    )
