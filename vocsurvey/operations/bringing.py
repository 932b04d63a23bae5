"""A contact list on its way: it arrives, is read, compared and agreed to, or given up.

Every step moves the one row of its run, which is locked first, so that two who work on one list queue.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, delete, func, insert, or_, select, update
from sqlalchemy.orm import Session

from vocsurvey.db.base import table_of
from vocsurvey.db.bulk import count_anew
from vocsurvey.db.imports import AT_REST, AT_WORK, ImportPiece, ImportProblem, ImportRun, ImportState, StagedLine
from vocsurvey.db.people import User
from vocsurvey.db.reads.forecast import WORDS, forecast
from vocsurvey.fieldwork.contact_line import RowProblem
from vocsurvey.fieldwork.sample import ContactList

WORKING = timedelta(seconds=60)
"""Whoever works on a list is believed to be alive for so long after each portion."""
MOST_OWNERS_TOLD = 50
_MANY = 1_000
"""Staged lines from which on it matters that the database knows how many they are."""


def receive(
    session: Session, *, file_name: str, digest: str, size: int, by_id: int | None, straight: bool, now: datetime
) -> ImportRun:
    """A list that begins to arrive. ``straight``: it is applied when it was read, without anybody being asked."""
    run = ImportRun(
        file_name=file_name[:200],
        digest=digest,
        size=size,
        by_id=by_id,
        state=ImportState.ARRIVING,
        straight=straight,
        mapping={},
        header=[],
        columns=[],
        forecast={},
        counts={},
        unknown_owners=[],
        created_at=now,
        enqueued_until=now + WORKING,
    )
    session.add(run)
    session.flush()
    return run


def keep_piece(session: Session, run_id: int, position: int, content: bytes) -> None:
    """The next bytes of the file."""
    session.add(ImportPiece(run_id=run_id, position=position, content=content))
    session.flush()


def read_again(session: Session, run_id: int, mapping: Mapping[str, str], now: datetime) -> bool:
    """The file is whole, or its columns are meant otherwise: read it from its beginning. False when it is too late."""
    run = locked(session, run_id)
    if run.state not in (ImportState.ARRIVING, ImportState.COLUMNS_WANTED, ImportState.CHECKED):
        return False
    run.state, run.mapping, run.forecast = ImportState.READING, dict(mapping), {}
    run.lines_read = run.good_lines = run.bad_lines = 0
    run.enqueued_until = now + WORKING
    session.flush()
    return True


def clear_lines(session: Session, run_id: int, most: int) -> bool:
    """Throw away at most so many staged lines. False when none is left."""
    return _cut(session, StagedLine, StagedLine.__table__.c.at_line, run_id, most)


def clear_problems(session: Session, run_id: int, most: int) -> bool:
    """Throw away at most so many of the problems. False when none is left."""
    return _cut(session, ImportProblem, ImportProblem.__table__.c.id, run_id, most)


def _cut(
    session: Session, table: type[StagedLine | ImportProblem], key: ColumnElement[int], run_id: int, most: int
) -> bool:
    some = select(key).where(table.run_id == run_id).order_by(key).limit(most).subquery()
    last = session.scalar(select(func.max(some.c[0])))
    if last is not None:
        session.execute(
            delete(table).where(table.run_id == run_id, key <= last), execution_options={"synchronize_session": False}
        )
    return last is not None


def open_header(session: Session, run_id: int, given: ContactList, now: datetime) -> bool:
    """What the header says, once. False when the lines cannot be read before somebody says what the columns are."""
    run = locked(session, run_id)
    header = given.header
    run.header, run.columns = [cell.strip()[:200] for cell in header.cells], list(header.names)
    run.note, run.about = given.note, given.table.about
    if run.lines_read == 0:
        note_problems(session, run_id, ((one, False, ()) for one in given.remarks))
        run.lines_read = given.at_line
    if header.faults:
        run.state = ImportState.COLUMNS_WANTED
    run.enqueued_until = now + WORKING
    session.flush()
    return not header.faults


def end_reading(session: Session, run_id: int, owners: Sequence[str], now: datetime) -> None:
    """Every line was read; ``owners`` are those that nobody signs in as.

    A straight list goes on, or is refused for its bad lines; others are compared first.
    """
    run = locked(session, run_id)
    if run.state != ImportState.READING:
        return
    run.unknown_owners = list(owners)
    remarks = session.scalar(select(ImportProblem.id).where(ImportProblem.run_id == run_id).limit(1)) is not None
    run.enqueued_until = now + WORKING
    if not run.good_lines:
        why = "No line of the list is good." if remarks else "There is no contact below the header line."
        refuse(session, run_id, why, now)
    elif not run.straight:
        run.state = ImportState.COMPARING
    elif remarks and not run.bad_left_out:
        refuse(session, run_id, "Lines are bad.", now)
    else:
        run.state = ImportState.APPLYING
    if run.good_lines >= _MANY and run.state in AT_WORK:
        count_anew(session, table_of(StagedLine))
    session.flush()


def compare(session: Session, run_id: int) -> dict[str, dict[str, int]]:
    """What the list would do, by word and table. It only reads, so it may take its time."""
    return forecast(session, run_id)


def end_comparing(session: Session, run_id: int, found: Mapping[str, Mapping[str, int]], now: datetime) -> None:
    """The list waits for a person's word."""
    run = locked(session, run_id)
    if run.state == ImportState.COMPARING:
        run.forecast = {**run.forecast, **{word: dict(found[word]) for word in WORDS}}
        run.state, run.enqueued_until = ImportState.CHECKED, None
    session.flush()


def refuse(session: Session, run_id: int, reason: str, now: datetime) -> None:
    """The list is none, or cannot be read, or has bad lines that nobody said to leave out."""
    run = locked(session, run_id)
    run.state, run.reason, run.finished_at, run.enqueued_until = ImportState.REFUSED, reason, now, None
    session.flush()


def discard(session: Session, run_id: int, now: datetime) -> bool:
    """Give a list up that has changed nothing yet. False when it is too late."""
    run = locked(session, run_id)
    if run.state == ImportState.APPLYING or run.state in AT_REST:
        return False
    run.state, run.finished_at, run.enqueued_until = ImportState.DISCARDED, now, None
    session.flush()
    return True


def nudge_runs(session: Session, now: datetime) -> tuple[int, ...]:
    """The lists that are to be worked on and on which nobody works; each is given out once in a while."""
    idle = or_(ImportRun.enqueued_until.is_(None), ImportRun.enqueued_until <= now)
    taken_back = and_(ImportRun.undo_at.is_not(None), ImportRun.undone_at.is_(None))
    due = or_(ImportRun.state.in_(AT_WORK), ImportRun.state.in_(AT_REST) & ~ImportRun.swept, taken_back)
    wanted = session.scalars(select(ImportRun.id).where(due, idle)).all()
    marked = update(ImportRun).where(ImportRun.id.in_(wanted), idle).values(enqueued_until=now + WORKING)
    return tuple(session.scalars(marked.returning(ImportRun.id))) if wanted else ()


def locked(session: Session, run_id: int) -> ImportRun:
    """The run, with its row locked, so that two who work on one list queue."""
    return session.get_one(ImportRun, run_id, with_for_update=True, populate_existing=True)


def note_problems(session: Session, run_id: int, found: Iterable[tuple[RowProblem, bool, Sequence[str]]]) -> None:
    rows = [
        {
            "run_id": run_id,
            "line": problem.line,
            "place": problem.column,
            "sentence": problem.sentence,
            "left_out": left_out,
            "cells": list(cells),
        }
        for problem, left_out, cells in found
    ]
    if rows:
        session.execute(insert(ImportProblem), rows)


def unknown_owners(session: Session, run_id: int) -> list[str]:
    """The owners that a list names and that nobody signs in as. It only reads, so it may take its time."""
    known = select(User.email)
    wanted = (
        select(StagedLine.owner_email)
        .where(StagedLine.run_id == run_id, StagedLine.owner_email.is_not(None), StagedLine.owner_email.not_in(known))
        .distinct()
        .order_by(StagedLine.owner_email)
        .limit(MOST_OWNERS_TOLD)
    )
    return [str(email) for email in session.scalars(wanted)]
