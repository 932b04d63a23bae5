"""Reviews and the take-over of a case in a browser: none of their pages has a fault."""

from __future__ import annotations

from typing import Literal

import pytest
from playwright.sync_api import expect
from test_axe import faults_of, open_everything
from test_room_page import look
from visiting import House, Visit

from vocsurvey.db.people import Role
from vocsurvey.operations import reviewing

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 640), ("light", 390)])
def test_no_review_and_no_take_over_has_a_fault(
    house: House, visit: Visit, scheme: Literal["light", "dark"], width: int
) -> None:
    cast = house.cast.assemble().tell()
    attempt_id, lease_id = cast.review("C1", Role.CALLER), cast.lease("C5")
    cast.voice("C1", words="We waited four days.")
    visit.page.set_viewport_size({"width": width, "height": 720})
    visit.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    visit.sign_in(Role.MANAGER)
    faults = []

    def check(path: str, words: str) -> None:
        visit.go(path)
        expect(visit.page.get_by_text(words).first).to_be_visible()
        open_everything(visit)
        look(visit, f"{path.replace('/', '-')}-{scheme}-{width}")
        faults.extend(faults_of(visit))

    check("/room/reviews", "Ann Archer")
    check(f"/room/{lease_id}/take-over", "Eva Ernst")
    check(f"/room/reviews/{attempt_id}", "We waited four days.")
    boss = cast.user_id(Role.MANAGER)
    cast.do(reviewing.decide_review, attempt_id, boss, "Let her finish.", approved=False)
    visit.sign_in(Role.CALLER)
    check("/desk/reviews", "Let her finish.")
    visit.page.get_by_role("link", name="Read and hear it again").press("Enter")
    expect(visit.page.get_by_role("heading", name="The conversation")).to_be_visible()
    check(f"/desk/reviews/{attempt_id}", "We waited four days.")
    assert faults == []
