"""The web application over a real database and a real Redis, with the cast on the stage.

The story is told once per run and database, and every test gets a copy of its own.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cast import Cast, settings_for
from flask import Flask
from flask.testing import FlaskClient
from kept import app_over, database_at, runtime_over

from vocsurvey.db.session import Database
from vocsurvey.runtime import Runtime


@pytest.fixture(scope="session")
def told_sqlite(sqlite_copies: Any, session_redis_url: str) -> Any:
    """Copies of a SQLite file in which things were said."""
    url = sqlite_copies.make()
    _tell(url, session_redis_url)
    return replace(sqlite_copies, template=Path(url.database))


@pytest.fixture(scope="session")
def told_postgres(postgres_copies: Any, session_redis_url: str) -> Any:
    """Copies of a PostgreSQL database in which things were said."""
    url = postgres_copies.make()
    _tell(url, session_redis_url)
    return replace(postgres_copies, template=url.database)


def _tell(url: Any, redis_url: str) -> None:
    settings = settings_for(Path(), url.render_as_string(hide_password=False), redis_url)
    runtime = Runtime.from_settings(settings)
    Cast(runtime).assemble().tell()
    runtime.database.dispose()
    runtime.redis.close()


@pytest.fixture
def database(request: pytest.FixtureRequest) -> Generator[Database]:
    """A database in which the story was told, on SQLite and on PostgreSQL in turn."""
    copies = request.getfixturevalue("told_sqlite" if request.param == "sqlite" else "told_postgres")
    url = copies.make()
    with database_at(url) as database:
        yield database
    copies.drop(url)


@pytest.fixture
def runtime(tmp_path: Path, database: Database, database_url: str, redis_url: str) -> Generator[Runtime]:
    """The runtime of a web process."""
    runtime = runtime_over(settings_for(tmp_path, database_url, redis_url), database)
    yield runtime
    runtime.redis.close()


@pytest.fixture
def app(runtime: Runtime) -> Flask:
    """The application."""
    return app_over(runtime)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser without scripts, which nobody has signed in with."""
    return app.test_client()


@pytest.fixture
def cast(runtime: Runtime) -> Cast:
    """Everybody, and a campaign in which things were said."""
    return Cast.of(runtime)
