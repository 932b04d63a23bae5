"""A test call as its taker sees it: the form, the call as it goes on by itself, and what came of it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal

import pytest
from test_axe import faults_of
from visiting import House, Visit

from vocsurvey.db.dialing import Call
from vocsurvey.db.people import Role
from vocsurvey.fieldwork.outcome import CarrierOutcome
from vocsurvey.interview.heard import Speech

pytestmark = pytest.mark.browser

FORM = "/questionnaires/support-case/call-me"
WORDS = "I had to ring three times to learn that it was still open."
ANGRY = ("1", "2", "2", "3", "2", Speech(WORDS))


def look(visit: Visit, name: str) -> None:
    """Keep a picture of the page in the folder that SCREENSHOTS names, for people to look at."""
    if folder := os.environ.get("SCREENSHOTS"):
        visit.page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)


def finish(house: House, call_id: int) -> None:
    """The tester hangs up."""
    with house.cast.runtime.database.reading() as session:
        call = session.get_one(Call, call_id)
        token, sid = call.token, str(call.carrier_sid)
    house.cast.end(token, sid, CarrierOutcome.COMPLETED)


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 1280), ("light", 390), ("dark", 390)])
def test_no_state_of_the_call_has_a_fault(
    house: House, visit: Visit, scheme: Literal["light", "dark"], width: int
) -> None:
    house.cast.people()
    visit.page.set_viewport_size({"width": width, "height": 900})
    visit.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    visit.sign_in(Role.ACCOUNT_TEAM)
    ringing = house.cast.trial_id(Role.ACCOUNT_TEAM)
    talking = house.cast.trial(Role.ACCOUNT_TEAM, *ANGRY, over=False)
    faults = []
    for path, name in ((FORM, "form"), (f"/call-me/{ringing}", "asked"), (f"/call-me/{talking.case_id}", "talking")):
        visit.go(path)
        look(visit, f"{name}-{scheme}-{width}")
        faults += faults_of(visit)
    finish(house, talking.permit.call_id)
    visit.page.get_by_text("The call is over.").wait_for()
    look(visit, f"over-{scheme}-{width}")
    faults += faults_of(visit)
    visit.go(FORM)
    visit.page.fill("#number", "0123")
    visit.page.get_by_role("button", name="Call me now").click()
    visit.page.get_by_text("has no country").wait_for()
    look(visit, f"refused-{scheme}-{width}")
    faults += faults_of(visit)
    assert faults == []


def test_the_page_goes_on_by_itself_and_then_rests(house: House, visit: Visit) -> None:
    house.cast.people()
    visit.sign_in(Role.ACCOUNT_TEAM)
    asked = house.cast.trial(Role.ACCOUNT_TEAM, "1", over=False)
    visit.go(f"/call-me/{asked.case_id}")
    visit.page.get_by_text("Nothing so far").wait_for()
    with house.cast.runtime.database.reading() as session:
        call = session.get_one(Call, asked.permit.call_id)
        token, sid = call.token, str(call.carrier_sid)
    house.cast.hear(token, sid, "2")
    visit.page.get_by_text("one follow-up of high severity").wait_for()
    finish(house, asked.permit.call_id)
    visit.page.get_by_text("Call me again").wait_for()
    seen: list[str] = []
    visit.page.on("request", lambda request: seen.append(request.url))
    visit.page.wait_for_timeout(2500)
    assert [url for url in seen if "/call-me/" in url] == []
