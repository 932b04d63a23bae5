"""A caller calls with the page itself, in a real Chromium with a made-up microphone: from the key to the goodbye."""

from __future__ import annotations

import json
import os
import time
import urllib.request
from collections.abc import Callable, Generator, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from cast import PASSWORD, hashed
from chromium import chromium_here
from live_stage import CUSTOMER, Open, Stage
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect
from playwright.sync_api import Error as PlaywrightError
from sqlalchemy import select, update

from vocsurvey.db.agreement import Appointment
from vocsurvey.db.bridge import Bridge, BridgeEnding, BridgeStatus
from vocsurvey.db.campaign import Case
from vocsurvey.db.interview import Answer
from vocsurvey.db.people import Role, User, Way
from vocsurvey.operations import administering

pytestmark = pytest.mark.browser

PATIENCE = 60_000
MICROPHONE = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")


@pytest.fixture(scope="module")
def browser(driver: Playwright) -> Generator[Browser]:
    """A browser whose microphone beeps once a second, and which lets every page have it."""
    expect.set_options(timeout=PATIENCE)
    browser = driver.chromium.launch(executable_path=chromium_here(), args=list(MICROPHONE))
    yield browser
    browser.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page; it fails when its console had anything to complain about (a broken policy, say)."""
    context: BrowserContext = browser.new_context()
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("dialog", lambda dialog: dialog.accept())
    yield page
    context.close()
    # A refusal, and a telephone company that cannot be reached from here, are news to the console, not faults.
    news = ("Failed to load resource", "WebSocket connection to")
    assert [one for one in complaints if not one.startswith(news)] == []


def look(page: Page, name: str) -> None:
    """Keep a picture of the page in the folder that SCREENSHOTS names, for people to look at."""
    if folder := os.environ.get("SCREENSHOTS"):
        page.screenshot(path=str(Path(folder) / f"browser-phone-{name}.png"), full_page=True)


def faults_of(page: Page) -> list[str]:
    """What axe finds against the page."""
    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {node['html']}" for one in found for node in one["nodes"]]


class Desk:
    """The desk of a caller who calls with the page, and the work that goes on behind it."""

    def __init__(self, on: Stage, page: Page) -> None:
        self.on, self.page = on, page
        user = on.scene.do(
            administering.add_user, email="caller@example.com", name="Carl", role=Role.CALLER, zone="UTC",
            password_hash=hashed(), languages=("en",),
        )  # fmt: skip
        assert isinstance(user, User)
        with on.scene.database.transaction() as session:
            session.execute(update(Case).where(Case.id != on.scene.case().id).values(channel="ivr"))
        account = on.house.settings.carrier
        assert account is not None
        page.goto(f"{account.public_url}/sign-in")
        page.fill("#email", "caller@example.com")
        page.fill("#password", PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(f"{account.public_url}/")
        page.goto(f"{account.public_url}/desk")

    def press(self, key: str) -> None:
        """A key of the desk, when its script runs."""
        expect(self.page.locator("[data-keys-toggle]")).to_be_visible()
        self.page.keyboard.press(key)

    def until(self, condition: Callable[[], bool]) -> None:
        """Let the workers work and the browser live until it is so."""
        end = time.monotonic() + PATIENCE / 1000
        while not condition():
            assert time.monotonic() < end, (self.on.carrier.ledger(), self.page.locator("main").inner_text())
            self.on.work()
            self.page.wait_for_timeout(50)

    def sees(self, words: str) -> bool:
        """Whether this stands on the page."""
        return words in self.page.locator("main").inner_text()

    @property
    def bridge(self) -> Bridge:
        """The latest."""
        found = self.on.scene.rows(select(Bridge).order_by(Bridge.id.desc()))[0]
        assert isinstance(found, Bridge)
        self.on.bridge_id = found.id
        return found

    def takes_next(self) -> None:
        """The next case, up to Call."""
        self.press("n")
        expect(self.page.get_by_role("button", name="Call C")).to_be_visible()

    def hangs_up(self) -> None:
        """And writes it up."""
        self.press("h")
        # The script says that the line is closed until the call is, where the page does not come anew before that.
        self.until(lambda: self.sees("The line is closed.") or self.sees("The call is over"))
        if not self.sees("The call is over"):
            with suppress(PlaywrightError):
                self.page.get_by_role("link", name="Write it up").click(timeout=2000)
        self.until(lambda: self.sees("The call is over"))

    def calls(self) -> None:
        """The next case, and Call: until they talk."""
        self.takes_next()
        self.press("c")
        self.until(lambda: self.sees("You are connected."))

    def phone(self) -> dict[str, object]:
        """What the carrier has of this phone now."""
        house = self.on.house
        given = house.browser_phone(self.bridge.user_id)
        assert given is not None
        url = f"{given.address}/{self.bridge.caller_sid}/events?token={given.token}"
        with urllib.request.urlopen(url, timeout=20) as stream:
            for line in stream:
                if line.startswith(b"data: "):
                    shown: dict[str, object] = json.loads(line[6:])
                    return shown
        raise AssertionError("the stream ended")


def test_a_whole_call_from_the_browser(stage: Open, page: Page) -> None:
    on = stage()
    desk = Desk(on, page)
    assert page.locator(".desk-phone summary").inner_text() == "You call in this browser"
    desk.calls()
    assert desk.bridge.way == Way.BROWSER
    assert [one["to"] for one in on.carrier.ledger()["rung"]] == [CUSTOMER], "no phone of the caller's rang"
    expect(page.get_by_text("You are on the line with this browser.")).to_be_visible()
    desk.until(lambda: desk.sees("Is now a good time?"))
    desk.until(lambda: bool(desk.phone()["sound"]["heard"]))  # type: ignore[index]

    desk.press("u")
    desk.until(lambda: desk.sees("You are muted") and desk.phone()["muted"] is True)
    desk.press("u")
    desk.until(lambda: not desk.sees("You are muted") and desk.phone()["muted"] is False)
    desk.press("o")
    desk.until(lambda: desk.sees("They are on hold."))
    desk.press("o")
    desk.until(lambda: desk.sees("You are connected."))

    page.get_by_text("Keypad").click()
    page.keyboard.press("7")
    expect(page.get_by_text("Pressed: 7")).to_be_visible()
    desk.until(lambda: "7" in [one["words"] for one in on.carrier.ledger()["spoken"]])
    spoken = {one["words"]: one for one in on.carrier.ledger()["spoken"]}["7"]
    assert spoken["by"] == "caller"
    assert len(spoken["heard_by"]) == 1, "the customer's side hears it"
    for scheme, width in (("light", 1280), ("dark", 390)):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        page.set_viewport_size({"width": width, "height": 720})
        look(page, f"keypad-{scheme}-{width}")
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.set_viewport_size({"width": 1280, "height": 720})
    page.get_by_text("Keypad").click()

    desk.press("y")
    desk.until(lambda: bool(on.scene.rows(select(Answer))) or desk.sees("Cannot say"))
    desk.hangs_up()
    ledger = on.quiet()
    assert len(ledger["rung"]) == 1
    assert desk.bridge.ending == BridgeEnding.CLOSED
    expect(page.locator("#desk-browser")).to_be_hidden()


def test_a_page_that_is_loaded_again_keeps_its_call(stage: Open, page: Page) -> None:
    desk = Desk(on := stage(), page)
    desk.calls()
    before = desk.bridge.caller_sid
    page.reload()
    expect(page.get_by_text("You are on the line with this browser.")).to_be_visible()
    page.wait_for_timeout(7000)  # longer than the carrier waits for a page that is gone
    on.work()
    assert (desk.bridge.status, desk.bridge.caller_sid) == (BridgeStatus.TALKING, before)
    desk.hangs_up()
    on.quiet()


def test_a_browser_that_is_closed_ends_the_call_kindly(stage: Open, browser: Browser) -> None:
    context = browser.new_context()
    context.set_default_timeout(PATIENCE)
    desk = Desk(on := stage(), context.new_page())
    desk.calls()
    context.close()
    end = time.monotonic() + PATIENCE / 1000
    while desk.bridge.ended_at is None and time.monotonic() < end:
        on.work()
        time.sleep(0.1)
    on.quiet()
    assert desk.bridge.ending == BridgeEnding.CALLER_LEFT
    assert [one.kind for one in on.scene.rows(select(Appointment))] == ["hard"], "they were promised a call"


def test_a_browser_without_a_microphone_says_so_and_offers_the_other_phone(stage: Open, page: Page) -> None:
    on = stage()
    page.add_init_script(
        "navigator.mediaDevices.getUserMedia = async () => { throw new DOMException('', 'NotFoundError'); }"
    )
    desk = Desk(on, page)
    with on.scene.database.transaction() as session:
        administering.set_skills(session, "caller@example.com", phone="+12025550170", way=Way.BROWSER)
    page.reload()
    desk.takes_next()
    desk.press("c")
    expect(page.get_by_text("There is no microphone on this machine.")).to_be_visible()
    look(page, "failed")
    assert faults_of(page) == []
    desk.until(lambda: desk.sees("did not connect, so nobody was called"))
    assert desk.bridge.ending == BridgeEnding.NEVER_CONNECTED
    page.get_by_role("button", name="Call with +12025550170 instead").click()
    expect(page.get_by_text("Your phone is +12025550170.")).to_be_visible()
    assert on.carrier.ledger()["rung"] == []


def test_the_microphone_can_be_tested_before_anybody_is_called(stage: Open, page: Page) -> None:
    Desk(stage(), page)
    page.locator(".desk-phone summary").click()
    look(page, "test")
    assert faults_of(page) == []
    page.get_by_role("button", name="Test the microphone").click()
    expect(page.get_by_text("You are heard: the microphone works.")).to_be_visible()


def test_twilios_software_loads_and_says_in_one_sentence_that_it_reaches_nobody(stage: Open, page: Page) -> None:
    """Under the policy of the page, with the token of our endpoint; from here nobody at Twilio can be reached."""
    on = stage()
    account = on.house.settings.carrier
    assert account is not None
    real = replace(account, api_url="https://api.twilio.com")
    object.__setattr__(on.house, "settings", replace(on.house.settings, carrier=real))
    desk = Desk(on, page)
    desk.takes_next()
    with page.expect_response("**/desk/phone/token") as told:
        desk.press("c")
    assert told.value.json()["kind"] == "twilio"
    expect(page.get_by_text("could not be reached from this browser")).to_be_visible()
    assert page.evaluate("typeof Twilio.Device") == "function"
    expect(page.get_by_role("button", name="Call with your own phone instead")).to_be_visible()
    desk.until(lambda: desk.sees("did not connect, so nobody was called"))
    assert on.carrier.ledger()["rung"] == []
