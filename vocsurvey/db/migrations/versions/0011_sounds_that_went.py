"""Recorded comments whose sound was deleted when its time was over."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from vocsurvey.db.base import UtcDateTime

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

STAYING = sa.text("state = 'kept' AND purged_at IS NULL")


def upgrade() -> None:
    """One column, and the index that finds what is due."""
    op.add_column("recording", sa.Column("purged_at", UtcDateTime(), nullable=True))
    op.create_index("ix_recording_staying", "recording", ["fetched_at"], postgresql_where=STAYING, sqlite_where=STAYING)
