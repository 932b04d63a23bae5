"""Contact lists on their way in."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from vocsurvey.db.base import Json, UtcDateTime

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
STATES = (
    "state IN ('arriving', 'reading', 'columns_wanted', 'comparing', 'checked', 'applying', 'applied', 'refused',"
    " 'discarded')"
)
MARKED = (
    ("account", "account_id", "account_first"),
    ("contact", "contact_id", "contact_first"),
    ("person", "person", "contact_first"),
    ("agent", "agent_id", "agent_first"),
)


def upgrade() -> None:
    """A run for each list, its file in pieces, its lines as they were read, and what was wrong with them."""
    _run()
    _piece()
    _problem()
    _staged()
    op.add_column("touchpoint", sa.Column("import_run_id", IDENTITY, nullable=True))


def _run() -> None:
    def number(name: str) -> sa.Column[int]:
        return sa.Column(name, IDENTITY, server_default=sa.text("0"), nullable=False)

    op.create_table(
        "import_run",
        sa.Column("id", IDENTITY, autoincrement=True, nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("size", IDENTITY, nullable=False),
        sa.Column("by_id", IDENTITY, nullable=True),
        sa.Column("state", sa.String(length=40), nullable=False),
        *(sa.Column(name, Json, nullable=False) for name in ("mapping", "header", "columns")),
        sa.Column("note", sa.String(length=4000), nullable=True),
        sa.Column("reason", sa.String(length=4000), nullable=True),
        sa.Column("straight", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("bad_left_out", sa.Boolean(), server_default=sa.false(), nullable=False),
        *map(number, ("about", "lines_read", "good_lines", "bad_lines", "applied_to", "lines_applied")),
        *(sa.Column(name, Json, nullable=False) for name in ("forecast", "counts", "unknown_owners")),
        sa.Column("swept", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("finished_at", UtcDateTime(), nullable=True),
        sa.Column("enqueued_until", UtcDateTime(), nullable=True),
        sa.CheckConstraint(STATES, name=op.f("ck_import_run_state_known")),
        sa.ForeignKeyConstraint(["by_id"], ["user_account.id"], name="fk_import_run_by_id"),
        sa.PrimaryKeyConstraint("id", name="pk_import_run"),
    )


def _piece() -> None:
    op.create_table(
        "import_piece",
        sa.Column("run_id", IDENTITY, nullable=False),
        sa.Column("position", IDENTITY, autoincrement=False, nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["import_run.id"], name="fk_import_piece_run_id"),
        sa.PrimaryKeyConstraint("run_id", "position", name="pk_import_piece"),
    )


def _problem() -> None:
    op.create_table(
        "import_problem",
        sa.Column("id", IDENTITY, autoincrement=True, nullable=False),
        sa.Column("run_id", IDENTITY, nullable=False),
        sa.Column("line", IDENTITY, nullable=False),
        sa.Column("place", sa.String(length=40), nullable=True),
        sa.Column("sentence", sa.String(length=4000), nullable=False),
        sa.Column("left_out", sa.Boolean(), nullable=False),
        sa.Column("cells", Json, nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["import_run.id"], name="fk_import_problem_run_id"),
        sa.PrimaryKeyConstraint("id", name="pk_import_problem"),
    )
    op.create_index("ix_import_problem_run_id_line", "import_problem", ["run_id", "line"], unique=False)


def _staged() -> None:
    def words(name: str, length: int = 200, *, nullable: bool = True) -> sa.Column[str]:
        return sa.Column(name, sa.String(length=length), nullable=nullable)

    op.create_table(
        "staged_line",
        sa.Column("run_id", IDENTITY, nullable=False),
        sa.Column("at_line", IDENTITY, autoincrement=False, nullable=False),
        *(sa.Column(name, sa.Boolean(), nullable=False) for name in ("account_first", "contact_first", "agent_first")),
        sa.Column("person", IDENTITY, nullable=False),
        words("account_id", nullable=False),
        words("account", nullable=False),
        words("account_country", 2, nullable=False),
        words("region"),
        words("tier"),
        sa.Column("yearly_value", sa.Numeric(precision=14, scale=2, asdecimal=False), nullable=True),
        words("owner_email"),
        words("contact_id", nullable=False),
        words("contact_name", nullable=False),
        words("contact_role", 40),
        words("language", 10),
        words("zone", 60),
        sa.Column("automated_voice_consent", sa.Boolean(), nullable=True),
        words("number", 16, nullable=False),
        words("extension", 12, nullable=False),
        words("line_kind", 40, nullable=False),
        words("line_country", 2),
        words("touchpoint_id", nullable=False),
        words("touchpoint_kind", 40),
        words("touchpoint_subject", 4000),
        sa.Column("opened_at", UtcDateTime(), nullable=True),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        *map(words, ("channel", "agent_id", "agent_name", "agent_team", "agent_shift")),
        sa.ForeignKeyConstraint(["run_id"], ["import_run.id"], name="fk_staged_line_run_id"),
        sa.PrimaryKeyConstraint("run_id", "at_line", name="pk_staged_line"),
    )
    for name, column, mark in MARKED:
        op.create_index(
            f"ix_staged_line_{name}",
            "staged_line",
            ["run_id", column],
            unique=False,
            postgresql_where=sa.text(mark),
            sqlite_where=sa.text(f"{mark} = 1"),
        )
    op.create_index("ix_staged_line_touchpoint", "staged_line", ["run_id", "touchpoint_id"], unique=True)
