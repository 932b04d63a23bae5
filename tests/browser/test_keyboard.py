"""The whole work of a follow-up with the keyboard alone, and focus that is never lost."""

from __future__ import annotations

import pytest
from cast import PASSWORD
from playwright.sync_api import expect
from visiting import House, Visit

from vocsurvey.db.followup import FollowUp
from vocsurvey.db.people import Role

pytestmark = pytest.mark.browser


def tab_to(visit: Visit, selector: str, most: int = 80) -> None:
    """Press Tab until the element has the focus."""
    for _ in range(most):
        if visit.page.evaluate("(wanted) => document.activeElement.matches(wanted)", selector):
            return
        visit.page.keyboard.press("Tab")
    pytest.fail(f"{selector} is not reached by {most} tabs")


def focused(visit: Visit) -> str:
    """The text of whatever has the focus."""
    return str(visit.page.evaluate("document.activeElement.textContent")).strip()


def test_from_sign_in_to_put_right_without_a_mouse(house: House, visit: Visit) -> None:
    cast = house.cast.assemble().tell()
    follow_up_id = cast.own("C3", None)
    page, keys = visit.page, visit.page.keyboard
    visit.go("/sign-in")
    tab_to(visit, "#email")
    keys.type("customer_success@example.com")
    keys.press("Tab")
    keys.type(PASSWORD)
    keys.press("Enter")
    page.wait_for_url(house.address + "/")
    tab_to(visit, "a[href='/follow-ups']")
    keys.press("Enter")
    page.wait_for_url("**/follow-ups")
    tab_to(visit, "a[href^='/follow-ups?whose=queue']")
    keys.press("Enter")
    page.wait_for_url("**whose=queue")
    tab_to(visit, f"a[href='/follow-ups/{follow_up_id}']")
    keys.press("Enter")
    page.wait_for_url(f"**/follow-ups/{follow_up_id}")

    tab_to(visit, "#claim-button")
    keys.press("Enter")
    expect(page.locator("[data-told]")).to_be_focused()
    assert focused(visit).startswith("It is yours now.")

    tab_to(visit, "#note textarea")
    keys.type("Asked billing for a credit note.")
    tab_to(visit, "#note button")
    keys.press("Enter")
    expect(page.locator(".timeline")).to_contain_text("Asked billing for a credit note.")
    assert focused(visit) == "Your note is kept."

    tab_to(visit, "details:has(#resolve) summary")
    keys.press("Enter")
    tab_to(visit, "#action")
    keys.type("A credit note was sent.")
    keys.press("Tab")
    keys.type("That it arrives today.")
    tab_to(visit, "#resolve button")
    keys.press("Enter")
    expect(page.locator("#cause-problem")).to_have_text("Choose the root cause.")
    expect(page.locator("#cause")).to_be_focused()
    expect(page.locator("#action")).to_have_value("A credit note was sent.")
    keys.type("Billing")
    tab_to(visit, "#resolve button")
    keys.press("Enter")
    expect(page.locator("[data-told]")).to_be_focused()
    with cast.runtime.database.reading() as session:
        assert session.get_one(FollowUp, follow_up_id).state == "verification_due"


def test_the_first_tab_skips_to_the_content(house: House, visit: Visit) -> None:
    house.cast.people()
    visit.sign_in(Role.MANAGER)
    visit.go("/follow-ups")
    visit.page.keyboard.press("Tab")
    assert focused(visit) == "Skip to the content"
    visit.page.keyboard.press("Enter")
    assert visit.page.evaluate("document.activeElement.id") == "content"


def test_the_theme_is_chosen_and_kept(house: House, visit: Visit) -> None:
    house.cast.people()
    visit.page.emulate_media(color_scheme="light")
    visit.sign_in(Role.MANAGER)
    theme = visit.page.locator("html")
    expect(theme).to_have_attribute("data-bs-theme", "light")
    tab_to(visit, "[data-theme-toggle]")
    visit.page.keyboard.press("Enter")
    expect(theme).to_have_attribute("data-bs-theme", "dark")
    visit.go("/campaigns")
    expect(theme).to_have_attribute("data-bs-theme", "dark")
