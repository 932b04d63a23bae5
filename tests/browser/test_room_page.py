"""The room in a browser: live, without a fault, and a message that disturbs nobody."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from typing import Literal

import pytest
from cast import PASSWORD, Cast
from playwright.sync_api import expect
from sqlalchemy import select, update
from test_axe import faults_of, open_everything
from test_desk_page import press
from visiting import House, Visit

from vocsurvey.clock import now
from vocsurvey.db.agreement import Appointment
from vocsurvey.db.campaign import Case
from vocsurvey.db.people import Role

pytestmark = pytest.mark.browser


def look(visit: Visit, name: str) -> None:
    """Keep a picture of the page in the folder that SCREENSHOTS names, for people to look at."""
    if folder := os.environ.get("SCREENSHOTS"):
        visit.page.screenshot(path=str(Path(folder) / f"room-{name}.png"), full_page=True)


def fill(cast: Cast) -> None:
    """A caller on a call, one who prepares, one overdue call, and somebody in every queue."""
    cast.come_down()
    cast.lease("C4", "cleo@example.com")
    call_id = cast.call_from(cast.lease("C5"))
    cast.pick_up(call_id, "CAroom")
    with cast.runtime.database.transaction() as session:
        case_id = session.scalars(select(Case.id).where(Case.closed_at.is_not(None)).limit(1)).one()
        again = {"channel": "live", "closed_at": None, "due_at": now(), "desk_queue": "de refused"}
        session.execute(update(Case).where(Case.id == case_id).values(**again))
        late = now() - timedelta(minutes=50)
        row = Appointment(case_id=case_id, kind="hard", channel="live", source="caller", at=late, agreed_at=late)
        session.add(row)


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
def test_no_state_of_the_room_has_a_fault(
    house: House, visit: Visit, scheme: Literal["light", "dark"], width: int
) -> None:
    cast = house.cast.assemble().tell()
    visit.page.set_viewport_size({"width": width, "height": 720})
    visit.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    visit.sign_in(Role.MANAGER)
    faults = []
    for name in ("empty", "full"):
        visit.go("/room")
        open_everything(visit)
        look(visit, f"{name}-{scheme}-{width}")
        faults.extend(faults_of(visit))
        if name == "empty":
            fill(cast)
    expect(visit.page.get_by_text("1 agreed call is overdue.")).to_be_attached()
    assert faults == []


def test_a_message_reaches_the_desk_and_takes_nobodys_place(house: House, visit: Visit) -> None:
    cast = house.cast.assemble().tell()
    cast.lease("C1")
    visit.sign_in(Role.CALLER)
    visit.go("/desk")
    press(visit.page, "g")
    visit.page.keyboard.type("In a meeting")
    browser = visit.page.context.browser
    assert browser is not None
    boss = browser.new_context()
    page = boss.new_page()
    page.goto(visit.address + "/sign-in")
    page.fill("#email", "manager@example.com")
    page.fill("#password", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(visit.address + "/")
    page.goto(visit.address + "/room")
    page.get_by_label("What they shall read").fill("Lunch is at noon today.")
    page.get_by_role("button", name="Send").press("Enter")
    expect(page.get_by_text("not seen yet")).to_be_visible()
    expect(visit.page.locator(".desk-note-words")).to_have_text("Lunch is at noon today.", timeout=10_000)
    look(visit, "told")
    assert visit.page.evaluate("document.activeElement.tagName") == "TEXTAREA"
    assert faults_of(visit) == []
    visit.page.get_by_role("button", name="Seen").press("Enter")
    expect(visit.page.get_by_text("Lunch is at noon today.")).to_have_count(0)
    page.reload()
    expect(page.get_by_text("· seen")).to_be_visible()
    boss.close()
