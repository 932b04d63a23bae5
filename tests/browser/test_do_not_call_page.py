"""The page “Do not call” in a real browser: somebody is put on the list, found, and lifted again."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import expect
from test_axe import faults_of, open_everything
from visiting import House, Visit
from workbooks import workbook

from vocsurvey.db.people import Role
from vocsurvey.jobs import refusals

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


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
def test_a_file_and_a_consent(
    house: House, visit: Visit, tmp_path: Path, scheme: Literal["light", "dark"], width: int
) -> None:
    house.cast.assemble()
    page = visit.page
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    visit.sign_in(Role.ACCOUNT_TEAM)
    file = tmp_path / "no.xlsx"
    file.write_bytes(workbook({"No": [["Telefon", "Grund"], ["030 23125 003", "wrote"], ["12", ""], ["1", "x"]]}))
    visit.go("/do-not-call")
    page.get_by_role("link", name="Bring a whole file of them").click()
    page.get_by_role("button", name="Look at the file").click()
    expect(page.locator("#file-problem")).to_have_text("Choose a file first.")
    look(visit, f"dnc-bring-{width}")
    faults = faults_of(visit)
    page.set_input_files("#file", file)
    page.fill("#country", "de")
    page.get_by_role("button", name="Look at the file").click()
    expect(page.get_by_role("row").nth(1)).to_contain_text("Clara Lindner; 1 open case")
    look(visit, f"dnc-file-{width}")
    faults += faults_of(visit)
    page.get_by_role("button", name="Do not call them, leave out 2").click()
    expect(page.get_by_role("heading", name="Being put on the list")).to_be_visible()
    look(visit, f"dnc-file-doing-{width}")
    faults += faults_of(visit)
    refusals.work(house.cast.runtime, int(page.url.rpartition("/")[2]))
    page.get_by_role("link", name="Look again").click()
    expect(page.get_by_role("heading", name="Nobody of these is called any more")).to_be_visible()
    look(visit, f"dnc-file-done-{width}")
    faults += faults_of(visit)

    visit.go(f"/cases/{house.cast.case_id('C5')}")
    page.get_by_role("link", name="Consents").click()
    page.get_by_text("Write down what they said").click()
    page.select_option("#purpose", "automated_voice")
    page.get_by_text("They do not, or they take it back").click()
    page.fill("#words", "No machines, please. E-mail of today.")
    look(visit, f"consents-form-{width}")
    faults += faults_of(visit)
    page.get_by_role("button", name="Write it down").click()
    expect(page.get_by_role("status").first).to_contain_text("in force from this moment on")
    look(visit, f"consents-{width}")
    faults += faults_of(visit)
    assert faults == []
