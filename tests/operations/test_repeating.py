"""Campaigns that come again: each round is made once, when it is due, and waits or is launched as the plan says."""

from __future__ import annotations

from typing import Any

import pytest
from launched import press
from scene import Scene, hashed, small_questionnaire
from sqlalchemy import select, update

from vocsurvey.db.announcement import Announcement
from vocsurvey.db.campaign import Campaign, CampaignDecision, Case
from vocsurvey.db.people import Role
from vocsurvey.db.sample import Contact
from vocsurvey.jobs import launches
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
    done = press(
        scene.database, campaign_id, small_questionnaire(), known, ADA,
        rules=scene.rules, line_hash=hashed, at=lambda: scene.now,
    )  # fmt: skip
    assert isinstance(done, Launched)
    return campaign_id


def worked(scene: Scene, campaign_id: int) -> Launched | None:
    """A worker goes on with the launch that the clock has asked for."""
    return launches.carry_out(scene.database, campaign_id, rules=scene.rules, line_hash=hashed, at=lambda: scene.now)


def made(scene: Scene, campaign_id: int, **options: Any) -> Campaign | None:
    """The next round, if it is due."""
    found = scene.do(
        repeating.make_round,
        campaign_id,
        options.pop("library", {"small": small_questionnaire()}),
        voiceless=options.pop("voiceless", {}),
        rules=scene.rules,
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
    asked = made(scene, campaign_id)
    assert asked is not None
    assert (asked.status, told(scene)) == ("draft", [])
    with scene.database.transaction() as session:
        assert launching.nudge(session, scene.now) == (asked.id,)
    assert worked(scene, asked.id) == Launched(3)
    following = scene.rows(select(Campaign).where(Campaign.id == asked.id))[0]
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


def test_a_round_that_nobody_may_be_called_in_is_told_when_a_worker_finds_out(scene: Scene) -> None:
    campaign_id = launched(scene, by_clock=["yes"])
    scene.later(days=92)
    following = made(scene, campaign_id)
    assert following is not None
    with scene.database.transaction() as session:
        session.execute(update(Contact).values(active=False))
    assert worked(scene, following.id) is None
    assert scene.rows(select(Campaign.status).where(Campaign.id == following.id)) == ["draft"]
    assert told(scene) == ["The next round could not be launched: Pulse, 2"]


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
