"""A PostgreSQL that has stopped answering: whoever has a customer on the line does not wait for it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from wire import Wire, wired

from vocsurvey.db.session import WARY_SECONDS, Database


@pytest.fixture
def line(postgres_copies: Any) -> Iterator[tuple[Database, Wire]]:
    """A database behind a wire that can be held."""
    url = postgres_copies.make()
    with wired(url) as found:
        yield found
    postgres_copies.drop(url)


def took(database: Database, seconds: float) -> float:
    """How long one question took that got no answer."""
    began = time.monotonic()
    with database.patient(seconds), pytest.raises(OperationalError):
        database.ping()
    return time.monotonic() - began


def test_a_silent_database_is_given_up_and_asked_again_when_it_answers(line: tuple[Database, Wire]) -> None:
    database, wire = line
    with database.patient(4):
        database.ping()
    wire.held.set()
    # The pooled connection is given up after the time that there is; then a new one is tried for two seconds at least.
    assert 3 <= took(database, 3) < 8
    assert took(database, 60) < WARY_SECONDS + 3
    wire.held.clear()
    with database.patient(4):
        database.ping()
    wire.held.set()
    assert took(database, 3) >= 3


def say_and_wait(database: Database, wire: Wire) -> None:
    with database.patient(1), database.transaction() as session:
        session.execute(text("INSERT INTO said VALUES ('hello')"))
        wire.held.set()
        session.execute(text("SELECT 1"))


def test_a_transaction_that_was_given_up_left_nothing(line: tuple[Database, Wire]) -> None:
    database, wire = line
    with database.transaction() as session:
        session.execute(text("CREATE TABLE said (word text)"))
    with pytest.raises(OperationalError):
        say_and_wait(database, wire)
    wire.held.clear()
    with database.reading() as session:
        assert session.scalar(text("SELECT count(*) FROM said")) == 0


def test_nobody_who_has_time_is_hurried(line: tuple[Database, Wire]) -> None:
    database, _ = line
    with database.patient(0.2), pytest.raises(OperationalError), database.reading() as session:
        session.execute(text("SELECT pg_sleep(1)"))
    with database.reading() as session:
        session.execute(text("SELECT pg_sleep(0.5)"))
