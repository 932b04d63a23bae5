"""Many people decide about one campaign at once: one wins, all others are told, and no permit slips through."""

from __future__ import annotations

from functools import partial
from typing import Any

from crowd import at_once
from launched import press as push
from scene import Scene, hashed, small_questionnaire
from sqlalchemy import select
from sqlalchemy.orm import Session

from vocsurvey.db.audit.verdict import audit
from vocsurvey.db.campaign import Campaign, CampaignDay, CampaignDecision, Case
from vocsurvey.operations import administering, dialing, planning, steering
from vocsurvey.operations.administering import Launched, Refusal
from vocsurvey.operations.campaign_log import Actor
from vocsurvey.operations.dialing import Permit, Refused
from vocsurvey.operations.steering import Stopped

THREADS = 8


def crowd(scene: Scene, people: int, **typed: list[str]) -> int:
    """A launched campaign over so many people, each at an account of their own."""
    scene.people(
        [
            f"A{n},Account {n},GB,,P{n},Person {n},user,+44 20 7946 0{n:03d},,en,Europe/London,"
            f"TP{n},support_case,the export,G1,Gus Green,yes"
            for n in range(people)
        ]
    )
    return launched(scene, draft(scene, **typed))


def draft(scene: Scene, **typed: list[str]) -> int:
    """A draft of a whole plan."""
    whole = {"name": ["Crowd"], "company_name": ["N"], "questionnaire": ["small"], "from_number": ["+12025550100"]}
    with scene.database.transaction() as session:
        known = planning.known(session, ["small"], scene.rules, scene.now)
        saved = planning.new_draft(session, {**whole, **typed}, known, Actor("Ada"), scene.now)
        assert saved.whole
        return saved.campaign.id


def launched(scene: Scene, campaign_id: int) -> int:
    """Launch it."""
    assert isinstance(press_launch(scene, campaign_id, "Ada"), Launched)
    return campaign_id


def press_launch(scene: Scene, campaign_id: int, who: str) -> Any:
    """Somebody presses launch."""
    with scene.database.reading() as session:
        known = planning.known(session, ["small"], scene.rules, scene.now, campaign_id)
    return push(
        scene.database,
        campaign_id,
        small_questionnaire(),
        known,
        Actor(who),
        seen=1,
        rules=scene.rules,
        line_hash=hashed,
        at=lambda: scene.now,
    )


def press(scene: Scene, verb: Any, campaign_id: int, who: str) -> Any:
    """Somebody presses a button."""
    return scene.database.run(lambda session: verb(session, campaign_id, Actor(who), scene.now))


def permit(scene: Scene, call_id: int) -> Permit | Refused:
    """A worker asks for a permit."""

    def work(session: Session) -> Permit | Refused:
        return dialing.grant_permit(session, call_id, rules=scene.rules, line_hash=hashed, now=scene.now)

    return scene.database.run(work)


def test_one_launch_wins_and_draws_once(scene: Scene) -> None:
    scene.people()
    campaign_id = draft(scene)
    said = at_once([partial(press_launch, scene, campaign_id, f"Person {n}") for n in range(THREADS)])
    won = [one for one in said if isinstance(one, Launched)]
    lost = [one for one in said if isinstance(one, Refusal)]
    assert (len(won), len(lost)) == (1, THREADS - 1)
    log = scene.rows(select(CampaignDecision).where(CampaignDecision.step == "launched"))
    assert all(f"{log[0].actor} was faster" in one.sentence for one in lost)
    assert len(log) == 1
    assert len(scene.rows(select(Case))) == 3


def test_a_pause_and_a_stop_that_race_leave_a_state_that_the_log_explains(scene: Scene) -> None:
    campaign_id = crowd(scene, 4)
    verbs = [administering.pause, administering.resume, steering.stop] * 3
    said = at_once([partial(press, scene, verb, campaign_id, f"Person {n}") for n, verb in enumerate(verbs)])
    assert sum(isinstance(said[n], Stopped) for n in (2, 5, 8)) == 1
    row = scene.rows(select(Campaign))[0]
    assert row.stopped_at is not None
    assert all(one.sentence.endswith(".") for one in said if isinstance(one, Refusal))
    last = scene.rows(select(CampaignDecision).order_by(CampaignDecision.id.desc()))[0]
    assert last.step == "stopped"
    with scene.database.reading() as session:
        assert audit(session, scene.now, hashed) == ()


def test_no_permit_after_a_stop_and_none_beyond_the_campaigns_own_day(scene: Scene) -> None:
    campaign_id = crowd(scene, 12, calls_per_day=["3"])
    calls = scene.claim(50)
    asked = [partial(permit, scene, call_id) for call_id in calls]
    granted = [one for one in at_once(asked) if isinstance(one, Permit)]
    assert len(granted) == 3
    assert scene.rows(select(CampaignDay))[0].calls == 3
    scene.later(days=1)
    planned = scene.claim(50)
    assert planned
    said = at_once(
        [partial(press, scene, steering.stop, campaign_id, "Ada"), *(partial(permit, scene, one) for one in planned)]
    )
    assert isinstance(said[0], Stopped)
    assert isinstance(permit(scene, planned[-1]), Refused)
    with scene.database.reading() as session:
        broken = {one.rule for one in audit(session, scene.now, hashed)}
    # The three calls of yesterday were never ended by anybody; nothing else is wrong.
    assert broken <= {"call_stuck"}
