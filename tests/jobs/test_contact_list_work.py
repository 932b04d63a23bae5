"""Contact lists as workers and the clock see them: queued, gone on with, and killed at any moment."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Generator
from pathlib import Path

import pytest
from cast import settings_for
from redis import Redis
from rq import Queue
from rq.serializers import JSONSerializer
from sqlalchemy import func, select

from vocsurvey import clock
from vocsurvey.db.imports import ImportRun, ImportState
from vocsurvey.db.sample import Contact, Touchpoint
from vocsurvey.db.session import Database
from vocsurvey.jobs import contact_lists
from vocsurvey.operations import bringing
from vocsurvey.runtime import Runtime

HEADER = "account_id,account,account_country,contact_id,contact_name,phone\n"
LINES = 30
# A worker that says when each step is done, and takes six lines at a time so that there are many.
WORKER = """
import sys
from vocsurvey.db.session import Database
from vocsurvey.jobs.contact_lists import ListWork
from vocsurvey.jobs.pacing import Pace
work = ListWork(Database(sys.argv[1]), int(sys.argv[2]), Pace(6, least=6, most=6))
while work.step():
    print("step", flush=True)
print("done", flush=True)
"""


def listed(lines: int) -> str:
    """A list of so many people, one of whom has no number."""
    people = (f"A{n},Alder {n},GB,C{n},Jo {n},020 7946 0{n:03d}\n" for n in range(lines))
    return HEADER + "".join(people) + "A0,Alder 0,GB,C999,Nobody,12\n"


@pytest.fixture
def house(tmp_path: Path, database_url: str, redis_url: str) -> Generator[Runtime]:
    """The runtime of a worker."""
    runtime = Runtime.from_settings(settings_for(tmp_path, database_url, redis_url))
    yield runtime
    runtime.database.dispose()
    runtime.redis.close()


def brought(database: Database) -> tuple[int, int]:
    """How many contacts and touchpoints there are."""
    with database.reading() as session:
        return tuple(session.scalar(select(func.count(table.id))) or 0 for table in (Contact, Touchpoint))  # type: ignore[return-value]


def state(database: Database, run_id: int) -> ImportRun:
    """The run as it stands."""
    with database.reading() as session:
        run = session.get_one(ImportRun, run_id)
        session.expunge(run)
    return run


@pytest.mark.storm
def test_a_worker_that_is_killed_at_any_step_loses_and_doubles_nothing(database: Database, database_url: str) -> None:
    taken = contact_lists.take_in(database, [listed(LINES).encode()], "list.csv", straight=True, bad_left_out=True)
    assert isinstance(taken, int)
    kills, over = 0, False
    while not over:
        command = [sys.executable, "-c", WORKER, database_url, str(taken)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as worker:
            assert worker.stdout is not None
            # At least one step each time, and then wherever it is: the kill lands inside a later one.
            for said, line in enumerate(worker.stdout):
                if over := line == "done\n":
                    break
                if said == kills % 4 + 2:
                    worker.kill()
                    kills += 1
                    break
        assert kills < 60
    run = state(database, taken)
    assert (run.state, run.swept, run.good_lines, run.bad_lines) == (ImportState.APPLIED, True, LINES, 1)
    assert run.counts["created"] == {"account": LINES, "contact": LINES, "agent": 0, "touchpoint": LINES}
    assert brought(database) == (LINES, LINES)
    assert kills >= 3


def test_the_clock_finds_a_list_that_nobody_works_on(house: Runtime) -> None:
    taken = contact_lists.take_in(house.database, [listed(3).encode()], "list.csv", straight=True, bad_left_out=True)
    assert isinstance(taken, int)
    queue = Queue("upkeep", connection=Redis.from_url(str(house.settings.redis_url)))
    contact_lists.ring_for_lists(house)
    assert queue.count == 0
    with house.database.transaction() as session:
        session.get_one(ImportRun, taken).enqueued_until = clock.now() - 2 * bringing.WORKING
    contact_lists.ring_for_lists(house)
    assert queue.count == 1
    contact_lists.work(house, taken)
    assert state(house.database, taken).state == ImportState.APPLIED
    contact_lists.work(house, taken)
    contact_lists.forget_lists(house)
    assert brought(house.database) == (3, 3)


def test_a_job_makes_room_for_others(house: Runtime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contact_lists, "_SHIFT_SECONDS", 0.0)
    taken = contact_lists.take_in(house.database, [listed(3).encode()], "list.csv", straight=True, bad_left_out=True)
    assert isinstance(taken, int)
    contact_lists.work(house, taken)
    assert state(house.database, taken).state == ImportState.READING
    queue = Queue("upkeep", connection=Redis.from_url(str(house.settings.redis_url)), serializer=JSONSerializer)
    assert [job.func_name for job in queue.jobs] == [contact_lists.JOB]
