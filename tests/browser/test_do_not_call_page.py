"""The page “Do not call” in a real browser: somebody is put on the list, found, and lifted again."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import expect
from test_axe import faults_of, open_everything
from visiting import House, Visit

from vocsurvey.db.people import Role

pytestmark = pytest.mark.browser


def look(visit: Visit, name: str) -> None:
    """Keep a picture of the page in the folder that SCREENSHOTS names, for people to look at."""
    if folder := os.environ.get("SCREENSHOTS"):
        visit.page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
def test_somebody_is_put_on_the_list_found_and_lifted_again(
    house: House, visit: Visit, scheme: Literal["light", "dark"], width: int
) -> None:
    house.cast.assemble()
    page = visit.page
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    visit.sign_in(Role.CUSTOMER_SUCCESS)
    visit.go("/do-not-call")
    look(visit, f"dnc-empty-{width}")
    faults = faults_of(visit)

    page.get_by_text("Put somebody on the list").click()
    page.fill("#whom", "030 23125-003")
    page.fill("#reason", "She wrote to us on Monday.")
    page.get_by_role("button", name="Do not call them").click()
    expect(page.locator("#whom-problem")).to_contain_text("has no country")
    open_everything(visit)
    look(visit, f"dnc-complaint-{width}")
    faults += faults_of(visit)

    page.fill("#country", "DE")
    page.get_by_role("button", name="Do not call them").click()
    expect(page.get_by_role("status").first).to_contain_text("+493023125003 is not called any more")
    expect(page.get_by_role("status").first).to_contain_text("1 open case ended or went to a live caller")
    look(visit, f"dnc-added-{width}")
    faults += faults_of(visit)

    page.fill("#q", "0049 30 23125 003")
    page.get_by_role("button", name="Look").click()
    expect(page.get_by_role("row")).to_have_count(2)
    expect(page.get_by_role("row").nth(1)).to_contain_text("Clara Lindner, Lindner Optik")
    expect(page.get_by_role("row").nth(1)).to_contain_text("by hand, by Sam Sorensen")
    page.get_by_role("link", name="Lift +493023125003").click()
    page.get_by_role("button", name="Lift it").click()
    expect(page.locator("#reason-problem")).to_contain_text("Say why they may be called again.")
    look(visit, f"dnc-lift-{width}")
    faults += faults_of(visit)
    page.fill("#reason", "She would like to take part after all.")
    page.get_by_role("button", name="Lift it").click()
    expect(page.get_by_role("row").nth(1)).to_contain_text("She would like to take part after all.")
    look(visit, f"dnc-lifted-{width}")
    faults += faults_of(visit)
    assert faults == []
