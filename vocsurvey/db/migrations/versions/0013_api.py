"""Other programs: their tokens, the answers that they were given, what they reported, and what they
are told of."""

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
    """Tokens with scopes, answers by idempotency key, events with the campaigns that wait for them, and webhooks."""
    _token()
    _answer()
    op.add_column("campaign", sa.Column("standing", sa.Boolean(), server_default=sa.false(), nullable=False))
    _event()
    _subscription()
    _delivery()


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


def _subscription() -> None:
    op.create_table(
        "webhook_subscription",
        sa.Column("id", IDENTITY, autoincrement=True, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("url", sa.String(length=1000), nullable=False),
        sa.Column("secret", sa.String(length=100), nullable=False),
        *(sa.Column(name, sa.Boolean(), nullable=False) for name in ("answers", "flags", "follow_ups", "personal")),
        sa.Column("active", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("stopped_why", sa.String(length=4000), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("created_by_id", IDENTITY, nullable=True),
        sa.CheckConstraint("answers OR flags OR follow_ups", name=op.f("ck_webhook_subscription_wants_something")),
        sa.ForeignKeyConstraint(["created_by_id"], ["user_account.id"], name="fk_webhook_subscription_created_by_id"),
        sa.PrimaryKeyConstraint("id", name="pk_webhook_subscription"),
        sa.UniqueConstraint("name", name="uq_webhook_subscription_name"),
    )


def _delivery() -> None:
    facts = {"answer_id": "answer", "flag_id": "flag", "event_id": "follow_up_event"}
    op.create_table(
        "webhook_delivery",
        sa.Column("id", IDENTITY, autoincrement=True, nullable=False),
        sa.Column("message_id", sa.String(length=40), nullable=False),
        sa.Column("subscription_id", IDENTITY, nullable=False),
        *(sa.Column(name, IDENTITY, nullable=True) for name in facts),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column("nudged_until", UtcDateTime(), nullable=True),
        sa.Column("tries", IDENTITY, nullable=False),
        sa.Column("status", IDENTITY, nullable=True),
        sa.Column("problem", sa.String(length=4000), nullable=True),
        sa.Column("delivered_at", UtcDateTime(), nullable=True),
        sa.Column("failed_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint(
            "(answer_id IS NOT NULL AND flag_id IS NULL AND event_id IS NULL)"
            " OR (answer_id IS NULL AND flag_id IS NOT NULL AND event_id IS NULL)"
            " OR (answer_id IS NULL AND flag_id IS NULL AND event_id IS NOT NULL)",
            name=op.f("ck_webhook_delivery_about_one_fact"),
        ),
        sa.ForeignKeyConstraint(
            ["subscription_id"], ["webhook_subscription.id"], name="fk_webhook_delivery_subscription_id"
        ),
        *(
            sa.ForeignKeyConstraint([name], [f"{table}.id"], name=f"fk_webhook_delivery_{name}")
            for name, table in facts.items()
        ),
        sa.PrimaryKeyConstraint("id", name="pk_webhook_delivery"),
        sa.UniqueConstraint("message_id", name="uq_webhook_delivery_message_id"),
    )
    op.create_index("ix_webhook_delivery_subscription_id", "webhook_delivery", ["subscription_id"], unique=False)
    owed = sa.text("delivered_at IS NULL AND failed_at IS NULL")
    op.create_index(
        "ix_webhook_delivery_due",
        "webhook_delivery",
        ["due_at"],
        unique=False,
        postgresql_where=owed,
        sqlite_where=owed,
    )
