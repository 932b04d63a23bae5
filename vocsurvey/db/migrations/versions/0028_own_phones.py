"""The telephone of each caller, which rings before their customer's."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One column."""
    op.add_column("user_account", sa.Column("phone", sa.String(16), nullable=True))
