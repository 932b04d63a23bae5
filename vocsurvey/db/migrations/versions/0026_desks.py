"""The caller's desk: leases of cases, what callers can do, and which of them a case fits."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from vocsurvey.db.base import UtcDateTime

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
STANDING = sa.text("ended_at IS NULL")
SORTED = sa.text("closed_at IS NULL AND desk_queue IS NOT NULL")
UNSORTED = sa.text("closed_at IS NULL AND channel = 'live' AND desk_queue IS NULL")
FOR_EVER = ("id", "case_id", "user_id", "taken_at")
ONCE_ENDED = ("expires_at", "ended_at", "ending")
A_CALLERS = (
    "NOT EXISTS (SELECT 1 FROM case_file f WHERE f.id = NEW.case_id AND f.closed_at IS NULL AND f.channel = 'live')"
    " OR EXISTS (SELECT 1 FROM attempt a WHERE a.case_id = NEW.case_id AND a.closed_at IS NULL AND a.channel = 'ivr')"
)
WITH_A_CALLER = (
    "NEW.channel = 'ivr' AND NEW.closed_at IS NULL"
    " AND EXISTS (SELECT 1 FROM desk_lease l WHERE l.case_id = NEW.case_id AND l.ended_at IS NULL)"
    " AND EXISTS (SELECT 1 FROM call c WHERE c.id = NEW.call_id AND c.direction = 'outbound')"
)
NO_LEASE = "a lease is of an open case that a live caller is to call, and that nobody is calling"
NO_ATTEMPT = "no automated call goes to a case that is with a caller"
SPEAKS_ANEW = "UPDATE case_file SET desk_queue = NULL WHERE contact_id = NEW.id AND desk_queue IS NOT NULL"


def upgrade() -> None:
    """Two tables, the columns around them, and what no hand-written SQL can do."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    _columns("INTEGER" if sqlite else "BIGINT")
    _leases()
    op.create_table(
        "desk_draft",
        sa.Column("interview_id", IDENTITY, autoincrement=False, nullable=False),
        sa.Column("position", IDENTITY, autoincrement=False, nullable=False),
        sa.Column("words", sa.String(length=4000), nullable=False),
        sa.Column("saved_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["interview_id"], ["interview.id"], name="fk_desk_draft_interview_id"),
        sa.PrimaryKeyConstraint("interview_id", "position", name="pk_desk_draft"),
    )
    for statement in _sqlite() if sqlite else _postgresql():
        op.execute(statement)


def _columns(number: str) -> None:
    json = sa.JSON().with_variant(JSONB(), "postgresql")
    op.add_column("user_account", sa.Column("languages", json, server_default=sa.text("'[]'"), nullable=False))
    op.add_column(
        "user_account", sa.Column("converts_refusals", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    op.add_column("case_file", sa.Column("desk_queue", sa.String(length=40), nullable=True))
    for table in ("attempt", "appointment"):
        op.execute(
            f"ALTER TABLE {table} ADD COLUMN caller_id {number}"
            f" CONSTRAINT fk_{table}_caller_id REFERENCES user_account (id)"
        )
    for name, columns, where in (
        ("desk", ["campaign_id", "channel", "desk_queue", "due_at", "id"], SORTED),
        ("unsorted", ["id"], UNSORTED),
    ):
        op.create_index(
            f"ix_case_file_{name}", "case_file", columns, unique=False, postgresql_where=where, sqlite_where=where
        )


def _leases() -> None:
    op.create_table(
        "desk_lease",
        sa.Column("id", IDENTITY, autoincrement=True, nullable=False),
        sa.Column("case_id", IDENTITY, nullable=False),
        sa.Column("user_id", IDENTITY, nullable=False),
        sa.Column("taken_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("ending", sa.String(length=40), nullable=True),
        sa.Column("note", sa.String(length=4000), nullable=True),
        sa.CheckConstraint(
            "ending IN ('done', 'given_back', 'expired', 'stopped')", name=op.f("ck_desk_lease_ending_known")
        ),
        sa.CheckConstraint("(ended_at IS NULL) = (ending IS NULL)", name=op.f("ck_desk_lease_ended_somehow")),
        sa.CheckConstraint(
            "ended_at IS NULL OR ending = 'done' OR note IS NOT NULL", name=op.f("ck_desk_lease_returned_with_note")
        ),
        sa.CheckConstraint("expires_at > taken_at", name=op.f("ck_desk_lease_lasts")),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name="fk_desk_lease_case_id"),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name="fk_desk_lease_user_id"),
        sa.PrimaryKeyConstraint("id", name="pk_desk_lease"),
    )
    for name, columns, unique, where in (
        ("uq_desk_lease_case", ["case_id"], True, STANDING),
        ("uq_desk_lease_user", ["user_id"], True, STANDING),
        ("ix_desk_lease_expires", ["expires_at"], False, STANDING),
        ("ix_desk_lease_history", ["case_id", "user_id"], False, None),
        ("ix_desk_lease_mine", ["user_id", "id"], False, None),
    ):
        op.create_index(name, "desk_lease", columns, unique=unique, postgresql_where=where, sqlite_where=where)


def _fixed() -> str:
    """What may change: a lease ends once, and the words of its note are blotted out."""
    fixed = [f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in FOR_EVER]
    ended = [f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in ONCE_ENDED]
    ended.append("(NEW.note IS DISTINCT FROM OLD.note AND NEW.note IS DISTINCT FROM '')")
    return " OR ".join([*fixed, f"(OLD.ended_at IS NOT NULL AND ({' OR '.join(ended)}))"])


def _sqlite() -> Iterable[str]:
    def refusing(name: str, when: str, condition: str, sentence: str) -> str:
        return (
            f"CREATE TRIGGER {name} BEFORE {when} FOR EACH ROW WHEN {condition} "
            f"BEGIN SELECT RAISE(ABORT, '{sentence}'); END"
        )

    fixed = _fixed().replace("IS DISTINCT FROM", "IS NOT")
    yield refusing("desk_lease_fixed", "UPDATE ON desk_lease", fixed, "rows of desk_lease do not change")
    yield refusing("desk_lease_kept", "DELETE ON desk_lease", "TRUE", "rows of desk_lease are never deleted")
    yield refusing("desk_lease_callers", "INSERT ON desk_lease", A_CALLERS, NO_LEASE)
    yield refusing("attempt_not_with_caller", "INSERT ON attempt", WITH_A_CALLER, NO_ATTEMPT)
    yield (
        "CREATE TRIGGER contact_speaks_anew AFTER UPDATE OF language ON contact FOR EACH ROW "
        f"WHEN NEW.language <> OLD.language BEGIN {SPEAKS_ANEW}; END"
    )


def _postgresql() -> Iterable[str]:
    def raising(name: str, sentence: str) -> str:
        return (
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{sentence}' USING ERRCODE = '23514'; END $$"
        )

    def looking(name: str, condition: str, sentence: str) -> str:
        # Whoever takes a case and whoever calls it queue at its row, so that each sees what the other has done.
        return (
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            "PERFORM 1 FROM case_file WHERE id = NEW.case_id FOR NO KEY UPDATE; "
            f"IF {condition} THEN RAISE EXCEPTION '{sentence}' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$"
        )

    yield raising("desk_lease_fixed", "rows of desk_lease do not change")
    yield (
        f"CREATE TRIGGER desk_lease_fixed BEFORE UPDATE ON desk_lease FOR EACH ROW WHEN ({_fixed()}) "
        "EXECUTE FUNCTION desk_lease_fixed()"
    )
    yield raising("desk_lease_kept", "rows of desk_lease are never deleted")
    yield (
        "CREATE TRIGGER desk_lease_kept BEFORE DELETE OR TRUNCATE ON desk_lease FOR EACH STATEMENT "
        "EXECUTE FUNCTION desk_lease_kept()"
    )
    yield looking("desk_lease_callers", A_CALLERS, NO_LEASE)
    yield (
        "CREATE TRIGGER desk_lease_callers BEFORE INSERT ON desk_lease FOR EACH ROW "
        "EXECUTE FUNCTION desk_lease_callers()"
    )
    yield looking("attempt_not_with_caller", WITH_A_CALLER, NO_ATTEMPT)
    yield (
        "CREATE TRIGGER attempt_not_with_caller BEFORE INSERT ON attempt FOR EACH ROW "
        "WHEN (NEW.channel = 'ivr') EXECUTE FUNCTION attempt_not_with_caller()"
    )
    yield (
        "CREATE FUNCTION contact_speaks_anew() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN {SPEAKS_ANEW}; RETURN NULL; END $$"
    )
    yield (
        "CREATE TRIGGER contact_speaks_anew AFTER UPDATE OF language ON contact FOR EACH ROW "
        "WHEN (NEW.language IS DISTINCT FROM OLD.language) EXECUTE FUNCTION contact_speaks_anew()"
    )
