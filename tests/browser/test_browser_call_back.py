"""Calling back from the phone in a real Chromium."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from carrier_house import OWN, House, house
from playwright.sync_api import Browser, Page, expect
from test_browser_phone import PATIENCE, PHONE, faults_of, gather, in_view

pytestmark = pytest.mark.browser


@pytest.fixture
def home() -> Iterator[House]:
    """A carrier whose phone is in the browser, and whose number takes calls."""
    with house(cast={PHONE: "browser"}, own_numbers=(OWN,)) as opened:
        (number,) = opened.client().incoming_phone_numbers.list()
        opened.client().incoming_phone_numbers(number.sid).update(voice_url=f"{opened.customer.url}/in")
        opened.customer.says("/in", gather("You rang us back. Is now a good time?"))
        opened.customer.says("/turn", "<Hangup/>")
        yield opened


@pytest.fixture(params=["light", "dark"])
def page(request: pytest.FixtureRequest, browser: Browser, home: House) -> Iterator[Page]:
    """The phone, on a narrow screen."""
    context = browser.new_context(
        reduced_motion="reduce", color_scheme=request.param, viewport={"width": 360, "height": 800}
    )
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.goto(home.url + "/phone")
    in_view(page, "idle")
    yield page
    context.close()


def test_who_missed_a_call_rings_the_number_back(home: House, page: Page) -> None:
    button = page.get_by_role("button", name="Call back")
    expect(button).to_be_hidden()
    home.call(PHONE, timeout=1)
    in_view(page, "ringing")
    expect(button).to_be_hidden()
    in_view(page, "idle")
    expect(button).to_have_text("Call back +1 202 555 0100")
    assert faults_of(page) == []
    button.focus()
    page.keyboard.press("Enter")
    in_view(page, "talking")
    expect(page.locator("#detail")).to_contain_text("+1 202 555 0100")
    expect(page.locator("#lines")).to_contain_text("You rang us back.")
    expect(page.locator("#lines .who").first).to_have_text("They")
    assert faults_of(page) == []
    page.keyboard.press("1")
    in_view(page, "ended")
    expect(page.locator("#detail")).to_contain_text("The other side hung up.")
    expect(button).to_be_visible()
    assert faults_of(page) == []


def test_what_cannot_be_is_told(home: House, page: Page) -> None:
    home.call(PHONE, timeout=1)
    in_view(page, "ringing")
    in_view(page, "idle")
    (number,) = home.client().incoming_phone_numbers.list()
    home.client().incoming_phone_numbers(number.sid).update(voice_url="")
    page.get_by_role("button", name="Call back").click()
    expect(page.locator("#notice")).to_have_text(f"Nobody takes calls at {OWN}: it has no voice URL.")
