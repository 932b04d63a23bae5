"""What calls have taught about the parts of the day."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """One table, empty: what was learned before is learned again by and by."""
    op.create_table(
        "part_tally",
        sa.Column("segment", sa.String(length=80), nullable=False),
        sa.Column("part", sa.String(length=11), nullable=False),
        sa.Column("reached", IDENTITY, server_default=sa.text("0"), nullable=False),
        sa.Column("tries", IDENTITY, server_default=sa.text("0"), nullable=False),
        sa.CheckConstraint("0 <= reached AND reached <= tries", name=op.f("ck_part_tally_countable")),
        sa.PrimaryKeyConstraint("segment", "part", name="pk_part_tally"),
    )
