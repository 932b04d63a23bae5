"""Which case asks the customer whether which follow-up was put right."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from vocsurvey.db.base import UtcDateTime

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
SENTENCE = "what a verification call asks about never changes"


def upgrade() -> None:
    """One table, whose rows never change and never go."""
    op.create_table(
        "verification",
        sa.Column("case_id", IDENTITY, autoincrement=False, nullable=False),
        sa.Column("follow_up_id", IDENTITY, nullable=False),
        sa.Column("number", IDENTITY, nullable=False),
        sa.Column("queued_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name="fk_verification_case_id"),
        sa.ForeignKeyConstraint(["follow_up_id"], ["follow_up.id"], name="fk_verification_follow_up_id"),
        sa.PrimaryKeyConstraint("case_id", name="pk_verification"),
        sa.UniqueConstraint("follow_up_id", "number", name="uq_verification_follow_up_id_number"),
    )
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER verification_{verb.lower()} BEFORE {verb} ON verification "
                f"BEGIN SELECT RAISE(ABORT, '{SENTENCE}'); END"
            )
    else:
        op.execute(
            "CREATE FUNCTION verification_kept() RETURNS trigger LANGUAGE plpgsql AS $$ "
            f"BEGIN RAISE EXCEPTION '{SENTENCE}' USING ERRCODE = '23514'; END $$"
        )
        op.execute(
            "CREATE TRIGGER verification_kept BEFORE UPDATE OR DELETE ON verification "
            "FOR EACH ROW EXECUTE FUNCTION verification_kept()"
        )
