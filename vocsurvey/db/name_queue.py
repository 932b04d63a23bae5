"""Names that people type and that only one row may have: whoever gives one waits until those before have given theirs.

So the check that a name is free still holds when its row is written, and the second of two is told in a sentence, where
PostgreSQL would refuse the row. SQLite has one writer at a time.
"""

from __future__ import annotations

from zlib import crc32

from sqlalchemy import func, select
from sqlalchemy.orm import Session


def queue_for_name(session: Session, table: str) -> None:
    """Wait for everybody who is giving a name in this table; those who come later wait for our commit."""
    if session.get_bind().dialect.name == "postgresql":
        # https://www.postgresql.org/docs/current/explicit-locking.html#ADVISORY-LOCKS
        session.execute(select(func.pg_advisory_xact_lock(crc32(f"name in {table}".encode()))))
