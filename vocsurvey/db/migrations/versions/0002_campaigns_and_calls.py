"""Questionnaire versions, campaigns, gates, cases, calls, permits and attempts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from vocsurvey.db.base import UtcDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON().with_variant(JSONB(), "postgresql")


def upgrade() -> None:
    """Questionnaire versions, campaigns, gates, cases, calls, permits and attempts."""
    op.create_table(
        "dial_gate",
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("opened", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("passages", IDENTITY, server_default=sa.text("0"), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.Column("changed_by", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_dial_gate"),
    )

    op.create_table(
        "questionnaire_version",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("definition", sa.Text(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_questionnaire_version"),
    )

    op.create_table(
        "call",
        sa.Column("id", IDENTITY, autoincrement=True, nullable=False),
        sa.Column("token", sa.String(length=43), nullable=False),
        sa.Column("purpose", sa.String(length=40), nullable=False),
        sa.Column("direction", sa.String(length=40), nullable=False),
        sa.Column("line_id", IDENTITY, nullable=False),
        sa.Column("from_number", sa.String(length=16), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("permit_call_id", IDENTITY, nullable=True),
        sa.Column("carrier_sid", sa.String(length=64), nullable=True),
        sa.Column("sequence", IDENTITY, nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=True),
        sa.Column("answered_by", sa.String(length=40), nullable=True),
        sa.Column("problem", sa.String(length=4000), nullable=True),
        sa.Column("nudged_until", UtcDateTime(), nullable=True),
        sa.Column("hang_up_wanted_at", UtcDateTime(), nullable=True),
        sa.Column("planned_at", UtcDateTime(), nullable=False),
        sa.Column("sent_at", UtcDateTime(), nullable=True),
        sa.Column("placed_at", UtcDateTime(), nullable=True),
        sa.Column("answered_at", UtcDateTime(), nullable=True),
        sa.Column("heard_from_at", UtcDateTime(), nullable=True),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint(
            "direction = 'inbound' OR status IN ('planned', 'cancelled') OR permit_call_id IS NOT NULL",
            name=op.f("ck_call_dialled_has_permit"),
        ),
        sa.CheckConstraint("direction IN ('outbound', 'inbound')", name=op.f("ck_call_direction_known")),
        sa.CheckConstraint(
            "purpose IN ('interview', 'caller_leg', 'hand_over', 'follow_up', 'verification', 'test')",
            name=op.f("ck_call_purpose_known"),
        ),
        sa.CheckConstraint(
            "status IN ('planned', 'sending', 'uncertain', 'placed', 'live', 'ended', 'unsent', 'cancelled')",
            name=op.f("ck_call_status_known"),
        ),
        sa.CheckConstraint("permit_call_id IS NULL OR permit_call_id = id", name=op.f("ck_call_permit_is_its_own")),
        sa.ForeignKeyConstraint(["line_id"], ["phone_line.id"], name="fk_call_line_id"),
        sa.ForeignKeyConstraint(
            ["permit_call_id"], ["dial_permit.call_id"], name="fk_call_permit_call_id", use_alter=True
        ),
        sa.PrimaryKeyConstraint("id", name="pk_call"),
        sa.UniqueConstraint("carrier_sid", name="uq_call_carrier_sid"),
        sa.UniqueConstraint("token", name="uq_call_token"),
    )
    op.create_index(
        "ix_call_unfinished",
        "call",
        ["status", "nudged_until"],
        unique=False,
        postgresql_where=sa.text("ended_at IS NULL"),
        sqlite_where=sa.text("ended_at IS NULL"),
    )
    op.create_index(
        "uq_call_open_line",
        "call",
        ["line_id"],
        unique=True,
        postgresql_where=sa.text("status IN ('sending', 'uncertain', 'placed', 'live')"),
        sqlite_where=sa.text("status IN ('sending', 'uncertain', 'placed', 'live')"),
    )

    op.create_table(
        "campaign",
        sa.Column("id", IDENTITY, autoincrement=True, nullable=False),
        sa.Column("kind", sa.String(length=40), server_default=sa.text("'survey'"), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("company_name", sa.String(length=200), nullable=False),
        sa.Column("questionnaire_name", sa.String(length=200), nullable=False),
        sa.Column("questionnaire_digest", sa.String(length=64), nullable=True),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("touchpoint_kinds", JSON, nullable=False),
        sa.Column("from_number", sa.String(length=16), nullable=False),
        sa.Column("owner_id", IDENTITY, nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("launched_at", UtcDateTime(), nullable=True),
        sa.Column("finished_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("kind IN ('survey', 'test')", name=op.f("ck_campaign_kind_known")),
        sa.CheckConstraint(
            "status = 'draft' OR questionnaire_digest IS NOT NULL", name=op.f("ck_campaign_launched_is_pinned")
        ),
        sa.CheckConstraint(
            "status IN ('draft', 'running', 'paused', 'finished')", name=op.f("ck_campaign_status_known")
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["user_account.id"], name="fk_campaign_owner_id"),
        sa.ForeignKeyConstraint(
            ["questionnaire_digest"], ["questionnaire_version.digest"], name="fk_campaign_questionnaire_digest"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_campaign"),
        sa.UniqueConstraint("name", name="uq_campaign_name"),
    )

    op.create_table(
        "carrier_event",
        sa.Column("id", IDENTITY, autoincrement=True, nullable=False),
        sa.Column("call_id", IDENTITY, nullable=False),
        sa.Column("progress", sa.String(length=40), nullable=False),
        sa.Column("sequence", IDENTITY, nullable=False),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.Column("changed_something", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name="fk_carrier_event_call_id"),
        sa.PrimaryKeyConstraint("id", name="pk_carrier_event"),
        sa.UniqueConstraint("call_id", "progress", "sequence", name="uq_carrier_event_call_id_progress_sequence"),
    )

    op.create_table(
        "dial_permit",
        sa.Column("call_id", IDENTITY, autoincrement=False, nullable=False),
        sa.Column("granted_at", UtcDateTime(), nullable=False),
        sa.Column("decision", JSON, nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name="fk_dial_permit_call_id"),
        sa.PrimaryKeyConstraint("call_id", name="pk_dial_permit"),
    )

    op.create_table(
        "case_file",
        sa.Column("id", IDENTITY, autoincrement=True, nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("campaign_id", IDENTITY, nullable=False),
        sa.Column("contact_id", IDENTITY, nullable=False),
        sa.Column("touchpoint_id", IDENTITY, nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=True),
        sa.Column("waiting_for", JSON, nullable=False),
        sa.Column("disposition", sa.String(length=40), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('survey', 'verification', 'inbound', 'test')", name=op.f("ck_case_file_kind_known")
        ),
        sa.CheckConstraint("closed_at IS NOT NULL OR due_at IS NOT NULL", name=op.f("ck_case_file_open_is_due")),
        sa.CheckConstraint(
            "closed_at IS NULL OR disposition IS NOT NULL", name=op.f("ck_case_file_closed_has_disposition")
        ),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name="fk_case_file_campaign_id"),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name="fk_case_file_contact_id"),
        sa.ForeignKeyConstraint(["touchpoint_id"], ["touchpoint.id"], name="fk_case_file_touchpoint_id"),
        sa.PrimaryKeyConstraint("id", name="pk_case_file"),
        sa.UniqueConstraint(
            "campaign_id", "contact_id", "touchpoint_id", name="uq_case_file_campaign_id_contact_id_touchpoint_id"
        ),
    )
    op.create_index("ix_case_file_contact_id", "case_file", ["contact_id"], unique=False)
    op.create_index(
        "ix_case_file_due",
        "case_file",
        ["due_at"],
        unique=False,
        postgresql_where=sa.text("closed_at IS NULL"),
        sqlite_where=sa.text("closed_at IS NULL"),
    )
    op.create_index("ix_case_file_touchpoint_id", "case_file", ["touchpoint_id"], unique=False)

    op.create_table(
        "attempt",
        sa.Column("id", IDENTITY, autoincrement=True, nullable=False),
        sa.Column("case_id", IDENTITY, nullable=False),
        sa.Column("call_id", IDENTITY, nullable=False),
        sa.Column("number", IDENTITY, nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("decision", JSON, nullable=False),
        sa.Column("leg", IDENTITY, nullable=True),
        sa.Column("disposition", sa.String(length=40), nullable=True),
        sa.Column("ending", sa.String(length=40), nullable=True),
        sa.Column("counted", sa.Boolean(), nullable=False),
        sa.Column("opened_at", UtcDateTime(), nullable=False),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("channel IN ('ivr', 'live')", name=op.f("ck_attempt_channel_known")),
        sa.CheckConstraint(
            "closed_at IS NULL OR (disposition IS NOT NULL AND ending IS NOT NULL)",
            name=op.f("ck_attempt_closed_has_disposition"),
        ),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name="fk_attempt_call_id"),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name="fk_attempt_case_id"),
        sa.PrimaryKeyConstraint("id", name="pk_attempt"),
        sa.UniqueConstraint("call_id", name="uq_attempt_call_id"),
        sa.UniqueConstraint("case_id", "number", name="uq_attempt_case_id_number"),
    )
    op.create_index(
        "uq_attempt_open_case",
        "attempt",
        ["case_id"],
        unique=True,
        postgresql_where=sa.text("closed_at IS NULL"),
        sqlite_where=sa.text("closed_at IS NULL"),
    )
    if op.get_bind().dialect.name == "postgresql":  # SQLite has it in the table: it cannot add one later
        op.create_foreign_key("fk_call_permit_call_id", "call", "dial_permit", ["permit_call_id"], ["call_id"])
