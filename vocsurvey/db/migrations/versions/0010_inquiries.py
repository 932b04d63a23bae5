"""What the carrier is asked about a call afterwards; why it closed the gate, and whom that is announced to."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from vocsurvey.db.base import UtcDateTime

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
OPEN = sa.text("settled_at IS NULL")
OWED = sa.text("sent_at IS NULL AND failed_at IS NULL")


def upgrade() -> None:
    """Two tables, two columns of the gate, and an open inquiry for each call that is uncertain already."""
    op.add_column("dial_gate", sa.Column("reason", sa.String(length=4000), nullable=True))
    op.add_column("dial_gate", sa.Column("probe_at", UtcDateTime(), nullable=True))
    _inquiry()
    _announcement()


def _announcement() -> None:
    op.create_table(
        "announcement",
        sa.Column("id", IDENTITY, autoincrement=True, nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("recipient_id", IDENTITY, nullable=False),
        sa.Column("headline", sa.String(length=200), nullable=False),
        sa.Column("words", sa.String(length=4000), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=True),
        sa.Column("tries", IDENTITY, nullable=False),
        sa.Column("problem", sa.String(length=4000), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("sent_at", UtcDateTime(), nullable=True),
        sa.Column("failed_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["recipient_id"], ["user_account.id"], name="fk_announcement_recipient_id"),
        sa.PrimaryKeyConstraint("id", name="pk_announcement"),
        sa.UniqueConstraint("key", name="uq_announcement_key"),
    )
    op.create_index("ix_announcement_owed", "announcement", ["due_at"], postgresql_where=OWED, sqlite_where=OWED)


def _inquiry() -> None:
    op.create_table(
        "inquiry",
        sa.Column("id", IDENTITY, autoincrement=True, nullable=False),
        sa.Column("call_id", IDENTITY, nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("why", sa.String(length=4000), nullable=False),
        sa.Column("opened_at", UtcDateTime(), nullable=False),
        sa.Column("ask_at", UtcDateTime(), nullable=False),
        sa.Column("nudged_until", UtcDateTime(), nullable=True),
        sa.Column("asks", IDENTITY, nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=True),
        sa.Column("learned", JSON, nullable=False),
        sa.Column("problem", sa.String(length=4000), nullable=True),
        sa.Column("settled_at", UtcDateTime(), nullable=True),
        sa.Column("verdict", sa.String(length=40), nullable=True),
        sa.Column("settled_by", sa.String(length=200), nullable=True),
        sa.Column("reason", sa.String(length=4000), nullable=True),
        sa.CheckConstraint("kind IN ('placement', 'key_presses')", name=op.f("ck_inquiry_kind_known")),
        sa.CheckConstraint(
            "verdict IN ('told', 'placed', 'never_placed', 'recovered', 'nothing_missed', 'given_up')",
            name=op.f("ck_inquiry_verdict_known"),
        ),
        sa.CheckConstraint("(settled_at IS NULL) = (verdict IS NULL)", name=op.f("ck_inquiry_settled_has_verdict")),
        sa.CheckConstraint(
            "(settled_by IS NULL) = (reason IS NULL) AND (settled_by IS NULL OR settled_at IS NOT NULL)",
            name=op.f("ck_inquiry_by_hand_has_reason"),
        ),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name="fk_inquiry_call_id"),
        sa.PrimaryKeyConstraint("id", name="pk_inquiry"),
        sa.UniqueConstraint("call_id", "kind", name="uq_inquiry_call_id_kind"),
    )
    op.create_index("ix_inquiry_due", "inquiry", ["ask_at"], postgresql_where=OPEN, sqlite_where=OPEN)
    op.execute(
        "INSERT INTO inquiry (call_id, kind, why, opened_at, ask_at, asks, learned) "
        "SELECT id, 'placement', coalesce(problem, 'it was uncertain before'), sent_at, sent_at, 0, '{}' "
        "FROM call WHERE status = 'uncertain'"
    )
