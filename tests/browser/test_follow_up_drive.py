"""Nothing said on the phone is lost: from a bad answer to the customer's own yes, as its owner sees it in a browser."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from calling_floor import CUSTOMERS, PASSWORD, Customer, Floor, floor_on_a_copy
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select
from test_verification_walk import LET_DOWN, NO, YES, comes_to, standing

from vocsurvey.db.followup import FollowUp, FollowUpEvent

pytestmark = pytest.mark.browser

SHE = CUSTOMERS[-3]
"""Whoever is there is let down, then not helped, then helped."""


@pytest.fixture
def opened(sqlite_copies: Any, session_redis_url: str, tmp_path_factory: pytest.TempPathFactory) -> Generator[Floor]:
    """A company that asks at once whether something was put right."""
    roles: dict[str, object] = {SHE: {"calls": [LET_DOWN, NO, YES]}}
    folder: Path = tmp_path_factory.mktemp("floor")
    rules = {"verification": {"after": "0 s"}}
    with floor_on_a_copy(sqlite_copies, session_redis_url, folder, roles=roles, rules=rules, speed=20) as opened:
        yield opened


@pytest.fixture
def owner(opened: Floor, browser: Browser) -> Generator[Page]:
    """Sam, who works the queue, signed in and looking at Today."""
    page = browser.new_page()
    page.set_default_timeout(60_000)
    page.goto(f"{opened.address}/sign-in")
    page.fill("#email", "sam@example.com")
    page.fill("#password", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(opened.address + "/")
    yield page
    page.close()


def until(opened: Floor, done: Callable[[], bool], what: str) -> None:
    """Tend the processes until something holds."""
    end = time.monotonic() + 120
    while not done():
        opened.house.fleet.tend()
        assert time.monotonic() < end, (what, opened.house.unfinished())
        time.sleep(0.1)


def told(opened: Floor, page: Page, times: int, headline: str) -> None:
    """The bell rings on the page that is open, without anybody touching it, and leads to the follow-up."""
    bell = page.locator("#bell .count")
    until(opened, lambda: bell.count() > 0, "the bell")
    assert bell.inner_text() == "1"
    bell.click()
    expect(page.locator(".notices .card-line")).to_have_count(times)
    page.locator(".notices .is-new button").filter(has_text=headline).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ann Archer, Account 0")


def kept(page: Page, sentence: str) -> None:
    """What was done is said at the top of the page."""
    expect(page.locator(".told").filter(has_text=sentence)).to_be_visible()


def writes(page: Page, event: str, text: str) -> None:
    """A contact is logged."""
    page.locator("#note").get_by_label(event).check()
    page.locator("#note").get_by_label("Your note").fill(text)
    page.get_by_role("button", name="Keep the note").click()


def puts_right(page: Page, cause: str, action: str, words: str) -> None:
    """Cause, action, and what the customer was told."""
    page.locator("summary").get_by_text("It is put right", exact=True).click()
    form = page.locator("#resolve")
    form.get_by_label("Root cause", exact=True).select_option(label=cause)
    form.get_by_label("What was done").fill(action)
    form.get_by_label("What the customer was told").fill(words)
    page.get_by_role("button", name="Say that it is put right").click()
    kept(page, "Somebody else will ask the customer")


def faultless(page: Page, name: str) -> None:
    """Axe finds nothing."""
    if folder := os.environ.get("SCREENSHOTS"):
        page.screenshot(path=f"{folder}/drive-{name}.png", full_page=True)
    found = Axe().run(page).response["violations"]
    assert [(one["id"], [node["html"][:200] for node in one["nodes"]]) for one in found] == []


def test_from_a_bad_answer_to_the_customers_yes(opened: Floor, owner: Page) -> None:
    campaign_id = opened.campaign([Customer("Ann Archer", SHE, owner="")], channel="ivr")
    told(opened, owner, 1, "Ann Archer")
    expect(owner.locator(".said-box")).to_contain_text("Nobody called me back.")
    faultless(owner, "told")
    owner.get_by_role("button", name="Claim it").click()
    kept(owner, "It is yours now.")
    expect(owner.locator(".call-now a")).to_have_attribute("href", f"tel:{SHE}")
    writes(owner, "We spoke", "She waited for a call that never came.")
    kept(owner, "Next, agree a plan.")
    until(opened, lambda: opened.house.wait(campaign_id, 60), "the end of her call")
    standing(opened.house)
    puts_right(owner, "Billing", "Sent the right invoice.", "That it is right now.")
    expect(owner.locator(".line-facts")).to_contain_text("confirm")
    faultless(owner, "claimed")
    comes_to(opened.house, "reopened")
    told(opened, owner, 2, "Ann Archer")
    expect(owner.locator(".said-box")).to_contain_text("The invoice is still wrong.")
    expect(owner.locator(".line-facts")).to_contain_text("reopened")
    faultless(owner, "reopened")
    puts_right(owner, "Billing", "Sent the right invoice, and called her.", "That it is right now, line by line.")
    comes_to(opened.house, "verified")
    owner.reload()
    expect(owner.locator(".line-facts")).to_contain_text("confirmed by the customer")
    faultless(owner, "verified")
    with opened.database.reading() as session:
        kinds = list(session.scalars(select(FollowUpEvent.kind).order_by(FollowUpEvent.id)))
        owed = session.scalars(select(FollowUp)).one()
        stands = (owed.owner.name if owed.owner else None, owed.state)
    steps = ("claimed", "in_conversation", "put_right", "not_put_right", "verified")
    assert [one for one in kinds if one in steps] == [*steps[:4], "put_right", "verified"]
    assert stands == ("Sam", "verified")
    assert opened.house.violations() == []
