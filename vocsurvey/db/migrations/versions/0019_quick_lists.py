"""Staged lines with fewer indexes: who stands twice in a list is found without them."""

from __future__ import annotations

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Indexes go that cost every line of every list: most lines bring somebody new, for whom nobody looks."""
    for name in ("contact", "person", "touchpoint"):
        op.drop_index(f"ix_staged_line_{name}", "staged_line")
    op.execute("ALTER TABLE staged_line DROP COLUMN person")
