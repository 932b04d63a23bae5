"""The database and its transactions: what is promised of each, on both databases."""

from __future__ import annotations

import multiprocessing
import traceback
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from rows import BEGAN_AT, insert
from sqlalchemy import select, text, update
from sqlalchemy.exc import IntegrityError, OperationalError, StatementError

from vocsurvey.db.campaign import DialGate
from vocsurvey.db.session import Database
from vocsurvey.db.upkeep import Lease

WRITERS = 4
TRANSACTIONS = 60


def pass_gate(url: str, times: int) -> int:
    """In a process of its own: read the gate, then write it, again and again. Returns how often it went through."""
    database = Database(url)
    for _ in range(times):
        with database.transaction() as session:
            before = session.scalar(select(DialGate.passages).where(DialGate.key == "all").with_for_update())
            assert before is not None
            session.execute(update(DialGate).where(DialGate.key == "all").values(passages=before + 1))
    database.dispose()
    return times


def passages(database: Database) -> int | None:
    """How often the gate was passed, as anybody sees it who only reads."""
    with database.reading() as session:
        return session.scalar(select(DialGate.passages).where(DialGate.key == "all"))


@pytest.fixture
def gate(database: Database) -> Database:
    """A database with one gate."""
    with database.transaction() as session:
        insert(session, "dial_gate", key="all")
    return database


def test_writers_in_four_processes_queue_and_none_is_turned_away(gate: Database, database_url: str) -> None:
    with multiprocessing.get_context("spawn").Pool(WRITERS) as pool:
        done = pool.starmap(pass_gate, [(database_url, TRANSACTIONS)] * WRITERS)
        pool.close()
        pool.join()
    assert done == [TRANSACTIONS] * WRITERS
    assert passages(gate) == WRITERS * TRANSACTIONS


def test_readers_are_not_held_up_by_a_writer(gate: Database) -> None:
    with gate.transaction() as session:
        session.execute(update(DialGate).values(passages=7))
        assert passages(gate) == 0
    assert passages(gate) == 7


def test_exception_rolls_everything_back(gate: Database) -> None:
    def fail_half_way() -> None:
        with gate.transaction() as session:
            session.execute(update(DialGate).values(passages=7))
            raise LookupError

    with pytest.raises(LookupError):
        fail_half_way()
    assert passages(gate) == 0


def test_reading_never_commits(gate: Database) -> None:
    with gate.reading() as session:
        session.execute(update(DialGate).values(passages=7))
    assert passages(gate) == 0


def test_naive_time_is_refused(database: Database) -> None:
    lease = Lease(name="clock", holder="me", held_until=datetime(2026, 11, 2))  # noqa: DTZ001 (the offender)
    with pytest.raises(StatementError, match="naive datetime"), database.transaction() as session:
        session.add(lease)


@pytest.mark.parametrize("zone", [UTC, timezone(timedelta(hours=5, minutes=45)), timezone(timedelta(hours=-8))])
def test_times_come_back_aware_and_in_utc(database: Database, zone: timezone) -> None:
    moment = BEGAN_AT.replace(microsecond=123456).astimezone(zone)
    with database.transaction() as session:
        session.add(Lease(name="clock", holder="me", held_until=moment))
    with database.reading() as session:
        stored = session.get_one(Lease, "clock").held_until
    assert stored == moment
    assert stored.utcoffset() == timedelta(0)


def test_no_time_is_no_time(database: Database) -> None:
    with database.transaction() as session:
        insert(session, "questionnaire_version", digest="d1")
        insert(session, "campaign", id=1, status="draft")
        assert session.execute(text("SELECT launched_at FROM campaign")).scalar_one() is None


def test_settings_that_the_promises_need(database: Database) -> None:
    with database.transaction() as session:
        if database.is_sqlite:
            found = {
                name: session.execute(text(f"PRAGMA {name}")).scalar_one()
                for name in ("journal_mode", "synchronous", "foreign_keys")
            }
            assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
        else:
            assert session.execute(text("SHOW synchronous_commit")).scalar_one() == "on"
            assert session.execute(text("SHOW timezone")).scalar_one() == "UTC"


def test_ping(database: Database, tmp_path: Path) -> None:
    database.ping()
    gone = Database(f"sqlite:///{tmp_path}/no/such/folder.db")
    with pytest.raises(OperationalError):
        gone.ping()


@pytest.mark.parametrize(("number", "times"), [("+4930" + "23125001", 2), ("4930" + "23125001", 1)])
def test_an_error_does_not_tell_whose_row_it_was(database: Database, number: str, times: int) -> None:
    def enter() -> None:
        with database.transaction() as session:
            for _ in range(times):
                insert(session, "phone_line", number=number, extension="")

    with pytest.raises(IntegrityError) as caught:
        enter()
    told = "".join(traceback.format_exception(caught.value))
    assert number not in told
    assert "phone_line" in told
