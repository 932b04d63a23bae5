"""How each caller calls: at their own telephone, or in the browser."""

from __future__ import annotations

from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One column."""
    op.execute(
        "ALTER TABLE user_account ADD COLUMN way VARCHAR(40) CONSTRAINT ck_user_account_way_known "
        "CHECK (way IN ('phone', 'browser'))"
    )
