"""Contact lists at work: taken in, read, compared and applied, one short step at a time.

The command line takes the same steps in its own process as a worker does; the clock finds lists that nobody works on.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import islice

from sqlalchemy import select

from vocsurvey import clock
from vocsurvey.db.imports import ImportPiece, ImportRun, ImportState
from vocsurvey.db.session import Database
from vocsurvey.fieldwork.contact_line import RowProblem
from vocsurvey.fieldwork.problem import Problem
from vocsurvey.fieldwork.sample import ListLine, open_list
from vocsurvey.fieldwork.table import LARGEST_FILE, open_table
from vocsurvey.jobs.list_undo import UndoWork
from vocsurvey.jobs.pacing import Pace, Writer, uncollected
from vocsurvey.jobs.queues import UPKEEP, ring
from vocsurvey.jobs.workshop import runtime
from vocsurvey.operations import applying, bringing, staging
from vocsurvey.runtime import Runtime

log = logging.getLogger(__name__)

JOB = "vocsurvey.jobs.contact_lists.work_on_list"
PIECE = 256 * 1024
_CLEARED_AT_ONCE = 1_000
# A job makes room for others after so long, and the list goes to the end of the queue.
_SHIFT_SECONDS = 10.0


def take_in(
    database: Database,
    content: Iterable[bytes],
    file_name: str,
    *,
    by_id: int | None = None,
    mapping: Mapping[str, str] | None = None,
    straight: bool = False,
    bad_left_out: bool = False,
) -> int | Problem:
    """Keep a file, a piece in each transaction; the id of its run, which is then read by whoever works on it."""
    with database.transaction() as session:
        run = bringing.receive(
            session, file_name=file_name, digest="", size=0, by_id=by_id, straight=straight, now=clock.now()
        )
    digest, size = hashlib.sha256(), 0
    for position, piece in enumerate(content):
        digest.update(piece)
        size += len(piece)
        if size > LARGEST_FILE:
            with database.transaction() as session:
                bringing.discard(session, run.id, clock.now())
            return Problem(f"The file is larger than {LARGEST_FILE // 1_000_000} MB; split it into several files.")
        with database.transaction() as session:
            bringing.keep_piece(session, run.id, position, piece)
    with database.transaction() as session:
        row = bringing.locked(session, run.id)
        row.digest, row.size, row.bad_left_out = digest.hexdigest(), size, bad_left_out
        bringing.read_again(session, run.id, mapping or {}, clock.now())
    return run.id


def pieces_of(database: Database, run_id: int) -> Iterator[bytes]:
    """The bytes of a file that was taken in, one short read at a time."""
    position = 0
    while True:
        with database.reading() as session:
            wanted = (ImportPiece.run_id == run_id, ImportPiece.position == position)
            content = session.scalar(select(ImportPiece.content).where(*wanted))
        if content is None:
            return
        yield content
        position += 1


class ListWork:
    """The work on one list, from wherever it stands. ``step`` until it says that there is nothing more to do."""

    def __init__(self, database: Database, run_id: int, pace: Pace | None = None) -> None:
        self._database = database
        self._run_id = run_id
        # Staging, applying and throwing away cost differently much a line: each goes at a pace of its own.
        self._reading, self._applying, self._sweeping = (replace(pace or Pace()) for _ in range(3))
        self._lines: Iterator[ListLine] | None = None
        self._seen = staging.Seen()
        self._reached = 0
        self._writer = Writer(database)
        self._write = self._writer.write

    @property
    def longest(self) -> float:
        """The longest transaction that wrote, in seconds."""
        return self._writer.longest

    def step(self) -> bool:
        """One short transaction, or one look at the whole. False when the list waits for a person, or is done with."""
        with uncollected():
            return self._step()

    def _step(self) -> bool:
        with self._database.reading() as session:
            run = session.get_one(ImportRun, self._run_id)
            self._writer.phones_in_use = self._database.is_sqlite and applying.phones_in_use(session)
            session.expunge(run)
        match run.state:
            case ImportState.READING:
                return self._read(run)
            case ImportState.COMPARING:
                with self._database.reading() as session:
                    found = bringing.compare(session, run.id)
                self._write(lambda session: bringing.end_comparing(session, run.id, found, clock.now()))
                return False
            case ImportState.APPLYING:
                return self._apply(run)
            case ImportState.APPLIED | ImportState.REFUSED | ImportState.DISCARDED:
                return not run.swept and self._write(
                    lambda session: applying.sweep(session, run.id, self._sweeping.size), self._sweeping
                )
            case _:
                return False

    def _read(self, run: ImportRun) -> bool:
        if self._lines is not None and self._reached != run.lines_read:
            self._lines = None  # somebody else has read on
        if self._lines is None and not self._open(run):
            return True
        assert self._lines is not None, "the list was opened"
        lines = list(islice(self._lines, self._reading.size))
        if not lines:
            self._lines = None
            with self._database.reading() as session:
                owners = bringing.unknown_owners(session, run.id)
            self._write(lambda session: bringing.end_reading(session, run.id, owners, clock.now()))
            return True
        after, self._reached = run.lines_read, lines[-1].number
        with self._database.reading() as session:
            portion = staging.compare(session, run.id, lines, self._seen)
        staged = self._write(
            lambda session: staging.stage(session, portion, after, clock.now()), self._reading, len(lines)
        )
        if staged:
            self._seen.add(portion)
        return staged

    def _open(self, run: ImportRun) -> bool:
        """Open the file at the line that was reached. False when it cannot be read, which is in its row then."""
        table = open_table(lambda: pieces_of(self._database, run.id))
        given = table if isinstance(table, Problem) else open_list(table, run.mapping)
        if isinstance(given, Problem | RowProblem):
            reason = given.sentence
            self._write(lambda session: bringing.refuse(session, run.id, reason, clock.now()))
            return False
        opened = given
        if run.lines_read == 0:  # what an earlier reading left, with other columns
            for clear in (bringing.clear_lines, bringing.clear_problems):
                while self._write(lambda session, clear=clear: clear(session, run.id, _CLEARED_AT_ONCE)):  # type: ignore[misc]
                    pass
        if not self._write(lambda session: bringing.open_header(session, run.id, opened, clock.now())):
            return False
        self._reached = run.lines_read = max(run.lines_read, opened.at_line)
        with self._database.reading() as session:
            self._seen = staging.seen_so_far(session, run.id)
        self._lines = opened.lines(after=run.lines_read)
        return True

    def _apply(self, run: ImportRun) -> bool:
        pace, size = self._applying, self._applying.size
        self._write(lambda session: applying.apply_lines(session, run.id, run.applied_to, size, clock.now()), pace)
        return True


def ring_for_lists(house: Runtime) -> None:
    """Wake a worker for every list on which nobody works."""
    with house.database.transaction() as session:
        runs = bringing.nudge_runs(session, clock.now())
    ring(house.redis, UPKEEP, JOB, runs)


def forget_lists(house: Runtime) -> None:
    """Lists that nobody wants any more go, and so do the cells of lines that were bad long ago."""
    with house.database.transaction() as session:
        applying.forget(session, clock.now())


def work_on_list(run_id: int) -> None:
    """Job: go on with a list."""
    work(runtime(), run_id)


def work(house: Runtime, run_id: int) -> None:
    """Go on with a list for a while; what is left then is for the next job."""
    with house.database.reading() as session:
        undoing = session.get_one(ImportRun, run_id).undoing
    taken_back = UndoWork(house.database, run_id, house.line_hash)
    shift = taken_back if undoing else ListWork(house.database, run_id)
    end = clock.monotonic() + _SHIFT_SECONDS
    while shift.step():
        if clock.monotonic() > end:
            ring(house.redis, UPKEEP, JOB, [run_id])
            return
