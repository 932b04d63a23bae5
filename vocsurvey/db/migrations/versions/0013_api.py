"""Other programs: their tokens, the answers that they were given, and what they reported."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from vocsurvey.db.base import Json, UtcDateTime

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Tokens with scopes, answers by idempotency key, and events with the campaigns that wait for them."""
    _token()
    _answer()
    op.add_column("campaign", sa.Column("standing", sa.Boolean(), server_default=sa.false(), nullable=False))
    _event()


def _token() -> None:
    op.create_table(
        "api_token",
        sa.Column("id", IDENTITY, autoincrement=True, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("hint", sa.String(length=12), nullable=False),
        sa.Column("scopes", Json, nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("created_by_id", IDENTITY, nullable=True),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("revoked_at", UtcDateTime(), nullable=True),
        sa.Column("used_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("expires_at > created_at", name=op.f("ck_api_token_ends")),
        sa.ForeignKeyConstraint(["created_by_id"], ["user_account.id"], name="fk_api_token_created_by_id"),
        sa.PrimaryKeyConstraint("id", name="pk_api_token"),
        sa.UniqueConstraint("name", name="uq_api_token_name"),
        sa.UniqueConstraint("digest", name="uq_api_token_digest"),
    )


def _answer() -> None:
    op.create_table(
        "api_answer",
        sa.Column("id", IDENTITY, autoincrement=True, nullable=False),
        sa.Column("token_id", IDENTITY, nullable=False),
        sa.Column("key", sa.String(length=255), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("status", IDENTITY, nullable=False),
        sa.Column("body", Json, nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["token_id"], ["api_token.id"], name="fk_api_answer_token_id"),
        sa.PrimaryKeyConstraint("id", name="pk_api_answer"),
        sa.UniqueConstraint("token_id", "key", name="uq_api_answer_token_id_key"),
    )
    op.create_index("ix_api_answer_created_at", "api_answer", ["created_at"], unique=False)


def _event() -> None:
    op.create_table(
        "lifecycle_event",
        sa.Column("id", IDENTITY, autoincrement=True, nullable=False),
        sa.Column("public_id", sa.String(length=40), nullable=False),
        sa.Column("external_id", sa.String(length=200), nullable=True),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("happened_at", UtcDateTime(), nullable=False),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        *(sa.Column(name, IDENTITY, nullable=False) for name in ("token_id", "contact_id", "touchpoint_id")),
        sa.Column("decision", sa.String(length=40), nullable=False),
        sa.Column("rule", sa.String(length=200), nullable=True),
        sa.Column("verdicts", Json, nullable=False),
        sa.Column("case_id", IDENTITY, nullable=True),
        sa.CheckConstraint(
            "(decision = 'case_made') = (case_id IS NOT NULL)", name=op.f("ck_lifecycle_event_case_made_has_case")
        ),
        sa.CheckConstraint("case_id IS NULL OR rule IS NOT NULL", name=op.f("ck_lifecycle_event_case_has_rule")),
        sa.ForeignKeyConstraint(["token_id"], ["api_token.id"], name="fk_lifecycle_event_token_id"),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name="fk_lifecycle_event_contact_id"),
        sa.ForeignKeyConstraint(["touchpoint_id"], ["touchpoint.id"], name="fk_lifecycle_event_touchpoint_id"),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name="fk_lifecycle_event_case_id"),
        sa.PrimaryKeyConstraint("id", name="pk_lifecycle_event"),
        sa.UniqueConstraint("public_id", name="uq_lifecycle_event_public_id"),
        sa.UniqueConstraint("external_id", name="uq_lifecycle_event_external_id"),
        sa.UniqueConstraint("case_id", name="uq_lifecycle_event_case_id"),
    )
    made = sa.text("case_id IS NOT NULL")
    op.create_index(
        "ix_lifecycle_event_made",
        "lifecycle_event",
        ["contact_id", "rule", "received_at"],
        unique=False,
        postgresql_where=made,
        sqlite_where=made,
    )
