"""The room that a claim has: per campaign, per number, and for those who stand behind one that has none."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from scene import Scene
from sqlalchemy import event, select

from vocsurvey.db.campaign import Case
from vocsurvey.db.dialing import Attempt, Call, CallStatus
from vocsurvey.fieldwork.caller_number import CallerNumbers
from vocsurvey.fieldwork.outcome import CarrierOutcome
from vocsurvey.fieldwork.pacing import Limits
from vocsurvey.operations.claiming import MOST_LOOKS

LONDON = "+442079460001"


def people(count: int, country: str = "GB") -> list[str]:
    """So many people, each at a line and an account of their own."""
    number = {"GB": "+44 20 7946 0{:03d}", "DE": "+49 30 23125 {:03d}"}[country]
    return [
        f"{country}{n},Account {country}{n},{country},,{country}{n},Person {n},user,{number.format(n)},,en,"
        f"Europe/London,T{country}{n},support_case,the export,G1,Gus Green,yes"
        for n in range(100, 100 + count)
    ]


def listed(*numbers: str) -> CallerNumbers:
    """These numbers in London."""
    shown = [{"number": one, "country": "GB"} for one in numbers]
    return CallerNumbers.model_validate({"format": 1, "mark": "R", "source": "a test", "numbers": shown})


def paced(scene: Scene, **changes: Any) -> None:
    pacing = scene.rules.pacing.model_copy(update={"in_flight": 100, **changes})
    scene.rules = replace(scene.rules, pacing=pacing)


def shown(scene: Scene) -> Counter[str]:
    with scene.database.reading() as session:
        return Counter(session.scalars(select(Call.from_number)))


def per_campaign(scene: Scene) -> dict[int, int]:
    with scene.database.reading() as session:
        return dict(Counter(session.scalars(select(Case.campaign_id).join(Attempt, Attempt.case_id == Case.id))))


@pytest.fixture
def two(scene: Scene) -> Scene:
    """Two campaigns over the same crowd; everybody of the first is due before anybody of the second."""
    scene.people_again(people(12))
    scene.campaign("First")
    scene.later(seconds=1)
    scene.campaign("Second")
    return scene


@pytest.mark.parametrize("limits", [Limits(in_flight=2), Limits(calls_per_second=2)])
def test_a_campaign_without_room_does_not_hold_up_the_next(two: Scene, limits: Limits) -> None:
    paced(two, per_campaign=limits)
    assert len(two.claim(6)) == 4
    assert per_campaign(two) == {1: 2, 2: 2}
    two.claim(6)
    assert per_campaign(two) == ({1: 2, 2: 2} if limits.in_flight else {1: 4, 2: 4})


def test_a_slow_rate_gives_one_call_at_each_tick(two: Scene) -> None:
    paced(two, per_campaign=Limits(calls_per_second=0.1))
    for tick in (1, 2, 3):
        two.claim(6)
        assert per_campaign(two) == {1: tick, 2: tick}


def test_a_number_without_room_does_not_hold_up_the_others(scene: Scene) -> None:
    scene.people_again([*people(8), *people(3, "DE")])
    scene.campaign()
    scene.rules = replace(scene.rules, caller_numbers=listed(LONDON))
    paced(scene, per_number=Limits(in_flight=3))
    scene.claim(6)
    assert shown(scene) == {LONDON: 3, "+12025550199": 3}
    assert scene.claim(6) == ()
    assert scene.rows(select(Case).where(Case.waiting_for != [])) == [], "who waits for room only is not put off"


def test_a_case_sees_the_same_number_at_every_attempt(scene: Scene) -> None:
    scene.people_again(people(1))
    scene.campaign()
    ours = [f"+44207946000{n}" for n in range(5)]
    scene.rules = replace(scene.rules, caller_numbers=listed(*ours))
    for _ in range(3):
        token, sid = scene.dial("GB100")
        scene.report(token, sid, "busy", CallStatus.ENDED, 3, CarrierOutcome.BUSY)
        scene.later(minutes=5)
    seen = [number for number in shown(scene) if number in ours]
    assert len(seen) == 1
    assert shown(scene)[seen[0]] == 3


def test_a_claim_looks_on_only_so_often(two: Scene) -> None:
    """Otherwise a crowd that waits for one number would be read to its end at every tick."""
    paced(two, per_number=Limits(in_flight=1))
    looks: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if "FROM case_file" in statement and "dial_gate" in statement:
            looks.append(statement)

    event.listen(two.database.engine, "before_cursor_execute", note)
    claimed = len(two.claim(2)), len(two.claim(2))
    event.remove(two.database.engine, "before_cursor_execute", note)
    assert claimed == (1, 0)
    assert len(looks) == 2 * MOST_LOOKS
