"""Questionnaires in a real browser: read wide and narrow, light and dark, and a rehearsal played by keyboard alone."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Literal

import pytest
from cast import Cast
from playwright.sync_api import Route, expect
from test_axe import faults_of, open_everything
from test_call_me_page import look
from test_keyboard import focused, tab_to
from visiting import House, Visit

from vocsurvey.db.people import Role
from vocsurvey.operations.versions import pin

pytestmark = pytest.mark.browser

PAGE = "/questionnaires/support-case"
STAGE = f"{PAGE}/rehearsal"
ANGRY = "?heard=1&heard=2&heard=1&heard=1&heard=2"


def fielded_before(cast: Cast) -> str:
    """An older version, so that there is something to compare; the digest of the present one."""
    library = cast.runtime.library
    now = library["support-case"]
    words = dict.fromkeys(now.languages, "How well did we help you?")
    first, _, third, *others = now.questions
    older = now.model_copy(update={"questions": (third.model_copy(update={"say": words}), first, *others)})
    with cast.runtime.database.transaction() as session:
        pin(session, older, cast.now - timedelta(days=30))
    return library.digests["support-case"]


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 1280), ("light", 390), ("dark", 390)])
def test_no_page_of_questionnaires_has_a_fault(
    house: House, visit: Visit, scheme: Literal["light", "dark"], width: int
) -> None:
    cast = house.cast.assemble()
    version = f"{PAGE}/versions/{fielded_before(cast)}"
    visit.page.set_viewport_size({"width": width, "height": 900})
    visit.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    visit.sign_in(Role.CALLER)
    faults = []
    stages = (STAGE, f"{STAGE}{ANGRY}&language=de&persona=angry", f"{STAGE}{ANGRY}&heard=hangup", f"{STAGE}?heard=no")
    for path in ("/questionnaires", PAGE, "/questionnaires/win-back?language=es", "/lint", version, *stages):
        visit.go(path)
        open_everything(visit)
        faults += faults_of(visit)
    assert faults == []


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
def test_a_recorded_voice_is_played_on_the_page(
    sounding: House, visit: Visit, scheme: Literal["light", "dark"], width: int
) -> None:
    sounding.cast.people()
    there = Visit(visit.page, sounding.address, visit.complaints)
    there.page.set_viewport_size({"width": width, "height": 900})
    there.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    there.sign_in(Role.AGENT)
    there.go(PAGE)
    look(there, f"voices-{scheme}-{width}")
    assert faults_of(there) == []
    seconds = there.page.evaluate(
        """() => new Promise((told) => {
            const one = document.querySelector("audio");
            one.onloadedmetadata = () => told(one.duration);
            one.onerror = () => told(null);
            one.load();
        })"""
    )
    assert seconds == 1


def test_a_finding_leads_to_what_its_rule_means(house: House, visit: Visit) -> None:
    house.cast.people()
    visit.sign_in(Role.AGENT)
    visit.go("/questionnaires/win-back")
    visit.page.get_by_role("link", name="answer-idle").click()
    visit.page.wait_for_url("**/lint#answer-idle")
    expect(visit.page.locator("#answer-idle")).to_be_in_viewport()


def test_the_diagram_fits_the_window(house: House, visit: Visit) -> None:
    house.cast.people()
    visit.sign_in(Role.AGENT)
    for width, shown, hidden in ((1280, ".flow-wide", ".flow-narrow"), (390, ".flow-narrow", ".flow-wide")):
        visit.page.set_viewport_size({"width": width, "height": 900})
        visit.go(PAGE)
        expect(visit.page.locator(shown)).to_be_visible()
        expect(visit.page.locator(hidden)).to_be_hidden()
        # Words are broken by their number of letters: none may stand out of its box in this browser's own letters.
        outside = visit.page.evaluate(
            """(name) => [...document.querySelectorAll(name + " rect")].flatMap((box) => {
                const edge = box.getBBox().x + box.getBBox().width;
                const words = [];
                for (let one = box.nextElementSibling; one && one.tagName !== "rect"; one = one.nextElementSibling)
                  if (one.tagName === "text" && one.getBBox().x + one.getBBox().width > edge)
                    words.push(one.textContent);
                return words;
            })""",
            shown,
        )
        assert outside == []


def test_a_rehearsal_without_a_mouse(house: House, visit: Visit) -> None:
    house.cast.people()
    page, keys = visit.page, visit.page.keyboard
    visit.sign_in(Role.ACCOUNT_TEAM)
    visit.go(STAGE)
    tab_to(visit, "#answer button[value='1']")
    keys.press("Enter")
    expect(page.locator("[data-now]")).to_be_focused()
    assert "Has your issue been resolved?" in focused(visit)
    keys.press("2")
    expect(page.locator("[data-now]")).to_contain_text("resolved: no")
    expect(page.locator("[data-now]")).to_be_focused()
    keys.press("*")
    expect(page.locator("[data-now]")).to_contain_text("If you do not want us to call you again")
    tab_to(visit, "button[value='undo']")
    keys.press("Enter")
    expect(page.locator(".stage-round")).to_have_count(3)
    expect(page.locator("[data-now]")).to_be_focused()
    keys.press("1")
    expect(page.locator(".stage-round")).to_have_count(4)
    keys.press("1")
    expect(page.locator(".stage-round")).to_have_count(5)
    keys.press("2")
    expect(page.locator("#own-words")).to_be_visible()
    tab_to(visit, "#own-words")
    keys.type("I rang 3 times")
    expect(page.locator(".stage-round")).to_have_count(6)
    tab_to(visit, "button[value='words']")
    keys.press("Enter")
    expect(page.locator(".stage")).to_contain_text("I rang 3 times")
    expect(page.locator("#rehearsal")).to_contain_text("Flags")
    assert page.url == house.address + STAGE


def test_keys_that_are_faster_than_the_pages_all_count(house: House, visit: Visit) -> None:
    house.cast.people()
    visit.sign_in(Role.CUSTOMER_SUCCESS)
    visit.go(STAGE)

    def slowly(route: Route) -> None:
        visit.page.wait_for_timeout(150)
        route.continue_()

    visit.page.route("**/rehearsal", slowly)
    visit.page.locator("#answer button[value='1']").focus()
    for key in "12112":
        visit.page.keyboard.press(key)
    expect(visit.page.locator("#own-words")).to_be_visible()
    expect(visit.page.locator(".stage-round")).to_have_count(6)
    expect(visit.page.locator("[data-now]")).to_be_focused()


def test_a_persona_plays_to_the_end_and_the_link_shows_the_same(house: House, visit: Visit) -> None:
    house.cast.people()
    page = visit.page
    visit.sign_in(Role.MANAGER)
    visit.go(STAGE)
    page.select_option("#persona", "angry")
    page.select_option("#language", "fr")
    page.get_by_role("button", name="Play it so").click()
    expect(page.locator("[data-now]")).to_have_attribute("id", "now")
    page.get_by_role("button", name="Let them play it to the end").click()
    expect(page.locator(".control")).to_contain_text("The interview is over, for good.")
    said = page.locator(".stage").inner_text()
    page.get_by_role("link", name="Link to this point").click()
    page.wait_for_url(re.compile(r"heard="))
    assert page.locator(".stage").inner_text() == said


def test_a_wish_that_cannot_be_met_is_focused(house: House, visit: Visit) -> None:
    house.cast.people()
    visit.sign_in(Role.CUSTOMER_SUCCESS)
    visit.go(f"{STAGE}{ANGRY}")
    visit.page.get_by_role("button", name="Say it").click()
    expect(visit.page.locator("[data-told]")).to_be_focused()
    expect(visit.page.locator(".stage-round")).to_have_count(6)


def test_paper_shows_the_conversation_and_no_buttons(house: House, visit: Visit) -> None:
    house.cast.people()
    visit.sign_in(Role.MANAGER)
    visit.go(f"{STAGE}{ANGRY}")
    visit.page.emulate_media(media="print")
    expect(visit.page.locator(".stage")).to_be_visible()
    expect(visit.page.get_by_text("What comes of it")).to_be_visible()
    for gone in (".control", ".side", "#circumstances"):
        expect(visit.page.locator(gone)).to_be_hidden()
