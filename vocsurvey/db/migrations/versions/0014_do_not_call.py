"""Suppressions that say whose they are, where they came from and why they were lifted; who noted a consent."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from vocsurvey.db.base import UtcDateTime

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
IN_FORCE = sa.text("lifted_at IS NULL")
CHECK = "(lifted_at IS NULL) = (lift_reason IS NULL)"
OLD = ("id", "line_hash", "scope", "source", "reason", "created_at", "subject", "campaign_id")
FIXED = ("line_hash", "scope", "source", "reason", "created_at", "subject", "campaign_id", "origin", "by_id")
LIFT = ("lifted_at", "lifted_by_id", "lift_reason")


def upgrade() -> None:
    """One suppression in force per hash and scope, and its history; consents with who wrote them down."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    if sqlite:  # which drops no constraint from a table that is there
        _made_anew()
    else:
        op.drop_constraint("uq_suppression_line_hash_scope", "suppression", type_="unique")
        for column in _new_columns():
            op.add_column("suppression", column)
        op.create_check_constraint(op.f("ck_suppression_lifted_with_reason"), "suppression", CHECK)
        for name in ("by_id", "lifted_by_id"):
            op.create_foreign_key(f"fk_suppression_{name}", "suppression", "user_account", [name], ["id"])
    op.create_index(
        "uq_suppression_in_force",
        "suppression",
        ["line_hash", "scope"],
        unique=True,
        postgresql_where=IN_FORCE,
        sqlite_where=IN_FORCE,
    )
    op.create_index("ix_suppression_line_hash", "suppression", ["line_hash"], unique=False)
    for statement in _sqlite() if sqlite else _postgresql():
        op.execute(statement)
    _refusal_file()
    number = "INTEGER" if sqlite else "BIGINT"
    op.execute(
        f"ALTER TABLE consent ADD COLUMN by_id {number} CONSTRAINT fk_consent_by_id REFERENCES user_account (id)"
    )
    for name in ("import_run_id", "import_line"):
        op.add_column("consent", sa.Column(name, IDENTITY, nullable=True))


def _new_columns() -> list[sa.Column[object]]:
    return [
        sa.Column("name", sa.String(length=200), nullable=True),
        sa.Column("origin", sa.String(length=200), nullable=True),
        sa.Column("by_id", IDENTITY, nullable=True),
        sa.Column("lifted_at", UtcDateTime(), nullable=True),
        sa.Column("lifted_by_id", IDENTITY, nullable=True),
        sa.Column("lift_reason", sa.String(length=4000), nullable=True),
    ]


def _made_anew() -> None:
    op.create_table(
        "suppression_anew",
        sa.Column("id", IDENTITY, autoincrement=True, nullable=False),
        sa.Column("line_hash", sa.String(length=64), nullable=False),
        sa.Column("scope", sa.String(length=40), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.String(length=4000), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("subject", sa.String(length=40), server_default=sa.text("'line'"), nullable=False),
        sa.Column("campaign_id", IDENTITY, nullable=True),
        *_new_columns(),
        sa.CheckConstraint("scope IN ('all_surveys', 'automated')", name=op.f("ck_suppression_scope_known")),
        sa.CheckConstraint(
            "subject IN ('line', 'number', 'contact', 'account', 'domain')", name=op.f("ck_suppression_subject_known")
        ),
        sa.CheckConstraint(CHECK, name=op.f("ck_suppression_lifted_with_reason")),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name="fk_suppression_campaign_id"),
        sa.ForeignKeyConstraint(["by_id"], ["user_account.id"], name="fk_suppression_by_id"),
        sa.ForeignKeyConstraint(["lifted_by_id"], ["user_account.id"], name="fk_suppression_lifted_by_id"),
        sa.PrimaryKeyConstraint("id", name="pk_suppression"),
    )
    old = sa.table("suppression", *map(sa.column, OLD))
    op.execute(sa.table("suppression_anew", *map(sa.column, OLD)).insert().from_select(list(OLD), sa.select(*old.c)))
    op.drop_table("suppression")
    op.rename_table("suppression_anew", "suppression")


def _refusal_file() -> None:
    op.create_table(
        "refusal_file",
        sa.Column("id", IDENTITY, autoincrement=True, nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("country", sa.String(length=2), nullable=True),
        sa.Column("by_id", IDENTITY, nullable=False),
        sa.Column("counts", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("applied_to", IDENTITY, server_default=sa.text("0"), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("confirmed_at", UtcDateTime(), nullable=True),
        sa.Column("finished_at", UtcDateTime(), nullable=True),
        sa.Column("enqueued_until", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["user_account.id"], name="fk_refusal_file_by_id"),
        sa.PrimaryKeyConstraint("id", name="pk_refusal_file"),
    )


def _condition() -> str:
    """What may change: a row is lifted once, and its name is blotted out."""
    fixed = [f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in FIXED]
    lifted = [f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in LIFT]
    renamed = "NEW.name IS NOT NULL AND NEW.name IS DISTINCT FROM OLD.name"
    return " OR ".join([*fixed, f"(OLD.lifted_at IS NOT NULL AND ({' OR '.join(lifted)}))", f"({renamed})"])


def _sqlite() -> Iterable[str]:
    condition = _condition().replace("IS DISTINCT FROM", "IS NOT")
    yield (
        f"CREATE TRIGGER suppression_fixed BEFORE UPDATE ON suppression FOR EACH ROW WHEN {condition} "
        f"BEGIN SELECT RAISE(ABORT, 'rows of suppression do not change'); END"
    )
    yield (
        "CREATE TRIGGER suppression_kept BEFORE DELETE ON suppression FOR EACH ROW "
        "BEGIN SELECT RAISE(ABORT, 'rows of suppression are never deleted'); END"
    )


def _postgresql() -> Iterable[str]:
    for word, sentence in (("fixed", "do not change"), ("kept", "are never deleted")):
        yield (
            f"CREATE FUNCTION suppression_{word}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION 'rows of suppression {sentence}' USING ERRCODE = '23514'; END $$"
        )
    yield (
        f"CREATE TRIGGER suppression_fixed BEFORE UPDATE ON suppression FOR EACH ROW WHEN ({_condition()}) "
        f"EXECUTE FUNCTION suppression_fixed()"
    )
    yield (
        "CREATE TRIGGER suppression_kept BEFORE DELETE OR TRUNCATE ON suppression FOR EACH STATEMENT "
        "EXECUTE FUNCTION suppression_kept()"
    )
