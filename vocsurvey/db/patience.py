"""How long a database may think while a customer waits on the phone.

PostgreSQL's own timeouts are kept by the server, so one that has stopped (a disk that hangs, a machine that was paused)
keeps none of them: the connection stays open and nothing ever comes. This limit is kept by the client.
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

import psycopg
from psycopg.abc import PQGen
from psycopg.rows import TupleRow

from vocsurvey import clock

LEAST_CONNECT = 2
"""Seconds; the client library raises anything lower to it."""
_UNTIL: ContextVar[float | None] = ContextVar("until", default=None)
Value = TypeVar("Value")


class SilentDatabase(psycopg.OperationalError):
    """The database has not answered in the time that whoever waits for us has."""


@contextmanager
def patience(seconds: float) -> Generator[None]:
    """Everything that is asked of PostgreSQL in this block, and in this thread, is over within so many seconds.

    What is not raises SilentDatabase, which SQLAlchemy hands on as its OperationalError.
    """
    token = _UNTIL.set(clock.monotonic() + seconds)
    try:
        yield
    finally:
        _UNTIL.reset(token)


def left() -> float | None:
    """Seconds that are left, never below 0; None where nobody waits."""
    until = _UNTIL.get()
    return None if until is None else max(0.0, until - clock.monotonic())


class PatientConnection(psycopg.Connection[TupleRow]):
    """A connection that is given up when nobody can wait for it any longer."""

    @classmethod
    def open(cls, *args: Any, connect_timeout: int, **kwargs: Any) -> PatientConnection:
        """Connect within the time that is left, and ``connect_timeout`` seconds at most. Raises psycopg.Error."""
        seconds = left()
        if seconds is not None:
            if seconds == 0:
                raise SilentDatabase("the database has not answered in time")
            connect_timeout = max(LEAST_CONNECT, min(connect_timeout, int(seconds)))
        return cls.connect(*args, connect_timeout=connect_timeout, **kwargs)

    def wait(self, gen: PQGen[Value], interval: float = 0.1, timeout: float | None = None) -> Value:
        """Wait for the server's answer; closed for good where it does not come in time, as it may still come later."""
        seconds = left()
        if seconds is None:
            return super().wait(gen, interval, timeout)
        within = seconds if timeout is None else min(seconds, timeout)
        try:
            return super().wait(gen, interval, within)
        except psycopg.OperationalError as error:
            if left() == 0:
                self.pgconn.finish()
                raise SilentDatabase("the database has not answered in time") from error
            raise
