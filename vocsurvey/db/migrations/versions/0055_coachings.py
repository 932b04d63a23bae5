"""What a coach and an agent agreed about an answer, and what became of it."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa
from alembic import op

from vocsurvey.db.base import UtcDateTime

revision = "0055"
down_revision = "0048"
branch_labels = None
depends_on = None

IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TO_REVIEW = sa.text("reviewed_at IS NULL")
CHANGED, KEPT = "a coaching is reviewed once", "rows of coaching are never deleted"
TICKED, TICKED_KEPT = "rows of coaching_behaviour do not change", "rows of coaching_behaviour are never deleted"
OF_ANOTHER, BY_WHOM = "a coaching is about an answer about its agent", "a manager coaches others, and nobody themselves"
WHOLE = (
    "(reviewed_at IS NULL) = (reviewed_by_id IS NULL) AND (reviewed_at IS NULL) = (became IS NULL)"
    " AND (reviewed_at IS NULL) = (outcome IS NULL)"
)
ABOUT = (
    "SELECT 1 FROM answer JOIN interview ON interview.id = answer.interview_id"
    " JOIN case_file ON case_file.id = interview.case_id JOIN touchpoint ON touchpoint.id = case_file.touchpoint_id"
    " WHERE answer.id = NEW.answer_id AND touchpoint.agent_id = NEW.agent_id"
)
NOT_BY = (
    "SELECT 1 FROM user_account WHERE id = NEW.coach_id AND (agent_id = NEW.agent_id OR role <> 'manager')",
    "SELECT 1 FROM user_account WHERE id = NEW.reviewed_by_id AND (agent_id = NEW.agent_id OR role <> 'manager')",
)


def _fixed() -> str:
    never = ("agent_id", "answer_id", "coach_id", "review_on", "coached_at")
    once = ("became", "reviewed_by_id", "reviewed_at")
    return " OR ".join(
        (
            *(f"NEW.{one} IS DISTINCT FROM OLD.{one}" for one in never),
            *(f"(NEW.{one} IS DISTINCT FROM OLD.{one} AND NEW.{one} IS DISTINCT FROM '')" for one in ("said", "step")),
            *(f"(OLD.reviewed_at IS NOT NULL AND NEW.{one} IS DISTINCT FROM OLD.{one})" for one in once),
            "(OLD.reviewed_at IS NOT NULL AND NEW.outcome IS DISTINCT FROM OLD.outcome"
            " AND NEW.outcome IS DISTINCT FROM '')",
        )
    )


def upgrade() -> None:
    """Two tables that only grow; a coaching is reviewed once."""
    op.create_table(
        "coaching",
        sa.Column("id", IDENTITY, autoincrement=True, nullable=False),
        sa.Column("agent_id", IDENTITY, nullable=False),
        sa.Column("answer_id", IDENTITY, nullable=False),
        sa.Column("coach_id", IDENTITY, nullable=False),
        sa.Column("said", sa.String(4000), nullable=False),
        sa.Column("step", sa.String(4000), nullable=False),
        sa.Column("review_on", sa.Date(), nullable=False),
        sa.Column("coached_at", UtcDateTime(), nullable=False),
        sa.Column("became", sa.String(40), nullable=True),
        sa.Column("outcome", sa.String(4000), nullable=True),
        sa.Column("reviewed_by_id", IDENTITY, nullable=True),
        sa.Column("reviewed_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("became IN ('done', 'partly', 'not_yet')", name=op.f("ck_coaching_became_known")),
        sa.CheckConstraint(WHOLE, name=op.f("ck_coaching_reviewed_whole")),
        sa.CheckConstraint("reviewed_at IS NULL OR reviewed_at >= coached_at", name=op.f("ck_coaching_reviewed_later")),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name="fk_coaching_agent_id"),
        sa.ForeignKeyConstraint(["answer_id"], ["answer.id"], name="fk_coaching_answer_id"),
        sa.ForeignKeyConstraint(["coach_id"], ["user_account.id"], name="fk_coaching_coach_id"),
        sa.ForeignKeyConstraint(["reviewed_by_id"], ["user_account.id"], name="fk_coaching_reviewed_by_id"),
        sa.PrimaryKeyConstraint("id", name="pk_coaching"),
    )
    op.create_index("ix_coaching_answer_id", "coaching", ["answer_id"], unique=False)
    op.create_index("ix_coaching_coach_id", "coaching", ["coach_id"], unique=False)
    op.create_index("ix_coaching_agent", "coaching", ["agent_id", "coached_at"], unique=False)
    op.create_index(
        "ix_coaching_due", "coaching", ["review_on"], unique=False, postgresql_where=TO_REVIEW, sqlite_where=TO_REVIEW
    )
    op.create_index(
        "uq_coaching_to_review",
        "coaching",
        ["answer_id"],
        unique=True,
        postgresql_where=TO_REVIEW,
        sqlite_where=TO_REVIEW,
    )
    op.create_table(
        "coaching_behaviour",
        sa.Column("coaching_id", IDENTITY, autoincrement=False, nullable=False),
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("place", IDENTITY, nullable=False),
        sa.Column("says", sa.String(200), nullable=False),
        sa.ForeignKeyConstraint(["coaching_id"], ["coaching.id"], name="fk_coaching_behaviour_coaching_id"),
        sa.PrimaryKeyConstraint("coaching_id", "code", name="pk_coaching_behaviour"),
    )
    for statement in _sqlite() if op.get_bind().dialect.name == "sqlite" else _postgresql():
        op.execute(statement)


def _sqlite() -> Iterable[str]:
    fixed = _fixed().replace("IS DISTINCT FROM", "IS NOT")
    for table, name, moment, when, sentence in (
        ("coaching", "about", "INSERT", f"NOT EXISTS ({ABOUT})", OF_ANOTHER),
        ("coaching", "by", "INSERT", f"EXISTS ({NOT_BY[0]})", BY_WHOM),
        ("coaching", "reviewed", "INSERT", f"EXISTS ({NOT_BY[1]})", BY_WHOM),
        ("coaching", "review", "UPDATE OF reviewed_by_id", f"EXISTS ({NOT_BY[1]})", BY_WHOM),
        ("coaching", "fixed", "UPDATE", fixed, CHANGED),
        ("coaching", "kept", "DELETE", "", KEPT),
        ("coaching_behaviour", "fixed", "UPDATE", "", TICKED),
        ("coaching_behaviour", "kept", "DELETE", "", TICKED_KEPT),
    ):
        yield (
            f"CREATE TRIGGER {table}_{name} BEFORE {moment} ON {table} FOR EACH ROW "
            f"{'WHEN ' + when if when else ''} BEGIN SELECT RAISE(ABORT, '{sentence}'); END"
        )


def _postgresql() -> Iterable[str]:
    yield (
        "CREATE FUNCTION coaching_about() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF NOT EXISTS ({ABOUT}) THEN RAISE EXCEPTION '{OF_ANOTHER}' USING ERRCODE = '23514'; END IF; "
        f"IF EXISTS ({NOT_BY[0]}) OR EXISTS ({NOT_BY[1]}) THEN "
        f"RAISE EXCEPTION '{BY_WHOM}' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$"
    )
    yield (
        "CREATE FUNCTION coaching_review() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF EXISTS ({NOT_BY[1]}) THEN "
        f"RAISE EXCEPTION '{BY_WHOM}' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$"
    )
    for name, sentence in (
        ("coaching_fixed", CHANGED),
        ("coaching_kept", KEPT),
        ("coaching_behaviour_fixed", TICKED),
        ("coaching_behaviour_kept", TICKED_KEPT),
    ):
        yield (
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{sentence}' USING ERRCODE = '23514'; END $$"
        )
    yield "CREATE TRIGGER coaching_about BEFORE INSERT ON coaching FOR EACH ROW EXECUTE FUNCTION coaching_about()"
    yield (
        "CREATE TRIGGER coaching_review BEFORE UPDATE OF reviewed_by_id ON coaching FOR EACH ROW "
        "EXECUTE FUNCTION coaching_review()"
    )
    yield (
        f"CREATE TRIGGER coaching_fixed BEFORE UPDATE ON coaching FOR EACH ROW WHEN ({_fixed()}) "
        "EXECUTE FUNCTION coaching_fixed()"
    )
    for table, name, moment in (
        ("coaching", "kept", "DELETE OR TRUNCATE"),
        ("coaching_behaviour", "fixed", "UPDATE"),
        ("coaching_behaviour", "kept", "DELETE OR TRUNCATE"),
    ):
        yield (
            f"CREATE TRIGGER {table}_{name} BEFORE {moment} ON {table} FOR EACH STATEMENT "
            f"EXECUTE FUNCTION {table}_{name}()"
        )
