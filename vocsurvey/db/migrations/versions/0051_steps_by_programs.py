"""A step of a follow-up says which program brought it, if one did; that never changes either."""

from __future__ import annotations

from collections.abc import Iterable

from alembic import op

revision = "0051"
down_revision = "0057"
branch_labels = None
depends_on = None

FIXED = ("follow_up_id", "kind", "actor_id", "happened_at", "token_id")


def upgrade() -> None:
    """A column, and the trigger with it. What the system does by itself no program brings."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    number = "INTEGER" if sqlite else "BIGINT"
    op.execute(
        f"ALTER TABLE follow_up_event ADD COLUMN token_id {number} "
        f"CONSTRAINT fk_follow_up_event_token_id REFERENCES api_token (id) "
        f"CONSTRAINT ck_follow_up_event_programs_name_people CHECK (token_id IS NULL OR actor_id IS NOT NULL)"
    )
    for statement in _sqlite() if sqlite else _postgresql():
        op.execute(statement)


def _changed() -> str:
    return " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in FIXED)


def _sqlite() -> Iterable[str]:
    yield "DROP TRIGGER follow_up_event_fixed"
    yield (
        f"CREATE TRIGGER follow_up_event_fixed BEFORE UPDATE ON follow_up_event FOR EACH ROW "
        f"WHEN {_changed().replace('IS DISTINCT FROM', 'IS NOT')} "
        f"BEGIN SELECT RAISE(ABORT, 'rows of follow_up_event do not change'); END"
    )


def _postgresql() -> Iterable[str]:
    yield "DROP TRIGGER follow_up_event_fixed ON follow_up_event"
    yield (
        f"CREATE TRIGGER follow_up_event_fixed BEFORE UPDATE ON follow_up_event FOR EACH ROW WHEN ({_changed()}) "
        f"EXECUTE FUNCTION follow_up_event_fixed()"
    )
