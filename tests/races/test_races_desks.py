"""Callers press “next” at the same moment, while somebody stops the phones: no case is worked twice, none is lost."""

from __future__ import annotations

from functools import partial

from crowd import at_once
from desking import CARL, by_callers, caller, leases, press_next, taken
from scene import Scene, hashed
from sqlalchemy import select

from vocsurvey.db.audit.verdict import audit
from vocsurvey.db.campaign import Case
from vocsurvey.db.desk import DeskLease
from vocsurvey.db.dialing import Attempt
from vocsurvey.followup.lifecycle import Refusal
from vocsurvey.operations import calling, gatekeeping, leasing

CALLERS = 12
PEOPLE = 10


def opened(scene: Scene) -> list[str]:
    """A campaign of ten people, and twelve callers for them."""
    scene.people(
        [
            f"A{n},Account {n},GB,,P{n},Person {n},user,+44 20 7946 0{n:03d},,en,Europe/London,"
            f"TP{n},support_case,the export,G1,Gus Green,yes"
            for n in range(PEOPLE)
        ]
    )
    scene.campaign()
    by_callers(scene)
    names = [f"caller{n}@example.com" for n in range(CALLERS)]
    for name in names:
        caller(scene, name)
    return names


def test_twelve_callers_at_once_get_ten_different_cases(scene: Scene) -> None:
    names = opened(scene)
    said = at_once([partial(press_next, scene, name) for name in names])
    got = [one.case_id for one in said if isinstance(one, DeskLease)]
    assert len(got) == len(set(got)) == PEOPLE
    assert sum(isinstance(one, Refusal) for one in said) == CALLERS - PEOPLE
    with scene.database.reading() as session:
        assert audit(session, scene.now, hashed) == ()


def test_one_caller_who_presses_eight_times_at_once_gets_one_case(scene: Scene) -> None:
    opened(scene)
    said = at_once([partial(press_next, scene, CARL)] * 8)
    assert len({one.id for one in said}) == len(leases(scene)) == 1


def test_nobody_has_a_case_after_the_phones_were_stopped(scene: Scene) -> None:
    names = opened(scene)

    def stop() -> tuple[int, ...]:
        return scene.database.run(
            lambda session: gatekeeping.stop_everything(session, "Ada", rules=scene.rules, now=scene.now)
        )

    at_once([*(partial(press_next, scene, name) for name in names), stop])
    assert [one.ending for one in leases(scene)] == ["stopped"] * len(leases(scene))
    with scene.database.reading() as session:
        assert audit(session, scene.now, hashed) == ()


def test_a_call_that_is_planned_six_times_at_once_is_one_call_or_none(scene: Scene) -> None:
    opened(scene)
    lease, user = taken(scene), scene.user(CARL).id

    def call() -> object:
        return scene.database.run(
            lambda session: calling.plan_call(
                session, lease.id, user, rules=scene.rules, line_hash=hashed, now=scene.now
            )
        )

    def give_back() -> object:
        return scene.database.run(
            lambda session: leasing.give_back(
                session, lease.id, user, "Speaks another language.", rules=scene.rules, now=scene.now
            )
        )

    at_once([call, call, call, give_back, call, call, call])
    attempts = scene.rows(select(Attempt))
    assert len(attempts) <= 1
    assert all(one.closed_at is not None for one in attempts), "it went with the case"
    assert [one.ending for one in leases(scene)] == ["given_back"]
    assert scene.rows(select(Case).where(Case.closed_at.is_not(None))) == []
