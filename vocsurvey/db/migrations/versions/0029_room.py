"""The room of the callers: who is there, and what they were told."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa
from alembic import op

from vocsurvey.db.base import UtcDateTime

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
UNSEEN = sa.text("seen_at IS NULL")
CLOSED_LIVE = sa.text("channel = 'live' AND closed_at IS NOT NULL")
FOR_EVER = ("id", "sender_id", "recipient_id", "case_id", "sent_at")


def upgrade() -> None:
    """Two tables, and what a message may become."""
    op.create_table(
        "desk_presence",
        sa.Column("user_id", IDENTITY, autoincrement=False, nullable=False),
        sa.Column("seen_at", UtcDateTime(), nullable=False),
        sa.Column("resting_since", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name="fk_desk_presence_user_id"),
        sa.PrimaryKeyConstraint("user_id", name="pk_desk_presence"),
    )
    op.create_table(
        "desk_message",
        sa.Column("id", IDENTITY, autoincrement=True, nullable=False),
        sa.Column("sender_id", IDENTITY, nullable=False),
        sa.Column("recipient_id", IDENTITY, nullable=False),
        sa.Column("case_id", IDENTITY, nullable=True),
        sa.Column("words", sa.String(length=4000), nullable=False),
        sa.Column("sent_at", UtcDateTime(), nullable=False),
        sa.Column("seen_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("sender_id <> recipient_id", name=op.f("ck_desk_message_to_somebody_else")),
        sa.CheckConstraint(
            "seen_at IS NULL OR seen_at >= sent_at", name=op.f("ck_desk_message_seen_after_it_was_sent")
        ),
        sa.ForeignKeyConstraint(["sender_id"], ["user_account.id"], name="fk_desk_message_sender_id"),
        sa.ForeignKeyConstraint(["recipient_id"], ["user_account.id"], name="fk_desk_message_recipient_id"),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name="fk_desk_message_case_id"),
        sa.PrimaryKeyConstraint("id", name="pk_desk_message"),
    )
    for name, table, columns, where in (
        ("ix_desk_message_unseen", "desk_message", ["recipient_id", "id"], UNSEEN),
        ("ix_desk_message_sent_at", "desk_message", ["sent_at"], None),
        ("ix_desk_message_case_id", "desk_message", ["case_id"], None),
        ("ix_attempt_closed_live", "attempt", ["closed_at"], CLOSED_LIVE),
    ):
        op.create_index(name, table, columns, unique=False, postgresql_where=where, sqlite_where=where)
    for statement in _sqlite() if op.get_bind().dialect.name == "sqlite" else _postgresql():
        op.execute(statement)


def _fixed() -> str:
    """A message is seen once, and its words are blotted out; nothing else of it changes."""
    fixed = [f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in FOR_EVER]
    fixed.append("(OLD.seen_at IS NOT NULL AND NEW.seen_at IS DISTINCT FROM OLD.seen_at)")
    fixed.append("(NEW.words IS DISTINCT FROM OLD.words AND NEW.words IS DISTINCT FROM '')")
    return " OR ".join(fixed)


def _sqlite() -> Iterable[str]:
    fixed = _fixed().replace("IS DISTINCT FROM", "IS NOT")
    yield (
        f"CREATE TRIGGER desk_message_fixed BEFORE UPDATE ON desk_message FOR EACH ROW WHEN {fixed} "
        "BEGIN SELECT RAISE(ABORT, 'rows of desk_message do not change'); END"
    )
    yield (
        "CREATE TRIGGER desk_message_kept BEFORE DELETE ON desk_message FOR EACH ROW "
        "BEGIN SELECT RAISE(ABORT, 'rows of desk_message are never deleted'); END"
    )


def _postgresql() -> Iterable[str]:
    for name, sentence in (
        ("desk_message_fixed", "rows of desk_message do not change"),
        ("desk_message_kept", "rows of desk_message are never deleted"),
    ):
        yield (
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{sentence}' USING ERRCODE = '23514'; END $$"
        )
    yield (
        f"CREATE TRIGGER desk_message_fixed BEFORE UPDATE ON desk_message FOR EACH ROW WHEN ({_fixed()}) "
        "EXECUTE FUNCTION desk_message_fixed()"
    )
    yield (
        "CREATE TRIGGER desk_message_kept BEFORE DELETE OR TRUNCATE ON desk_message FOR EACH STATEMENT "
        "EXECUTE FUNCTION desk_message_kept()"
    )
