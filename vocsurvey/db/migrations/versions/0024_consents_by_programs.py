"""Consents say which program reported them; that never changes either."""

from __future__ import annotations

from collections.abc import Iterable

from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

FIXED = (
    *("id", "contact_id", "purpose", "granted", "source", "interview_id", "position", "given_at", "expires_at"),
    *("by_id", "import_run_id", "import_line", "token_id"),
)
WORDS_KEPT = (
    "(NEW.words <> '' AND NEW.words IS DISTINCT FROM OLD.words)",
    "(NEW.words IS NULL AND OLD.words IS NOT NULL)",
)


def upgrade() -> None:
    """A column, and the trigger with it."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    number = "INTEGER" if sqlite else "BIGINT"
    op.execute(
        f"ALTER TABLE consent ADD COLUMN token_id {number} CONSTRAINT fk_consent_token_id REFERENCES api_token (id)"
    )
    for statement in _sqlite() if sqlite else _postgresql():
        op.execute(statement)


def _condition() -> str:
    fixed = [f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in FIXED]
    return " OR ".join([*fixed, *WORDS_KEPT])


def _sqlite() -> Iterable[str]:
    yield "DROP TRIGGER consent_fixed"
    yield (
        f"CREATE TRIGGER consent_fixed BEFORE UPDATE ON consent FOR EACH ROW "
        f"WHEN {_condition().replace('IS DISTINCT FROM', 'IS NOT')} "
        f"BEGIN SELECT RAISE(ABORT, 'rows of consent never change'); END"
    )


def _postgresql() -> Iterable[str]:
    yield "DROP TRIGGER consent_fixed ON consent"
    yield (
        f"CREATE TRIGGER consent_fixed BEFORE UPDATE ON consent FOR EACH ROW WHEN ({_condition()}) "
        f"EXECUTE FUNCTION consent_fixed()"
    )
