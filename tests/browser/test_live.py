"""Pages that keep themselves up to date, stop when nothing more comes, and never run what a customer said."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Dialog, expect
from visiting import House, Visit

from vocsurvey.db.people import Role, User

pytestmark = pytest.mark.browser


def test_progress_follows_the_calls_and_stops_at_the_end(house: House, visit: Visit) -> None:
    cast = house.cast.assemble()
    visit.sign_in(Role.MANAGER)
    visit.go(f"/campaigns/{cast.campaign_id}")
    expect(visit.page.locator(".progress-head")).to_contain_text("0 of 5 worked")
    visit.page.locator("#all-cases").focus()
    cast.tell()
    expect(visit.page.locator(".progress-head")).to_contain_text("3 of 5 worked")
    expect(visit.page.locator(".flags")).to_contain_text("Ann Archer, Harbour Logistics")
    expect(visit.page.locator("#all-cases")).to_be_focused()
    cast.finish()
    expect(visit.page.locator("#progress")).not_to_have_attribute("data-live", "")
    asked: list[str] = []
    visit.page.on("request", lambda request: asked.append(request.url))
    visit.page.wait_for_timeout(5_000)
    assert [url for url in asked if "/progress" in url] == []


def test_a_session_that_ended_leads_to_the_door(house: House, visit: Visit) -> None:
    cast = house.cast.assemble()
    visit.sign_in(Role.MANAGER)
    visit.go(f"/campaigns/{cast.campaign_id}")
    with cast.runtime.database.transaction() as session:
        session.get_one(User, cast.user_id(Role.MANAGER)).session_key = "ended"
    visit.page.wait_for_url(re.compile(r"/sign-in\?next=/campaigns/"))


def test_what_a_customer_said_is_never_run(house: House, visit: Visit) -> None:
    cast = house.cast.assemble().tell()
    ran: list[str] = []

    def note(dialog: Dialog) -> None:
        ran.append(dialog.message)
        dialog.dismiss()

    visit.page.on("dialog", note)
    visit.sign_in(Role.MANAGER)
    for path in ("/follow-ups?whose=all", f"/follow-ups/{cast.follow_up_id('C3')}", f"/cases/{cast.case_id('C3')}"):
        visit.go(path)
        visit.page.wait_for_load_state("networkidle")
        expect(visit.page.locator("main")).to_contain_text("<script>alert('x')</script>")
    assert ran == []


def test_a_server_that_is_gone_is_said(house: House, visit: Visit) -> None:
    cast = house.cast.assemble()
    visit.sign_in(Role.MANAGER)
    visit.go(f"/campaigns/{cast.campaign_id}")
    visit.page.route("**/progress", lambda route: route.abort())
    expect(visit.page.locator(".cut-off")).to_be_visible(timeout=15_000)
    visit.page.unroute("**/progress")
    expect(visit.page.locator(".cut-off")).to_be_hidden(timeout=15_000)
    visit.complaints.clear()
