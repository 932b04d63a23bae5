"""What the clock does with campaigns: those that were stopped are wound up, and those that come again do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from scene import small_questionnaire
from sqlalchemy import select, update
from workplace import Workplace

from vocsurvey.clock import now
from vocsurvey.db.campaign import Campaign, Case
from vocsurvey.db.launch import CampaignLaunch
from vocsurvey.library import Library
from vocsurvey.operations import steering

Opened = Callable[..., Workplace]


def test_a_stopped_campaign_is_wound_up_by_the_clock(opened: Opened) -> None:
    place = opened()
    with place.house.database.transaction() as session:
        campaign_id = session.scalars(select(Campaign.id)).one()
        steering.stop(session, campaign_id, "Ada", now())
    place.tick()
    assert {case.disposition for case in place.scene.rows(select(Case))} == {"3.11"}
    assert place.scene.rows(select(Campaign.status)) == ["finished"]
    assert place.queued() == []
    assert place.violations() == []


def test_the_next_round_is_made_by_the_clock_when_it_is_due(opened: Opened) -> None:
    place = opened()
    ago = now() - timedelta(days=80)
    with place.house.database.transaction() as session:
        session.execute(
            update(Campaign).values(every="quarter", launched_at=ago, repeats_at=now() + timedelta(hours=1))
        )
    place.tick()
    assert len(place.scene.rows(select(Campaign))) == 1
    with place.house.database.transaction() as session:
        session.execute(update(Campaign).values(repeats_at=now() - timedelta(seconds=1)))
    place.tick()
    place.tick()
    rounds = place.scene.rows(select(Campaign).order_by(Campaign.id))
    assert [(one.status, one.repeats_at) for one in rounds] == [("running", None), ("draft", None)]
    assert rounds[1].name == f"{rounds[0].name}, 2"


def test_a_round_that_the_clock_launches_is_worked_on_by_whoever_is_free(opened: Opened) -> None:
    place = opened()
    ago = now() - timedelta(days=95)
    with place.house.database.transaction() as session:
        session.execute(
            update(Campaign).values(
                every="quarter", launched_at=ago, launched_by_clock=True, repeats_at=now() - timedelta(seconds=1)
            )
        )
    library = Library({**place.house.library, "small": small_questionnaire()})
    place.house = replace(place.house, library=library)
    place.tick()
    place.tick()
    (job,) = [one for one in place.queued() if one[0] == "work_on_launch"]
    # The alarm clock is lost: the row is found again when nobody works on it.
    place.house.redis.flushall()
    place.tick()
    assert job not in place.queued()
    with place.house.database.transaction() as session:
        session.execute(update(CampaignLaunch).values(enqueued_until=now() - timedelta(seconds=1)))
    place.tick()
    place.work([one for one in place.queued() if one == job])
    assert [one.status for one in place.scene.rows(select(Campaign).order_by(Campaign.id))] == ["running", "running"]
    assert place.scene.rows(select(CampaignLaunch.state)) == ["done"]
