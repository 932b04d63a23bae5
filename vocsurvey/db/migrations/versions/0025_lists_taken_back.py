"""Contact lists that can be taken back: what a list created and changed, and what became of its undo."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from vocsurvey.db.base import Json, UtcDateTime

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
KEPT = (
    "kept IN ('changed_since', 'other_list', 'case', 'consent', 'follow_up', 'event', 'successor', "
    "'suppression', 'other_touchpoint', 'contacts', 'touchpoints', 'user')"
)
REFERRING = (
    ("lifecycle_event", "contact_id"),
    ("lifecycle_event", "touchpoint_id"),
    ("notice_choice", "successor_id"),
    ("call", "line_id"),
    ("user_account", "agent_id"),
)


def upgrade() -> None:
    """Which list created a row, before-images of what lists change, and the undo in the row of the run."""
    for table in ("account", "contact", "agent"):
        op.add_column(table, sa.Column("import_run_id", IDENTITY, nullable=True))
    for table in ("account", "contact", "agent", "touchpoint"):
        op.add_column(table, sa.Column("named_run_id", IDENTITY, nullable=True))
    for name in ("undo_at", "undone_at"):
        op.add_column("import_run", sa.Column(name, UtcDateTime(), nullable=True))
    op.add_column("import_run", sa.Column("traced", sa.Boolean(), server_default=sa.false(), nullable=False))
    number = "INTEGER" if op.get_bind().dialect.name == "sqlite" else "BIGINT"
    op.execute(
        f"ALTER TABLE import_run ADD COLUMN undo_by_id {number}"
        " CONSTRAINT fk_import_run_undo_by_id REFERENCES user_account (id)"
    )
    op.add_column("import_run", sa.Column("undo_counts", Json, server_default=sa.text("'{}'"), nullable=False))
    op.create_table(
        "import_change",
        sa.Column("run_id", IDENTITY, nullable=False),
        sa.Column("table_name", sa.String(length=40), nullable=False),
        sa.Column("row_id", IDENTITY, autoincrement=False, nullable=False),
        sa.Column("before", Json, nullable=False),
        sa.Column("after", Json, nullable=False),
        sa.Column("kept", sa.String(length=40), nullable=True),
        sa.CheckConstraint(KEPT, name=op.f("ck_import_change_kept_known")),
        sa.ForeignKeyConstraint(["run_id"], ["import_run.id"], name="fk_import_change_run_id"),
        sa.PrimaryKeyConstraint("run_id", "table_name", "row_id", name="pk_import_change"),
    )
    op.create_index("ix_import_change_table_name_row_id", "import_change", ["table_name", "row_id"], unique=False)
    # Whatever refers to a row is looked for when that row goes: without an index, in the whole table for each row.
    for table, column in REFERRING:
        op.create_index(f"ix_{table}_{column}", table, [column], unique=False)
