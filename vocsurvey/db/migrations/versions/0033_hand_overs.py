"""Customers of the automated voice who are put through to a person."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from vocsurvey.db.base import UtcDateTime

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """One table."""
    op.create_table(
        "hand_over",
        sa.Column("bridge_id", IDENTITY, autoincrement=False, nullable=False),
        sa.Column("call_id", IDENTITY, nullable=False),
        sa.Column("to_desk", sa.Boolean(), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("give_up_at", UtcDateTime(), nullable=False),
        sa.Column("accepted_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("give_up_at > asked_at", name=op.f("ck_hand_over_waits")),
        sa.CheckConstraint("accepted_at IS NULL OR accepted_at >= asked_at", name=op.f("ck_hand_over_asked_before")),
        sa.ForeignKeyConstraint(["bridge_id"], ["bridge.id"], name="fk_hand_over_bridge_id"),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name="fk_hand_over_call_id"),
        sa.PrimaryKeyConstraint("bridge_id", name="pk_hand_over"),
        sa.UniqueConstraint("call_id", name="uq_hand_over_call_id"),
    )
