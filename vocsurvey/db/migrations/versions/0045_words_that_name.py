"""What a word on an outcome says besides: who is asked instead, and which language was spoken."""

from __future__ import annotations

from collections.abc import Iterable

from alembic import op

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None

NEW = ("successor_id", "language", "language_before")
FOR_EVER = ("id", "attempt_id", "by_id", "step", "before", "after", "choice", "settles", "decided_at", *NEW)


def upgrade() -> None:
    """Three columns, which never change either."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    number = "INTEGER" if sqlite else "BIGINT"
    op.execute(
        f"ALTER TABLE wrap_up ADD COLUMN successor_id {number} "
        "CONSTRAINT fk_wrap_up_successor_id REFERENCES contact (id) "
        "CONSTRAINT ck_wrap_up_undone_names_nobody CHECK (successor_id IS NULL OR step IN ('confirmed', 'changed'))"
    )
    op.execute("ALTER TABLE wrap_up ADD COLUMN language VARCHAR(10)")
    op.execute(
        "ALTER TABLE wrap_up ADD COLUMN language_before VARCHAR(10) "
        "CONSTRAINT ck_wrap_up_another_language CHECK (language_before IS NULL OR language IS NOT NULL)"
    )
    op.create_index("ix_wrap_up_successor_id", "wrap_up", ["successor_id"], unique=False)
    for statement in _sqlite() if sqlite else _postgresql():
        op.execute(statement)


def _fixed() -> str:
    fixed = [f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in FOR_EVER]
    fixed.append("(NEW.reason IS DISTINCT FROM OLD.reason AND NEW.reason IS DISTINCT FROM '')")
    return " OR ".join(fixed)


def _sqlite() -> Iterable[str]:
    yield "DROP TRIGGER wrap_up_fixed"
    yield (
        f"CREATE TRIGGER wrap_up_fixed BEFORE UPDATE ON wrap_up FOR EACH ROW "
        f"WHEN {_fixed().replace('IS DISTINCT FROM', 'IS NOT')} "
        "BEGIN SELECT RAISE(ABORT, 'rows of wrap_up do not change'); END"
    )


def _postgresql() -> Iterable[str]:
    yield "DROP TRIGGER wrap_up_fixed ON wrap_up"
    yield (
        f"CREATE TRIGGER wrap_up_fixed BEFORE UPDATE ON wrap_up FOR EACH ROW WHEN ({_fixed()}) "
        "EXECUTE FUNCTION wrap_up_fixed()"
    )
