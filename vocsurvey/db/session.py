"""The database and its transactions. The only commit of the product is in this file."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Any, TypeVar

from psycopg.errors import ConnectionTimeout
from sqlalchemy import Connection, create_engine, event, text
from sqlalchemy.engine import URL, Dialect, Engine, ExceptionContext, make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry

from vocsurvey.db.patience import PatientConnection, SilentDatabase, patience

# A turn and, if it fails, its fallback have to be over before the customer believes that the line is dead.
BUSY_TIMEOUT_MS = 6_000
MOST_COLLISIONS = 2
CONNECT_SECONDS = 5
WARY_SECONDS = 2.5
"""All that a database gets which was silent the last time, as every turn would be as long in coming as the first."""
# deadlock_detected, serialization_failure, unique_violation: https://www.postgresql.org/docs/current/errcodes-appendix.html
_COLLISIONS = ("40P01", "40001", "23505")
_BUSY = ("40P01", "40001", "55P03")
"""And lock_not_available, which is what ``lock_timeout`` ends in."""

Result = TypeVar("Result")


class Database:
    """One database, SQLite or PostgreSQL, with the settings that the promises need."""

    def __init__(self, url: str | URL) -> None:
        self.url = make_url(url)
        self.engine = _engine(self.url)
        self._reading = self.engine.execution_options(vocsurvey_reading=True)
        self._silences, self._silent = 0, False
        event.listen(self.engine, "handle_error", self._note_silence)

    @property
    def is_sqlite(self) -> bool:
        """Whether this is the embedded database."""
        return self.url.get_backend_name() == "sqlite"

    @contextmanager
    def transaction(self) -> Generator[Session]:
        """One transaction that writes. Leaving the block commits; an exception rolls everything back."""
        with Session(self.engine, expire_on_commit=False) as session:
            yield session
            session.commit()

    def run(self, work: Callable[[Session], Result]) -> Result:
        """One transaction that writes, begun again from nothing when it collided with another one on PostgreSQL.

        A collision is a deadlock, or a row that both wanted to be the first to make: seen again, it is there. ``work``
        may be called up to three times, so it only reads and writes rows. SQLite has one writer at a time and needs
        no second try.
        """
        for _ in range(MOST_COLLISIONS):
            try:
                with self.transaction() as session:
                    return work(session)
            except DBAPIError as error:
                if getattr(error.orig, "sqlstate", None) not in _COLLISIONS:
                    raise
        with self.transaction() as session:
            return work(session)

    @contextmanager
    def reading(self) -> Generator[Session]:
        """One transaction that only reads: on SQLite it never waits for a writer. Nothing is ever committed."""
        with Session(self._reading, autoflush=False) as session:
            yield session
            session.rollback()

    @contextmanager
    def patient(self, seconds: float) -> Generator[None]:
        """Somebody waits who cannot wait for longer: what PostgreSQL does not answer in time raises OperationalError.

        Until it answers again it gets ``WARY_SECONDS``. SQLite is a file of ours, and keeps its own time.
        """
        before = self._silences
        with patience(min(seconds, WARY_SECONDS) if self._silent else seconds):
            yield
        self._silent = self._silences != before

    def _note_silence(self, context: ExceptionContext) -> None:
        if isinstance(context.original_exception, SilentDatabase | ConnectionTimeout):
            self._silences += 1
            self._silent = True

    def ping(self) -> None:
        """Ask the database for a sign of life. Raises what SQLAlchemy raises when there is none."""
        with self.reading() as session:
            session.execute(text("SELECT 1"))

    def dispose(self) -> None:
        """Close every pooled connection (after a fork, or at the end)."""
        self.engine.dispose()


def too_busy(error: BaseException) -> bool:
    """Whether a transaction was given up only because others were in its way for too long: nothing of it is kept, and
    the same again in a few seconds goes well."""
    if isinstance(error, PoolTimeoutError):
        return True
    said = error.orig if isinstance(error, DBAPIError) else None
    if isinstance(said, sqlite3.OperationalError):
        # The extended codes, of a snapshot that has aged say, have the plain one in their last byte.
        return said.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
    return getattr(said, "sqlstate", None) in _BUSY


def _engine(url: URL) -> Engine:
    if url.get_backend_name() == "sqlite":
        engine = create_engine(url, connect_args={"timeout": BUSY_TIMEOUT_MS / 1000}, hide_parameters=True)
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    engine = create_engine(
        url.set(drivername="postgresql+psycopg"),
        pool_pre_ping=True,
        # What customers say is in the parameters, and an error's text ends in a log.
        hide_parameters=True,
        connect_args={
            "connect_timeout": CONNECT_SECONDS,
            # Nobody on the phone waits for a lock longer than the carrier waits for us.
            "options": f"-c synchronous_commit=on -c timezone=UTC -c lock_timeout={BUSY_TIMEOUT_MS}",
        },
    )
    event.listen(engine, "handle_error", _leave_out_values)
    event.listen(engine, "do_connect", _connect_patiently)
    return engine


def _connect_patiently(
    _dialect: Dialect, _entry: ConnectionPoolEntry, args: tuple[Any, ...], options: dict[str, Any]
) -> PatientConnection:
    return PatientConnection.open(*args, **options)


def _leave_out_values(context: ExceptionContext) -> None:
    """PostgreSQL tells the values of a refused row in its DETAIL, a phone number say: not in our logs.

    https://www.postgresql.org/docs/current/protocol-error-fields.html
    """
    said = context.original_exception
    told = str(said)
    head, detail, _ = told.partition("\nDETAIL:")
    if detail:
        said.args = (head,)
        if context.sqlalchemy_exception is not None:
            context.sqlalchemy_exception.args = tuple(
                one.replace(told, head) if isinstance(one, str) else one for one in context.sqlalchemy_exception.args
            )


def _prepare_sqlite(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
    # None: SQLAlchemy's "begin" event below opens every transaction itself, because the driver's own
    # deferred BEGIN lets two writers deadlock with "database is locked", whatever the timeout.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={BUSY_TIMEOUT_MS}"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    options: dict[str, Any] = dict(connection.get_execution_options())
    connection.exec_driver_sql("BEGIN" if options.get("vocsurvey_reading") else "BEGIN IMMEDIATE")
