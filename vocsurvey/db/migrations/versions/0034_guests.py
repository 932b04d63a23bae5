"""Who comes into a running call to listen or to take it over, and which cases were taken over."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa
from alembic import op

from vocsurvey.db.base import UtcDateTime

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
COMING = sa.text("purpose = 'take_over' AND left_at IS NULL AND relieved_at IS NULL")
STILL_THERE = sa.text("left_at IS NULL")
UNHEARD_OF = (
    "NEW.purpose = 'listen' AND NOT EXISTS (SELECT 1 FROM consent c"
    " JOIN interview i ON i.id = c.interview_id JOIN bridge b ON b.case_id = i.case_id"
    " WHERE c.id = NEW.consent_id AND b.id = NEW.bridge_id AND c.purpose = 'recording' AND c.granted"
    " AND c.given_at >= b.opened_at AND NOT EXISTS (SELECT 1 FROM consent d WHERE d.interview_id = c.interview_id"
    " AND d.purpose = 'recording' AND d.id > c.id AND NOT d.granted))"
)
NOT_YET = "nobody listens before the person has agreed to it in this call"
GUEST_FOR_EVER = ("call_id", "bridge_id", "user_id", "purpose", "consent_id", "asked_at")
TAKEN_FOR_EVER = ("lease_id", "from_lease_id", "attempt_id")


def upgrade() -> None:
    """Two tables and a column; nobody listens before the consent point."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    op.add_column(
        "bridge", sa.Column("caller_label", sa.String(40), server_default=sa.text("'caller'"), nullable=False)
    )
    _guests()
    op.create_table(
        "desk_take_over",
        sa.Column("lease_id", IDENTITY, autoincrement=False, nullable=False),
        sa.Column("from_lease_id", IDENTITY, nullable=False),
        sa.Column("attempt_id", IDENTITY, nullable=True),
        sa.Column("words", sa.String(4000), nullable=False),
        sa.ForeignKeyConstraint(["lease_id"], ["desk_lease.id"], name="fk_desk_take_over_lease_id"),
        sa.ForeignKeyConstraint(["from_lease_id"], ["desk_lease.id"], name="fk_desk_take_over_from_lease_id"),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempt.id"], name="fk_desk_take_over_attempt_id"),
        sa.PrimaryKeyConstraint("lease_id", name="pk_desk_take_over"),
        sa.UniqueConstraint("from_lease_id", name="uq_desk_take_over_from_lease_id"),
    )
    op.create_index("ix_desk_take_over_attempt_id", "desk_take_over", ["attempt_id"], unique=False)
    for statement in _sqlite() if sqlite else _postgresql():
        op.execute(statement)


def _guests() -> None:
    op.create_table(
        "bridge_guest",
        sa.Column("call_id", IDENTITY, autoincrement=False, nullable=False),
        sa.Column("bridge_id", IDENTITY, nullable=False),
        sa.Column("user_id", IDENTITY, nullable=False),
        sa.Column("purpose", sa.String(40), nullable=False),
        sa.Column("consent_id", IDENTITY, nullable=True),
        sa.Column("words", sa.String(4000), nullable=True),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("joined_at", UtcDateTime(), nullable=True),
        sa.Column("left_at", UtcDateTime(), nullable=True),
        sa.Column("relieved_at", UtcDateTime(), nullable=True),
        sa.Column("relieved_label", sa.String(40), nullable=True),
        sa.Column("relieved_leg_id", IDENTITY, nullable=True),
        sa.Column("cleared_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("purpose IN ('listen', 'take_over')", name=op.f("ck_bridge_guest_purpose_known")),
        sa.CheckConstraint(
            "(purpose = 'listen') = (consent_id IS NOT NULL)", name=op.f("ck_bridge_guest_listens_by_consent")
        ),
        sa.CheckConstraint(
            "(purpose = 'take_over') = (words IS NOT NULL)", name=op.f("ck_bridge_guest_takes_over_with_a_word")
        ),
        sa.CheckConstraint(
            "relieved_at IS NULL OR purpose = 'take_over'", name=op.f("ck_bridge_guest_only_who_takes_over_relieves")
        ),
        sa.CheckConstraint(
            "(relieved_at IS NULL) = (relieved_label IS NULL)", name=op.f("ck_bridge_guest_relieves_somebody")
        ),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name="fk_bridge_guest_call_id"),
        sa.ForeignKeyConstraint(["bridge_id"], ["bridge.id"], name="fk_bridge_guest_bridge_id"),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name="fk_bridge_guest_user_id"),
        sa.ForeignKeyConstraint(["consent_id"], ["consent.id"], name="fk_bridge_guest_consent_id"),
        sa.ForeignKeyConstraint(["relieved_leg_id"], ["call.id"], name="fk_bridge_guest_relieved_leg_id"),
        sa.PrimaryKeyConstraint("call_id", name="pk_bridge_guest"),
    )
    for name, columns, unique, where in (
        ("ix_bridge_guest_bridge_id", ["bridge_id"], False, None),
        ("uq_bridge_guest_coming", ["bridge_id"], True, COMING),
        ("uq_bridge_guest_user", ["user_id"], True, STILL_THERE),
    ):
        op.create_index(name, "bridge_guest", columns, unique=unique, postgresql_where=where, sqlite_where=where)


def _fixed(columns: Iterable[str]) -> str:
    fixed = [f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in columns]
    return " OR ".join([*fixed, "(NEW.words IS DISTINCT FROM OLD.words AND NEW.words IS DISTINCT FROM '')"])


FIXED = (("bridge_guest", GUEST_FOR_EVER), ("desk_take_over", TAKEN_FOR_EVER))


def _sqlite() -> Iterable[str]:
    for table, columns in FIXED:
        fixed = _fixed(columns).replace("IS DISTINCT FROM", "IS NOT")
        yield (
            f"CREATE TRIGGER {table}_fixed BEFORE UPDATE ON {table} FOR EACH ROW WHEN {fixed} "
            f"BEGIN SELECT RAISE(ABORT, 'rows of {table} do not change'); END"
        )
        yield (
            f"CREATE TRIGGER {table}_kept BEFORE DELETE ON {table} FOR EACH ROW "
            f"BEGIN SELECT RAISE(ABORT, 'rows of {table} are never deleted'); END"
        )
    yield (
        f"CREATE TRIGGER bridge_guest_agreed BEFORE INSERT ON bridge_guest FOR EACH ROW WHEN {UNHEARD_OF} "
        f"BEGIN SELECT RAISE(ABORT, '{NOT_YET}'); END"
    )


def _postgresql() -> Iterable[str]:
    def raising(name: str, sentence: str) -> str:
        return (
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{sentence}' USING ERRCODE = '23514'; END $$"
        )

    for table, columns in FIXED:
        yield raising(f"{table}_fixed", f"rows of {table} do not change")
        yield raising(f"{table}_kept", f"rows of {table} are never deleted")
        yield (
            f"CREATE TRIGGER {table}_fixed BEFORE UPDATE ON {table} FOR EACH ROW WHEN ({_fixed(columns)}) "
            f"EXECUTE FUNCTION {table}_fixed()"
        )
        yield (
            f"CREATE TRIGGER {table}_kept BEFORE DELETE OR TRUNCATE ON {table} FOR EACH STATEMENT "
            f"EXECUTE FUNCTION {table}_kept()"
        )
    yield (
        "CREATE FUNCTION bridge_guest_agreed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {UNHEARD_OF} THEN RAISE EXCEPTION '{NOT_YET}' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$"
    )
    yield (
        "CREATE TRIGGER bridge_guest_agreed BEFORE INSERT ON bridge_guest FOR EACH ROW "
        "EXECUTE FUNCTION bridge_guest_agreed()"
    )
