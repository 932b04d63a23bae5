"""Recordings of a live call: none before the person has agreed to it in that call."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa
from alembic import op

from vocsurvey.db.base import UtcDateTime

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None

IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
RUNNING = sa.text("ended_at IS NULL")
HEARD = sa.text("state IN ('awaited', 'kept', 'lost') AND tape_id IS NULL")
FIXED = ("token", "call_id", "interview_id", "consent_id", "by_id", "position", "wanted_at")
AGREED = (
    "EXISTS (SELECT 1 FROM consent c JOIN interview i ON i.id = c.interview_id JOIN attempt a ON a.case_id = i.case_id"
    " WHERE c.id = NEW.consent_id AND i.id = NEW.interview_id AND a.call_id = NEW.call_id AND c.purpose = 'recording'"
    " AND c.granted AND c.position < NEW.position AND c.given_at >= a.opened_at"
    " AND NOT EXISTS (SELECT 1 FROM consent d WHERE d.interview_id = c.interview_id"
    " AND d.purpose = 'recording' AND d.id > c.id AND NOT d.granted))"
)
NOT_YET = "no call is recorded before the person has agreed to it in this call"
UNCHANGED, KEPT = "rows of tape do not change", "rows of tape are never deleted"


def upgrade() -> None:
    """A table, a column that says which recordings are of it, and what the database refuses."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    op.create_table(
        "tape",
        sa.Column("id", IDENTITY, autoincrement=True, nullable=False),
        sa.Column("token", sa.String(43), nullable=False),
        sa.Column("call_id", IDENTITY, nullable=False),
        sa.Column("interview_id", IDENTITY, nullable=False),
        sa.Column("consent_id", IDENTITY, nullable=False),
        sa.Column("by_id", IDENTITY, nullable=False),
        sa.Column("position", IDENTITY, nullable=False),
        sa.Column("wanted_at", UtcDateTime(), nullable=False),
        sa.Column("begun_at", UtcDateTime(), nullable=True),
        sa.Column("stop_wanted_at", UtcDateTime(), nullable=True),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("problem", sa.String(4000), nullable=True),
        sa.CheckConstraint("problem IS NULL OR ended_at IS NOT NULL", name=op.f("ck_tape_failed_and_over")),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name="fk_tape_call_id"),
        sa.ForeignKeyConstraint(["interview_id"], ["interview.id"], name="fk_tape_interview_id"),
        sa.ForeignKeyConstraint(["consent_id"], ["consent.id"], name="fk_tape_consent_id"),
        sa.ForeignKeyConstraint(["by_id"], ["user_account.id"], name="fk_tape_by_id"),
        sa.PrimaryKeyConstraint("id", name="pk_tape"),
        sa.UniqueConstraint("token", name="uq_tape_token"),
    )
    op.create_index("ix_tape_call_id", "tape", ["call_id"], unique=False)
    op.create_index("ix_tape_interview_id", "tape", ["interview_id"], unique=False)
    op.create_index("uq_tape_running", "tape", ["call_id"], unique=True, postgresql_where=RUNNING, sqlite_where=RUNNING)
    number = "INTEGER" if sqlite else "BIGINT"
    op.execute(
        f"ALTER TABLE recording ADD COLUMN tape_id {number} CONSTRAINT fk_recording_tape_id REFERENCES tape (id)"
    )
    op.create_index("uq_recording_tape", "recording", ["tape_id"], unique=True)
    op.drop_index("uq_recording_heard", "recording")
    op.create_index(
        "uq_recording_heard",
        "recording",
        ["interview_id", "position"],
        unique=True,
        postgresql_where=HEARD,
        sqlite_where=HEARD,
    )
    for statement in _sqlite() if sqlite else _postgresql():
        op.execute(statement)


def _changed(operator: str) -> str:
    return " OR ".join(f"NEW.{column} {operator} OLD.{column}" for column in FIXED)


def _sqlite() -> Iterable[str]:
    for name, when, sentence in (
        ("agreed BEFORE INSERT", f" WHEN NOT {AGREED}", NOT_YET),
        ("fixed BEFORE UPDATE", f" WHEN {_changed('IS NOT')}", UNCHANGED),
        ("kept BEFORE DELETE", "", KEPT),
    ):
        yield f"CREATE TRIGGER tape_{name} ON tape FOR EACH ROW{when} BEGIN SELECT RAISE(ABORT, '{sentence}'); END"


def _postgresql() -> Iterable[str]:
    refused = "RAISE EXCEPTION '{}' USING ERRCODE = '23514'"
    bodies = {
        "agreed": f"IF NOT {AGREED} THEN {refused.format(NOT_YET)}; END IF; RETURN NEW;",
        "fixed": f"{refused.format(UNCHANGED)};",
        "kept": f"{refused.format(KEPT)};",
    }
    for name, body in bodies.items():
        yield f"CREATE FUNCTION tape_{name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$"
    yield "CREATE TRIGGER tape_agreed BEFORE INSERT ON tape FOR EACH ROW EXECUTE FUNCTION tape_agreed()"
    yield (
        f"CREATE TRIGGER tape_fixed BEFORE UPDATE ON tape FOR EACH ROW WHEN ({_changed('IS DISTINCT FROM')}) "
        "EXECUTE FUNCTION tape_fixed()"
    )
    yield "CREATE TRIGGER tape_kept BEFORE DELETE OR TRUNCATE ON tape FOR EACH STATEMENT EXECUTE FUNCTION tape_kept()"
