"""The words by which follow-ups are found, and triggers that write down which have to be read again."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None

IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
WORD = sa.String(40).with_variant(sa.String(40, collation="C"), "postgresql")
# Table, what happens to it, when that matters, and whose follow-ups it concerns.
CHANGES = (
    ("follow_up", "INSERT", "", "id = NEW.id"),
    ("answer", "INSERT", "", "interview_id = NEW.interview_id"),
    ("answer", "UPDATE", "OF verbatim, superseded_at", "interview_id = NEW.interview_id"),
    ("recording", "INSERT", "", "interview_id = NEW.interview_id"),
    ("recording", "UPDATE", "OF words, state", "interview_id = NEW.interview_id"),
    ("contact", "UPDATE", "OF name", "contact_id = NEW.id"),
    ("account", "UPDATE", "OF name", "account_id = NEW.id"),
)


def upgrade() -> None:
    """Two tables; every follow-up is read once."""
    op.create_table(
        "follow_up_word",
        sa.Column("follow_up_id", IDENTITY, autoincrement=False, nullable=False),
        sa.Column("word", WORD, nullable=False),
        sa.ForeignKeyConstraint(["follow_up_id"], ["follow_up.id"], name="fk_follow_up_word_follow_up_id"),
        sa.PrimaryKeyConstraint("follow_up_id", "word", name="pk_follow_up_word"),
    )
    op.create_index("ix_follow_up_word_word", "follow_up_word", ["word", "follow_up_id"])
    op.create_table(
        "unread_follow_up",
        sa.Column("id", IDENTITY, autoincrement=True, nullable=False),
        sa.Column("follow_up_id", IDENTITY, nullable=False),
        sa.ForeignKeyConstraint(["follow_up_id"], ["follow_up.id"], name="fk_unread_follow_up_follow_up_id"),
        sa.PrimaryKeyConstraint("id", name="pk_unread_follow_up"),
    )
    op.execute("INSERT INTO unread_follow_up (follow_up_id) SELECT id FROM follow_up")
    for table, verb, of, whose in CHANGES:
        name = f"{table}_{verb.lower()}_unread"
        # A recording whose words did not change is written often: only a change counts.
        changed = {"contact": "name", "account": "name", "recording": "words"}.get(table) if verb == "UPDATE" else None
        note = f"INSERT INTO unread_follow_up (follow_up_id) SELECT id FROM follow_up WHERE {whose}"  # noqa: S608
        if op.get_bind().dialect.name == "sqlite":
            when = f"WHEN NEW.{changed} IS NOT OLD.{changed} " if changed else ""
            op.execute(f"CREATE TRIGGER {name} AFTER {verb} {of} ON {table} FOR EACH ROW {when}BEGIN {note}; END")
        else:
            when = f"WHEN (NEW.{changed} IS DISTINCT FROM OLD.{changed}) " if changed else ""
            op.execute(
                f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {note}; RETURN NULL; END $$"
            )
            op.execute(
                f"CREATE TRIGGER {name} AFTER {verb} {of} ON {table} FOR EACH ROW {when}EXECUTE FUNCTION {name}()"
            )
