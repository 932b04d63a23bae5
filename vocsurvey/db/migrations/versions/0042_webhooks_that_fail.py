"""Addresses that take nothing: since when, and whether operators were told so."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from vocsurvey.db.base import UtcDateTime

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Two times and what binds them."""
    op.add_column("webhook_subscription", sa.Column("failing_since", UtcDateTime(), nullable=True))
    kind = "DATETIME" if op.get_bind().dialect.name == "sqlite" else "TIMESTAMP WITH TIME ZONE"
    op.execute(
        f"ALTER TABLE webhook_subscription ADD COLUMN passed_on_at {kind} "
        "CONSTRAINT ck_webhook_subscription_passed_on_what_fails "
        "CHECK (passed_on_at IS NULL OR failing_since IS NOT NULL)"
    )
