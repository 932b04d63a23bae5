"""The live script when something goes wrong: a page that still comes, no line, a second window, a case that left."""

from __future__ import annotations

import pytest
from playwright.sync_api import Route, expect
from sqlalchemy import select
from test_desk_page import on_the_phone, press
from visiting import House, Visit

from vocsurvey.clock import now
from vocsurvey.db.interview import Conflict, Exchange
from vocsurvey.db.people import Role
from vocsurvey.fieldwork.outcome import CarrierOutcome
from vocsurvey.operations import gatekeeping

pytestmark = pytest.mark.browser

WORDS = "Nobody rang back for three days."


def heard(house: House) -> list[tuple[int, str]]:
    """What has become part of the transcript of the case on the desk."""
    with house.cast.runtime.database.reading() as session:
        assert session.scalars(select(Conflict)).all() == []
        rows = session.scalars(select(Exchange).where(Exchange.channel == "live").order_by(Exchange.position)).all()
        return [(row.position, row.step) for row in rows]


def to_the_words(visit: Visit) -> None:
    """Answer until words are asked for."""
    said = visit.page.locator(".script-say")
    for key, words in (("y", "resolved?"), ("n", "how satisfied"), ("1", "made it easy"), ("1", "genuinely cared")):
        press(visit.page, key)
        expect(said).to_contain_text(words)
    press(visit.page, "n")
    expect(visit.page.locator("#words")).to_be_focused()


def test_a_key_that_is_pressed_while_the_page_is_still_coming_counts(house: House, visit: Visit) -> None:
    house.cast.assemble().tell().come_down()
    visit.sign_in(Role.CALLER)
    held: list[Route] = []
    visit.page.route("**/desk.js", lambda route: route.continue_() if held else held.append(route))
    visit.page.goto(f"{visit.address}/desk", wait_until="commit")
    expect(visit.page.get_by_role("button", name="Next case")).to_be_visible()
    visit.page.keyboard.press("n")
    expect(visit.page.get_by_role("button", name="Next case")).to_be_visible()
    held[0].continue_()
    expect(visit.page.get_by_role("heading", level=1)).to_have_text("Eva Ernst, Lindner Optik")


def test_what_is_typed_before_the_question_is_there_is_written_and_presses_nothing(house: House, visit: Visit) -> None:
    house.cast.assemble().tell()
    visit.sign_in(Role.CALLER)
    on_the_phone(house, visit)
    page = visit.page
    to_the_words(visit)
    page.keyboard.type(WORDS)
    page.keyboard.press("Control+Enter")
    expect(page.locator(".script-say")).to_contain_text("What was it mostly about?")
    held: list[Route] = []
    page.route("**/answer", lambda route: held.append(route))
    with page.expect_request("**/answer"):
        page.keyboard.press("b")
    page.keyboard.type("How rude, hm? X")
    held[0].continue_()
    page.unroute("**/answer")
    expect(page.locator("#words")).to_be_focused()
    expect(page.locator("#words")).to_have_value("How rude, hm? X")
    expect(page.get_by_text("You are connected.")).to_be_visible()


def test_a_line_is_not_closed_by_a_key_from_before_the_question(house: House, visit: Visit) -> None:
    house.cast.assemble().tell()
    visit.sign_in(Role.CALLER)
    on_the_phone(house, visit)
    page = visit.page
    held: list[Route] = []
    page.route("**/answer", lambda route: held.append(route))
    with page.expect_request("**/answer"):
        page.keyboard.press("y")
    page.keyboard.type("hn")
    held[0].continue_()
    page.unroute("**/answer")
    expect(page.locator(".script-say")).to_contain_text("how satisfied")
    assert [step for _, step in heard(house)] == ["good_time", "resolved"]


def test_without_a_line_an_answer_is_kept_and_sent_once_when_it_is_back(house: House, visit: Visit) -> None:
    house.cast.assemble().tell()
    visit.sign_in(Role.CALLER)
    on_the_phone(house, visit)
    page, told = visit.page, visit.page.locator("#script-told")
    page.context.set_offline(True)
    press(page, "y")
    expect(told).to_contain_text("There is no line to the server. “yes” is kept here")
    for key in "yn":  # nobody has heard the next question yet
        page.keyboard.press(key)
    assert heard(house) == []
    page.context.set_offline(False)
    expect(page.locator(".script-say")).to_contain_text("resolved?")
    expect(told).to_be_hidden()
    assert heard(house) == [(0, "good_time")]
    assert page.evaluate("sessionStorage.length") == 0, "nothing personal stays"
    visit.complaints.clear()  # the browser's own, about the network that was gone


def test_words_survive_a_page_that_is_loaded_anew_without_having_been_sent(house: House, visit: Visit) -> None:
    house.cast.assemble().tell()
    visit.sign_in(Role.CALLER)
    on_the_phone(house, visit)
    page = visit.page
    to_the_words(visit)
    page.route("**/draft", lambda route: route.abort())
    page.route("**/answer", lambda route: route.abort())
    page.keyboard.type(WORDS)
    expect(page.locator("#desk-draft")).to_contain_text("What you type is kept here.")
    page.reload()
    expect(page.locator("#words")).to_have_value(WORDS)
    page.locator("#words").focus()
    page.keyboard.press("Control+Enter")
    expect(page.locator("#script-told")).to_contain_text("is kept here")
    before = len(heard(house))
    page.unroute("**/draft")
    page.unroute("**/answer")
    page.reload()
    expect(page.locator(".script-say")).to_contain_text("What was it mostly about?")
    expect(page.get_by_text(WORDS)).to_be_visible()
    assert len(heard(house)) == before + 1, "once"
    assert page.evaluate("sessionStorage.length") == 0
    visit.complaints.clear()


def test_the_older_of_two_windows_says_so_and_does_nothing(house: House, visit: Visit) -> None:
    house.cast.assemble().tell()
    visit.sign_in(Role.CALLER)
    on_the_phone(house, visit)
    older, newer = visit.page, visit.page.context.new_page()
    newer.goto(f"{visit.address}/desk")
    press(newer, "y")
    expect(newer.locator(".script-say")).to_contain_text("resolved?")
    expect(older.locator("#script-told")).to_contain_text("This page is old")
    older.bring_to_front()
    older.keyboard.press("n")
    expect(older.locator(".script-answer button").first).to_be_disabled()
    assert heard(house) == [(0, "good_time")]
    older.reload()
    expect(older.locator(".script-say")).to_contain_text("resolved?")


def test_words_for_a_case_that_has_left_stay_to_be_copied(house: House, visit: Visit) -> None:
    house.cast.assemble().tell()
    visit.sign_in(Role.CALLER)
    names = on_the_phone(house, visit)
    to_the_words(visit)
    page = visit.page
    page.keyboard.type(WORDS)
    before = heard(house)
    house.cast.end(*names, CarrierOutcome.COMPLETED)
    with house.cast.runtime.database.transaction() as session:
        gatekeeping.stop_everything(session, "Ada", rules=house.cast.runtime.rulebook, now=now())
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("heading", name="What you had typed")).to_be_visible()
    expect(page.get_by_text(WORDS)).to_be_visible()
    expect(page.get_by_role("alert").get_by_text("All dialling was stopped by Ada.")).to_be_visible()
    assert heard(house) == before
    assert page.evaluate("sessionStorage.length") == 0


def test_what_they_may_ask_is_answered_in_their_language_by_one_key(house: House, visit: Visit) -> None:
    house.cast.assemble().tell()
    visit.sign_in(Role.CALLER)
    on_the_phone(house, visit)
    page = visit.page
    press(page, "y")
    expect(page.locator(".script-say")).to_contain_text("resolved?")
    press(page, "i")
    expect(page.get_by_text("Is this recorded?")).to_be_visible()
    expect(page.get_by_text("Not without your consent.")).to_be_visible()
    press(page, "m")
    page.get_by_role("button", name="Rather in German").click()
    expect(page.get_by_text("Nicht ohne Ihr Einverständnis.")).to_be_visible()


def test_a_flag_by_hand_leaves_the_page_and_its_call_as_they_are(house: House, visit: Visit) -> None:
    house.cast.assemble().tell()
    visit.sign_in(Role.CALLER)
    on_the_phone(house, visit)
    page, keys = visit.page, visit.page.keyboard
    page.evaluate("window.stays = true")
    press(page, "f")
    keys.type("no")
    keys.press("Control+Enter")
    expect(page.get_by_text("Say in 3 to 4000 characters what they said")).to_be_visible()
    expect(page.locator("#flag-now textarea")).to_have_value("no")
    expect(page.locator("#flag-now textarea")).to_be_focused()
    keys.type("body rang back")
    keys.press("Control+Enter")
    expect(page.get_by_text("Flagged. Whoever looks after them is told now.")).to_be_visible()
    press(page, "y")
    expect(page.locator(".script-say")).to_contain_text("resolved?")
    expect(page.locator("#raised")).to_be_visible()
    assert page.evaluate("window.stays") is True
