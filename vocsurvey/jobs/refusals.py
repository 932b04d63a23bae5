"""Files of those who are not to be called, at work: read, looked through and applied, one short step at a time."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from vocsurvey import clock
from vocsurvey.db.imports import RefusalFile
from vocsurvey.fieldwork.problem import Problem
from vocsurvey.fieldwork.refusal_list import LARGEST, RefusalLine, read_refusals
from vocsurvey.fieldwork.table import open_table
from vocsurvey.jobs.queues import CALLS, UPKEEP, ring
from vocsurvey.jobs.workshop import runtime
from vocsurvey.operations import refusal_files
from vocsurvey.runtime import Runtime

JOB = "vocsurvey.jobs.refusals.work_on_file"
HANG_UP = "vocsurvey.jobs.calls.hang_up_call"


def lines_of(content: bytes, country: str | None) -> Iterator[RefusalLine] | Problem:
    """The lines of a file, whatever kind it is; a sentence when it is none."""
    if len(content) > LARGEST:
        return Problem(f"The file is larger than {LARGEST // 1_000_000} MB; split it into several files.")
    table = open_table(lambda: [content])
    return table if isinstance(table, Problem) else read_refusals(table, country)


def take_in(house: Runtime, content: bytes, file_name: str, country: str | None, by_id: int) -> int | Problem:
    """Keep a file that can be read, with what its lines would come to; its id."""
    lines = lines_of(content, country)
    if isinstance(lines, Problem):
        return lines
    with house.database.reading() as session:
        counts = refusal_files.tally(session, lines, house.line_hash)
    with house.database.transaction() as session:
        row = refusal_files.keep(
            session, file_name=file_name, content=content, country=country, by_id=by_id, now=clock.now()
        )
        row.counts = counts
    return row.id


def ring_for_files(house: Runtime) -> None:
    """Wake a worker for every file that shall be applied and that nobody works on."""
    with house.database.transaction() as session:
        due = refusal_files.nudge_files(session, clock.now())
    ring(house.redis, UPKEEP, JOB, due)


def work_on_file(file_id: int) -> None:
    """Job: apply a file."""
    work(runtime(), file_id)


def work(house: Runtime, file_id: int) -> None:
    """Apply a file from the line that was reached to its end, or until somebody else has gone on."""
    with house.database.reading() as session:
        row = session.get_one(RefusalFile, file_id)
        content, country, reached = row.content, row.country, row.applied_to
    if content is None:
        return
    lines = lines_of(content, country)
    assert not isinstance(lines, Problem), "what cannot be read is never kept"
    left = (line for line in lines if line.number > reached)
    while True:
        some = list(islice(left, refusal_files.AT_ONCE))
        hang_up = house.database.run(
            lambda session, some=some, after=reached: refusal_files.go_on(  # type: ignore[misc]
                session, file_id, some, after, rules=house.rulebook, line_hash=house.line_hash, now=clock.now()
            )
        )
        if hang_up is None or not some:
            return
        ring(house.redis, CALLS, HANG_UP, hang_up)
        reached = some[-1].number
