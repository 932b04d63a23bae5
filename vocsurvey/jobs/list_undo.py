"""A contact list that is taken back, one short step at a time, by whoever works on lists."""

from __future__ import annotations

from dataclasses import replace

from vocsurvey import clock
from vocsurvey.db.session import Database
from vocsurvey.fieldwork.suppression import LineHash
from vocsurvey.jobs.pacing import Pace, Writer
from vocsurvey.operations import undoing
from vocsurvey.operations.applying import phones_in_use

# Another list comes in: it is looked at again after so long.
_WAIT_SECONDS = 0.2
# What a row costs differs much from table to table: each begins small. Behind SQLite's one lock everybody waits; on
# PostgreSQL only who wants the very rows.
_ONE_LOCK = Pace(size=50, wanted=0.03, least=10, most=1_000)
_MANY_LOCKS = Pace(size=200, wanted=0.1, least=50, most=1_000)


class UndoWork:
    """The work on one undo, from wherever it stands. ``step`` until it says that there is nothing more to do."""

    def __init__(self, database: Database, run_id: int, line_hash: LineHash, pace: Pace | None = None) -> None:
        self._database = database
        self._run_id = run_id
        self._line_hash = line_hash
        self._first_pace = pace or (_ONE_LOCK if database.is_sqlite else _MANY_LOCKS)
        self._pace = replace(self._first_pace)
        self._place = undoing.Place()
        self._writer = Writer(database)

    @property
    def longest(self) -> float:
        """The longest transaction that wrote, in seconds."""
        return self._writer.longest

    def step(self) -> bool:
        """One short transaction. False when the list is taken back."""
        with self._database.reading() as session:
            self._writer.phones_in_use = phones_in_use(session)
        reached = self._writer.write(
            lambda session: undoing.undo_some(
                session, self._run_id, self._place, self._pace.size, line_hash=self._line_hash, now=clock.now()
            ),
            self._pace,
        )
        if reached is None:
            return False
        if reached == self._place:
            clock.pause(_WAIT_SECONDS)
        if reached.stage != self._place.stage:  # where a row costs differently
            self._pace = replace(self._first_pace)
        self._place = reached
        return True
