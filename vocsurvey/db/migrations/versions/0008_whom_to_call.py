"""What decides whom to call: hours, dates and quotas, the channel of a case, subdivisions, and the budget of a day."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from vocsurvey.db.base import UtcDateTime

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON().with_variant(JSONB(), "postgresql")
OPEN = sa.text("closed_at IS NULL")
SUBJECTS = "'line', 'number', 'contact', 'account', 'domain'"


def upgrade() -> None:
    """Columns that may stay empty, two tables, and the index by which due cases are found."""
    op.add_column("contact", sa.Column("email", sa.String(length=200), nullable=True))
    op.add_column("contact", sa.Column("subdivision", sa.String(length=3), nullable=True))
    for table in ("contact", "account", "campaign"):
        op.add_column(table, sa.Column("hours", JSON, nullable=True))
    op.add_column("campaign", sa.Column("starts_at", UtcDateTime(), nullable=True))
    op.add_column("campaign", sa.Column("ends_at", UtcDateTime(), nullable=True))
    _checked("case_file", "channel", "'ivr', 'live'", "ivr")
    _checked("suppression", "subject", SUBJECTS, "line")
    # Plain SQL, as above: both databases add a column with its constraint in one go, and SQLite in no other way.
    number = "INTEGER" if op.get_bind().dialect.name == "sqlite" else "BIGINT"
    op.execute(
        f"ALTER TABLE suppression ADD COLUMN campaign_id {number} "
        "CONSTRAINT fk_suppression_campaign_id REFERENCES campaign (id)"
    )
    op.drop_index("ix_case_file_due", "case_file")
    op.create_index(
        "ix_case_file_due", "case_file", ["channel", "due_at"], postgresql_where=OPEN, sqlite_where=OPEN, unique=False
    )
    _quota()
    _dial_day()


def _checked(table: str, column: str, values: str, default: str) -> None:
    op.execute(
        f"ALTER TABLE {table} ADD COLUMN {column} VARCHAR(40) DEFAULT '{default}' NOT NULL "
        f"CONSTRAINT ck_{table}_{column}_known CHECK ({column} IN ({values}))"
    )


def _quota() -> None:
    op.create_table(
        "quota",
        sa.Column("id", IDENTITY, autoincrement=True, nullable=False),
        sa.Column("campaign_id", IDENTITY, nullable=False),
        sa.Column("segment", JSON, nullable=False),
        sa.Column("target", IDENTITY, nullable=False),
        sa.Column("completed", IDENTITY, server_default=sa.text("0"), nullable=False),
        sa.CheckConstraint("target >= 1 AND completed >= 0", name=op.f("ck_quota_countable")),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name="fk_quota_campaign_id"),
        sa.PrimaryKeyConstraint("id", name="pk_quota"),
    )
    op.create_index("ix_quota_campaign_id", "quota", ["campaign_id"], unique=False)


def _dial_day() -> None:
    op.create_table(
        "dial_day",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("calls", IDENTITY, server_default=sa.text("0"), nullable=False),
        sa.Column("money", sa.Numeric(precision=14, scale=4), server_default=sa.text("0"), nullable=False),
        sa.PrimaryKeyConstraint("day", name="pk_dial_day"),
    )
