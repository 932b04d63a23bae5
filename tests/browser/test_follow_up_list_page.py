"""The list of follow-ups by keyboard alone: through the rows, ticked, taken, and searched; wide and narrow."""

from __future__ import annotations

from typing import Literal

import pytest
from playwright.sync_api import expect
from sqlalchemy import select, update
from test_axe import faults_of
from test_contact_list_page import look
from test_problem_page import reach
from visiting import House, Visit

from vocsurvey.db.followup import FollowUp
from vocsurvey.db.people import Role

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
def test_rows_are_walked_ticked_and_taken(
    house: House, visit: Visit, scheme: Literal["light", "dark"], width: int
) -> None:
    cast, page = house.cast.assemble().tell(), visit.page
    with cast.runtime.database.transaction() as session:
        session.execute(update(FollowUp).values(owner_id=None, queue="customer_success"))
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.set_viewport_size({"width": width, "height": 900})
    visit.sign_in(Role.CUSTOMER_SUCCESS)
    visit.go("/follow-ups?whose=all")
    page.get_by_text("Hand the ticked ones over").click()
    rows = page.locator("[data-list] > li")
    several = rows.count()
    assert several >= 2
    keys = page.keyboard
    page.evaluate("document.activeElement.blur()")
    keys.press("j")
    expect(rows.nth(0).locator("a").first).to_be_focused()
    keys.press("j")
    expect(rows.nth(1).locator("a").first).to_be_focused()
    keys.press("x")
    expect(page.get_by_text("1 ticked")).to_be_visible()
    keys.press("k")
    expect(rows.nth(0).locator("a").first).to_be_focused()
    keys.press("k")
    expect(rows.nth(0).locator("a").first).to_be_focused()
    keys.press("x")
    expect(page.get_by_text("2 ticked")).to_be_visible()
    keys.press("x")
    expect(page.get_by_text("1 ticked")).to_be_visible()
    keys.press("?")
    expect(page.get_by_text("these keys")).to_be_visible()
    look(visit, f"follow-ups-{scheme}-{width}")
    assert faults_of(visit) == []
    keys.press("c")
    expect(page.get_by_text("1 is yours now.")).to_be_visible()
    with cast.runtime.database.reading() as session:
        assert len(session.scalars(select(FollowUp.id).where(FollowUp.owner_id.is_not(None))).all()) == 1
    reach(visit, "words")
    keys.type("jxc?")
    assert page.locator("#words").input_value() == "jxc?", "where somebody writes, a key is a letter"
    page.get_by_role("button", name="Tick all").click()
    expect(page.get_by_text(f"{several} ticked")).to_be_visible()
    page.get_by_role("button", name="Tick none").click()
    expect(page.get_by_text("None ticked")).to_be_visible()
