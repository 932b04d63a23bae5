"""A short contact list in one transaction: staged and applied at once, by the same steps as a long one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256

from sqlalchemy.orm import Session

from vocsurvey.db.imports import ImportRun, ImportState
from vocsurvey.fieldwork.sample import ListLine, SampleRow
from vocsurvey.operations.applying import apply_lines, sweep
from vocsurvey.operations.bringing import end_reading, receive, unknown_owners
from vocsurvey.operations.staging import compare, stage

AT_ONCE = 500


@dataclass(frozen=True)
class Imported:
    """How many rows were created, changed or left as they were, by table; and owners that nobody signs in as."""

    created: Mapping[str, int] = field(default_factory=dict)
    changed: Mapping[str, int] = field(default_factory=dict)
    unchanged: Mapping[str, int] = field(default_factory=dict)
    unknown_owners: tuple[str, ...] = ()


def import_sample(session: Session, rows: Iterable[SampleRow], now: datetime) -> Imported:
    """Create or change what the rows say, found again by their external ids. Nothing is ever deleted by a list.

    An empty cell leaves alone what is known already. Lines that contradict each other or the sample are left out.
    """
    lines = [ListLine(row.at_line, (), row, ()) for row in rows]
    if not lines:
        return Imported()
    digest = sha256(repr(lines).encode()).hexdigest()
    run = receive(session, file_name="a list", digest=digest, size=0, by_id=None, straight=True, now=now)
    run.state, run.bad_left_out = ImportState.READING, True
    for start in range(0, len(lines), AT_ONCE):
        stage(session, compare(session, run.id, lines[start : start + AT_ONCE]), run.lines_read, now)
    end_reading(session, run.id, unknown_owners(session, run.id), now)
    while apply_lines(session, run.id, run.applied_to, AT_ONCE, now) is not None:
        pass
    while sweep(session, run.id, AT_ONCE):
        pass
    return imported(run)


def imported(run: ImportRun) -> Imported:
    """What became of a list."""
    return Imported(
        run.counts.get("created", {}),
        run.counts.get("changed", {}),
        run.counts.get("unchanged", {}),
        tuple(run.unknown_owners),
    )
