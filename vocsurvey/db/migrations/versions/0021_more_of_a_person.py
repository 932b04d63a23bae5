"""What else a list says of a person: e-mail, state or province, and when they like to be called."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Columns of the staged line; the contact has them already."""
    for column in (
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("subdivision", sa.String(length=3), nullable=True),
        sa.Column("preferred_time", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=True),
    ):
        op.add_column("staged_line", column)
