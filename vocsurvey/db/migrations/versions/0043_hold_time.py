"""Since when a customer is on hold, and how long they were before: what was a yes or a no."""

from __future__ import annotations

from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Two columns with what binds them, in the place of one."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    kind, number = ("DATETIME", "INTEGER") if sqlite else ("TIMESTAMP WITH TIME ZONE", "BIGINT")
    op.execute(
        f"ALTER TABLE bridge_party ADD COLUMN held_since {kind} "
        "CONSTRAINT ck_bridge_party_held_while_there CHECK (held_since IS NULL OR left_at IS NULL)"
    )
    op.execute(
        f"ALTER TABLE bridge_party ADD COLUMN held_seconds {number} DEFAULT 0 NOT NULL "
        "CONSTRAINT ck_bridge_party_held_forward CHECK (held_seconds >= 0)"
    )
    # When a hold began that is going on now, nobody wrote down: it counts from the last that was heard of its room.
    op.execute(
        "UPDATE bridge_party SET held_since = "
        "(SELECT b.heard_from_at FROM bridge b WHERE b.id = bridge_party.bridge_id) WHERE held AND left_at IS NULL"
    )
    op.drop_column("bridge_party", "held")
