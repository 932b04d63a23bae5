"""The desk of the demonstration: somebody to call, and a whole call from a browser, without any account."""

from __future__ import annotations

import re
import signal
import time
from collections.abc import Generator

import pytest
from chromium import chromium_here
from demonstration import demonstration
from playwright.sync_api import Playwright, expect

from vocsurvey.cli import demo_stage
from vocsurvey.fieldwork.sample import read_rows

PATIENCE = 120_000
MICROPHONE = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")


def test_who_is_called_by_callers_wants_no_automated_voice_and_has_a_number_of_their_own() -> None:
    automated, live = (read_rows(one.read_text("utf-8"))[0] for one in (demo_stage.CONTACTS, demo_stage.LIVE_CONTACTS))
    assert {row.automated_voice_consent for row in live} == {False}
    numbers = [row.line.number for row in live]
    assert len(set(numbers)) == len(numbers)
    others = {row.line.number for row in automated} | {demo_stage.PHONE_NUMBER}
    assert set(numbers) & others == set()


@pytest.fixture
def patient() -> Generator[None]:
    expect.set_options(timeout=PATIENCE)
    yield
    expect.set_options(timeout=None)


@pytest.mark.browser
@pytest.mark.usefixtures("patient")
def test_a_visitor_calls_somebody_from_the_desk(driver: Playwright) -> None:
    with demonstration() as demo:
        assert demo.process.stdout is not None
        told = ""
        while "Sign in as" not in told:
            told += (line := demo.process.stdout.readline())
            assert line, told
        address = re.search(r"http://127\.0\.0\.1:\d+", told)
        password = re.search(r"with the password (\S+)", told)
        assert address is not None
        assert password is not None
        browser = driver.chromium.launch(executable_path=chromium_here(), args=list(MICROPHONE))
        page = browser.new_page()
        page.set_default_timeout(PATIENCE)
        page.goto(f"{address[0]}/sign-in?next=/desk")
        page.fill("#email", "owen.castellanos@brightwater.example")
        page.fill("#password", password[1])
        page.keyboard.press("Enter")
        expect(page.get_by_text("Nobody is on your desk.").first).to_be_visible()
        end = time.monotonic() + PATIENCE / 1000
        names = {row.contact_name for row in read_rows(demo_stage.LIVE_CONTACTS.read_text("utf-8"))[0]}
        # The clock sorts them into the queues of the desks first; and whom the automated voice has left to callers by
        # now may not pick up.
        # One look decides: a page that comes between two looks would be taken for another.
        while not any(name in (shown := page.locator("main").inner_text()) for name in names):
            assert time.monotonic() < end, shown
            expect(page.locator("[data-keys-toggle]")).to_be_visible()
            if "Not with me" in shown:
                page.keyboard.press("g")
                expect(page.locator("#note").first).to_be_focused()
                page.keyboard.type("Left to somebody else.")
                with page.expect_navigation():
                    page.keyboard.press("Enter")
            else:
                with page.expect_navigation():
                    page.keyboard.press("n")
        expect(page.get_by_role("button", name="Call C")).to_be_visible()
        page.keyboard.press("c")
        expect(page.locator(".script-say").first).to_contain_text("Brightwater Systems")
        position = page.locator("[name=position]").first
        expect(position).to_have_value("0")
        page.keyboard.press("y")
        expect(position).to_have_value("1")
        page.keyboard.press("h")
        # The script says that the line is closed until the call is, where the page does not come anew before that.
        over = page.get_by_role("heading", name="The call is over")
        closed = page.get_by_role("link", name="Write it up")
        expect(over.or_(closed).first).to_be_visible()
        browser.close()
        demo.process.send_signal(signal.SIGINT)
        demo.process.communicate(timeout=60)
        assert demo.gone_within(60)
