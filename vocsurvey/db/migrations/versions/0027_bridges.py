"""Bridges, in which a caller and a customer are joined, and the calls that were asked into them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from vocsurvey.db.base import Json, UtcDateTime

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
OPEN = sa.text("ended_at IS NULL")


def upgrade() -> None:
    """Two tables; one open bridge for each caller."""
    op.create_table(
        "bridge",
        sa.Column("id", IDENTITY, autoincrement=True, nullable=False),
        sa.Column("token", sa.String(43), nullable=False),
        sa.Column("user_id", IDENTITY, nullable=False),
        sa.Column("way", sa.String(40), nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("case_id", IDENTITY, nullable=False),
        sa.Column("leg_id", IDENTITY, nullable=True),
        sa.Column("caller_sid", sa.String(64), nullable=True),
        sa.Column("room_sid", sa.String(64), nullable=True),
        sa.Column("sequence", IDENTITY, nullable=False),
        sa.Column("muted", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("refused", Json, nullable=False),
        sa.Column("opened_at", UtcDateTime(), nullable=False),
        sa.Column("since", UtcDateTime(), nullable=False),
        sa.Column("caller_in_at", UtcDateTime(), nullable=True),
        sa.Column("heard_from_at", UtcDateTime(), nullable=False),
        sa.Column("nudged_until", UtcDateTime(), nullable=True),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("ending", sa.String(40), nullable=True),
        sa.Column("caller_gone_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("way IN ('phone', 'browser')", name=op.f("ck_bridge_way_known")),
        sa.CheckConstraint(
            "status IN ('opening', 'waiting', 'calling', 'talking', 'ended')", name=op.f("ck_bridge_status_known")
        ),
        sa.CheckConstraint(
            "ending IN ('never_connected', 'caller_left', 'customer_left', 'closed', 'stopped', 'idle', 'failed')",
            name=op.f("ck_bridge_ending_known"),
        ),
        sa.CheckConstraint("(status = 'ended') = (ended_at IS NOT NULL)", name=op.f("ck_bridge_ended_at_its_end")),
        sa.CheckConstraint("(ended_at IS NULL) = (ending IS NULL)", name=op.f("ck_bridge_ended_for_a_reason")),
        sa.CheckConstraint("leg_id IS NULL OR way = 'phone'", name=op.f("ck_bridge_only_a_phone_is_rung")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name="fk_bridge_user_id"),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name="fk_bridge_case_id"),
        sa.ForeignKeyConstraint(["leg_id"], ["call.id"], name="fk_bridge_leg_id"),
        sa.PrimaryKeyConstraint("id", name="pk_bridge"),
        sa.UniqueConstraint("token", name="uq_bridge_token"),
        sa.UniqueConstraint("leg_id", name="uq_bridge_leg_id"),
        sa.UniqueConstraint("caller_sid", name="uq_bridge_caller_sid"),
        sa.UniqueConstraint("room_sid", name="uq_bridge_room_sid"),
    )
    op.create_index("ix_bridge_user_id", "bridge", ["user_id"], unique=False)
    op.create_index("ix_bridge_case_id", "bridge", ["case_id"], unique=False)
    op.create_index("uq_bridge_open_user", "bridge", ["user_id"], unique=True, postgresql_where=OPEN, sqlite_where=OPEN)
    op.create_index(
        "ix_bridge_open", "bridge", ["heard_from_at"], unique=False, postgresql_where=OPEN, sqlite_where=OPEN
    )
    op.create_table(
        "bridge_party",
        sa.Column("call_id", IDENTITY, autoincrement=False, nullable=False),
        sa.Column("bridge_id", IDENTITY, nullable=False),
        sa.Column("invited_at", UtcDateTime(), nullable=False),
        sa.Column("joined_at", UtcDateTime(), nullable=True),
        sa.Column("left_at", UtcDateTime(), nullable=True),
        sa.Column("held", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name="fk_bridge_party_call_id"),
        sa.ForeignKeyConstraint(["bridge_id"], ["bridge.id"], name="fk_bridge_party_bridge_id"),
        sa.PrimaryKeyConstraint("call_id", name="pk_bridge_party"),
    )
    op.create_index("ix_bridge_party_bridge_id", "bridge_party", ["bridge_id"], unique=False)
