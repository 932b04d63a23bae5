"""A second database for benchmarks that compare two."""

from __future__ import annotations

from collections.abc import Generator

import pytest

from vocsurvey.db.session import Database


@pytest.fixture
def another_database(request: pytest.FixtureRequest, database: Database) -> Generator[Database]:
    """Another empty database of the same kind."""
    copies = request.getfixturevalue("sqlite_copies" if database.is_sqlite else "postgres_copies")
    url = copies.make()
    another = Database(url)
    yield another
    another.dispose()
    copies.drop(url)
