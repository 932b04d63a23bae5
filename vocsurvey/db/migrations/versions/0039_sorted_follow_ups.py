"""Lists of follow-ups are read in the order of an index, and the root cause stands on the row."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None

OPEN, CLOSED = "closed_at IS NULL", "closed_at IS NOT NULL"
INDEXES = (
    ("next", OPEN, ("next_action_at",)),
    ("owner_next", OPEN, ("owner_id", "next_action_at")),
    ("unowned_next", f"{OPEN} AND owner_id IS NULL", ("next_action_at",)),
    ("queue_next", OPEN, ("queue", "next_action_at")),
    ("state_next", OPEN, ("state", "next_action_at")),
    ("severity_next", OPEN, ("severity", "next_action_at")),
    ("cause_next", f"{OPEN} AND cause IS NOT NULL", ("cause", "next_action_at")),
    ("closed", CLOSED, ("closed_at",)),
    ("owner_closed", CLOSED, ("owner_id", "closed_at")),
    ("state_closed", CLOSED, ("state", "closed_at")),
    ("cause_closed", CLOSED, ("cause", "closed_at")),
)


def upgrade() -> None:
    """One column, filled from the history, and the indexes."""
    op.add_column("follow_up", sa.Column("cause", sa.String(40), nullable=True))
    said = "json_extract(details, '$.cause')" if op.get_bind().dialect.name == "sqlite" else "details ->> 'cause'"
    op.execute(
        f"UPDATE follow_up SET cause = (SELECT {said} FROM follow_up_event AS one "  # noqa: S608
        "WHERE one.follow_up_id = follow_up.id AND one.kind = 'put_right' ORDER BY one.id DESC LIMIT 1)"
    )
    op.drop_index("ix_follow_up_next", "follow_up")
    for name, which, columns in INDEXES:
        where = sa.text(which)
        op.create_index(
            f"ix_follow_up_{name}", "follow_up", [*columns, "id"], postgresql_where=where, sqlite_where=where
        )
