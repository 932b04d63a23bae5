"""Consents, promises and appointments."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa
from alembic import op

from vocsurvey.db.base import UtcDateTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
OPEN = sa.text("kept_at IS NULL AND missed_at IS NULL AND cancelled_at IS NULL")
SOURCES = "source IN ('key_press', 'speech', 'caller', 'import', 'page')"


def upgrade() -> None:
    """Three ledgers; a consent and a promise never change and never go."""
    _consent()
    _promise()
    _appointment()
    build = _postgresql if op.get_bind().dialect.name == "postgresql" else _sqlite
    for table in ("consent", "promise"):
        for statement in build(table):
            op.execute(statement)


def _consent() -> None:
    op.create_table(
        "consent",
        sa.Column("id", IDENTITY, autoincrement=True, nullable=False),
        sa.Column("contact_id", IDENTITY, nullable=False),
        sa.Column("purpose", sa.String(length=40), nullable=False),
        sa.Column("granted", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("words", sa.String(length=4000), nullable=False),
        sa.Column("interview_id", IDENTITY, nullable=True),
        sa.Column("position", IDENTITY, nullable=True),
        sa.Column("given_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint(
            "purpose IN ('recording', 'quote', 'share_with_agent', 'automated_voice', 'live_call')",
            name=op.f("ck_consent_purpose_known"),
        ),
        sa.CheckConstraint(SOURCES, name=op.f("ck_consent_source_known")),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name="fk_consent_contact_id"),
        sa.ForeignKeyConstraint(["interview_id"], ["interview.id"], name="fk_consent_interview_id"),
        sa.PrimaryKeyConstraint("id", name="pk_consent"),
        sa.UniqueConstraint("interview_id", "position", name="uq_consent_interview_id_position"),
    )
    op.create_index("ix_consent_latest", "consent", ["contact_id", "purpose", "given_at"], unique=False)


def _promise() -> None:
    op.create_table(
        "promise",
        sa.Column("id", IDENTITY, autoincrement=True, nullable=False),
        sa.Column("follow_up_id", IDENTITY, nullable=False),
        sa.Column("who", sa.String(length=200), nullable=True),
        sa.Column("words", sa.String(length=4000), nullable=False),
        sa.Column("by_at", UtcDateTime(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["follow_up_id"], ["follow_up.id"], name="fk_promise_follow_up_id"),
        sa.PrimaryKeyConstraint("id", name="pk_promise"),
        sa.UniqueConstraint("follow_up_id", name="uq_promise_follow_up_id"),
    )


def _appointment() -> None:
    op.create_table(
        "appointment",
        sa.Column("id", IDENTITY, autoincrement=True, nullable=False),
        sa.Column("case_id", IDENTITY, nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("agreed_at", UtcDateTime(), nullable=False),
        sa.Column("kept_at", UtcDateTime(), nullable=True),
        sa.Column("missed_at", UtcDateTime(), nullable=True),
        sa.Column("cancelled_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("kind IN ('hard', 'soft')", name=op.f("ck_appointment_kind_known")),
        sa.CheckConstraint("channel IN ('ivr', 'live')", name=op.f("ck_appointment_channel_known")),
        sa.CheckConstraint(SOURCES, name=op.f("ck_appointment_source_known")),
        sa.CheckConstraint(
            "(CASE WHEN kept_at IS NULL THEN 0 ELSE 1 END) + (CASE WHEN missed_at IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN cancelled_at IS NULL THEN 0 ELSE 1 END) <= 1",
            name=op.f("ck_appointment_ended_once"),
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name="fk_appointment_case_id"),
        sa.PrimaryKeyConstraint("id", name="pk_appointment"),
    )
    for name, columns, unique in (("uq_appointment_open", ["case_id"], True), ("ix_appointment_due", ["at"], False)):
        op.create_index(name, "appointment", columns, unique=unique, postgresql_where=OPEN, sqlite_where=OPEN)


def _sqlite(table: str) -> Iterable[str]:
    for verb, word in (("UPDATE", "fixed"), ("DELETE", "kept")):
        yield (
            f"CREATE TRIGGER {table}_{word} BEFORE {verb} ON {table} FOR EACH ROW "
            f"BEGIN SELECT RAISE(ABORT, 'rows of {table} never change'); END"
        )


def _postgresql(table: str) -> Iterable[str]:
    yield (
        f"CREATE FUNCTION {table}_fixed() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION 'rows of {table} never change' USING ERRCODE = '23514'; END $$"
    )
    yield (
        f"CREATE TRIGGER {table}_fixed BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} FOR EACH STATEMENT "
        f"EXECUTE FUNCTION {table}_fixed()"
    )
