"""When each person works: hours of their own, whose holidays are theirs, and when they are away."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from vocsurvey.db.base import Json

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Three columns."""
    op.add_column("user_account", sa.Column("hours", Json, nullable=True))
    op.add_column("user_account", sa.Column("country", sa.String(2), nullable=True))
    op.add_column("user_account", sa.Column("away", Json, server_default=sa.text("'[]'"), nullable=False))
