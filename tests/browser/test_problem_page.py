"""Problems by keyboard alone: from a follow-up to a plan that is acted on, wide and narrow."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import expect
from visiting import House, Visit

from vocsurvey.db.people import Role

pytestmark = pytest.mark.browser


def reach(visit: Visit, words: str) -> None:
    """Tab on until this is under the cursor: a link or a button, by its words, or a field by its id."""
    for _ in range(90):
        visit.page.keyboard.press("Tab")
        focus = visit.page.locator(":is(a, button, input, textarea, select, summary):focus")
        if focus.count() and (words in focus.inner_text() or words == focus.get_attribute("id")):
            return
    raise AssertionError(f"no way to {words} with the keyboard")


def look(visit: Visit, name: str) -> None:
    """Keep a picture of the page in the folder that SCREENSHOTS names, for people to look at."""
    if folder := os.environ.get("SCREENSHOTS"):
        visit.page.screenshot(path=str(Path(folder) / f"problem-{name}.png"))


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
def test_from_a_follow_up_to_a_plan_that_is_acted_on(house: House, visit: Visit, scheme: str, width: int) -> None:
    cast, keys = house.cast.assemble().tell(), visit.page.keyboard
    visit.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    visit.page.set_viewport_size({"width": width, "height": 900})
    visit.sign_in(Role.MANAGER)
    visit.go("/problems")
    look(visit, f"none-{scheme}")
    visit.go(f"/follow-ups/{cast.follow_up_id('C1')}")
    reach(visit, "Part of a problem?")
    keys.press("Enter")
    reach(visit, "title")
    keys.type("Slow on Mondays")
    reach(visit, "cause")
    keys.type("Nobody reads the inbox on Mondays.")
    look(visit, f"choice-{scheme}")
    reach(visit, "Make")
    keys.press("Enter")
    expect(visit.page.get_by_role("heading", level=1)).to_have_text("Slow on Mondays")
    reach(visit, "action")
    keys.type("Two people read it in turns.")
    reach(visit, "due_on")
    visit.page.locator("#due_on").fill("2099-01-01")
    reach(visit, "Keep the plan")
    keys.press("Enter")
    expect(visit.page.get_by_text("changed the plan")).to_be_visible()
    expect(visit.page.locator("#action")).to_have_value("Two people read it in turns.")
    look(visit, f"one-{scheme}")
    assert visit.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), (
        "nothing hangs over the edge"
    )
    visit.go("/problems")
    expect(visit.page.get_by_role("link", name="Slow on Mondays")).to_be_visible()
    look(visit, f"list-{scheme}")
