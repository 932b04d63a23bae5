"""A whole interview by keyboard alone into which the caller brings a colleague, and leaves the customer with them."""

from __future__ import annotations

import os
from collections.abc import Generator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from calling_floor import OWN_PHONES, Floor, floor_on_a_copy
from desk_steps import AtDesk, Rows, at_desk
from playwright.sync_api import Browser
from test_desk_interviews import HAPPY, somebody
from test_desk_interviews import rows as rows

from vocsurvey.db.people import Role

pytestmark = pytest.mark.browser

TAKES, LEAVES_IT = OWN_PHONES[-2:]
"""Whoever is there hears who is on the phone, and presses 1; or says hello like a mailbox, and presses nothing."""


@pytest.fixture
def opened(sqlite_copies: Any, session_redis_url: str, tmp_path_factory: pytest.TempPathFactory) -> Generator[Floor]:
    """A company in which colleagues can be rung."""
    roles: dict[str, object] = {TAKES: {"steps": ["1"], "stays": 600}, LEAVES_IT: {"steps": [], "stays": 600}}
    with floor_on_a_copy(sqlite_copies, session_redis_url, tmp_path_factory.mktemp("floor"), roles=roles) as opened:
        yield opened


def faultless(desk: AtDesk, name: str) -> None:
    """Axe finds nothing, at the width of a desk and at that of a phone."""
    for width in (1280, 400):
        desk.page.set_viewport_size({"width": width, "height": 720})
        if folder := os.environ.get("SCREENSHOTS"):
            desk.page.screenshot(path=f"{folder}/transfer-{name}-{width}.png", full_page=True)
        found = Axe().run(desk.page).response["violations"]
        assert [(one["id"], [node["html"][:200] for node in one["nodes"]]) for one in found] == []
    desk.page.set_viewport_size({"width": 1280, "height": 720})


def test_a_customer_is_left_with_a_colleague(opened: Floor, browser: Browser, rows: Rows) -> None:
    name = somebody(opened, "Kim Keller")
    opened.employ("tom@example.com", "Tom", Role.ACCOUNT_TEAM, phone=TAKES)
    opened.employ("nora@example.com", "Nora", Role.CUSTOMER_SUCCESS, phone=LEAVES_IT)
    with at_desk(browser, opened, opened.caller("Carl")) as carl:
        carl.takes(name).calls().answers(*HAPPY[:2])
        carl.press("j").reaches("join-whom").chooses_option("Nora")
        faultless(carl, "asking")
        carl.reaches("Ring them").types("", "Enter").sees("The phone of Nora rings.")
        carl.sees("Nora did not take the call.")
        carl.reaches("join-whom").chooses_option("Tom").types("", "Tab", "Enter").sees("Tom is in the call")
        faultless(carl, "three")
        carl.answers(*HAPPY[2:4])
        carl.press("g").sees(f"Tom talks with {name} now.")
        carl.complaints.clear()  # the page went on to another while it asked how the line is
        faultless(carl, "left")
        carl.press("d").sees("Nobody is on your desk.")
        rows.hang_up_on(name)
    rows.until(lambda: rows.attempts(name)[0][1] is not None)
    assert rows.attempts(name) == [("live", "1.2")], "one call, with half of what was to be asked"
    assert rows.leases(name) == [("Carl", "done", "")]
    assert rows.ask(
        "SELECT u.name, g.accepted_at IS NOT NULL, g.joined_at IS NOT NULL, g.relieved_at IS NOT NULL "
        "FROM bridge_guest g JOIN user_account u ON u.id = g.user_id ORDER BY g.call_id"
    ) == [("Nora", 0, 0, 0), ("Tom", 1, 1, 1)]
