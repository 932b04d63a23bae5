"""Problems over real rows: made of follow-ups, planned, moved on, with every step written down."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from scene import Scene, hashed
from sqlalchemy import select

from vocsurvey.db.audit.verdict import audit
from vocsurvey.db.followup import FollowUp
from vocsurvey.db.people import Role, User
from vocsurvey.db.problem import Problem, ProblemEvent, ProblemMember
from vocsurvey.db.reads.problems import problem_list, problem_of, problem_sheet, problems_called
from vocsurvey.db.sample import Account
from vocsurvey.followup.lifecycle import Refusal
from vocsurvey.followup.problem import ProblemState
from vocsurvey.operations import administering
from vocsurvey.operations import problem_solving as solving
from vocsurvey.operations.leaving import Heirs, deactivate
from vocsurvey.operations.problem_solving import ELSEWHERE, IS_OVER, LEFT, NOT_IN_IT, Plan

BOSS = "olivia@example.com"
CAUSE = "Nobody reads the inbox on Mondays."


@pytest.fixture
def follow_up_id(running: Scene) -> int:
    running.talk(*running.dial("C1"), "1", "1", "2")
    (found,) = running.rows(select(FollowUp))
    return int(found.id)


def make(scene: Scene, *ids: int, title: str = "Slow on  Mondays", cause: str = CAUSE) -> Any:
    return scene.do(solving.make_problem, ids, scene.user(BOSS).id, title, cause, dimension="service")


def plan(scene: Scene, problem_id: int, action: str = "", due: date | None = None, again: date | None = None) -> Any:
    me = scene.user(BOSS).id
    return scene.do(solving.plan_problem, problem_id, me, Plan(me, action, due, again))


def move(scene: Scene, problem_id: int, state: ProblemState) -> Any:
    return scene.do(solving.move_problem, problem_id, scene.user(BOSS).id, state)


def join(scene: Scene, problem_id: int, follow_up_id: int) -> Any:
    return scene.do(solving.add_to_problem, problem_id, follow_up_id, scene.user(BOSS).id)


def part(scene: Scene, problem_id: int, follow_up_id: int) -> Any:
    return scene.do(solving.take_out_of_problem, problem_id, follow_up_id, scene.user(BOSS).id)


def sound(scene: Scene) -> None:
    with scene.database.reading() as session:
        assert audit(session, scene.now, hashed) == ()


def test_a_follow_up_is_in_one_problem_at_most(running: Scene, follow_up_id: int) -> None:
    first, second = make(running, follow_up_id, follow_up_id), make(running, title="Another")
    assert (first.title, first.state, first.dimension) == ("Slow on Mondays", "open", "service")
    assert make(running, follow_up_id) == ELSEWHERE
    assert join(running, second.id, follow_up_id) == ELSEWHERE
    assert join(running, first.id, follow_up_id).id == first.id, "it is there already"
    assert len(running.rows(select(ProblemMember))) == 1
    assert part(running, second.id, follow_up_id) == NOT_IN_IT
    assert part(running, first.id, follow_up_id).id == first.id
    assert part(running, first.id, follow_up_id) == NOT_IN_IT
    assert join(running, second.id, follow_up_id).id == second.id
    kinds = [(row.problem_id, row.kind) for row in running.rows(select(ProblemEvent).order_by(ProblemEvent.id))]
    assert kinds == [
        *((first.id, "made"), (first.id, "added"), (second.id, "made")),
        *((first.id, "removed"), (second.id, "added")),
    ]
    sound(running)


def test_what_is_no_title_makes_nothing(running: Scene, follow_up_id: int) -> None:
    assert isinstance(make(running, follow_up_id, title=" a "), Refusal)
    assert running.rows(select(Problem)) == []


def test_it_is_planned_and_moved_on_until_it_is_solved(running: Scene, follow_up_id: int) -> None:
    problem, today = make(running, follow_up_id), running.now.date()
    week, month = today + timedelta(days=7), today + timedelta(days=30)
    assert isinstance(move(running, problem.id, ProblemState.ACTING), Refusal)
    assert "over already" in str(plan(running, problem.id, "Read it", today - timedelta(days=2), None))
    assert "over already" in str(plan(running, problem.id, "", None, today - timedelta(days=2)))
    assert isinstance(plan(running, problem.id, "Read it"), Refusal)
    assert plan(running, problem.id, "", None, month).action is None
    assert plan(running, problem.id, " Read it ", week, month).action == "Read it"
    for state in (ProblemState.ACTING, ProblemState.MEASURING, ProblemState.SOLVED):
        assert move(running, problem.id, state).state == state
    part(running, problem.id, follow_up_id)
    assert join(running, problem.id, follow_up_id) == IS_OVER
    assert move(running, problem.id, ProblemState.OPEN).state == "open"
    sound(running)
    running.later(days=60)
    assert plan(running, problem.id, "Read it twice", week, month).action_due_on == week, "the day was there before"


def test_only_who_works_here_sees_to_it(running: Scene, follow_up_id: int) -> None:
    problem, me = make(running, follow_up_id), running.user(BOSS).id
    assert running.do(solving.plan_problem, problem.id, me, Plan(999, "", None, None)) == LEFT
    with running.database.transaction() as session:
        session.get_one(User, me).active = False
    assert plan(running, problem.id) == LEFT


def test_it_reads_what_it_touches(running: Scene, follow_up_id: int) -> None:
    problem, empty = make(running, follow_up_id), make(running, title="100 % empty")
    today = running.now.date()
    plan(running, problem.id, "Read it", today, None)
    with running.database.transaction() as session:
        row = session.get_one(FollowUp, follow_up_id)
        session.get_one(Account, row.account_id).yearly_value = 1200.0
    with running.database.reading() as session:
        first, second = problem_list(session, today).lines
        assert (first.id, second.id) == (problem.id, empty.id)
        touched = first.touched
        assert (touched.opened, touched.closed, touched.accounts, touched.valued, touched.value) == (1, 0, 1, 1, 1200.0)
        assert second.touched.accounts == 0
        assert [first.late, problem_list(session, today + timedelta(days=1)).lines[0].late] == [False, True]
        assert problem_list(session, today, state="solved").lines == ()
        assert [one.id for one in problem_list(session, today, said="100 %").lines] == [empty.id]
        assert problem_list(session, today, owner_id=999).lines == ()
        assert problem_list(session, today, number=7).number == 1
        known = problem_of(session, follow_up_id)
        assert known is not None
        sheet = problem_sheet(session, known, today)
        assert [one.id for one in sheet.members] == [follow_up_id]
        assert set(sheet.names) == {follow_up_id}
        assert [one.id for one in problems_called(session, "MONDAYS")] == [problem.id]
        assert problems_called(session, "_") == ()


def test_whoever_leaves_leaves_no_problem_behind(running: Scene, follow_up_id: int) -> None:
    mine, done = make(running, follow_up_id), make(running, title="Long ago")
    assert isinstance(move(running, done.id, ProblemState.DROPPED), Problem)
    boss = running.do(
        administering.add_user, email="mona@example.com", name="Mona", role=Role.MANAGER, password_hash="-", zone="UTC"
    )
    with running.database.transaction() as session:
        me, actor = session.get_one(User, running.user(BOSS).id), session.get_one(User, boss.id)
        heir = session.get_one(User, running.user("sam@example.com").id)
        gone = deactivate(session, me.id, actor, running.now, heirs=Heirs(heir.id))
        assert isinstance(gone, User)
    owners = {one.title: one.owner_id for one in running.rows(select(Problem))}
    assert owners == {"Slow on Mondays": heir.id, "Long ago": me.id}
    last = running.rows(select(ProblemEvent).where(ProblemEvent.problem_id == mine.id).order_by(ProblemEvent.id))[-1]
    assert (last.by_id, last.words) == (boss.id, "Sam Success sees to it instead of Olivia Owner.")
    sound(running)
