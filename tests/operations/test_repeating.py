"""Campaigns that come again: each round is made once, when it is due, and waits or is launched as the plan says."""

from __future__ import annotations

from typing import Any

import pytest
from scene import Scene, hashed, small_questionnaire
from sqlalchemy import select

from vocsurvey.db.announcement import Announcement
from vocsurvey.db.campaign import Campaign, CampaignDecision, Case
from vocsurvey.db.people import Role
from vocsurvey.operations import administering, launching, planning, repeating, steering
from vocsurvey.operations.administering import Launched, Refusal
from vocsurvey.operations.campaign_log import Actor

ADA = Actor("Ada")


@pytest.fixture
def scene(scene: Scene) -> Scene:
    """With a manager, who is told."""
    scene.do(
        administering.add_user, email="mona@example.com", name="Mona", role=Role.MANAGER, password_hash="-", zone="UTC"
    )
    return scene


def launched(scene: Scene, **typed: list[str]) -> int:
    """A launched campaign that comes again every quarter."""
    whole = {"name": ["Pulse"], "company_name": ["N"], "questionnaire": ["small"], "from_number": ["+12025550100"],
             "every": ["quarter"], **typed}  # fmt: skip
    with scene.database.transaction() as session:
        saved = planning.new_draft(
            session, whole, planning.known(session, ["small"], scene.rules, scene.now), ADA, scene.now
        )
        assert saved.problems == {}
        campaign_id = saved.campaign.id
        known = planning.known(session, ["small"], scene.rules, scene.now, campaign_id)
        done = launching.launch_plan(
            session, campaign_id, small_questionnaire(), known, ADA, rules=scene.rules, line_hash=hashed, now=scene.now
        )
    assert isinstance(done, Launched)
    return campaign_id


def made(scene: Scene, campaign_id: int, **options: Any) -> Campaign | None:
    """The next round, if it is due."""
    found = scene.do(
        repeating.make_round,
        campaign_id,
        options.pop("library", {"small": small_questionnaire()}),
        voiceless=options.pop("voiceless", {}),
        rules=scene.rules,
        line_hash=hashed,
    )
    assert found is None or isinstance(found, Campaign)
    return found


def told(scene: Scene) -> list[str]:
    """What the operators were told."""
    return [row.headline for row in scene.rows(select(Announcement).order_by(Announcement.id))]


def test_a_draft_is_made_two_weeks_ahead_once_and_lasts_as_long(scene: Scene) -> None:
    campaign_id = launched(scene, last_day=["2026-11-25"], country=["US"])
    scene.later(days=77)
    with scene.database.reading() as session:
        assert repeating.due_rounds(session, scene.now) == ()
    scene.later(days=1)
    with scene.database.reading() as session:
        assert repeating.due_rounds(session, scene.now) == (campaign_id,)
    following = made(scene, campaign_id)
    assert following is not None
    assert (following.name, following.status, following.filters) == ("Pulse, 2", "draft", {"country": ["US"]})
    assert (following.typed or {})["first_day"] == ["2027-02-18"]
    assert (following.typed or {})["last_day"] == ["2027-02-24"]
    assert following.every == "quarter"
    assert made(scene, campaign_id) is None
    assert told(scene) == ["The next round is planned: Pulse, 2"]
    # Nobody is phoned before somebody launches it.
    assert len(scene.rows(select(Case))) == 2


def test_the_clock_launches_where_the_plan_says_so_and_the_chain_goes_on(scene: Scene) -> None:
    campaign_id = launched(scene, by_clock=["yes"])
    scene.later(days=92)
    following = made(scene, campaign_id)
    assert following is not None
    assert following.status == "running"
    assert following.repeats_at is not None
    assert told(scene) == ["The next round has begun: Pulse, 2"]
    log = scene.rows(select(CampaignDecision).where(CampaignDecision.campaign_id == following.id))
    assert {one.actor for one in log} == {"the clock"}
    assert log[-1].step == "launched"


@pytest.mark.parametrize(
    "options", [{"library": {}}, {"voiceless": {"small": ("de",)}}], ids=["no questionnaire", "no voice"]
)
def test_what_cannot_be_launched_waits_as_a_draft_and_is_told(scene: Scene, options: dict[str, Any]) -> None:
    campaign_id = launched(scene, by_clock=["yes"])
    scene.later(days=92)
    following = made(scene, campaign_id, **options)
    assert following is not None
    assert following.status == "draft"
    assert [one.split(":")[0] for one in told(scene)] == ["The next round could not be launched"]


def test_somebody_ends_the_rounds_or_stops_the_campaign(scene: Scene) -> None:
    campaign_id = launched(scene)
    assert isinstance(scene.do(repeating.end_repeating, campaign_id, ADA), Campaign)
    again = scene.do(repeating.end_repeating, campaign_id, ADA)
    assert isinstance(again, Refusal)
    other = launched(scene, name=["Other"])
    scene.do(steering.stop, other, ADA)
    scene.later(days=400)
    with scene.database.reading() as session:
        assert repeating.due_rounds(session, scene.now) == ()
    assert made(scene, other) is None
