"""A caller's desk in a browser: by keyboard alone, and without a fault in any of its states."""

from __future__ import annotations

import os
import re
from datetime import timedelta
from pathlib import Path
from typing import Literal

import pytest
from cast import Cast
from playwright.sync_api import Page, expect
from sqlalchemy import select, update
from test_axe import faults_of, open_everything
from visiting import House, Visit

from vocsurvey.clock import now
from vocsurvey.db.agreement import Appointment
from vocsurvey.db.bridge import Bridge, BridgeParty
from vocsurvey.db.campaign import Case
from vocsurvey.db.desk import DeskLease
from vocsurvey.db.dialing import Call
from vocsurvey.db.people import Role, User
from vocsurvey.fieldwork.outcome import CarrierOutcome
from vocsurvey.fieldwork.phone import Line
from vocsurvey.operations import connecting, dialing, gatekeeping

pytestmark = pytest.mark.browser

NOTE = "In a meeting until three."


def look(visit: Visit, name: str) -> None:
    """Keep a picture of the page in the folder that SCREENSHOTS names, for people to look at."""
    if folder := os.environ.get("SCREENSHOTS"):
        visit.page.screenshot(path=str(Path(folder) / f"desk-{name}.png"), full_page=True)


def press(page: Page, key: str) -> None:
    """Press a key of the desk when its script runs: on a page that is still coming there is nobody to hear it."""
    expect(page.locator("[data-keys-toggle]")).to_be_visible()
    page.keyboard.press(key)


def agreed(cast: Cast, contact: str = "C4") -> None:
    """A time that the caller agreed to, and that comes soon."""
    with cast.runtime.database.transaction() as session:
        caller = session.scalars(select(User.id).where(User.role == Role.CALLER)).first()
        case = session.get_one(Case, cast.case_id(contact))
        case.channel, case.due_at = "live", now() + timedelta(minutes=9)
        row = Appointment(
            case_id=case.id, kind="hard", channel="live", source="caller", at=case.due_at, agreed_at=now()
        )
        row.caller_id = caller
        session.add(row)


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 1280), ("light", 390), ("dark", 390)])
def test_no_state_of_the_desk_has_a_fault(
    house: House, visit: Visit, scheme: Literal["light", "dark"], width: int
) -> None:
    cast = house.cast.assemble().tell()
    visit.page.set_viewport_size({"width": width, "height": 720})
    visit.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    visit.sign_in(Role.CALLER)
    faults = []

    def seen(name: str) -> None:
        visit.go("/desk")
        open_everything(visit)
        look(visit, f"{name}-{scheme}-{width}")
        faults.extend(faults_of(visit))

    seen("empty")
    cast.lease("C1", "cleo@example.com")
    with cast.runtime.database.transaction() as session:
        session.execute(update(DeskLease).values(ended_at=now(), ending="given_back", note=NOTE))
    lease_id = cast.lease("C1")
    agreed(cast)
    seen("full")
    visit.page.get_by_role("button", name="Call C").click()
    expect(visit.page.get_by_text("Give the number of your own phone first")).to_be_visible()
    faults.extend(faults_of(visit))
    look(visit, f"no-phone-{scheme}-{width}")
    visit.page.locator("#number").fill("+49 30 23125 077")
    visit.page.locator("#number").press("Enter")
    visit.page.get_by_role("button", name="Call C").click()
    expect(visit.page.get_by_text("The telephone company could not connect you")).to_be_visible()
    seen("not-picked-up")
    with cast.runtime.database.transaction() as session:
        own = Line("+493023125077", "", "fixed", "DE")
        rules, line_hash = cast.runtime.rulebook, cast.runtime.line_hash
        caller = cast.user_id(Role.CALLER)
        opened = connecting.open_bridge(session, lease_id, caller, own, rules=rules, line_hash=line_hash, now=now())
        assert isinstance(opened, connecting.Opened)
    seen("ringing-me")
    press(visit.page, "h")
    expect(visit.page.get_by_text("You hung up.")).to_be_visible()
    call_id = cast.call_from(lease_id)
    seen("calling")
    permit = cast.do(dialing.grant_permit, call_id, rules=rules, line_hash=line_hash)
    cast.do(dialing.record_placed, call_id, "CAbusy")
    cast.end(permit.token, "CAbusy", CarrierOutcome.BUSY)
    seen("busy")
    with cast.runtime.database.transaction() as session:
        gatekeeping.stop_everything(session, "Ada", rules=cast.runtime.rulebook, now=now())
    seen("stopped")
    assert faults == []


def test_from_the_next_case_to_its_return_by_keyboard_alone(house: House, visit: Visit) -> None:
    cast = house.cast.assemble().tell()
    cast.come_down()
    visit.sign_in(Role.CALLER)
    visit.go("/desk")
    keys = visit.page.keyboard
    press(visit.page, "n")
    heading = visit.page.get_by_role("heading", level=1)
    expect(heading).to_have_text("Eva Ernst, Lindner Optik")
    press(visit.page, "g")
    expect(visit.page.locator("#note").first).to_be_focused()
    keys.type("no")
    keys.press("Tab")
    keys.press("Enter")
    expect(visit.page.get_by_text("Say in 3 to 4000 characters")).to_be_visible()
    expect(visit.page.locator("#note").first).to_have_value("no")
    # At once, and not when the page says next that it is open.
    expect(visit.page.locator("#note").first).to_be_focused(timeout=3000)
    keys.type("body there: ncgx are letters here")
    keys.press("Tab")
    back = visit.page.locator("button:focus")
    with visit.page.expect_response(lambda answer: answer.url.endswith("/renew")):
        expect(back).to_have_count(1)
    expect(back).to_have_count(1)  # the page says by itself that it is open, which leaves the keyboard where it is
    keys.press("Enter")
    expect(visit.page.get_by_text("It went back, with your note.")).to_be_visible()
    press(visit.page, "n")
    expect(heading).to_have_text("Dirk Danz, Lindner Optik")
    press(visit.page, "c")
    expect(visit.page.locator("#number")).to_be_focused()
    keys.type("+49 30 23125 077")
    keys.press("Enter")
    expect(visit.page.get_by_text("Your phone is +493023125077.")).to_be_visible()
    press(visit.page, "c")
    expect(visit.page.get_by_text("The telephone company could not connect you")).to_be_visible()


def test_a_page_that_is_open_hears_at_once_that_the_case_is_gone_and_keeps_what_was_typed(
    house: House, visit: Visit
) -> None:
    cast = house.cast.assemble().tell()
    cast.lease("C5")
    visit.sign_in(Role.CALLER)
    visit.go("/desk")
    press(visit.page, "g")
    visit.page.keyboard.type("They asked for")
    with cast.runtime.database.transaction() as session:
        gatekeeping.stop_everything(session, "Ada", rules=cast.runtime.rulebook, now=now())
    told = visit.page.locator("#desk-lease")
    expect(told).to_contain_text("All dialling was stopped by Ada.")
    expect(told).to_contain_text("What you have typed is still here.")
    expect(visit.page.locator("#note").first).to_have_value("They asked for")


def on_the_phone(house: House, visit: Visit) -> tuple[str, str]:
    """A customer has picked up, and the caller's page shows it: the call's token and SID."""
    cast = house.cast
    lease_id = cast.lease("C5")
    visit.go("/desk")
    call_id = cast.call_from(lease_id)
    visit.go("/desk")
    expect(visit.page.get_by_text("Their phone is called now.")).to_be_visible()
    token = cast.pick_up(call_id, "CAlive")
    expect(visit.page.locator(".script-say")).to_be_visible()
    expect(visit.page.get_by_text("You are connected.")).to_be_visible()
    return token, "CAlive"


def test_a_whole_interview_by_keyboard_alone_with_a_correction(house: House, visit: Visit) -> None:
    house.cast.assemble().tell()
    visit.sign_in(Role.CALLER)
    names = on_the_phone(house, visit)
    page, keys = visit.page, visit.page.keyboard
    said = page.locator(".script-say")
    expect(said).to_contain_text("am I speaking with Eva Ernst?")
    press(visit.page, "y")
    expect(said).to_contain_text("Has your issue been resolved?")
    keys.press("n")
    expect(said).to_contain_text("how satisfied are you")
    expect(page.get_by_text("Somebody will answer for this")).to_be_visible()
    keys.press("b")
    expect(page.get_by_text("So far:")).to_be_visible()
    keys.press("y")
    expect(said).to_contain_text("enough to contact us once")
    expect(page.get_by_text("Somebody will answer for this")).to_have_count(0)
    for key in "y22":  # faster than the pages come: the others wait for their questions
        keys.press(key)
    expect(said).to_contain_text("genuinely cared")
    keys.press("n")
    expect(page.locator("#words")).to_be_focused()
    keys.type("I had to ring three times. y n 1 2 3")
    expect(page.locator("#desk-draft")).to_contain_text("Kept at")
    page.reload()
    expect(page.locator("#words")).to_have_value("I had to ring three times. y n 1 2 3")
    page.locator("#words").focus()
    keys.press("Control+Enter")
    expect(said).to_contain_text("What was it mostly about?")
    keys.press("1")
    expect(said).to_contain_text("will call you by")
    press(visit.page, "h")
    expect(page.get_by_role("heading", name="The call is over")).to_have_count(0)
    house.cast.end(*names, CarrierOutcome.COMPLETED)
    expect(page.get_by_text("The line is closed.")).to_be_visible()
    press(visit.page, "d")
    expect(page.get_by_text("Answered to the end.")).to_be_visible()
    press(visit.page, "d")
    expect(page.get_by_text("Nobody is on your desk.")).to_be_visible()


@pytest.mark.parametrize(
    ("scheme", "width", "height"),  # the last one is 1280 by 720 at twice the size
    [("light", 1280, 720), ("dark", 1280, 720), ("light", 390, 720), ("dark", 390, 720), ("light", 640, 360)],
)
def test_no_state_of_the_script_has_a_fault(
    house: House, visit: Visit, scheme: Literal["light", "dark"], width: int, height: int
) -> None:
    house.cast.assemble().tell()
    visit.page.set_viewport_size({"width": width, "height": height})
    visit.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    visit.sign_in(Role.CALLER)
    names = on_the_phone(house, visit)
    said, faults = visit.page.locator(".script-say"), []

    def seen(name: str) -> None:
        open_everything(visit)
        look(visit, f"script-{name}-{scheme}-{width}")
        faults.extend(faults_of(visit))

    seen("opening")
    for key, words in (("y", "resolved?"), ("n", "how satisfied"), ("1", "made it easy"), ("1", "genuinely cared")):
        visit.page.keyboard.press(key)
        expect(said).to_contain_text(words)
    seen("scale")
    press(visit.page, "n")
    expect(visit.page.locator("#words")).to_be_focused()
    visit.page.keyboard.press("Control+Enter")
    expect(visit.page.get_by_text("Write down what they said")).to_be_visible()
    seen("words")
    with house.cast.runtime.database.transaction() as session:
        session.execute(update(Bridge).values(muted=True))
        session.execute(update(BridgeParty).values(held_since=now()))
    expect(visit.page.get_by_text("They are on hold. You are muted")).to_be_visible()
    seen("held")
    visit.page.get_by_role("button", name="Does not want to say R").click()
    expect(said).to_contain_text("mostly about")
    visit.page.get_by_role("button", name="Cannot say K").click()
    expect(said).to_contain_text("will call you by")
    seen("goodbye")
    house.cast.end(*names, CarrierOutcome.COMPLETED)
    visit.go("/desk")
    seen("over")
    assert faults == []


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 1280), ("light", 390), ("dark", 390)])
def test_what_was_known_before_stays_in_sight_over_the_questions_and_by_key(
    house: House, visit: Visit, scheme: Literal["light", "dark"], width: int
) -> None:
    visit.page.set_viewport_size({"width": width, "height": 720})
    visit.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    cast = house.cast.assemble().tell()
    cast.lease("C5", "cleo@example.com")
    with cast.runtime.database.transaction() as session:
        session.execute(update(DeskLease).values(ended_at=now(), ending="given_back", note=NOTE))
    visit.sign_in(Role.CALLER)
    on_the_phone(house, visit)
    page, note = visit.page, visit.page.locator("#beside").get_by_text(NOTE)
    expect(note).to_be_visible()
    press(page, "y")
    expect(page.locator(".script-say")).to_contain_text("resolved?")
    expect(note).to_be_visible()
    press(page, "e")
    expect(note).to_be_hidden()
    press(page, "n")
    expect(page.locator(".script-say")).to_contain_text("how satisfied")
    expect(note).to_be_hidden()
    press(page, "e")
    expect(note).to_be_visible()
    expect(note).to_be_in_viewport()
    expect(page.locator("#beside")).to_have_count(1)
    if folder := os.environ.get("SCREENSHOTS"):
        page.screenshot(path=str(Path(folder) / f"desk-beside-{scheme}-{width}.png"))
    assert faults_of(visit) == []


def test_the_clock_of_the_interview_stands_still_on_hold(house: House, visit: Visit) -> None:
    cast = house.cast.assemble().tell()
    visit.sign_in(Role.CALLER)
    on_the_phone(house, visit)
    clock, at = visit.page.locator("[data-clock]"), now()

    def been(answered: int, *, held: int | None, before: int = 0) -> None:
        since = None if held is None else at - timedelta(seconds=held)
        with cast.runtime.database.transaction() as session:
            session.execute(update(Call).values(answered_at=at - timedelta(seconds=answered)))
            session.execute(update(BridgeParty).values(held_since=since, held_seconds=before))

    been(320, held=100, before=20)
    expect(clock).to_have_text("3:20")
    expect(visit.page.get_by_text("Time on hold does not count.")).to_be_visible()
    with visit.page.expect_response(lambda answer: answer.url.endswith("/line")):
        pass
    visit.page.wait_for_timeout(2200)
    expect(clock).to_have_text("3:20")
    late = visit.page.locator(".script-time.is-late")
    expect(late).to_have_count(0)
    been(320, held=None, before=20)
    expect(late).to_be_visible()
    expect(clock).to_have_text(re.compile(r"^([5-9]|\d\d):"))
