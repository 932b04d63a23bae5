"""People, accounts, contacts, lines and touchpoints."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from vocsurvey.db.base import UtcDateTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON().with_variant(JSONB(), "postgresql")


def upgrade() -> None:
    """People, accounts, contacts, lines and touchpoints."""
    op.create_table(
        "agent",
        sa.Column("id", IDENTITY, autoincrement=True, nullable=False),
        sa.Column("external_id", sa.String(length=200), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("team", sa.String(length=200), nullable=True),
        sa.Column("shift", sa.String(length=200), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_agent"),
        sa.UniqueConstraint("external_id", name="uq_agent_external_id"),
    )

    op.create_table(
        "lease",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("holder", sa.String(length=80), nullable=False),
        sa.Column("held_until", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_lease"),
    )

    op.create_table(
        "phone_line",
        sa.Column("id", IDENTITY, autoincrement=True, nullable=False),
        sa.Column("number", sa.String(length=16), nullable=False),
        sa.Column("extension", sa.String(length=12), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=True),
        sa.Column("passages", IDENTITY, server_default=sa.text("0"), nullable=False),
        sa.CheckConstraint("number LIKE '+%'", name=op.f("ck_phone_line_number_international")),
        sa.PrimaryKeyConstraint("id", name="pk_phone_line"),
        sa.UniqueConstraint("number", "extension", name="uq_phone_line_number_extension"),
    )

    op.create_table(
        "suppression",
        sa.Column("id", IDENTITY, autoincrement=True, nullable=False),
        sa.Column("line_hash", sa.String(length=64), nullable=False),
        sa.Column("scope", sa.String(length=40), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.String(length=4000), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("scope IN ('all_surveys', 'automated')", name=op.f("ck_suppression_scope_known")),
        sa.PrimaryKeyConstraint("id", name="pk_suppression"),
        sa.UniqueConstraint("line_hash", "scope", name="uq_suppression_line_hash_scope"),
    )

    op.create_table(
        "user_account",
        sa.Column("id", IDENTITY, autoincrement=True, nullable=False),
        sa.Column("email", sa.String(length=200), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("session_key", sa.String(length=43), nullable=False),
        sa.Column("zone", sa.String(length=60), nullable=False),
        sa.Column("active", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("agent_id", IDENTITY, nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "role IN ('account_team', 'caller', 'customer_success', 'manager', 'agent', 'admin')",
            name=op.f("ck_user_account_role_known"),
        ),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name="fk_user_account_agent_id"),
        sa.PrimaryKeyConstraint("id", name="pk_user_account"),
        sa.UniqueConstraint("email", name="uq_user_account_email"),
    )

    op.create_table(
        "account",
        sa.Column("id", IDENTITY, autoincrement=True, nullable=False),
        sa.Column("external_id", sa.String(length=200), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("region", sa.String(length=200), nullable=True),
        sa.Column("tier", sa.String(length=200), nullable=True),
        sa.Column("yearly_value", sa.Numeric(precision=14, scale=2, asdecimal=False), nullable=True),
        sa.Column("owner_id", IDENTITY, nullable=True),
        sa.ForeignKeyConstraint(["owner_id"], ["user_account.id"], name="fk_account_owner_id"),
        sa.PrimaryKeyConstraint("id", name="pk_account"),
        sa.UniqueConstraint("external_id", name="uq_account_external_id"),
    )
    op.create_index("ix_account_owner_id", "account", ["owner_id"], unique=False)

    op.create_table(
        "contact",
        sa.Column("id", IDENTITY, autoincrement=True, nullable=False),
        sa.Column("external_id", sa.String(length=200), nullable=False),
        sa.Column("account_id", IDENTITY, nullable=False),
        sa.Column("line_id", IDENTITY, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("zone", sa.String(length=60), nullable=True),
        sa.Column("automated_consent", sa.Boolean(), nullable=True),
        sa.Column("active", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.CheckConstraint("role IN ('decision_maker', 'influencer', 'user')", name=op.f("ck_contact_role_known")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_contact_account_id"),
        sa.ForeignKeyConstraint(["line_id"], ["phone_line.id"], name="fk_contact_line_id"),
        sa.PrimaryKeyConstraint("id", name="pk_contact"),
        sa.UniqueConstraint("external_id", name="uq_contact_external_id"),
    )
    op.create_index("ix_contact_account_id", "contact", ["account_id"], unique=False)
    op.create_index("ix_contact_line_id", "contact", ["line_id"], unique=False)

    op.create_table(
        "touchpoint",
        sa.Column("id", IDENTITY, autoincrement=True, nullable=False),
        sa.Column("external_id", sa.String(length=200), nullable=False),
        sa.Column("contact_id", IDENTITY, nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=4000), nullable=True),
        sa.Column("channel", sa.String(length=200), nullable=True),
        sa.Column("opened_at", UtcDateTime(), nullable=True),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.Column("agent_id", IDENTITY, nullable=True),
        sa.CheckConstraint(
            "kind IN ('support_case', 'complaint', 'order', 'visit', 'renewal', 'relationship')",
            name=op.f("ck_touchpoint_kind_known"),
        ),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name="fk_touchpoint_agent_id"),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name="fk_touchpoint_contact_id"),
        sa.PrimaryKeyConstraint("id", name="pk_touchpoint"),
        sa.UniqueConstraint("external_id", name="uq_touchpoint_external_id"),
    )
    op.create_index("ix_touchpoint_agent_id", "touchpoint", ["agent_id"], unique=False)
    op.create_index("ix_touchpoint_contact_id", "touchpoint", ["contact_id"], unique=False)
