"""Problems as they are read: the list with what each touches, one with its follow-ups, and the search by title."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, joinedload

from vocsurvey.db.followup import FollowUp
from vocsurvey.db.problem import Problem, ProblemEvent, ProblemMember
from vocsurvey.db.sample import Account, Contact
from vocsurvey.followup.problem import OVER

PAGE = 50
MOST_MEMBERS = 200
MOST_FOUND = 20


@dataclass(frozen=True)
class Touched:
    """What a problem touches: follow-ups, and customers each counted once. ``valued``: those whose yearly value is
    known, and ``value`` is the sum of those."""

    opened: int = 0
    closed: int = 0
    accounts: int = 0
    valued: int = 0
    value: float = 0.0


@dataclass(frozen=True)
class ProblemLine:
    """One problem in a list. ``late``: a day that was set for it is over."""

    id: int
    title: str
    state: str
    dimension: str | None
    owner: str
    action_due_on: date | None
    remeasure_on: date | None
    late: bool
    touched: Touched


@dataclass(frozen=True)
class ProblemPage:
    """Some of the problems; ``number`` counts pages from 1."""

    lines: tuple[ProblemLine, ...]
    number: int
    pages: int


@dataclass(frozen=True)
class MemberLine:
    """A follow-up that shares the cause."""

    id: int
    contact: str
    account: str
    severity: str
    state: str
    closed_at: datetime | None


@dataclass(frozen=True)
class ProblemSheet:
    """All there is to one problem; ``names`` are those of the customers in its history, by follow-up."""

    line: ProblemLine
    cause: str
    action: str | None
    owner_id: int
    members: tuple[MemberLine, ...]
    steps: tuple[ProblemEvent, ...]
    names: dict[int, str]


def problem_list(
    session: Session, today: date, *, state: str = "", owner_id: int | None = None, said: str = "", number: int = 1
) -> ProblemPage:
    """A page of problems, the soonest day first, those without one last. ``said``: a part of the title; ``state`` "":
    those that are not over."""
    wanted: list[ColumnElement[bool]] = [Problem.state == state] if state else [Problem.state.not_in(OVER)]
    if owner_id is not None:
        wanted.append(Problem.owner_id == owner_id)
    if said:
        wanted.append(Problem.title.icontains(said, autoescape=True))
    total = session.scalars(select(func.count()).select_from(Problem).where(*wanted)).one()
    pages = max(1, -(-total // PAGE))
    number = min(max(1, number), pages)
    rows = session.scalars(
        select(Problem)
        .where(*wanted)
        .options(joinedload(Problem.owner))
        .order_by(Problem.action_due_on.asc().nulls_last(), Problem.id.desc())
        .limit(PAGE)
        .offset((number - 1) * PAGE)
    ).all()
    sums = touched(session, [row.id for row in rows])
    return ProblemPage(tuple(_line(row, today, sums) for row in rows), number, pages)


def problem_of(session: Session, follow_up_id: int) -> Problem | None:
    """The problem that a follow-up belongs to."""
    joined = select(Problem).join(ProblemMember, ProblemMember.problem_id == Problem.id)
    return session.scalar(joined.where(ProblemMember.follow_up_id == follow_up_id))


def problems_called(session: Session, said: str) -> tuple[Problem, ...]:
    """Problems that are not over with this in their title, the latest first."""
    wanted = select(Problem).where(Problem.state.not_in(OVER), Problem.title.icontains(said, autoescape=True))
    return tuple(session.scalars(wanted.order_by(Problem.id.desc()).limit(MOST_FOUND)))


def touched(session: Session, ids: Iterable[int]) -> dict[int, Touched]:
    """What each of these problems touches."""
    mine = ProblemMember.problem_id.in_(tuple(ids))
    members = select(ProblemMember.problem_id, FollowUp.account_id).join(
        FollowUp, FollowUp.id == ProblemMember.follow_up_id
    )
    each = members.where(mine).distinct().subquery()
    worth = {
        row[0]: row[1:]
        for row in session.execute(
            select(each.c.problem_id, func.count(), func.count(Account.yearly_value), func.sum(Account.yearly_value))
            .join(Account, Account.id == each.c.account_id)
            .group_by(each.c.problem_id)
        )
    }
    counted = (
        select(ProblemMember.problem_id, func.count(), func.count(FollowUp.closed_at))
        .join(FollowUp, FollowUp.id == ProblemMember.follow_up_id)
        .where(mine)
        .group_by(ProblemMember.problem_id)
    )
    return {
        one: Touched(every - closed, closed, worth[one][0], worth[one][1], float(worth[one][2] or 0))
        for one, every, closed in session.execute(counted)
    }


def problem_sheet(session: Session, row: Problem, today: date) -> ProblemSheet:
    """One problem."""
    found = (
        select(FollowUp, Contact.name, Account.name)
        .join(ProblemMember, ProblemMember.follow_up_id == FollowUp.id)
        .join(Contact, Contact.id == FollowUp.contact_id)
        .join(Account, Account.id == FollowUp.account_id)
        .where(ProblemMember.problem_id == row.id)
        .order_by(FollowUp.closed_at.is_not(None), FollowUp.id)
        .limit(MOST_MEMBERS)
    )
    steps = session.scalars(
        select(ProblemEvent)
        .where(ProblemEvent.problem_id == row.id)
        .order_by(ProblemEvent.id.desc())
        .limit(MOST_MEMBERS)
        .options(joinedload(ProblemEvent.by))
    ).all()
    whose = select(FollowUp.id, Contact.name).join(Contact, Contact.id == FollowUp.contact_id)
    about = [step.follow_up_id for step in steps if step.follow_up_id is not None]
    return ProblemSheet(
        line=_line(row, today, touched(session, [row.id])),
        cause=row.cause,
        action=row.action,
        owner_id=row.owner_id,
        members=tuple(
            MemberLine(one.id, contact, account, one.severity, one.state, one.closed_at)
            for one, contact, account in session.execute(found)
        ),
        steps=tuple(steps),
        names={one: name for one, name in session.execute(whose.where(FollowUp.id.in_(about)))},
    )


def _line(row: Problem, today: date, sums: dict[int, Touched]) -> ProblemLine:
    day = {"open": row.action_due_on, "acting": row.action_due_on, "measuring": row.remeasure_on}.get(row.state)
    return ProblemLine(
        id=row.id,
        title=row.title,
        state=row.state,
        dimension=row.dimension,
        owner=row.owner.name,
        action_due_on=row.action_due_on,
        remeasure_on=row.remeasure_on,
        late=day is not None and day < today,
        touched=sums.get(row.id, Touched()),
    )
