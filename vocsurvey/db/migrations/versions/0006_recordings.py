"""Recordings of comments: none without the consent of the same interview."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa
from alembic import op

from vocsurvey.db.base import UtcDateTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
HEARD = sa.text("state IN ('awaited', 'kept', 'lost')")
OWED = sa.text("erased_at IS NULL")
FIXED = ("carrier_sid", "interview_id", "position", "call_id", "consent_id", "file", "made_at")
AGREED = (
    "EXISTS (SELECT 1 FROM consent c WHERE c.id = NEW.consent_id AND c.interview_id = NEW.interview_id"
    " AND c.purpose = 'recording' AND c.granted AND c.position < NEW.position)"
)


def upgrade() -> None:
    """The table, and triggers that hold against SQL written by hand."""
    op.create_table(
        "recording",
        sa.Column("id", IDENTITY, autoincrement=True, nullable=False),
        sa.Column("carrier_sid", sa.String(length=34), nullable=False),
        sa.Column("interview_id", IDENTITY, nullable=False),
        sa.Column("position", IDENTITY, nullable=False),
        sa.Column("call_id", IDENTITY, nullable=False),
        sa.Column("consent_id", IDENTITY, nullable=False),
        sa.Column("seconds", IDENTITY, nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("file", sa.String(length=64), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("tries", IDENTITY, nullable=False),
        sa.Column("problem", sa.String(length=4000), nullable=True),
        sa.Column("next_try_at", UtcDateTime(), nullable=True),
        sa.Column("nudged_until", UtcDateTime(), nullable=True),
        sa.Column("fetched_at", UtcDateTime(), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("size", IDENTITY, nullable=True),
        sa.Column("lost_at", UtcDateTime(), nullable=True),
        sa.Column("erased_at", UtcDateTime(), nullable=True),
        sa.Column("words", sa.String(length=4000), nullable=True),
        sa.Column("words_at", UtcDateTime(), nullable=True),
        *_checks(),
        sa.ForeignKeyConstraint(["interview_id"], ["interview.id"], name="fk_recording_interview_id"),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name="fk_recording_call_id"),
        sa.ForeignKeyConstraint(["consent_id"], ["consent.id"], name="fk_recording_consent_id"),
        sa.PrimaryKeyConstraint("id", name="pk_recording"),
        sa.UniqueConstraint("carrier_sid", name="uq_recording_carrier_sid"),
        sa.UniqueConstraint("file", name="uq_recording_file"),
    )
    op.create_index("ix_recording_interview_id", "recording", ["interview_id"], unique=False)
    op.create_index(
        "uq_recording_heard",
        "recording",
        ["interview_id", "position"],
        unique=True,
        postgresql_where=HEARD,
        sqlite_where=HEARD,
    )
    op.create_index("ix_recording_due", "recording", ["next_try_at"], postgresql_where=OWED, sqlite_where=OWED)
    for statement in _postgresql() if op.get_bind().dialect.name == "postgresql" else _sqlite():
        op.execute(statement)


def _checks() -> Iterable[sa.CheckConstraint]:
    named = {
        "state_known": "state IN ('announced', 'awaited', 'kept', 'lost', 'unwanted')",
        "kept_with_its_sound": (
            "(state = 'kept') = (fetched_at IS NOT NULL AND sha256 IS NOT NULL AND size IS NOT NULL)"
        ),
        "lost_dated": "(state = 'lost') = (lost_at IS NOT NULL)",
        "words_dated": "(words IS NULL) = (words_at IS NULL)",
        "never_forgotten": "erased_at IS NOT NULL OR next_try_at IS NOT NULL",
    }
    return [sa.CheckConstraint(rule, name=op.f(f"ck_recording_{name}")) for name, rule in named.items()]


def _changed(operator: str) -> str:
    return " OR ".join(f"NEW.{column} {operator} OLD.{column}" for column in FIXED)


def _sqlite() -> Iterable[str]:
    yield (
        f"CREATE TRIGGER recording_agreed BEFORE INSERT ON recording FOR EACH ROW WHEN NOT {AGREED} "
        "BEGIN SELECT RAISE(ABORT, 'nothing is recorded without consent'); END"
    )
    yield (
        f"CREATE TRIGGER recording_fixed BEFORE UPDATE ON recording FOR EACH ROW WHEN {_changed('IS NOT')} "
        "BEGIN SELECT RAISE(ABORT, 'what a recording belongs to does not change'); END"
    )


def _postgresql() -> Iterable[str]:
    refused = "RAISE EXCEPTION '{}' USING ERRCODE = '23514'"
    yield (
        "CREATE FUNCTION recording_agreed() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN IF NOT {AGREED} THEN {refused.format('nothing is recorded without consent')}; END IF; "
        "RETURN NEW; END $$"
    )
    yield (
        "CREATE TRIGGER recording_agreed BEFORE INSERT ON recording FOR EACH ROW EXECUTE FUNCTION recording_agreed()"
    )
    yield (
        "CREATE FUNCTION recording_fixed() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN {refused.format('what a recording belongs to does not change')}; END $$"
    )
    yield (
        f"CREATE TRIGGER recording_fixed BEFORE UPDATE ON recording FOR EACH ROW "
        f"WHEN ({_changed('IS DISTINCT FROM')}) EXECUTE FUNCTION recording_fixed()"
    )
