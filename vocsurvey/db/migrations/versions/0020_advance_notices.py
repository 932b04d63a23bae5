"""Notes that go ahead of calls, and what their readers choose."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa
from alembic import op

from vocsurvey.db.base import UtcDateTime

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
OWED = sa.text("sent_at IS NULL AND failed_at IS NULL")


def upgrade() -> None:
    """A column, two tables, and triggers that keep what was chosen."""
    op.add_column("campaign", sa.Column("notice_days", IDENTITY, nullable=True))
    _notice()
    _choice()
    build = _postgresql if op.get_bind().dialect.name == "postgresql" else _sqlite
    for statement in build():
        op.execute(statement)


def _notice() -> None:
    op.create_table(
        "advance_notice",
        sa.Column("id", IDENTITY, autoincrement=True, nullable=False),
        sa.Column("case_id", IDENTITY, nullable=False),
        sa.Column("public_id", sa.String(length=40), nullable=False),
        sa.Column("round", IDENTITY, server_default=sa.text("1"), nullable=False),
        sa.Column("owed_at", UtcDateTime(), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=True),
        sa.Column("tries", IDENTITY, server_default=sa.text("0"), nullable=False),
        sa.Column("problem", sa.String(length=4000), nullable=True),
        sa.Column("sent_at", UtcDateTime(), nullable=True),
        sa.Column("renew_at", UtcDateTime(), nullable=True),
        sa.Column("failed_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name="fk_advance_notice_case_id"),
        sa.PrimaryKeyConstraint("id", name="pk_advance_notice"),
        sa.UniqueConstraint("case_id", name="uq_advance_notice_case_id"),
        sa.UniqueConstraint("public_id", name="uq_advance_notice_public_id"),
    )
    op.create_index("ix_advance_notice_owed_at", "advance_notice", ["owed_at"], unique=False)
    op.create_index(
        "ix_advance_notice_owed", "advance_notice", ["due_at"], postgresql_where=OWED, sqlite_where=OWED, unique=False
    )


def _choice() -> None:
    op.create_table(
        "notice_choice",
        sa.Column("id", IDENTITY, autoincrement=True, nullable=False),
        sa.Column("notice_id", IDENTITY, nullable=False),
        sa.Column("choice", sa.String(length=40), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=True),
        sa.Column("by_mail", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("successor_id", IDENTITY, nullable=True),
        sa.Column("chosen_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "choice IN ('time', 'later', 'never', 'instead', 'back')", name=op.f("ck_notice_choice_choice_known")
        ),
        sa.ForeignKeyConstraint(["notice_id"], ["advance_notice.id"], name="fk_notice_choice_notice_id"),
        sa.ForeignKeyConstraint(["successor_id"], ["contact.id"], name="fk_notice_choice_successor_id"),
        sa.PrimaryKeyConstraint("id", name="pk_notice_choice"),
    )
    op.create_index("ix_notice_choice_notice_id", "notice_choice", ["notice_id"], unique=False)


def _sqlite() -> Iterable[str]:
    for verb, name, words in (("UPDATE", "fixed", "do not change"), ("DELETE", "kept", "are never deleted")):
        yield (
            f"CREATE TRIGGER notice_choice_{name} BEFORE {verb} ON notice_choice FOR EACH ROW "
            f"BEGIN SELECT RAISE(ABORT, 'rows of notice_choice {words}'); END"
        )


def _postgresql() -> Iterable[str]:
    for word, sentence in (("fixed", "do not change"), ("kept", "are never deleted")):
        yield (
            f"CREATE FUNCTION notice_choice_{word}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION 'rows of notice_choice {sentence}' USING ERRCODE = '23514'; END $$"
        )
    yield (
        "CREATE TRIGGER notice_choice_fixed BEFORE UPDATE ON notice_choice FOR EACH ROW "
        "EXECUTE FUNCTION notice_choice_fixed()"
    )
    yield (
        "CREATE TRIGGER notice_choice_kept BEFORE DELETE OR TRUNCATE ON notice_choice FOR EACH STATEMENT "
        "EXECUTE FUNCTION notice_choice_kept()"
    )
