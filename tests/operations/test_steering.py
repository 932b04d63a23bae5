"""Stopping a campaign: at once, for good, with a name; and what becomes of the cases that are left."""

from __future__ import annotations

import pytest
from scene import Scene
from sqlalchemy import select

from vocsurvey.db.audit.verdict import audit
from vocsurvey.db.campaign import Campaign, CampaignDecision, Case
from vocsurvey.fieldwork.outcome import CarrierOutcome
from vocsurvey.operations import administering, dialing, gatekeeping, steering
from vocsurvey.operations.administering import Refusal
from vocsurvey.operations.campaign_log import Actor


def state(scene: Scene) -> tuple[str, bool]:
    """Status, and whether it was stopped."""
    row = scene.rows(select(Campaign))[0]
    return row.status, row.stopped_at is not None


def test_a_stop_is_for_good_and_says_who(running: Scene) -> None:
    campaign_id = running.case().campaign_id
    planned = running.claim()
    stopped = running.do(steering.stop, campaign_id, Actor("Ada"))
    assert isinstance(stopped, steering.Stopped)
    assert stopped.ringing == ()
    assert state(running) == ("paused", True)
    assert isinstance(running.permit(planned[0]), dialing.Refused)
    assert running.claim() == ()
    assert running.do(steering.stop, campaign_id, "Eve") == Refusal("“Autumn” is stopped already. Ada was faster.")
    for verb in (administering.resume, administering.pause):
        refusal = running.do(verb, campaign_id, "Eve")
        assert isinstance(refusal, Refusal)
        assert "was stopped meanwhile" in refusal.sentence
    log = running.rows(select(CampaignDecision).order_by(CampaignDecision.id))
    assert [(one.step, one.actor, one.words) for one in log[-1:]] == [
        ("stopped", "Ada", "3 people are not called any more")
    ]


def test_a_stop_ends_what_rings_and_lets_those_who_answered_finish(running: Scene) -> None:
    campaign_id = running.case().campaign_id
    ringing, sid = running.dial("C1")
    live, live_sid = running.dial("C2")
    answered, answered_sid = running.dial("C3")
    spoken = running.talk(live, live_sid)
    elsewhere = running.campaign("Winter")
    assert running.do(gatekeeping.stop_ringing, campaign_id=elsewhere) == ()
    stopped = running.do(steering.stop, campaign_id, Actor("Ada"))
    assert isinstance(stopped, steering.Stopped)
    assert set(stopped.ringing) == {running.call(ringing).id, running.call(answered).id}
    # Whoever took the phone in that very moment is not cut off either.
    running.talk(answered, answered_sid)
    assert running.call(answered).hang_up_wanted_at is None
    assert running.call(live).hang_up_wanted_at is None
    assert running.call(ringing).hang_up_wanted_at == running.now
    running.hear(live, live_sid, spoken.turn.position, "1")
    running.hang_up(ringing, sid, CarrierOutcome.CANCELED)
    assert not running.attempts("C1")[0].counted


def test_what_is_left_is_closed_by_its_own_history(running: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    campaign_id = running.case().campaign_id
    token, sid = running.dial("C1")
    running.hang_up(token, sid, CarrierOutcome.BUSY)
    token, sid = running.dial("C2")
    running.do(steering.stop, campaign_id, "Ada")
    monkeypatch.setattr(steering, "AT_ONCE", 1)

    def wind_up() -> int:
        return int(running.do(steering.wind_up, running.rules))

    # The call to C2 is under way, and the plan for C3 is turned away at its permit.
    assert wind_up() == 1
    assert running.case("C1").disposition == "3.12"
    assert running.case("C1").waiting_for == ["campaign_stopped"]
    assert running.case("C2").closed_at is None
    running.hang_up(token, sid, CarrierOutcome.NO_ANSWER)
    while wind_up():
        pass
    assert running.case("C2").disposition == "3.13"
    assert running.case("C2").closed_at is not None
    for call_id in running.do(dialing.nudge_planned, rules=running.rules):
        running.permit(call_id)
    while wind_up():
        pass
    assert running.case("C3").disposition == "3.11"
    assert state(running) == ("finished", True)
    assert all(case.closed_at is not None for case in running.rows(select(Case)))
    with running.database.reading() as session:
        assert audit(session, running.now, lambda number, extension: "") == ()


def test_there_is_nothing_to_stop_in_a_draft_or_at_the_end(running: Scene) -> None:
    campaign_id = running.case().campaign_id
    running.do(steering.stop, campaign_id, "Ada")
    running.do(steering.wind_up, running.rules)
    over = running.do(steering.stop, campaign_id, "Ada")
    assert isinstance(over, Refusal)
    draft = running.do(
        administering.new_campaign, name="Draft", company_name="N", questionnaire="small",
        from_number="+12025550199", touchpoint_kinds=(), owner_id=None,
    )  # fmt: skip
    assert running.do(steering.stop, draft.id, "Ada") == Refusal("“Draft” is draft: there is nothing to stop.")


def test_whoever_pauses_second_is_told_who_was_first(running: Scene) -> None:
    campaign_id = running.case().campaign_id
    running.do(administering.pause, campaign_id, Actor("Ada", 1))
    lost = running.do(administering.pause, campaign_id, "Eve")
    assert lost == Refusal("“Autumn” is paused, not running. Ada has paused it.")
    log = running.rows(select(CampaignDecision).order_by(CampaignDecision.id))
    assert [(one.step, one.actor_id) for one in log] == [("planned", None), ("launched", None), ("paused", 1)]
