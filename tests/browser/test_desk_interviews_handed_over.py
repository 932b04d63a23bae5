"""A whole interview by keyboard alone that the automated voice began: the customer asks for a person and gets one."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import pytest
from calling_floor import CUSTOMERS, OWN_PHONES, Customer, Floor, floor_on_a_copy
from desk_steps import Rows, at_desk
from playwright.sync_api import Browser
from test_desk_interviews import DELIGHTED, HAPPY
from test_desk_interviews import rows as rows

from vocsurvey.db.people import Role

pytestmark = pytest.mark.browser

ASKS = CUSTOMERS[-2:]
"""Whoever is there takes part, answers the first question, and asks for a person at the second."""
TAKES = OWN_PHONES[-2:]
"""Whoever is there hears who waits, presses 1, and stays."""


@pytest.fixture(scope="module")
def opened(sqlite_copies: Any, session_redis_url: str, tmp_path_factory: pytest.TempPathFactory) -> Generator[Floor]:
    """A company whose callers can be rung for somebody who waits."""
    roles: dict[str, object] = {
        **{phone: {"steps": ["1"], "stays": 600} for phone in TAKES},
        **{phone: {"steps": ["1", "1", "*", "4"], "stays": 600, "waits": 600} for phone in ASKS},
    }
    with floor_on_a_copy(sqlite_copies, session_redis_url, tmp_path_factory.mktemp("floor"), roles=roles) as opened:
        yield opened


def test_handed_over_by_the_automated_voice(opened: Floor, browser: Browser, rows: Rows) -> None:
    # A test may be tried twice.
    name = opened.new_name("Jon Jarvis")
    again = 0 if name == "Jon Jarvis" else 1
    carl = opened.employ(f"carl{again}@example.com", "Carl", Role.CALLER, languages=("en",), phone=TAKES[again])
    with at_desk(browser, opened, carl) as desk:
        opened.campaign([Customer(name, ASKS[again])], channel="ivr")
        desk.has(name).reads("enough to contact us once").sees("Has your issue been resolved?")
        desk.answers(*HAPPY[2:])
        desk.press("t").reads(f"Thank you, {name}.")
        desk.hangs_up().sees("Answered to the end.").done()
    assert rows.standing(name) == DELIGHTED
    assert rows.ask("SELECT DISTINCT channel FROM exchange ORDER BY channel") == ["ivr", "live"]
    assert rows.leases(name) == [("Carl", "done", "")]
    assert rows.attempts(name) == [("live", "1.1")], "one call"
    assert rows.case(name) == ("1.1", 1)
