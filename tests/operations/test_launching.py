"""A launch in portions: what is left by one that broke off, what changed meanwhile, and that nobody is drawn twice."""

from __future__ import annotations

from typing import Any

import pytest
from scene import Scene, hashed, small_questionnaire
from sqlalchemy import func, select

from vocsurvey.db.audit.verdict import audit
from vocsurvey.db.campaign import Campaign, Case
from vocsurvey.jobs import launches
from vocsurvey.operations import launching, planning
from vocsurvey.operations.administering import Launched, Refusal
from vocsurvey.operations.campaign_log import Actor
from vocsurvey.operations.launching import Ready

ADA = Actor("Ada")
WHOLE = {"name": ["Autumn"], "company_name": ["N"], "questionnaire": ["small"], "from_number": ["+12025550100"]}


@pytest.fixture
def draft(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> int:
    """A whole plan over three people, who are drawn two at a time."""
    monkeypatch.setattr(launching, "AT_ONCE", 2)
    with scene.database.transaction() as session:
        known = planning.known(session, ["small"], scene.rules, scene.now)
        return planning.new_draft(session, WHOLE, known, ADA, scene.now).campaign.id


def launch(scene: Scene, campaign_id: int, seen: int | None = 1) -> Any:
    """Press the button."""
    with scene.database.reading() as session:
        known = planning.known(session, ["small"], scene.rules, scene.now, campaign_id)
    return launches.launch(
        scene.database, campaign_id, small_questionnaire(), known, ADA,
        seen=seen, rules=scene.rules, line_hash=hashed,
    )  # fmt: skip


def ready(scene: Scene, campaign_id: int) -> Ready:
    """Whom it draws."""
    with scene.database.reading() as session:
        known = planning.known(session, ["small"], scene.rules, scene.now, campaign_id)
        found = launching.prepare(
            session, campaign_id, small_questionnaire(), known, rules=scene.rules, line_hash=hashed, now=scene.now
        )
    assert isinstance(found, Ready)
    return found


def cases(scene: Scene) -> int:
    """How many cases there are."""
    return int(scene.rows(select(func.count(Case.id)))[0])


def test_everybody_is_drawn_once_and_the_audit_is_content(scene: Scene, draft: int) -> None:
    assert launch(scene, draft) == Launched(3)
    assert cases(scene) == 3
    again = launch(scene, draft)
    assert isinstance(again, Refusal)
    assert "Ada was faster" in again.sentence
    with scene.database.reading() as session:
        assert audit(session, scene.now, lambda number, extension: "") == ()


def test_a_launch_that_broke_off_is_taken_up_or_taken_away(scene: Scene, draft: int) -> None:
    whole = ready(scene, draft)
    assert scene.do(launching.fill, draft, whole, 0) is None
    assert (cases(scene), scene.rows(select(Campaign.status))) == (2, ["draft"])
    assert scene.claim() == ()
    assert scene.do(launching.sweep) == 0
    scene.later(hours=1)
    assert scene.do(launching.sweep) == 2
    scene.do(launching.fill, draft, whole, 0)
    launches.sweep(scene.database)
    assert launch(scene, draft) == Launched(3)
    assert cases(scene) == 3


def test_a_launch_in_one_transaction_takes_away_what_was_left(scene: Scene, draft: int) -> None:
    scene.do(launching.fill, draft, ready(scene, draft), 0)
    with scene.database.reading() as session:
        known = planning.known(session, ["small"], scene.rules, scene.now, draft)
    done = scene.do(
        launching.launch_plan, draft, small_questionnaire(), known, ADA, rules=scene.rules, line_hash=hashed
    )
    assert done == Launched(3)
    assert cases(scene) == 3


def test_whom_another_plan_drew_is_taken_away_first(scene: Scene, draft: int) -> None:
    scene.do(launching.fill, draft, ready(scene, draft), 0)
    scene.do(launching.fill, draft, ready(scene, draft), 2)
    only_us = {**WHOLE, "country": ["US"]}
    with scene.database.reading() as session:
        known = planning.known(session, ["small"], scene.rules, scene.now, draft)
    scene.do(planning.save_draft, draft, only_us, 1, known, ADA)
    assert launch(scene, draft, 2) == Launched(2)
    assert cases(scene) == 2


def test_a_plan_that_changes_meanwhile_is_not_launched(scene: Scene, draft: int) -> None:
    before = ready(scene, draft)
    with scene.database.reading() as session:
        known = planning.known(session, ["small"], scene.rules, scene.now, draft)
    scene.do(launching.fill, draft, before, 0)
    scene.do(planning.save_draft, draft, WHOLE, 1, known, ADA)
    for refusal in (
        scene.do(launching.fill, draft, before, 2),
        scene.do(launching.begin, draft, small_questionnaire(), before, ADA),
        launch(scene, draft, 1),
    ):
        assert isinstance(refusal, Refusal)
        assert "has changed the plan since you looked at it" in refusal.sentence
    with scene.database.transaction() as session:
        assert [launching.clear(session, draft) for _ in range(2)] == [2, 0]
    assert launch(scene, draft, 2) == Launched(3)
    with scene.database.transaction() as session:
        assert launching.clear(session, draft) == 0


def test_who_is_disturbed_gives_up_and_leaves_nothing(
    scene: Scene, draft: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    # After the last beginning.
    monkeypatch.setattr(launches, "MOST_BEGINNINGS", 0)
    refused = launch(scene, draft)
    assert refused == Refusal("Somebody else is launching it at this moment. Look at it again in a minute.")
    assert cases(scene) == 0
