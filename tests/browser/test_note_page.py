"""The page of a note in a browser: without scripts, on a phone, in light and dark, and without a fault for axe."""

from __future__ import annotations

import re
from typing import Literal

import pytest
from playwright.sync_api import Browser, expect
from test_axe import faults_of, open_everything
from visiting import House, Visit

pytestmark = pytest.mark.browser


def test_a_reader_without_scripts_picks_a_time_and_takes_it_back(browser: Browser, house: House) -> None:
    link = house.address + house.cast.assemble().note()
    with browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740}) as context:
        page = context.new_page()
        page.goto(link)
        expect(page.get_by_role("heading", level=1)).to_have_text("A call from Northwind")
        page.get_by_label("When shall we call?").select_option(index=3)
        page.get_by_role("button", name="Call me then").click()
        expect(page.get_by_role("status")).to_contain_text(re.compile(r"We call you on .* \(Europe/Berlin\)"))
        page.get_by_role("button", name="Take that back").click()
        expect(page.get_by_role("status")).to_contain_text("We do not call before")
        page.get_by_text("Ask somebody else").click()
        page.get_by_label("Their name").fill("Zoe Zhang")
        page.get_by_label("Their phone number").fill("12")
        page.get_by_role("button", name="Ask them instead").click()
        expect(page.get_by_role("alert")).to_contain_text("no phone number")
        expect(page.get_by_label("Their name")).to_have_value("Zoe Zhang")
        page.get_by_text("Never call me").first.click()
        page.get_by_role("button", name="Never call me again").click()
        expect(page.get_by_role("status")).to_contain_text("You are off our list")
        assert context.cookies() == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_state_of_the_page_has_a_fault(house: House, visit: Visit, scheme: Literal["light", "dark"]) -> None:
    link = house.cast.assemble().note()
    page = visit.page
    page.set_viewport_size({"width": 360, "height": 740})
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    visit.go(link)
    open_everything(visit)
    faults = faults_of(visit)
    page.get_by_label("Their name").fill("Zoe")
    page.get_by_label("Their phone number").fill("12")
    page.get_by_role("button", name="Ask them instead").click()
    open_everything(visit)
    faults += faults_of(visit)
    page.get_by_label("In a month").check()
    page.get_by_role("button", name="Not now").click()
    expect(page.get_by_role("status")).to_contain_text("We do not call you before")
    faults += faults_of(visit)
    visit.go(link + "x")
    faults += faults_of(visit)
    assert faults == []
