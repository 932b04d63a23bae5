"""An event comes in: people, the rules' word, and a case or the reason why not, in one transaction."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from launched import launch
from scene import NOW, Scene, hashed, small_questionnaire
from sqlalchemy import func, select

from vocsurvey.db.campaign import Campaign, CampaignStatus, Case
from vocsurvey.db.lifecycle import LifecycleEvent
from vocsurvey.db.sample import Contact, SuppressionScope, Touchpoint
from vocsurvey.fieldwork.trigger import LifecycleRules
from vocsurvey.operations import administering, admitting, dialing
from vocsurvey.operations.dialing import Refused
from vocsurvey.operations.suppressing import suppress_line
from vocsurvey.operations.triggering import NO_RULE, OtherEvent, Report, Taken, report
from vocsurvey.operations.upserting import Unfit

OURS = {"mark": "R", "source": "ours"}
QUARTERLY = {
    "name": "after a case",
    "on": "case_closed",
    "ask": "small",
    "wait": "2 h",
    "sample": "all",
    "at_most": {"cases": 1, "within": "90 days", **OURS},
    "no_later_than": "7 days",
    **OURS,
}
WHOLE: dict[str, Any] = {
    "format": 1,
    **OURS,
    "events": {"case_closed": "support_case", "cancelled": "relationship"},
    "triggers": [QUARTERLY],
}
GIVEN = Report("case_closed", NOW, {"contact_id": "C1", "touchpoint_id": "T77"}, "f1", "E1")


def rules(*triggers: dict[str, Any]) -> LifecycleRules:
    """The rules with these triggers."""
    return LifecycleRules.model_validate({**WHOLE, "triggers": list(triggers)})


def standing(scene: Scene, name: str = "After cases", *, kinds: tuple[str, ...] = (), launched: bool = True) -> int:
    """A standing campaign; its id."""
    campaign = scene.do(
        administering.new_campaign,
        name=name,
        company_name="Northwind",
        questionnaire="small",
        from_number="+12025550199",
        touchpoint_kinds=kinds,
        owner_id=None,
        standing=True,
    )
    assert isinstance(campaign, Campaign)
    if launched:
        done = scene.do(launch, campaign.id, small_questionnaire(), "a test")
        assert done == administering.Launched(0)
    return campaign.id


def told(scene: Scene, given: Report = GIVEN, by: LifecycleRules | None = None) -> Any:
    """What comes of a report."""
    with scene.database.transaction() as session:
        done = report(session, given, token_id=token_of(scene), rules=by or rules(QUARTERLY), now=scene.now)
        if isinstance(done, Unfit):
            session.rollback()
    return done


def token_of(scene: Scene) -> int:
    """The id of the one token."""
    known = scene.rows(select(LifecycleEvent.token_id))
    if known:
        return int(known[0])
    lifetime = timedelta(days=30)
    done = scene.do(admitting.issue_token, name="x", scopes=["events:write"], lifetime=lifetime, by_id=None)
    assert isinstance(done, admitting.Issued)
    return done.token.id


def codes(done: Any) -> list[str]:
    """What each rule said."""
    assert isinstance(done, Taken)
    return [one["code"] for one in done.event.verdicts]


def test_event_becomes_a_case_of_the_standing_campaign(scene: Scene) -> None:
    campaign_id = standing(scene)
    done = told(scene)
    assert codes(done) == ["case_made"]
    assert (done.event.decision, done.event.rule, done.again) == ("case_made", "after a case", False)
    case = scene.case("C1")
    assert (case.campaign_id, case.due_at, case.closed_at) == (campaign_id, NOW + timedelta(hours=2), None)
    assert scene.rows(select(Touchpoint.kind).where(Touchpoint.external_id == "T77")) == ["support_case"]
    assert scene.claim() == ()
    scene.later(hours=2)
    assert len(scene.claim()) == 1


def test_same_event_again_changes_nothing_and_another_under_its_id_is_refused(scene: Scene) -> None:
    standing(scene)
    first = told(scene)
    again = told(scene)
    assert (again.again, again.event.public_id) == (True, first.event.public_id)
    assert isinstance(told(scene, replace(GIVEN, fingerprint="f2")), OtherEvent)
    assert scene.rows(select(func.count()).select_from(Case)) == [1]


def test_one_a_quarter_per_contact(scene: Scene) -> None:
    standing(scene)
    assert codes(told(scene)) == ["case_made"]
    second = replace(GIVEN, cells={"contact_id": "C1", "touchpoint_id": "T78"}, external_id="E2")
    assert codes(told(scene, second)) == ["too_often"]
    other = replace(GIVEN, cells={"contact_id": "C2", "touchpoint_id": "T79"}, external_id="E3")
    assert codes(told(scene, other)) == ["case_made"]
    scene.later(days=90)
    third = replace(second, happened_at=scene.now, external_id="E4")
    assert codes(told(scene, third)) == ["case_made"]


def test_nobody_is_asked_twice_about_the_same(scene: Scene) -> None:
    standing(scene)
    told(scene)
    scene.later(days=90)
    again = replace(GIVEN, happened_at=scene.now, external_id="E2")
    assert codes(told(scene, again)) == ["asked_already"]


def test_event_without_a_touchpoint_is_about_itself(scene: Scene) -> None:
    standing(scene)
    by = rules({**QUARTERLY, "on": "cancelled"})
    done = told(scene, replace(GIVEN, kind="cancelled", cells={"contact_id": "C1"}, external_id=None), by)
    assert codes(done) == ["case_made"]
    assert done.event.touchpoint.external_id == f"event:{done.event.public_id}"
    assert done.event.touchpoint.kind == "relationship"


def test_rules_are_asked_in_turn_and_only_the_first_makes_a_case(scene: Scene) -> None:
    standing(scene)
    others = [
        {**QUARTERLY, "name": "for gold", "only_if": {"tier": ["gold"]}},
        QUARTERLY,
        {**QUARTERLY, "name": "the third"},
    ]
    done = told(scene, by=rules(*others))
    assert codes(done) == ["not_meant", "case_made"]
    assert done.event.rule == "after a case"
    nothing = told(scene, replace(GIVEN, kind="cancelled", external_id="E9"))
    assert (codes(nothing), nothing.event.decision) == ([], NO_RULE)


def test_facts_of_the_event_are_seen_by_the_rules(scene: Scene) -> None:
    standing(scene)
    cells = {**GIVEN.cells, "agent_id": "G1", "agent_team": "night", "channel": "chat", "tier": "gold"}
    only = {"tier": ["gold"], "channel": ["chat"], "team": ["night"], "country": ["US"], "language": ["en"]}
    done = told(scene, replace(GIVEN, cells=cells), rules({**QUARTERLY, "only_if": only}))
    assert codes(done) == ["case_made"]


@pytest.mark.parametrize("state", ["absent", "draft", "finished", "ended", "of other kinds", "of another name"])
def test_without_a_campaign_that_takes_it_the_reason_is_kept(scene: Scene, state: str) -> None:
    scene.campaign("Not a standing one")
    if state != "absent":
        kinds = ("order",) if state == "of other kinds" else ()
        campaign_id = standing(scene, kinds=kinds, launched=state != "draft")
        with scene.database.transaction() as session:
            row = session.get_one(Campaign, campaign_id)
            row.status = CampaignStatus.FINISHED if state == "finished" else row.status
            row.ends_at = scene.now if state == "ended" else None
    named = {**QUARTERLY, "campaign": "Gold customers"} if state == "of another name" else QUARTERLY
    done = told(scene, by=rules(named))
    assert codes(done) == ["no_campaign"]
    assert done.event.case_id is None


def test_running_campaign_is_taken_before_a_paused_one(scene: Scene) -> None:
    running = standing(scene, "Old")
    paused = standing(scene, "New", kinds=("support_case",))
    scene.do(administering.pause, paused, "a test")
    told(scene)
    assert scene.case("C1").campaign_id == running


def test_standing_campaign_waits_for_events_until_its_end(scene: Scene) -> None:
    campaign_id = standing(scene)
    assert scene.do(administering.finish_campaigns) == ()
    with scene.database.transaction() as session:
        session.get_one(Campaign, campaign_id).ends_at = scene.now + timedelta(days=1)
    assert scene.do(administering.finish_campaigns) == ()
    scene.later(days=1)
    assert scene.do(administering.finish_campaigns) == (campaign_id,)


def test_what_is_unfit_leaves_nothing_behind(scene: Scene) -> None:
    standing(scene)
    done = told(scene, replace(GIVEN, cells={"contact_id": "C1", "touchpoint_id": "T2"}))
    assert isinstance(done, Unfit)
    assert scene.rows(select(LifecycleEvent)) == []


def test_case_of_an_event_is_barred_like_every_other(scene: Scene) -> None:
    standing(scene)
    told(scene)
    scene.later(hours=2)
    call_id = scene.dial_planned("C1")
    with scene.database.transaction() as session:
        line_id = session.get_one(Contact, scene.case("C1").contact_id).line_id
        suppress_line(
            session,
            line_id,
            scope=SuppressionScope.ALL_SURVEYS,
            source="page",
            reason="asked",
            line_hash=hashed,
            now=scene.now,
        )
    refused = scene.do(dialing.grant_permit, call_id, rules=scene.rules, line_hash=hashed)
    assert isinstance(refused, Refused)
