"""Planning, looking ahead, launching and turning campaigns on the pages."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from cast import Cast, post, sign_in
from flask.testing import FlaskClient
from sqlalchemy import select

from vocsurvey.app import create_app
from vocsurvey.clock import now
from vocsurvey.db.campaign import Campaign, CampaignDecision, Case, Quota
from vocsurvey.db.launch import CampaignLaunch
from vocsurvey.db.people import Role
from vocsurvey.db.sample import Contact
from vocsurvey.fieldwork.caller_number import CallerNumber, CallerNumbers
from vocsurvey.jobs import launches
from vocsurvey.web import campaign_plans

WHOLE = {
    "name": "Winter check",
    "company_name": "Northwind",
    "questionnaire": "relationship",
    "from_number": "+1 202 555 0100",
    "zone": "Europe/Berlin",
}


def plan_id(cast: Cast, name: str = "Winter check") -> int:
    """The campaign of that name."""
    with cast.runtime.database.reading() as session:
        return session.scalars(select(Campaign.id).where(Campaign.name == name)).one()


def column(cast: Cast, name: str, wanted: object) -> object:
    """One column of the campaign."""
    with cast.runtime.database.reading() as session:
        return session.scalar(select(wanted).where(Campaign.name == name))  # type: ignore[call-overload]


def test_a_plan_is_kept_as_it_was_typed_and_each_mistake_is_at_its_field(client: FlaskClient, cast: Cast) -> None:
    sign_in(client, Role.ACCOUNT_TEAM)
    bad = {**WHOLE, "zone": "Mars", "first_day": "2031-02-01", "last_day": "2031-01-01", "quota-1": "tier=gold"}
    done = post(client, "/campaigns/new", "/campaigns/new", go="preview", **bad)
    assert done.location.endswith("/plan")
    page = client.get(done.location).text
    assert 'value="Winter check"' in page
    assert 'value="Mars"' in page
    assert 'id="zone-problem">“Mars” is not a time zone' in page
    assert 'id="last_day-problem">The last day is before the first one' in page
    assert 'id="quota-1-problem">Say how many complete interviews' in page
    assert 'aria-invalid="true"' in page
    assert client.get(done.location.replace("plan", "preview")).status_code == 303
    assert "Nobody is phoned" in page


def test_a_whole_plan_is_looked_at_and_launched(client: FlaskClient, cast: Cast) -> None:
    sign_in(client, Role.MANAGER)
    quota = {"quota-1": "role=user", "quota-1-target": "7", "country": "DE"}
    done = post(client, "/campaigns/new", "/campaigns/new", go="preview", **WHOLE, **quota)
    assert done.location.endswith("/preview")
    page = client.get(done.location).text
    assert "people drawn" in page
    assert "role user" in page
    assert "that many cannot come" in page
    assert "Launch it: phone 3 people" in page
    # Ann and Ben are in the USA, and one of them was unhappy: leaving her out is said.
    assert "1 of 2 people who were unhappy with us are left out" in page
    path = done.location.replace("preview", "launch")
    launched = post(client, path, done.location, seen="1")
    assert "3 people to phone" in client.get(launched.location).text
    with cast.runtime.database.reading() as session:
        campaign_id = plan_id(cast)
        assert len(session.scalars(select(Case).where(Case.campaign_id == campaign_id)).all()) == 3
        assert session.scalars(select(Quota)).one().target == 7
        steps = session.scalars(select(CampaignDecision.step).where(CampaignDecision.campaign_id == campaign_id))
        assert list(steps) == ["planned", "launched"]
    again = post(client, path, "/notices", seen="1")
    assert "Mona Marsh was faster" in client.get(again.location).text


def test_a_launch_over_many_is_left_to_a_worker_held_called_off_and_refused(
    client: FlaskClient, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(campaign_plans, "FEW", 0)
    sign_in(client, Role.MANAGER)
    ahead = post(client, "/campaigns/new", "/campaigns/new", go="preview", **WHOLE).location
    pressed = post(client, ahead.replace("preview", "launch"), ahead, seen="1").location
    campaign_id = plan_id(cast)
    assert pressed == f"/campaigns/{campaign_id}"
    page = client.get(pressed).text
    assert "It is being launched" in page
    assert "Nobody is phoned before everybody is ready." in page
    assert "Go on planning" not in page
    assert '<noscript><p><a href="' in page
    assert [client.get(f"{pressed}/{name}").location for name in ("plan", "preview")] == [pressed, pressed]
    assert "HX-Refresh" not in client.get(f"{pressed}/launching").headers
    assert "The launch is held" in client.get(post(client, f"{pressed}/pause", pressed).location).text
    held = client.get(f"{pressed}/launching")
    assert "Go on with the launch" in held.text
    assert held.headers["HX-Refresh"] == "true"
    assert (
        "The launch goes on where it was held" in client.get(post(client, f"{pressed}/resume", pressed).location).text
    )
    with cast.runtime.database.transaction() as session:
        session.get_one(CampaignLaunch, campaign_id).enqueued_until = now() - timedelta(minutes=1)
    assert "Nobody has worked on it for a while" in client.get(pressed).text
    assert "The launch is called off" in client.get(post(client, f"{pressed}/stop", pressed).location).text
    assert "Go on planning" in client.get(pressed).text
    post(client, ahead.replace("preview", "launch"), ahead, seen="1")
    with cast.runtime.database.transaction() as session:
        for contact in session.scalars(select(Contact)):
            contact.active = False
    launches.work(cast.runtime, campaign_id)
    page = client.get(pressed).text
    assert "It could not be launched" in page
    assert "Nobody is left to phone" in page
    with cast.runtime.database.transaction() as session:
        for contact in session.scalars(select(Contact)):
            contact.active = True
    post(client, ahead.replace("preview", "launch"), ahead, seen="1")
    launches.work(cast.runtime, campaign_id)
    assert "See how it goes" in client.get(f"{pressed}/launching").text
    assert "launched it" in client.get(pressed).text


def test_a_campaign_waits_for_events_goes_first_and_shows_one_of_our_numbers(cast: Cast) -> None:
    listed = CallerNumbers(
        format=1, mark="R", source="Ours.", numbers=(CallerNumber(number="+442079460100", country="GB"),)
    )
    rules = replace(cast.runtime.rulebook, caller_numbers=listed)
    client = create_app(replace(cast.runtime, rulebook=rules)).test_client()
    sign_in(client, Role.MANAGER)
    page = client.get("/campaigns/new").text
    assert '<option value="+442079460100">+442079460100 (GB)</option>' in page
    assert '<option value="+12025550199" selected>+12025550199 (usual)</option>' in page
    chosen = {**WHOLE, "standing": "yes", "priority": "8", "from_number": ["+442079460100", ""]}
    path = post(client, "/campaigns/new", "/campaigns/new", go="preview", **chosen).location
    page = client.get(path).text
    assert "It waits for events: when it is launched nobody is phoned" in page
    assert "Launch it: wait for events" in page
    home = post(client, path.replace("preview", "launch"), path, seen="1").location
    assert "It is launched: it waits for events." in client.get(home).text
    copied = client.get(post(client, f"{home}/copy", home).location).text
    assert 'name="standing" value="yes" checked' in copied
    assert 'name="priority" value="8"' in copied
    assert '<option value="+442079460100" selected>' in copied
    other = post(client, "/campaigns/new", "/campaigns/new", go="save", **{**WHOLE, "name": "Another"}).location
    assert 'value="+1 202 555 0100"' in client.get(other).text


def test_whoever_saves_second_is_told_and_loses_nothing(client: FlaskClient, cast: Cast) -> None:
    sign_in(client, Role.MANAGER)
    path = post(client, "/campaigns/new", "/campaigns/new", go="save", **WHOLE).location
    post(client, path, path, seen="1", **{**WHOLE, "company_name": "Theirs"})
    lost = post(client, path, path, seen="1", go="save", **{**WHOLE, "company_name": "Mine"})
    assert lost.status_code == 409
    assert "Mona Marsh has changed this plan while you were typing" in lost.text
    assert 'value="Mine"' in lost.text
    assert 'name="seen" value="2"' in lost.text
    stale = post(client, path.replace("plan", "launch"), path, seen="1")
    assert "has changed the plan since you looked" in client.get(stale.location).text
    post(client, path, path, seen="2", go="save", **{**WHOLE, "company_name": "Mine"})
    assert column(cast, "Winter check", Campaign.company_name) == "Mine"


def test_pause_resume_stop_and_copy(client: FlaskClient, cast: Cast) -> None:
    sign_in(client, Role.ACCOUNT_TEAM)
    home = f"/campaigns/{cast.campaign_id}"
    assert "It is paused" in client.get(post(client, f"{home}/pause", home).location).text
    assert (
        "is paused, not running. Alma Okafor has paused it"
        in client.get(post(client, f"{home}/pause", home).location).text
    )
    assert "goes on" in client.get(post(client, f"{home}/resume", home).location).text
    assert "2 people are</strong> still to be called" in client.get(f"{home}/stop").text
    assert "It is stopped" in client.get(post(client, f"{home}/stop", home).location).text
    told = client.get(post(client, f"{home}/stop", home).location).text
    assert "is stopped already. Alma Okafor was faster" in told
    assert "stopped it" in told
    assert client.get(f"{home}/stop").location == home
    assert "was stopped meanwhile" in client.get(post(client, f"{home}/resume", home).location).text
    assert client.get(f"{home}/plan").location == home
    copied = post(client, f"{home}/copy", home).location
    assert 'value="Autumn support cases, 2"' in client.get(copied).text
    nothing = post(client, copied.replace("plan", "stop"), copied)
    assert "there is nothing to stop" in client.get(nothing.location).text


def test_a_plan_over_nobody_says_so_and_is_not_launched(client: FlaskClient, cast: Cast) -> None:
    sign_in(client, Role.MANAGER)
    path = post(client, "/campaigns/new", "/campaigns/new", go="preview", **WHOLE, about="renewal").location
    page = client.get(path).text
    assert "Nobody is drawn by this plan" in page
    assert "Launch it" not in page
    refused = post(client, path.replace("preview", "launch"), path, seen="1")
    assert "Nobody is left to phone" in client.get(refused.location).text


def test_a_campaign_that_comes_again_says_when_and_can_be_ended(client: FlaskClient, cast: Cast) -> None:
    sign_in(client, Role.MANAGER)
    path = post(
        client, "/campaigns/new", "/campaigns/new", go="preview", **WHOLE, every="quarter", by_clock="yes"
    ).location
    home = post(client, path.replace("preview", "launch"), path, seen="1").location
    page = client.get(home).text
    assert "It comes again every quarter" in page
    assert "The next round begins" in page
    ended = client.get(post(client, f"{home}/no-more-rounds", home).location).text
    assert "There will be no further round" in ended
    assert "It comes again every quarter" not in ended
    again = client.get(post(client, f"{home}/no-more-rounds", home).location).text
    assert "does not come again" in again


def test_a_look_at_many_people_first_says_that_it_takes_a_while(
    client: FlaskClient, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(campaign_plans, "MANY", 4)
    sign_in(client, Role.MANAGER)
    path = post(client, "/campaigns/new", "/campaigns/new", go="preview", **WHOLE).location
    first = client.get(path)
    assert "Looking at 5 people" in first.text
    assert first.headers["Refresh"] == f"0; url={path}?all="
    assert "people drawn" in client.get(f"{path}?all=").text


def test_a_note_ahead_is_planned_and_looked_at(client: FlaskClient, cast: Cast) -> None:
    sign_in(client, Role.MANAGER)
    cast.note()
    wanted = {**WHOLE, "note": "yes", "note_days": "2", "owner": str(cast.user_id(Role.MANAGER))}
    done = post(client, "/campaigns/new", "/campaigns/new", go="preview", **wanted)
    page = client.get(done.location).text
    assert "<strong>1</strong> person gets an e-mail 2 days before the first call." in page
    assert "<strong>4</strong> people have no e-mail address and are called as usual." in page
    assert "an administrator has to set SMTP_URL" in page
    assert "a note by e-mail goes out first" in page
    plan = client.get(done.location.replace("preview", "plan")).text
    assert 'name="note" value="yes" checked' in plan
    assert 'name="note_days" value="2"' in plan
    post(client, done.location.replace("preview", "launch"), done.location, seen="1")
    assert column(cast, "Winter check", Campaign.notice_days) == 2


def test_a_note_needs_somebody_who_reads_the_replies(client: FlaskClient, cast: Cast) -> None:
    sign_in(client, Role.MANAGER)
    done = post(client, "/campaigns/new", "/campaigns/new", go="preview", **WHOLE, note="yes", note_days="x")
    page = client.get(done.location).text
    assert 'id="owner-problem">Say who answers for the campaign' in page
    assert 'id="note_days-problem">Give the days ahead' in page
