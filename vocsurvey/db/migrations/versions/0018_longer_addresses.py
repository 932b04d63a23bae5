"""E-mail addresses of contacts in their whole length of 254 characters (RFC 5321, section 4.5.3.1.3)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """A wider column. SQLite changes no column's type, and the table stays where others refer to it."""
    if op.get_bind().dialect.name == "postgresql":
        op.alter_column("contact", "email", type_=sa.String(length=254), existing_type=sa.String(length=200))
        return
    op.execute("ALTER TABLE contact ADD COLUMN longer VARCHAR(254)")
    op.execute("UPDATE contact SET longer = email WHERE email IS NOT NULL")
    op.execute("ALTER TABLE contact DROP COLUMN email")
    op.execute("ALTER TABLE contact RENAME COLUMN longer TO email")
