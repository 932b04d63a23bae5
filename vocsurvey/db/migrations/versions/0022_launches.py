"""Launches of campaigns, worked on by a job."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from vocsurvey.db.base import UtcDateTime

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
STATES = "'drawing', 'filling', 'held', 'called_off', 'refused', 'done'"


def upgrade() -> None:
    """One table: the latest launch of each campaign."""
    op.create_table(
        "campaign_launch",
        sa.Column("campaign_id", IDENTITY, autoincrement=False, nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("revision", IDENTITY, nullable=False),
        sa.Column("questionnaire_digest", sa.String(length=64), nullable=False),
        sa.Column("actor", sa.String(length=200), nullable=False),
        sa.Column("actor_id", IDENTITY, nullable=True),
        sa.Column("after_id", IDENTITY, nullable=True),
        sa.Column("people", IDENTITY, nullable=True),
        sa.Column("placed", IDENTITY, server_default=sa.text("0"), nullable=False),
        sa.Column("turn", IDENTITY, server_default=sa.text("0"), nullable=False),
        sa.Column("tries", IDENTITY, server_default=sa.text("0"), nullable=False),
        sa.Column("reason", sa.String(length=4000), nullable=True),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("enqueued_until", UtcDateTime(), nullable=True),
        sa.CheckConstraint(f"state IN ({STATES})", name=op.f("ck_campaign_launch_state_known")),
        sa.CheckConstraint(
            "state <> 'refused' OR reason IS NOT NULL", name=op.f("ck_campaign_launch_refused_says_why")
        ),
        sa.CheckConstraint("state <> 'done' OR placed = people", name=op.f("ck_campaign_launch_done_is_whole")),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name="fk_campaign_launch_campaign_id"),
        sa.ForeignKeyConstraint(
            ["questionnaire_digest"], ["questionnaire_version.digest"], name="fk_campaign_launch_questionnaire_digest"
        ),
        sa.ForeignKeyConstraint(["actor_id"], ["user_account.id"], name="fk_campaign_launch_actor_id"),
        sa.ForeignKeyConstraint(["after_id"], ["campaign.id"], name="fk_campaign_launch_after_id"),
        sa.PrimaryKeyConstraint("campaign_id", name="pk_campaign_launch"),
    )
