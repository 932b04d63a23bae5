"""A caller brings a colleague into a running call, who joins it by a key and may go on with it alone."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa
from alembic import op

from vocsurvey.db.base import UtcDateTime

revision = "0057"
down_revision = "0055"
branch_labels = None
depends_on = None

IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
COMING = sa.text("purpose = 'take_over' AND left_at IS NULL AND relieved_at IS NULL")
JOINING = sa.text("purpose = 'join' AND left_at IS NULL")
STILL_THERE = sa.text("left_at IS NULL")
CHECKS = {
    "purpose_known": "purpose IN ('join', 'listen', 'take_over')",
    "listens_by_consent": "(purpose = 'listen') = (consent_id IS NOT NULL)",
    "takes_over_with_a_word": "(purpose = 'take_over') = (words IS NOT NULL)",
    "listeners_relieve_nobody": "relieved_at IS NULL OR purpose <> 'listen'",
    "relieves_somebody": "(relieved_at IS NULL) = (relieved_label IS NULL)",
    "only_who_is_asked_accepts": "accepted_at IS NULL OR purpose = 'join'",
    "joins_by_a_key": "joined_at IS NULL OR purpose <> 'join' OR accepted_at IS NOT NULL",
}
COLUMNS = (
    "call_id, bridge_id, user_id, purpose, consent_id, words, asked_at, joined_at, left_at, relieved_at,"
    " relieved_label, relieved_leg_id, cleared_at"
)


def upgrade() -> None:
    """One more purpose, and the moment in which somebody pressed the key."""
    bind = op.get_bind()
    if bind.dialect.name == "sqlite":
        _rebuild(bind)
    else:
        op.add_column("bridge_guest", sa.Column("accepted_at", UtcDateTime(), nullable=True))
        for name in ("purpose_known", "only_who_takes_over_relieves"):
            op.drop_constraint(op.f(f"ck_bridge_guest_{name}"), "bridge_guest", type_="check")
        for name in ("purpose_known", "listeners_relieve_nobody", "only_who_is_asked_accepts", "joins_by_a_key"):
            op.create_check_constraint(op.f(f"ck_bridge_guest_{name}"), "bridge_guest", CHECKS[name])
    op.create_index(
        "uq_bridge_guest_joining", "bridge_guest", ["bridge_id"], unique=True, postgresql_where=JOINING,
        sqlite_where=JOINING,
    )  # fmt: skip


def _rebuild(bind: sa.Connection) -> None:
    """SQLite changes no constraint of a table that is there: a new one takes its rows, its indexes and its triggers."""
    told = "SELECT sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'bridge_guest' ORDER BY name"
    triggers: Iterable[str] = list(bind.execute(sa.text(told)).scalars())
    op.create_table(
        "bridge_guest_new",
        sa.Column("call_id", IDENTITY, autoincrement=False, nullable=False),
        sa.Column("bridge_id", IDENTITY, nullable=False),
        sa.Column("user_id", IDENTITY, nullable=False),
        sa.Column("purpose", sa.String(40), nullable=False),
        sa.Column("consent_id", IDENTITY, nullable=True),
        sa.Column("words", sa.String(4000), nullable=True),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("accepted_at", UtcDateTime(), nullable=True),
        sa.Column("joined_at", UtcDateTime(), nullable=True),
        sa.Column("left_at", UtcDateTime(), nullable=True),
        sa.Column("relieved_at", UtcDateTime(), nullable=True),
        sa.Column("relieved_label", sa.String(40), nullable=True),
        sa.Column("relieved_leg_id", IDENTITY, nullable=True),
        sa.Column("cleared_at", UtcDateTime(), nullable=True),
        *(sa.CheckConstraint(rule, name=op.f(f"ck_bridge_guest_{name}")) for name, rule in CHECKS.items()),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name="fk_bridge_guest_call_id"),
        sa.ForeignKeyConstraint(["bridge_id"], ["bridge.id"], name="fk_bridge_guest_bridge_id"),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name="fk_bridge_guest_user_id"),
        sa.ForeignKeyConstraint(["consent_id"], ["consent.id"], name="fk_bridge_guest_consent_id"),
        sa.ForeignKeyConstraint(["relieved_leg_id"], ["call.id"], name="fk_bridge_guest_relieved_leg_id"),
        sa.PrimaryKeyConstraint("call_id", name="pk_bridge_guest"),
    )
    op.execute(f"INSERT INTO bridge_guest_new ({COLUMNS}) SELECT {COLUMNS} FROM bridge_guest")  # noqa: S608
    op.drop_table("bridge_guest")
    op.rename_table("bridge_guest_new", "bridge_guest")
    for name, columns, unique, where in (
        ("ix_bridge_guest_bridge_id", ["bridge_id"], False, None),
        ("uq_bridge_guest_coming", ["bridge_id"], True, COMING),
        ("uq_bridge_guest_user", ["user_id"], True, STILL_THERE),
    ):
        op.create_index(name, "bridge_guest", columns, unique=unique, sqlite_where=where)
    for trigger in triggers:
        op.execute(sa.text(trigger))
