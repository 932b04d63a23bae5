"""No page has an accessibility fault that axe can find: wide and narrow, light and dark, full and empty."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from visiting import House, Visit

from vocsurvey.db.people import Role
from vocsurvey.operations.coaching import review_coaching
from vocsurvey.operations.opting_out import lift

pytestmark = pytest.mark.browser


def full(house: House) -> dict[Role, list[str]]:
    """Every page that has something on it."""
    cast = house.cast.assemble().tell()
    cast.own("C3", None)
    house.cast.chat()
    doubt = cast.doubt()
    cast.voice("C1", words="We waited four days.")
    cast.voice("C3", "awaited")
    cast.api_token()
    cast.contest("C1")
    cast.contest("C3", "It was not me who wrote to them.")
    cast.note()
    coached = cast.coaching()
    agreed = cast.coaching("C3", "Say by when they hear from us.")
    cast.do(review_coaching, agreed.id, agreed.coach_id, "partly", "Two of three times.")
    no = cast.opt_out("+12025550101")
    cast.do(lift, cast.opt_out("+12025550188"), reason="It was a mistake.", by_id=None)
    do_not_call = ["/do-not-call", "/do-not-call?which=lifted", f"/do-not-call/{no}/lift", "/do-not-call/files"]
    do_not_call.append(f"/contacts/{cast.contact_id('C1')}/consents")
    do_not_call.append(f"/do-not-call/files/{cast.refusal_file()}")
    hook, _ = cast.webhook()
    case, other = f"/cases/{cast.case_id('C1')}", f"/cases/{cast.case_id('C5')}"
    waiting = f"/cases/{cast.put_off('C4')}"
    follow_up = f"/follow-ups/{cast.follow_up_id('C1')}"
    return {
        Role.MANAGER: [
            "/",
            "/follow-ups?whose=all",
            "/follow-ups/board?whose=all",
            "/follow-ups?whose=all&severity=low&stands=action_agreed",
            follow_up,
            "/problems",
            f"/problems/{cast.problem()}",
            f"/follow-ups/{cast.follow_up_id('C3')}/problem",
            "/campaigns",
            "/campaigns/1",
            "/campaigns/1/cases",
            "/campaigns/1/change",
            "/events",
            "/campaigns/1/stop",
            "/campaigns/new",
            case,
            other,
            waiting,
            "/accounts",
            "/accounts/1",
            "/accounts/2",
            "/accounts?q=nobody",
            "/contacts",
            "/contacts/1",
            "/contacts/4",
            "/contacts/5",
            "/contacts/5/erase",
            "/figures",
            "/loop",
            "/campaigns/1/answers/cared",
            "/gate",
            "/uncertain-calls",
            f"/uncertain-calls/{doubt}",
            "/contests",
            "/coaching",
            f"/coaching/agents/{coached.agent_id}",
            f"/coaching/answers/{coached.answer_id}",
            f"/coaching/{coached.id}",
            f"/coaching/{agreed.id}",
            "/nowhere",
        ],
        Role.ACCOUNT_TEAM: ["/", "/notices", follow_up, *do_not_call],
        Role.AGENT: ["/", "/feedback", f"/feedback/{cast.judged('C1', 'yes')}", f"/feedback/{cast.interview_id('C2')}"],
        Role.ADMIN: [
            "/",
            "/people",
            f"/people/{cast.user_id(Role.ACCOUNT_TEAM)}",
            "/people/chats",
            f"/people/{cast.user_id(Role.ACCOUNT_TEAM)}/leave",
            "/api-access",
            "/api/v1/docs",
            "/webhooks",
            f"/webhooks/{hook}",
        ],
        Role.CALLER: ["/", "/desk"],
    }


def empty(house: House) -> dict[Role, list[str]]:
    """The pages on the first day."""
    house.cast.people()
    return {
        Role.MANAGER: [
            "/",
            "/follow-ups",
            "/follow-ups?state=closed",
            "/follow-ups/board",
            "/problems",
            "/contests",
            "/coaching",
            "/campaigns",
            "/campaigns/new",
            "/figures",
            "/loop",
            "/events",
            "/events?q=nobody",
            "/notices",
            "/accounts",
            "/contacts",
        ],
        Role.AGENT: ["/", "/feedback"],
        Role.ADMIN: [
            "/",
            "/gate",
            "/uncertain-calls",
            "/api-access",
            "/webhooks",
            "/do-not-call",
            "/do-not-call?which=lifted&q=nobody",
        ],
    }


@pytest.mark.parametrize("stage", [full, empty])
@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 1280), ("light", 390), ("dark", 390)])
def test_no_page_has_a_fault(
    house: House,
    visit: Visit,
    stage: Callable[[House], dict[Role, list[str]]],
    scheme: Literal["light", "dark"],
    width: int,
) -> None:
    pages = stage(house)
    visit.page.set_viewport_size({"width": width, "height": 900})
    visit.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    visit.go("/sign-in")
    faults = faults_of(visit)
    for role, paths in pages.items():
        visit.sign_in(role)
        for path in paths:
            visit.go(path)
            open_everything(visit)
            faults += faults_of(visit)
    assert faults == []


def open_everything(visit: Visit) -> None:
    """Unfold what is folded away, so that it is looked at too."""
    visit.page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")


def faults_of(visit: Visit) -> list[str]:
    """What axe finds on the page as it stands, and a page that is wider than its window."""
    found: dict[str, Any] = Axe().run(visit.page).response
    faults = [
        f"{visit.page.url} {one['id']}: {node['html'][:120]} {node.get('failureSummary', '')[:200]}"
        for one in found["violations"]
        for node in one["nodes"]
    ]
    if visit.page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
        faults.append(f"{visit.page.url} is wider than its window")
    return faults
