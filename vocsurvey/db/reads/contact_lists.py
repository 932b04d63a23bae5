"""Contact lists that came in: how far each is, and what was wrong with it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from vocsurvey.db.imports import ImportProblem, ImportRun, ImportState
from vocsurvey.db.people import User

ON_A_PAGE = 50
_AT_A_TIME = 500


@dataclass(frozen=True)
class ProblemPage:
    """Some of the problems of a list; pages are counted from 1."""

    problems: Sequence[ImportProblem]
    number: int
    pages: int
    total: int


@dataclass(frozen=True)
class ListInHistory:
    """A list and who brought it; None for somebody at the command line."""

    run: ImportRun
    by: str | None


def history(session: Session, number: int) -> tuple[list[ListInHistory], int]:
    """One page of the lists that came in, latest first, and how many pages there are."""
    shown = ImportRun.state != ImportState.ARRIVING
    total = session.scalar(select(func.count()).select_from(ImportRun).where(shown)) or 0
    rows = session.execute(
        select(ImportRun, User.name)
        .outerjoin(User, User.id == ImportRun.by_id)
        .where(shown)
        .order_by(ImportRun.id.desc())
        .offset((max(number, 1) - 1) * ON_A_PAGE)
        .limit(ON_A_PAGE)
    )
    return [ListInHistory(run, by) for run, by in rows], max(1, -(-total // ON_A_PAGE))


def problems_on(session: Session, run_id: int, number: int) -> ProblemPage:
    """One page of what is wrong with a list, by line."""
    total = session.scalar(select(func.count(ImportProblem.id)).where(ImportProblem.run_id == run_id)) or 0
    pages = max(1, -(-total // ON_A_PAGE))
    number = min(max(number, 1), pages)
    found = session.scalars(
        select(ImportProblem)
        .where(ImportProblem.run_id == run_id)
        .order_by(ImportProblem.line, ImportProblem.id)
        .offset((number - 1) * ON_A_PAGE)
        .limit(ON_A_PAGE)
    ).all()
    return ProblemPage(found, number, pages, total)


def every_problem(session: Session, run_id: int) -> Iterator[ImportProblem]:
    """All that is wrong with a list, by line, a few at a time."""
    line, last = 0, 0
    while True:
        beyond = (ImportProblem.line > line) | ((ImportProblem.line == line) & (ImportProblem.id > last))
        found = session.scalars(
            select(ImportProblem)
            .where(ImportProblem.run_id == run_id, beyond)
            .order_by(ImportProblem.line, ImportProblem.id)
            .limit(_AT_A_TIME)
        ).all()
        if not found:
            return
        yield from found
        line, last = found[-1].line, found[-1].id
        session.expunge_all()


def imported_before(session: Session, run: ImportRun) -> ImportRun | None:
    """The latest list with the very same bytes that was applied."""
    same = (ImportRun.digest == run.digest, ImportRun.state == ImportState.APPLIED, ImportRun.undo_at.is_(None))
    return session.scalar(select(ImportRun).where(*same, ImportRun.id != run.id).order_by(ImportRun.id.desc()).limit(1))
