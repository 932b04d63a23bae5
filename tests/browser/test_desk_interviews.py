"""Whole interviews by keyboard alone, over the whole stack: web server, workers, clock and carrier as processes.

Each test ends with what the rows say, and a clean audit.
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import suppress
from typing import Any
from zoneinfo import ZoneInfo

import psutil
import pytest
from calling_floor import Customer, Floor, floor_on_a_copy
from desk_steps import AtDesk, Rows, at_desk
from playwright.sync_api import Browser, expect

pytestmark = pytest.mark.browser

HAPPY = (
    ("y", "Has your issue been resolved?"),
    ("y", "enough to contact us once"),
    ("y", "how satisfied are you"),
    ("5", "made it easy"),
    ("7", "genuinely cared"),
    ("y", "recommend"),
)
LONDON = ZoneInfo("Europe/London")
DELIGHTED = {"resolved": "yes", "one_contact": "yes", "csat": "5", "effort": "7", "cared": "yes", "nps": "10"}


@pytest.fixture(scope="module")
def opened(sqlite_copies: Any, session_redis_url: str, tmp_path_factory: pytest.TempPathFactory) -> Generator[Floor]:
    """One company for all of them; each test brings its own people."""
    with floor_on_a_copy(sqlite_copies, session_redis_url, tmp_path_factory.mktemp("floor")) as opened:
        yield opened


@pytest.fixture
def rows(opened: Floor) -> Generator[Rows]:
    """What is true afterwards; in the end nobody is on the line and the audit is clean."""
    rows = Rows(opened)
    since = rows.newest()
    yield rows
    rows.quiet(since)


@pytest.fixture
def carl(opened: Floor, browser: Browser, rows: Rows) -> Generator[AtDesk]:
    """A caller at the desk."""
    with at_desk(browser, opened, opened.caller("Carl")) as desk:
        yield desk


def somebody(floor: Floor, name: str, **more: str) -> str:
    """One person to be called; their name."""
    alone = floor.new_name(name)
    floor.campaign([Customer(alone, floor.number(), **more)])
    return alone


def test_complete(opened: Floor, carl: AtDesk, rows: Rows) -> None:
    name = somebody(opened, "Ada Adler")
    carl.takes(name).calls().answers(*HAPPY)
    carl.press("t").reads(f"Thank you, {name}.")
    carl.hangs_up().sees("Answered to the end.").done()
    assert rows.standing(name) == DELIGHTED
    assert rows.case(name) == ("1.1", 1)
    assert rows.attempts(name) == [("live", "1.1")]
    assert rows.leases(name) == [("Carl", "done", "")]
    assert rows.flags(name) == []


def test_break_off_and_resume_at_the_same_question(opened: Floor, carl: AtDesk, rows: Rows) -> None:
    name = somebody(opened, "Bea Brandt")
    carl.takes(name).calls().answers(("y", "Has your issue been resolved?"), ("n", "how satisfied are you"))
    carl.sees("Somebody will answer for this")
    carl.hangs_up().sees("They are called again")
    carl.done("Was called away.")
    assert rows.case(name)[1] == 0
    carl.takes(name).sees("Was called away.").calls(again=True).sees("Has your issue been resolved?")
    carl.answers(
        ("1", "how satisfied are you"), ("2", "made it easy"), ("2", "genuinely cared"), ("n", "put right first")
    )
    carl.types("Ring back when you say so.", "Control+Enter").reads("mostly about")
    carl.answers(("1", "will call you by"))
    carl.hangs_up().sees("Answered to the end.").done()
    assert rows.attempts(name) == [("live", "2.12"), ("live", "1.1")]


def test_a_correction_re_routes_and_withdraws_the_flag(opened: Floor, carl: AtDesk, rows: Rows) -> None:
    name = somebody(opened, "Cem Celik")
    carl.takes(name).calls().answers(("y", "Has your issue been resolved?"), ("n", "how satisfied are you"))
    carl.sees("Somebody will answer for this")
    assert rows.flags(name) == [("not_resolved", "high")]
    carl.answers(("b", "Has your issue been resolved?")).sees("So far:")
    carl.answers(*HAPPY[1:])
    carl.press("9").reads(f"Thank you, {name}.")
    carl.hangs_up().sees("Answered to the end.").done()
    assert rows.answers(name)[:2] == [("resolved", "no", False), ("resolved", "yes", True)]
    assert rows.standing(name) == {**DELIGHTED, "nps": "9"}
    assert rows.flags(name) == [("not_resolved", "high")]
    assert rows.history(name)[-2:] == ["flag_withdrawn", "withdrawn_after_correction"]


def test_a_time_to_call_again(opened: Floor, carl: AtDesk, rows: Rows) -> None:
    name = somebody(opened, "Dora Diaz")
    carl.takes(name).calls().answers(("n", "When may we call instead?"), ("3", "Which day"), ("2", "At what hour?"))
    carl.types("11", "Enter").sees("The interview has ended.")
    carl.hangs_up().done()
    (agreed,) = rows.appointments(name)
    kind, channel, at = agreed
    assert (kind, channel, at.astimezone(LONDON).hour) == ("hard", "live", 11)
    assert rows.due(name) == at
    assert rows.case(name)[1] == 0


def test_no_more_calls(opened: Floor, carl: AtDesk, rows: Rows) -> None:
    name = somebody(opened, "Eli Evans")
    carl.takes(name).calls().press("x").stands_on("No more calls, ever")
    carl.press("Enter").sees("The interview has ended.")
    carl.hangs_up().sees("The case is closed.").done()
    assert rows.case(name) == ("2.112", 1)
    assert rows.attempts(name) == [("live", "2.112")]
    assert rows.ask("SELECT source FROM suppression WHERE lifted_at IS NULL") == ["caller", "caller"], "line and person"
    assert rows.leases(name) == [("Carl", "done", "")]


def test_a_refusal_that_only_the_caller_heard(opened: Floor, carl: AtDesk, rows: Rows) -> None:
    name = somebody(opened, "Ida Iversen")
    carl.takes(name).calls().hangs_up().press("w").chooses("They refused for good")
    carl.reaches("reason-otherwise").types("Please stop asking me.", "Tab", "Enter").sees("They refused for good.")
    carl.done()
    assert rows.case(name) == ("2.112", 1)
    assert rows.attempts(name) == [("live", "2.112")]
    assert rows.leases(name) == [("Carl", "done", "")]


def test_a_wrong_person_names_another(opened: Floor, carl: AtDesk, rows: Rows) -> None:
    name = somebody(opened, "Fay Fischer")
    carl.takes(name).calls().answers(("n", "When may we call instead?"), ("4", "put right in our records"))
    carl.answers(("1", "Whom should we ask for instead?"))
    carl.types("Gina Gold", "Control+Enter").sees("The interview has ended.")
    carl.hangs_up().sees("Has left the company.").done()
    assert rows.case(name) == ("4.70", 1)
    assert rows.attempts(name) == [("live", "4.70")]


def test_a_closed_browser(opened: Floor, browser: Browser, rows: Rows) -> None:
    name = somebody(opened, "Gus Garcia")
    with at_desk(browser, opened, opened.caller("Carl")) as carl:
        carl.takes(name).calls().answers(("y", "Has your issue been resolved?"), ("y", "enough to contact us once"))
    rows.hang_up_on(name)
    rows.until(lambda: rows.attempts(name) == [("live", "2.12")])
    assert rows.leases(name) == [("Carl", None, None)], "nobody takes a case from somebody who may only have reloaded"
    rows.be_late()
    rows.until(lambda: rows.leases(name)[0][1] == "expired")
    with at_desk(browser, opened, opened.caller("Dana")) as dana:
        dana.takes(name).sees("Carl had this case, and was not heard from any more.").calls(again=True)
        dana.answers(("1", "enough to contact us once"), *HAPPY[2:])
        dana.press("t").reads(f"Thank you, {name}.")
        dana.hangs_up().sees("Answered to the end.").done()
    assert rows.standing(name) == DELIGHTED
    assert [who for who, _, _ in rows.leases(name)] == ["Carl", "Dana"]
    assert rows.attempts(name) == [("live", "2.12"), ("live", "1.1")]


def test_the_server_dies_in_the_middle_and_is_started_anew(opened: Floor, carl: AtDesk, rows: Rows) -> None:
    name = somebody(opened, "Lea Lang")
    carl.takes(name).calls().answers(*HAPPY[:2])
    web = psutil.Process(opened.house.fleet.pids()["web"])
    for one in (web, *web.children(recursive=True)):
        with suppress(psutil.NoSuchProcess):
            one.kill()
    carl.press("y").sees("There is no line to the server. “yes” is kept here")
    rows.until(lambda: carl.said.get_by_text("how satisfied are you").count() == 1)
    carl.answers(*HAPPY[3:])
    carl.press("t").reads(f"Thank you, {name}.")
    carl.hangs_up().sees("Answered to the end.").done()
    assert rows.standing(name) == DELIGHTED
    assert len(rows.answers(name)) == len(DELIGHTED), "each was heard once"
    assert rows.attempts(name) == [("live", "1.1")], "one call"
    assert opened.house.fleet.pids()["web"] != web.pid
    carl.complaints.clear()  # the browser's own, about the server that was gone


def test_two_tabs(opened: Floor, carl: AtDesk, rows: Rows) -> None:
    old = "This page is old: the interview went on in another window."
    name = somebody(opened, "Hal Hansen")
    carl.takes(name).calls()
    other = carl.second_tab().reads("Is now a good time?")
    carl.answers(*HAPPY[:1])
    other.sees(old).press("n").comes_anew().reads("Has your issue been resolved?")
    other.answers(*HAPPY[1:2])
    carl.sees(old).press("n").comes_anew().reads("enough to contact us once")
    carl.answers(*HAPPY[2:5], ("n", "put right first"))
    other.comes_anew().reads("put right first").types("Nobody ever rang.")
    carl.types("Nobody rang back.", "Control+Enter").reads("mostly about")
    expect(other.sees(old).page.locator("#words")).to_have_value("Nobody ever rang.")
    other.comes_anew().reads("mostly about").answers(("1", "will call you by"))
    other.hangs_up()
    carl.sees("The line is closed.").press("d").sees("The call is over").done()
    other.press("d").sees("You are done with this case.")
    said = rows.standing(name)
    assert said.pop("attribution") in ("agent", "product", "process", "price", "other")
    assert said == {**DELIGHTED, "cared": "no", "reason": "Nobody rang back.", "nps": "nps_gate"}
    assert rows.ask("SELECT count(*) FROM conflict") == [0]
    assert rows.leases(name) == [("Carl", "done", "")]
