"""Interviews, exchanges, answers, flags, follow-ups and notices."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from vocsurvey.db.base import UtcDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON().with_variant(JSONB(), "postgresql")


def upgrade() -> None:
    """Interviews, exchanges, answers, flags, follow-ups and notices."""
    op.create_table(
        "follow_up",
        sa.Column("id", IDENTITY, autoincrement=True, nullable=False),
        sa.Column("interview_id", IDENTITY, nullable=False),
        sa.Column("account_id", IDENTITY, nullable=False),
        sa.Column("contact_id", IDENTITY, nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("severity", sa.String(length=40), nullable=False),
        sa.Column("owner_id", IDENTITY, nullable=True),
        sa.Column("queue", sa.String(length=40), nullable=True),
        sa.Column("first_contact_due_at", UtcDateTime(), nullable=False),
        sa.Column("plan_due_at", UtcDateTime(), nullable=False),
        sa.Column("next_action_at", UtcDateTime(), nullable=True),
        sa.Column("opened_at", UtcDateTime(), nullable=False),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint(
            "severity IN ('critical', 'high', 'medium', 'low')", name=op.f("ck_follow_up_severity_known")
        ),
        sa.CheckConstraint(
            "closed_at IS NOT NULL OR ((owner_id IS NOT NULL OR queue IS NOT NULL) AND next_action_at IS NOT NULL)",
            name=op.f("ck_follow_up_never_quiet"),
        ),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_follow_up_account_id"),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name="fk_follow_up_contact_id"),
        sa.ForeignKeyConstraint(["interview_id"], ["interview.id"], name="fk_follow_up_interview_id", use_alter=True),
        sa.ForeignKeyConstraint(["owner_id"], ["user_account.id"], name="fk_follow_up_owner_id"),
        sa.PrimaryKeyConstraint("id", name="pk_follow_up"),
        sa.UniqueConstraint("interview_id", name="uq_follow_up_interview_id"),
    )
    op.create_index("ix_follow_up_account_id", "follow_up", ["account_id"], unique=False)
    op.create_index("ix_follow_up_contact_id", "follow_up", ["contact_id"], unique=False)
    op.create_index(
        "ix_follow_up_next",
        "follow_up",
        ["next_action_at"],
        unique=False,
        postgresql_where=sa.text("closed_at IS NULL"),
        sqlite_where=sa.text("closed_at IS NULL"),
    )
    op.create_index("ix_follow_up_owner_id", "follow_up", ["owner_id"], unique=False)

    op.create_table(
        "flag",
        sa.Column("id", IDENTITY, autoincrement=True, nullable=False),
        sa.Column("follow_up_id", IDENTITY, nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("question", sa.String(length=40), nullable=False),
        sa.Column("position", IDENTITY, nullable=False),
        sa.Column("rule", sa.String(length=40), nullable=False),
        sa.Column("severity", sa.String(length=40), nullable=False),
        sa.Column("dimension", sa.String(length=40), nullable=True),
        sa.Column("queue", sa.String(length=40), nullable=True),
        sa.Column("raised_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('negative', 'alarm', 'raised_by_hand', 'education', 'idea')", name=op.f("ck_flag_kind_known")
        ),
        sa.CheckConstraint("severity IN ('critical', 'high', 'medium', 'low')", name=op.f("ck_flag_severity_known")),
        sa.ForeignKeyConstraint(["follow_up_id"], ["follow_up.id"], name="fk_flag_follow_up_id"),
        sa.PrimaryKeyConstraint("id", name="pk_flag"),
    )
    op.create_index("ix_flag_follow_up_id", "flag", ["follow_up_id"], unique=False)

    op.create_table(
        "follow_up_event",
        sa.Column("id", IDENTITY, autoincrement=True, nullable=False),
        sa.Column("follow_up_id", IDENTITY, nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("actor_id", IDENTITY, nullable=True),
        sa.Column("details", JSON, nullable=False),
        sa.Column("happened_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["user_account.id"], name="fk_follow_up_event_actor_id"),
        sa.ForeignKeyConstraint(["follow_up_id"], ["follow_up.id"], name="fk_follow_up_event_follow_up_id"),
        sa.PrimaryKeyConstraint("id", name="pk_follow_up_event"),
    )
    op.create_index("ix_follow_up_event_follow_up_id", "follow_up_event", ["follow_up_id"], unique=False)

    op.create_table(
        "notice",
        sa.Column("id", IDENTITY, autoincrement=True, nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("follow_up_id", IDENTITY, nullable=False),
        sa.Column("recipient_id", IDENTITY, nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("headline", sa.String(length=200), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column("nudged_until", UtcDateTime(), nullable=True),
        sa.Column("tries", IDENTITY, nullable=False),
        sa.Column("problem", sa.String(length=4000), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("seen_at", UtcDateTime(), nullable=True),
        sa.Column("sent_at", UtcDateTime(), nullable=True),
        sa.Column("failed_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["follow_up_id"], ["follow_up.id"], name="fk_notice_follow_up_id"),
        sa.ForeignKeyConstraint(["recipient_id"], ["user_account.id"], name="fk_notice_recipient_id"),
        sa.PrimaryKeyConstraint("id", name="pk_notice"),
        sa.UniqueConstraint("key", name="uq_notice_key"),
    )
    op.create_index(
        "ix_notice_due",
        "notice",
        ["due_at"],
        unique=False,
        postgresql_where=sa.text("sent_at IS NULL AND failed_at IS NULL"),
        sqlite_where=sa.text("sent_at IS NULL AND failed_at IS NULL"),
    )
    op.create_index("ix_notice_follow_up_id", "notice", ["follow_up_id"], unique=False)
    op.create_index("ix_notice_recipient_id", "notice", ["recipient_id"], unique=False)

    op.create_table(
        "interview",
        sa.Column("id", IDENTITY, autoincrement=True, nullable=False),
        sa.Column("case_id", IDENTITY, nullable=False),
        sa.Column("questionnaire_digest", sa.String(length=64), nullable=False),
        sa.Column("facts", JSON, nullable=False),
        sa.Column("occasions", JSON, nullable=False),
        sa.Column("legs", IDENTITY, nullable=False),
        sa.Column("completeness", sa.String(length=40), nullable=False),
        sa.Column("ending", sa.String(length=40), nullable=True),
        sa.Column("started_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name="fk_interview_case_id"),
        sa.ForeignKeyConstraint(
            ["questionnaire_digest"], ["questionnaire_version.digest"], name="fk_interview_questionnaire_digest"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_interview"),
        sa.UniqueConstraint("case_id", name="uq_interview_case_id"),
    )

    op.create_table(
        "answer",
        sa.Column("id", IDENTITY, autoincrement=True, nullable=False),
        sa.Column("interview_id", IDENTITY, nullable=False),
        sa.Column("question", sa.String(length=40), nullable=False),
        sa.Column("position", IDENTITY, nullable=False),
        sa.Column("value", sa.String(length=40), nullable=True),
        sa.Column("missing", sa.String(length=40), nullable=True),
        sa.Column("verbatim", sa.String(length=4000), nullable=True),
        sa.Column("metric", sa.String(length=40), nullable=True),
        sa.Column("negative", sa.Boolean(), nullable=False),
        sa.Column("flag_id", IDENTITY, nullable=True),
        sa.Column("answered_at", UtcDateTime(), nullable=False),
        sa.Column("superseded_at", UtcDateTime(), nullable=True),
        sa.Column("superseded_by_position", IDENTITY, nullable=True),
        sa.CheckConstraint(
            "(superseded_at IS NULL) = (superseded_by_position IS NULL)", name=op.f("ck_answer_superseded_by_position")
        ),
        sa.CheckConstraint("NOT negative OR flag_id IS NOT NULL", name=op.f("ck_answer_negative_is_flagged")),
        sa.ForeignKeyConstraint(["flag_id"], ["flag.id"], name="fk_answer_flag_id"),
        sa.ForeignKeyConstraint(["interview_id"], ["interview.id"], name="fk_answer_interview_id"),
        sa.PrimaryKeyConstraint("id", name="pk_answer"),
        sa.UniqueConstraint("flag_id", name="uq_answer_flag_id"),
    )
    op.create_index("ix_answer_interview_id", "answer", ["interview_id"], unique=False)
    op.create_index(
        "uq_answer_standing",
        "answer",
        ["interview_id", "question"],
        unique=True,
        postgresql_where=sa.text("superseded_at IS NULL"),
        sqlite_where=sa.text("superseded_at IS NULL"),
    )

    op.create_table(
        "conflict",
        sa.Column("id", IDENTITY, autoincrement=True, nullable=False),
        sa.Column("interview_id", IDENTITY, nullable=False),
        sa.Column("position", IDENTITY, nullable=False),
        sa.Column("call_id", IDENTITY, nullable=False),
        sa.Column("heard", JSON, nullable=False),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name="fk_conflict_call_id"),
        sa.ForeignKeyConstraint(["interview_id"], ["interview.id"], name="fk_conflict_interview_id"),
        sa.PrimaryKeyConstraint("id", name="pk_conflict"),
    )
    op.create_index("ix_conflict_interview_id", "conflict", ["interview_id"], unique=False)

    op.create_table(
        "exchange",
        sa.Column("id", IDENTITY, autoincrement=True, nullable=False),
        sa.Column("interview_id", IDENTITY, nullable=False),
        sa.Column("position", IDENTITY, nullable=False),
        sa.Column("leg", IDENTITY, nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("call_id", IDENTITY, nullable=False),
        sa.Column("step", sa.String(length=60), nullable=False),
        sa.Column("heard", JSON, nullable=False),
        sa.Column("heard_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("channel IN ('ivr', 'live')", name=op.f("ck_exchange_channel_known")),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name="fk_exchange_call_id"),
        sa.ForeignKeyConstraint(["interview_id"], ["interview.id"], name="fk_exchange_interview_id"),
        sa.PrimaryKeyConstraint("id", name="pk_exchange"),
        sa.UniqueConstraint("interview_id", "position", name="uq_exchange_interview_id_position"),
    )
    if op.get_bind().dialect.name == "postgresql":  # SQLite has it in the table: it cannot add one later
        op.create_foreign_key("fk_follow_up_interview_id", "follow_up", "interview", ["interview_id"], ["id"])
