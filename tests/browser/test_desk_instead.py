"""After a call that reached nobody to ask, by keyboard: who is asked instead, and which language was in the way."""

from __future__ import annotations

from typing import Literal

import pytest
from playwright.sync_api import expect
from test_axe import faults_of, open_everything
from visiting import House, Visit

from vocsurvey.db.people import Role
from vocsurvey.fieldwork.outcome import CarrierOutcome

pytestmark = pytest.mark.browser


@pytest.fixture
def after(house: House, visit: Visit) -> Visit:
    """A caller's page after a call that was picked up and hung up at once."""
    cast = house.cast.assemble()
    lease_id = cast.lease()
    cast.end(cast.pick_up(cast.call_from(lease_id), "CAinstead"), "CAinstead", CarrierOutcome.COMPLETED)
    visit.sign_in(Role.CALLER)
    visit.go("/desk")
    expect(visit.page.locator("[data-keys-toggle]")).to_be_visible()
    return visit


def test_somebody_else_is_named_by_keyboard_and_put_through(after: Visit) -> None:
    keys = after.page.keyboard
    after.page.locator("main").focus()
    keys.press("s")
    expect(after.page.get_by_label("They have left, or do something else now")).to_be_focused()
    keys.press("Space")
    keys.press("Tab")
    expect(after.page.get_by_label("Name", exact=True)).to_be_focused()
    keys.type("Nina Novak")
    keys.press("Tab")
    keys.type("nonsense")
    keys.press("Enter")
    phone = after.page.get_by_label("Phone", exact=True)
    expect(phone).to_be_focused()
    expect(phone).to_have_attribute("aria-invalid", "true")
    keys.press("Control+A")
    keys.type("030 23125-088")
    for _ in range(3):
        keys.press("Tab")
    expect(after.page.get_by_label("They can be called now: put me through")).to_be_focused()
    keys.press("Space")
    keys.press("Enter")
    expect(after.page.get_by_role("heading", level=1)).to_have_text("Nina Novak, Lindner Optik")
    expect(after.page.get_by_text("Nina Novak is written down. Here they are.")).to_be_visible()


def test_the_language_is_named_by_keyboard(after: Visit) -> None:
    keys = after.page.keyboard
    after.page.locator("main").focus()
    keys.press("l")
    german = after.page.get_by_role("button", name="German")
    expect(german).to_be_focused()
    keys.press("Enter")
    expect(after.page.get_by_text("You said so: They speak German.")).to_be_visible()


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 640), ("light", 390)])
def test_neither_has_a_fault(after: Visit, scheme: Literal["light", "dark"], width: int) -> None:
    after.page.set_viewport_size({"width": width, "height": 900})
    after.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    open_everything(after)
    assert faults_of(after) == []
    after.page.get_by_role("button", name="Ask them instead").click()
    expect(after.page.get_by_text("There is no phone number.")).to_be_visible()
    open_everything(after)
    assert faults_of(after) == []
