"""The plan of a campaign, the log of what was decided about it, and what its calls of a day were booked with."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from vocsurvey.db.base import UtcDateTime

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON().with_variant(JSONB(), "postgresql")
STEPS = "'planned', 'changed', 'launched', 'paused', 'resumed', 'stopped', 'finished'"
PINNED = ("questionnaire_digest", "touchpoint_kinds", "filters", "sampling")


def upgrade() -> None:
    """Columns that mean what was so before, two tables, and triggers for what does not change any more."""
    _plan()
    _decision()
    _day()
    # What is known of the campaigns that were launched, and held, before anybody kept a log.
    op.execute(
        "INSERT INTO campaign_decision (campaign_id, step, actor, words, decided_at) "
        "SELECT id, 'launched', 'somebody', 'before decisions were logged', coalesce(launched_at, created_at) "
        "FROM campaign WHERE status <> 'draft' AND kind = 'survey'"
    )
    op.execute(
        "INSERT INTO campaign_decision (campaign_id, step, actor, words, decided_at) "
        "SELECT id, 'paused', 'somebody', 'before decisions were logged', coalesce(launched_at, created_at) "
        "FROM campaign WHERE status = 'paused' AND kind = 'survey'"
    )
    build = _postgresql if op.get_bind().dialect.name == "postgresql" else _sqlite
    for statement in build():
        op.execute(statement)


def _plan() -> None:
    for column in (
        sa.Column("zone", sa.String(length=60), server_default=sa.text("'UTC'"), nullable=False),
        sa.Column("filters", JSON, server_default=sa.text("'{}'"), nullable=False),
        sa.Column("sampling", JSON, server_default=sa.text("'{}'"), nullable=False),
        sa.Column("max_attempts", IDENTITY, nullable=True),
        sa.Column("min_gap_days", IDENTITY, nullable=True),
        sa.Column("machine_message", sa.Boolean(), nullable=True),
        sa.Column("calls_per_day", IDENTITY, nullable=True),
        sa.Column("money_per_day", sa.Numeric(precision=14, scale=2), nullable=True),
        sa.Column("typed", JSON, nullable=True),
        sa.Column("launched_by_clock", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("repeats_at", UtcDateTime(), nullable=True),
        sa.Column("revision", IDENTITY, server_default=sa.text("0"), nullable=False),
    ):
        op.add_column("campaign", column)
    # Plain SQL: both databases add a column with its constraint in one go, and SQLite in no other way.
    op.execute(
        "ALTER TABLE campaign ADD COLUMN answerable VARCHAR(40) DEFAULT 'account' NOT NULL CONSTRAINT "
        "ck_campaign_answerable_known CHECK (answerable IN ('account', 'account_or_campaign', 'campaign'))"
    )
    op.execute(
        "ALTER TABLE campaign ADD COLUMN every VARCHAR(40) CONSTRAINT ck_campaign_every_known "
        "CHECK (every IN ('quarter', 'year'))"
    )
    moment = "DATETIME" if op.get_bind().dialect.name == "sqlite" else "TIMESTAMP WITH TIME ZONE"
    op.execute(
        f"ALTER TABLE campaign ADD COLUMN stopped_at {moment} CONSTRAINT ck_campaign_stopped_is_silent "
        "CHECK (stopped_at IS NULL OR status IN ('paused', 'finished'))"
    )


def _decision() -> None:
    op.create_table(
        "campaign_decision",
        sa.Column("id", IDENTITY, autoincrement=True, nullable=False),
        sa.Column("campaign_id", IDENTITY, nullable=False),
        sa.Column("step", sa.String(length=40), nullable=False),
        sa.Column("actor", sa.String(length=200), nullable=False),
        sa.Column("actor_id", IDENTITY, nullable=True),
        sa.Column("words", sa.String(length=4000), nullable=False),
        sa.Column("decided_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(f"step IN ({STEPS})", name=op.f("ck_campaign_decision_step_known")),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name="fk_campaign_decision_campaign_id"),
        sa.ForeignKeyConstraint(["actor_id"], ["user_account.id"], name="fk_campaign_decision_actor_id"),
        sa.PrimaryKeyConstraint("id", name="pk_campaign_decision"),
    )
    op.create_index("ix_campaign_decision_campaign_id", "campaign_decision", ["campaign_id"], unique=False)


def _day() -> None:
    op.create_table(
        "campaign_day",
        sa.Column("campaign_id", IDENTITY, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("calls", IDENTITY, server_default=sa.text("0"), nullable=False),
        sa.Column("money", sa.Numeric(precision=14, scale=4), server_default=sa.text("0"), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name="fk_campaign_day_campaign_id"),
        sa.PrimaryKeyConstraint("campaign_id", "day", name="pk_campaign_day"),
    )


def _sqlite() -> Iterable[str]:
    changed = " OR ".join(f"NEW.{column} IS NOT OLD.{column}" for column in PINNED)
    yield (
        "CREATE TRIGGER campaign_pinned BEFORE UPDATE ON campaign FOR EACH ROW "
        f"WHEN OLD.status <> 'draft' AND ({changed}) "
        "BEGIN SELECT RAISE(ABORT, 'what a launched campaign asks, and whom, does not change'); END"
    )
    for verb, name, words in (("UPDATE", "fixed", "do not change"), ("DELETE", "kept", "are never deleted")):
        yield (
            f"CREATE TRIGGER campaign_decision_{name} BEFORE {verb} ON campaign_decision FOR EACH ROW "
            f"BEGIN SELECT RAISE(ABORT, 'rows of campaign_decision {words}'); END"
        )


def _postgresql() -> Iterable[str]:
    changed = " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in PINNED)
    yield from _function("campaign_pinned", "what a launched campaign asks, and whom, does not change")
    yield (
        "CREATE TRIGGER campaign_pinned BEFORE UPDATE ON campaign FOR EACH ROW "
        f"WHEN (OLD.status <> 'draft' AND ({changed})) EXECUTE FUNCTION campaign_pinned()"
    )
    yield from _function("campaign_decision_fixed", "rows of campaign_decision do not change")
    yield (
        "CREATE TRIGGER campaign_decision_fixed BEFORE UPDATE ON campaign_decision FOR EACH ROW "
        "EXECUTE FUNCTION campaign_decision_fixed()"
    )
    yield from _function("campaign_decision_kept", "rows of campaign_decision are never deleted")
    yield (
        "CREATE TRIGGER campaign_decision_kept BEFORE DELETE OR TRUNCATE ON campaign_decision FOR EACH STATEMENT "
        "EXECUTE FUNCTION campaign_decision_kept()"
    )


def _function(name: str, words: str) -> Iterable[str]:
    yield (
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{words}' USING ERRCODE = '23514'; END $$"
    )
