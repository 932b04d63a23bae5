"""Work on problems: made of follow-ups that share a cause, planned, and moved on until what was done has helped."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from vocsurvey.db.people import User
from vocsurvey.db.problem import Problem, ProblemEvent, ProblemMember
from vocsurvey.followup.lifecycle import Refusal
from vocsurvey.followup.problem import (
    OVER,
    ProblemState,
    ProblemStep,
    move_refused,
    past,
    plan_refused,
    wording_refused,
)
from vocsurvey.operations.stepping import locked

ELSEWHERE = Refusal("It belongs to a problem already. Take it out there first.")
NOT_IN_IT = Refusal("It does not belong to this problem any more.")
IS_OVER = Refusal("This problem is over. Open it again, or choose another one.")
LEFT = Refusal("Choose somebody who still works here.")


@dataclass(frozen=True)
class Plan:
    """Who sees to it, what they do by which day, and when it is measured whether that has helped."""

    owner_id: int
    action: str
    due_on: date | None
    remeasure_on: date | None


def make_problem(
    session: Session,
    follow_up_ids: Iterable[int],
    by_id: int,
    title: str,
    cause: str,
    now: datetime,
    *,
    dimension: str | None = None,
) -> Problem | Refusal:
    """A new problem of these follow-ups; whoever makes it sees to it first. Raises NoResultFound."""
    title, cause = " ".join(title.split()), cause.strip()
    refused = wording_refused(title, cause)
    if refused is not None:
        return refused
    ids = sorted(set(follow_up_ids))
    for one in ids:
        locked(session, one)
        if session.get(ProblemMember, one) is not None:
            return ELSEWHERE
    problem = Problem(
        title=title,
        cause=cause,
        dimension=dimension,
        state=ProblemState.OPEN,
        owner_id=by_id,
        made_at=now,
        made_by_id=by_id,
    )
    session.add(problem)
    session.flush()
    _step(session, problem, ProblemStep.MADE, by_id, now, state=ProblemState.OPEN)
    for one in ids:
        _join(session, problem, one, by_id, now)
    return problem


def add_to_problem(
    session: Session, problem_id: int, follow_up_id: int, by_id: int, now: datetime
) -> Problem | Refusal:
    """One more follow-up shares the cause. Raises NoResultFound."""
    locked(session, follow_up_id)
    problem = _held(session, problem_id)
    member = session.get(ProblemMember, follow_up_id)
    if member is not None:
        return problem if member.problem_id == problem.id else ELSEWHERE
    if problem.state in OVER:
        return IS_OVER
    _join(session, problem, follow_up_id, by_id, now)
    return problem


def take_out_of_problem(
    session: Session, problem_id: int, follow_up_id: int, by_id: int, now: datetime
) -> Problem | Refusal:
    """A follow-up does not share the cause after all; that it was there stays in the history. Raises NoResultFound."""
    problem = _held(session, problem_id)
    member = session.get(ProblemMember, follow_up_id)
    if member is None or member.problem_id != problem.id:
        return NOT_IN_IT
    session.delete(member)
    _step(session, problem, ProblemStep.REMOVED, by_id, now, follow_up_id=follow_up_id)
    return problem


def plan_problem(session: Session, problem_id: int, by_id: int, plan: Plan, now: datetime) -> Problem | Refusal:
    """Say who does what about it by when. A day is over by the clock of whoever says it. Raises NoResultFound."""
    problem, action = _held(session, problem_id), plan.action.strip()
    today = now.astimezone(ZoneInfo(session.get_one(User, by_id).zone)).date()
    refused = (
        plan_refused(ProblemState(problem.state), action, plan.due_on, plan.remeasure_on)
        or past(plan.due_on, problem.action_due_on, today)
        or past(plan.remeasure_on, problem.remeasure_on, today)
    )
    if refused is not None:
        return refused
    owner = session.get(User, plan.owner_id)
    if owner is None or not owner.active:
        return LEFT
    problem.owner_id, problem.action = owner.id, action or None
    problem.action_due_on, problem.remeasure_on = plan.due_on, plan.remeasure_on
    _step(session, problem, ProblemStep.PLANNED, by_id, now, words=action or None)
    return problem


def move_problem(
    session: Session, problem_id: int, by_id: int, wanted: ProblemState, now: datetime
) -> Problem | Refusal:
    """It goes on to another state. Raises NoResultFound."""
    problem = _held(session, problem_id)
    refused = move_refused(
        ProblemState(problem.state),
        wanted,
        planned=problem.action is not None,
        remeasured=problem.remeasure_on is not None,
    )
    if refused is not None:
        return refused
    problem.state = wanted
    _step(session, problem, ProblemStep.MOVED, by_id, now, state=wanted)
    return problem


def hand_problems_over(session: Session, user: User, heir: User, by_id: int, now: datetime) -> None:
    """Whoever leaves leaves no problem that is not over behind."""
    theirs = select(Problem).where(Problem.owner_id == user.id, Problem.state.not_in(OVER)).order_by(Problem.id)
    for problem in session.scalars(theirs.with_for_update(of=Problem)):
        problem.owner_id = heir.id
        _step(
            session, problem, ProblemStep.PLANNED, by_id, now, words=f"{heir.name} sees to it instead of {user.name}."
        )


def _held(session: Session, problem_id: int) -> Problem:
    return session.get_one(Problem, problem_id, with_for_update=True, populate_existing=True)


def _join(session: Session, problem: Problem, follow_up_id: int, by_id: int, now: datetime) -> None:
    session.add(ProblemMember(follow_up_id=follow_up_id, problem_id=problem.id, added_at=now))
    _step(session, problem, ProblemStep.ADDED, by_id, now, follow_up_id=follow_up_id)


def _step(
    session: Session,
    problem: Problem,
    kind: ProblemStep,
    by_id: int,
    now: datetime,
    *,
    follow_up_id: int | None = None,
    state: ProblemState | None = None,
    words: str | None = None,
) -> None:
    by = session.get_one(User, by_id)
    problem.steps.append(ProblemEvent(kind=kind, by=by, follow_up_id=follow_up_id, state=state, words=words, at=now))
    session.flush()
