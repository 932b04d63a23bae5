"""Whole interviews by keyboard alone that go through more hands than one: a manager takes over in the middle."""

from __future__ import annotations

import pytest
from calling_floor import Floor
from desk_steps import Rows, at_desk
from playwright.sync_api import Browser
from test_desk_interviews import DELIGHTED, HAPPY, somebody
from test_desk_interviews import opened as opened
from test_desk_interviews import rows as rows

from vocsurvey.db.people import Role

pytestmark = pytest.mark.browser


def test_a_manager_takes_over_in_the_middle(opened: Floor, browser: Browser, rows: Rows) -> None:
    name = somebody(opened, "Ivy Ibsen")
    mona = opened.caller("Mona", Role.MANAGER)
    with at_desk(browser, opened, opened.caller("Carl")) as carl:
        carl.takes(name).calls().answers(*HAPPY[:3])
        with at_desk(browser, opened, mona, "/room", "Who is calling now") as manager:
            manager.sees(name).reaches("Take over").types("", "Enter").has(name)
            manager.reaches("words").types("I know them well.", "Tab", "Enter").sees("Your phone rings.")
            carl.sees("I know them well.")
            manager.reaches("Desk").types("", "Enter").reads("how satisfied are you")
            manager.answers(*HAPPY[3:])
            manager.press("9").reads(f"Thank you, {name}.")
            manager.hangs_up().sees("Answered to the end.").done()
    assert rows.standing(name) == {**DELIGHTED, "nps": "9"}
    assert rows.leases(name) == [
        ("Carl", "stopped", "Mona took this case over. I know them well."),
        ("Mona", "done", ""),
    ]
    assert rows.attempts(name) == [("live", "1.1")], "one call"
    assert rows.case(name) == ("1.1", 1)
