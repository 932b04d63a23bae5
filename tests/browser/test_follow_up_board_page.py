"""The board of follow-ups by keyboard alone, wide and narrow: from card to card, from column to column, and opened."""

from __future__ import annotations

from typing import Literal

import pytest
from board_story import tell_all
from playwright.sync_api import expect
from test_axe import faults_of
from test_contact_list_page import look
from visiting import House, Visit

from vocsurvey.db.people import Role

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("scheme", "width"), [("light", 1440), ("dark", 1440), ("light", 390), ("dark", 390)])
def test_the_board_is_walked_and_a_card_opened(
    house: House, visit: Visit, scheme: Literal["light", "dark"], width: int
) -> None:
    cast, page = house.cast.assemble().tell(), visit.page
    tell_all(cast)
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.set_viewport_size({"width": width, "height": 900})
    visit.sign_in(Role.MANAGER)
    visit.go("/follow-ups?whose=all")
    page.get_by_role("link", name="Board", exact=True).click()
    expect(page.get_by_role("heading", name="Board of follow-ups")).to_be_visible()
    look(visit, f"board-{scheme}-{width}")
    assert faults_of(visit) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "only the board itself scrolls"
    columns = page.locator("[data-list]")
    assert columns.count() == 6
    keys = page.keyboard
    page.evaluate("document.activeElement.blur()")
    keys.press("j")
    expect(columns.nth(0).locator("a").first).to_be_focused()
    keys.press("l")
    expect(columns.nth(1).locator(".line-title a").nth(0)).to_be_focused()
    keys.press("j")
    expect(columns.nth(1).locator(".line-title a").nth(1)).to_be_focused()
    for _ in range(5):
        keys.press("l")
    last = columns.nth(5).locator(".line-title a").first
    expect(last).to_be_focused()
    expect(last).to_be_in_viewport()
    keys.press("h")
    expect(columns.nth(4).locator(".line-title a").first).to_be_focused()
    keys.press("k")
    expect(columns.nth(3).locator(".line-title a").last).to_be_focused()
    keys.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Kim Koch")


def test_an_empty_board(house: House, visit: Visit) -> None:
    house.cast.assemble()
    visit.page.set_viewport_size({"width": 1280, "height": 800})
    visit.sign_in(Role.MANAGER)
    visit.go("/follow-ups/board?whose=all")
    expect(visit.page.get_by_text("No customer is waiting.")).to_be_visible()
    look(visit, "board-empty")
    assert faults_of(visit) == []
