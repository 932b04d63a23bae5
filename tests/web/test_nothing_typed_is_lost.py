"""What is refused comes back with all that was typed, and with why at the field that it is about."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from cast import Cast, post, sign_in
from flask.testing import FlaskClient
from sqlalchemy import select

import vocsurvey.web
from vocsurvey.db.campaign import Campaign, CampaignStatus
from vocsurvey.db.chat import Chat
from vocsurvey.db.followup import FollowUp, FollowUpEvent
from vocsurvey.db.interview import Interview
from vocsurvey.db.people import Role, User
from vocsurvey.operations import setting_up_chats

TYPED = "Clara asked for Mona, who knows their contract."
RIGHT = {"cause": "responsiveness", "action": "Called back.", "told": "It will not happen again."}

# Each function of a page that says a refusal above the next page, and why nothing is lost that somebody typed.
SAYS_ABOVE = {
    "admin_chats.turn": "buttons; an address that is not taken stays in its field",
    "admin_person.send_link": "a button",
    "agent.contest": "renders the page itself, with what was typed",
    "agent.say_first": "a choice of two buttons, on the page itself",
    "caller.back": "links and buttons; notes come back by _refused",
    "caller_after.said": "two buttons",
    "caller_line.back": "buttons of the line",
    "campaign_plans.after_launch": "a button; the plan is kept as a draft",
    "campaign_plans.lost": "renders the page itself, with what was typed",
    "campaign_plans.saved": "the draft is kept as it was typed",
    "campaign_terms.change": "renders the page itself, with what was typed",
    "campaign_terms.page": "nothing was sent",
    "campaign_turns.turn": "buttons",
    "campaign_turns.stop": "a button",
    "coachings.told": "renders the page itself, with what was typed",
    "contact_list_undo.ask": "nothing was sent",
    "contact_list_undo.undo": "a button",
    "contact_lists.columns": "a choice of columns of a list that is done",
    "contact_lists.discard": "a button",
    "contact_lists.start": "a button",
    "contests.decide": "renders the page itself, with what was typed",
    "do_not_call.lift_one": "only where nothing was sent",
    "do_not_call_files.apply": "a button",
    "do_not_call_files.discard": "a button",
    "erasure.erase": "a button and a tick",
    "follow_ups_together.all": "the form is on the list again, with the ticks",
    "follow_ups_together.work": "nothing was ticked, and the button takes no words",
    "problems.back": "choices and buttons; words come back in their form",
    "room_reviews.read": "nothing was sent",
}


def refused_above(source: str, module: str) -> Iterator[str]:
    """The functions that flash something as refused."""
    for function in (one for one in ast.walk(ast.parse(source)) if isinstance(one, ast.FunctionDef)):
        calls = [one for one in ast.walk(function) if isinstance(one, ast.Call)]
        flashes = [one for one in calls if isinstance(one.func, ast.Name) and one.func.id == "flash"]
        said = [part.value for one in flashes for part in ast.walk(one) if isinstance(part, ast.Constant)]
        if "refused" in said:
            yield f"{module}.{function.name.lstrip('_')}"


def test_whatever_is_refused_above_the_next_page_had_no_words_in_it() -> None:
    folder = Path(vocsurvey.web.__file__).parent
    found = {one for path in folder.glob("*.py") for one in refused_above(path.read_text("utf-8"), path.stem)}
    assert found
    assert found - set(SAYS_ABOVE) == set(), "let the form come back with its words, or say why not here"


def test_a_page_that_loses_words_would_be_seen() -> None:
    lost = 'def keep():\n    done = work(form.why.data)\n    flash(done.sentence, "done" if done else "refused")\n'
    assert list(refused_above(lost, "page")) == ["page.keep"]
    assert not list(refused_above('def keep():\n    flash("Kept.", "done")\n', "page"))


@pytest.fixture
def page(cast: Cast, client: FlaskClient) -> str:
    """Clara's follow-up, which is with Sam, who has signed in."""
    sign_in(client, Role.CUSTOMER_SUCCESS)
    return f"/follow-ups/{cast.own('C3', Role.CUSTOMER_SUCCESS)}"


def events(cast: Cast) -> int:
    """How much has happened to it."""
    wanted = select(FollowUpEvent.id).where(FollowUpEvent.follow_up_id == cast.follow_up_id("C3"))
    with cast.runtime.database.reading() as session:
        return len(session.scalars(wanted).all())


def refused(cast: Cast, client: FlaskClient, page: str, step: str, **typed: str) -> str:
    """Send a form that is refused; the page with it."""
    before = events(cast)
    answer = post(client, f"{page}/{step}", page, **typed)
    assert answer.status_code == 422
    assert events(cast) == before
    return unescape(answer.text)


def test_a_step_that_is_not_possible_any_more(cast: Cast, client: FlaskClient, page: str) -> None:
    """Two windows: in one it was put right, in the other somebody was still writing."""
    assert post(client, f"{page}/resolve", page, **RIGHT).status_code == 303
    shown = refused(cast, client, page, "resolve", **{**RIGHT, "action": TYPED})
    assert f"{TYPED}</textarea>" in shown
    assert "cannot happen to a follow-up" in shown.partition('id="cause-problem"')[2][:200]
    shown = refused(cast, client, page, "cannot", cause="billing", reason=TYPED, told="Just that.")
    assert f"{TYPED}</textarea>" in shown
    assert "Just that.</textarea>" in shown
    assert "cannot happen to a follow-up" in shown.partition('id="cannot-cause-problem"')[2][:200]
    shown = refused(cast, client, page, "verify", verdict="verified", text=TYPED)
    assert f"{TYPED}</textarea>" in shown
    assert "Somebody other than you asks" in shown.partition('id="verdict-problem"')[2][:200]


def test_words_for_the_next_one_stay_when_they_cannot_have_it(cast: Cast, client: FlaskClient, page: str) -> None:
    with cast.runtime.database.transaction() as session:
        about = session.get_one(FollowUp, cast.follow_up_id("C3")).interview_id
        mona = session.get_one(User, cast.user_id(Role.MANAGER))
        mona.agent_id = session.get_one(Interview, about).case.touchpoint.agent_id
    shown = refused(cast, client, page, "hand-on", to=str(cast.user_id(Role.MANAGER)), why=TYPED)
    assert f"{TYPED}</textarea>" in shown
    assert "is about Mona Marsh" in shown.partition('id="to-problem"')[2][:200]


def test_words_for_somebody_who_took_it_meanwhile(cast: Cast, client: FlaskClient) -> None:
    sign_in(client, Role.MANAGER)
    page = f"/follow-ups/{cast.own('C3', Role.CUSTOMER_SUCCESS)}"
    shown = refused(cast, client, page, "hand-on", to=str(cast.user_id(Role.CUSTOMER_SUCCESS)), why=TYPED)
    assert f"{TYPED}</textarea>" in shown
    assert "They have it already, or cannot have it." in shown.partition('id="to-problem"')[2][:200]


def test_a_claim_that_came_second_is_told_on_the_page(cast: Cast, client: FlaskClient) -> None:
    sign_in(client, Role.CUSTOMER_SUCCESS)
    page = f"/follow-ups/{cast.own('C3', None)}"
    cast.own("C3", Role.MANAGER)
    shown = refused(cast, client, page, "claim", seen_owner="")
    assert "Mona Marsh has it now. Look again before you take it over." in shown
    assert f'name="seen_owner" type="hidden" value="{cast.user_id(Role.MANAGER)}"' in shown
    assert "Take it over from Mona Marsh" in shown


def test_what_somebody_wrote_while_another_took_it_stays(cast: Cast, client: FlaskClient, page: str) -> None:
    steps: dict[str, dict[str, str]] = {
        "resolve": {**RIGHT, "action": TYPED},
        "cannot": {"cause": "billing", "reason": TYPED, "told": "Just that."},
        "hand-on": {"to": "product", "why": TYPED},
    }
    for owner, whose in ((Role.MANAGER, "Mona Marsh has it now."), (None, "It waits in a queue now.")):
        cast.own("C3", owner)
        for step, typed in steps.items():
            answer = post(client, f"{page}/{step}", page, **typed)
            assert answer.status_code == 404
            assert f"{TYPED}</textarea>" in answer.text
            assert f"{whose} Only whoever has it, or a manager, does that." in unescape(answer.text)


def test_those_that_could_not_be_handed_over_stay_ticked(cast: Cast, client: FlaskClient) -> None:
    sign_in(client, Role.MANAGER)
    to = cast.user_id(Role.CUSTOMER_SUCCESS)
    one, other = cast.own("C3", Role.CUSTOMER_SUCCESS), cast.own("C1", None)
    sent = {"turn": "hand_on", "ticked": [str(one), str(other)], "whose": "all", "to": str(to), "why": TYPED}
    answer = post(client, "/follow-ups/together", "/notices", **sent)
    assert answer.status_code == 422
    shown = unescape(answer.text)
    assert "1 is with Sam Sorensen now." in shown
    assert "Sam Sorensen has it already." in shown
    assert f"{TYPED}</textarea>" in shown
    assert shown.count(" checked>") == 1
    none = post(client, "/follow-ups/together", "/notices", turn="hand_on", whose="all", to="product", why=TYPED)
    assert (none.status_code, "Tick those that you mean first." in none.text) == (422, True)
    assert f"{TYPED}</textarea>" in none.text
    gone = post(client, "/follow-ups/together", "/notices", **{**sent, "whose": "mine", "ticked": [str(one)]})
    assert (gone.status_code, f"<p>{TYPED}</p>" in gone.text) == (422, True)


def test_a_reason_to_lift_what_somebody_lifted_meanwhile(cast: Cast, client: FlaskClient) -> None:
    one = f"/do-not-call/{cast.opt_out('+493023125005')}/lift"
    sign_in(client, Role.ACCOUNT_TEAM)
    assert post(client, one, one, reason="He called.").status_code == 303
    answer = post(client, one, "/do-not-call", reason=TYPED)
    assert answer.status_code == 422
    assert f"{TYPED}</textarea>" in answer.text
    assert "lifted already" in answer.text.partition('id="reason-problem"')[2][:200]


def test_an_address_of_a_chat_that_may_not_be_sent_to(cast: Cast, client: FlaskClient) -> None:
    sign_in(client, Role.ADMIN)
    mine = {"by_id": cast.user_id(Role.ADMIN), "user_id": cast.user_id(Role.CUSTOMER_SUCCESS)}
    url = "https://hooks.example.com/secret"
    cast.do(setting_up_chats.add_chat, name="Sam's", kind="slack", url=url, personal=False, **mine)
    with cast.runtime.database.reading() as session:
        chat_id = session.scalars(select(Chat.id)).one()
    inside = "https://10.0.0.7/new"
    answer = post(client, f"/people/chats/{chat_id}", "/people/chats", turn="move", url=inside)
    assert answer.status_code == 422
    assert f'value="{inside}"' in answer.text
    assert "inside a network of its own" in answer.text.partition(f'id="url-{chat_id}-problem"')[2][:200]


def test_terms_of_a_campaign_that_ended_meanwhile(cast: Cast, client: FlaskClient) -> None:
    sign_in(client, Role.MANAGER)
    path = f"/campaigns/{cast.campaign_id}/change"
    with cast.runtime.database.transaction() as session:
        session.get_one(Campaign, cast.campaign_id).status = CampaignStatus.FINISHED
    answer = post(client, path, "/notices", seen="0", calls_per_day="77")
    assert (answer.status_code, 'value="77"' in answer.text) == (409, True)
    assert "is finished, so there is nothing to change" in unescape(answer.text)
