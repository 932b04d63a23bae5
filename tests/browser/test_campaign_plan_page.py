"""A campaign from an empty plan to a launch, and to its end, in a real browser; each state looked at."""

from __future__ import annotations

from typing import Literal

import pytest
from sqlalchemy import select
from test_axe import faults_of, open_everything
from test_contact_list_page import look
from visiting import House, Visit

from vocsurvey.clock import now
from vocsurvey.db.launch import CampaignLaunch
from vocsurvey.db.people import Role
from vocsurvey.jobs import launches
from vocsurvey.operations import steering
from vocsurvey.web import campaign_plans

pytestmark = pytest.mark.browser


def test_whoever_types_the_number_of_a_choice_has_chosen_it(house: House, visit: Visit) -> None:
    house.cast.assemble().tell()
    page = visit.page
    visit.sign_in(Role.ACCOUNT_TEAM)
    visit.go("/campaigns/new")
    draw = page.get_by_role("group", name="Of those")
    assert draw.get_by_label("everybody", exact=True).is_checked()
    page.get_by_label("One in how many").press_sequentially("3")
    assert draw.get_by_label("one in", exact=True).is_checked()
    page.get_by_label("At most so many of each").select_option("region")
    assert draw.get_by_label("at most", exact=True).is_checked()
    page.get_by_role("button", name="Save the draft").first.click()
    page.locator("#at_most-problem").wait_for()
    assert page.get_by_label("One in how many").input_value() == "3", "what was typed is kept"


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 1280), ("light", 390), ("dark", 390)])
def test_a_campaign_from_the_plan_to_the_end(
    house: House, visit: Visit, monkeypatch: pytest.MonkeyPatch, scheme: Literal["light", "dark"], width: int
) -> None:
    house.cast.assemble().tell()
    page = visit.page
    faults: list[str] = []

    def look_at(name: str) -> None:
        open_everything(visit)
        look(visit, f"plan-{name}-{scheme}-{width}")
        faults.extend(faults_of(visit))

    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    visit.sign_in(Role.ACCOUNT_TEAM)
    visit.go("/campaigns")
    page.get_by_role("link", name="Plan a campaign").click()
    look_at("empty")
    page.get_by_label("Name of the campaign").fill("Winter check")
    page.get_by_label("these", exact=True).check()
    page.get_by_label("Mon", exact=True).fill("9 to 5")
    page.get_by_label("First day").fill("2030-02-01")
    page.get_by_label("Last day").fill("2030-01-01")
    page.get_by_label("Time zone of these days").fill("Mars/Base")
    page.get_by_role("button", name="Look ahead").click()
    page.get_by_text("4 places need another look").wait_for()
    page.get_by_text("“Mars/Base” is not a time zone").wait_for()
    page.get_by_text("The last day is before the first one").wait_for()
    page.get_by_text("is not a span of hours").wait_for()
    page.get_by_text("Choose what is asked.").wait_for()
    look_at("complaints")
    # Nothing was lost; what is wrong is put right.
    assert page.get_by_label("Name of the campaign").input_value() == "Winter check"
    page.get_by_label("the usual ones").check()
    page.get_by_label("First day").fill("")
    page.get_by_label("Last day").fill("")
    page.get_by_label("Time zone of these days").fill("Europe/Berlin")
    page.get_by_label("Questionnaire").select_option("relationship")
    page.get_by_role("group", name="Country").get_by_label("DE").check()
    page.get_by_label("Of whom").first.select_option("role=user")
    page.get_by_label("so many are enough").first.fill("5")
    page.get_by_role("button", name="Look ahead").click()
    page.get_by_role("heading", name="How long each interview is").wait_for()
    look_at("preview")
    monkeypatch.setattr(campaign_plans, "FEW", 0)  # as over many: a worker does it
    page.get_by_role("button", name="Launch it: phone 3 people").click()
    page.get_by_text("Its people are being drawn.").wait_for()
    look_at("launching")
    page.get_by_role("button", name="Hold the launch").click()
    page.get_by_role("heading", name="The launch is held").wait_for()
    look_at("held")
    page.get_by_role("button", name="Go on with the launch").click()
    page.get_by_role("heading", name="It is being launched").wait_for()
    with house.cast.runtime.database.reading() as session:
        campaign_id = session.scalars(select(CampaignLaunch.campaign_id)).one()
    launches.work(house.cast.runtime, campaign_id)
    # The page fetches itself again when it hears of it.
    page.get_by_role("button", name="Pause").wait_for()
    look_at("launched")
    page.get_by_role("button", name="Pause").click()
    page.get_by_text("It is paused.").wait_for()
    page.get_by_role("button", name="Resume").click()
    page.get_by_text("It goes on where it was paused.").wait_for()
    page.get_by_role("link", name="Stop …").click()
    page.get_by_text("3 people are still to be called").wait_for()
    look_at("stop")
    page.get_by_role("button", name="Yes, stop it").click()
    page.get_by_text("Nobody is called for it any more").wait_for()
    # The clock's part.
    with house.cast.runtime.database.transaction() as session:
        assert steering.wind_up(session, house.cast.runtime.rulebook, now()) == 3
    page.reload()
    page.get_by_text("stopped it").wait_for()
    look_at("stopped")
    page.get_by_role("button", name="Copy as a draft").click()
    page.get_by_text("This is a copy, as a draft").wait_for()
    assert page.get_by_label("Name of the campaign").input_value() == "Winter check, 2"
    look_at("copy")
    assert faults == []
