"""The pages: the customer's words are there and first, and nothing that anybody said becomes markup."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from cast import WORDS, Cast, post, sign_in
from flask.testing import FlaskClient
from markupsafe import escape
from sqlalchemy import delete, select, update

from vocsurvey.db.campaign import Case
from vocsurvey.db.dialing import Attempt, Call
from vocsurvey.db.followup import FollowUp
from vocsurvey.db.interview import Conflict
from vocsurvey.db.people import Role, User
from vocsurvey.interview.heard import Keys, to_row
from vocsurvey.operations.dialing import ALL_DIALLING, set_gate


@pytest.fixture
def manager(cast: Cast, client: FlaskClient) -> FlaskClient:
    """A browser in which the manager has signed in."""
    sign_in(client, Role.MANAGER)
    return client


def text_of(page: str) -> str:
    """A page without its markup, every run of blanks as one."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/follow-ups?whose=all",
        "/follow-ups?whose=queue",
        "/figures",
        "/campaigns/1/answers/cared",
        "follow_up",
        "case",
        "notes",
    ],
)
def test_what_a_customer_said_is_only_ever_text(manager: FlaskClient, cast: Cast, path: str) -> None:
    named = {
        "follow_up": f"/follow-ups/{cast.follow_up_id('C3')}",
        "case": f"/cases/{cast.case_id('C3')}",
        "notes": f"/follow-ups/{cast.follow_up_id('C3')}",
    }
    page = manager.get(named.get(path, path)).text
    assert "<script>alert" not in page
    assert "onerror=alert" not in re.sub(r"&lt;img[^<]*", "", page)
    assert "{{ 7 * 7 }}" in page or "49" not in page
    assert "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;" in page


def test_no_page_holds_inline_style_or_script(manager: FlaskClient, cast: Cast) -> None:
    rows = (f"/cases/{cast.case_id('C1')}", f"/follow-ups/{cast.follow_up_id('C1')}")
    for path in ("/", "/campaigns/1", "/gate", *rows):
        page = manager.get(path).text
        assert not re.search(r"<style|style=|<script(?![^>]*\bsrc=)|<[^>]*\son[a-z]+=|javascript:", page), path


def test_the_words_come_before_the_scores(manager: FlaskClient, cast: Cast) -> None:
    page = text_of(manager.get(f"/follow-ups/{cast.follow_up_id('C1')}").text)
    places = [page.index(one) for one in (WORDS, "Genuinely cared", "What you do", "480,000 a year", "What happened")]
    assert places[:3] == sorted(places[:3])
    assert "decision maker, about the night export" in page
    assert "not asked: held back after a negative answer" in page
    assert "+12025550101" in page


def test_the_conversation_is_replayed(manager: FlaskClient, cast: Cast) -> None:
    page = text_of(manager.get(f"/cases/{cast.case_id('C1')}").text)
    assert "this is an automated call from Northwind" in page
    assert "pressed 1 (yes)" in page
    assert f"“{WORDS}”" in page
    assert "the person you spoke with" in page
    assert "1.1 Complete" in page
    assert "due, and every rule allowed it" in page


def test_a_value_that_came_twice_is_shown_as_not_counted(manager: FlaskClient, cast: Cast) -> None:
    interview_id = cast.interview_id("C2")
    with cast.runtime.database.transaction() as session:
        call_id = session.scalars(select(Call.id)).first()
        assert call_id is not None
        session.add(
            Conflict(
                interview_id=interview_id, position=1, call_id=call_id, heard=to_row(Keys("2")), received_at=cast.now
            )
        )
    page = text_of(manager.get(f"/cases/{cast.case_id('C2')}").text)
    assert "Also came for this question, and was not counted: pressed 2." in page


def test_a_case_that_waits_says_why(manager: FlaskClient, cast: Cast) -> None:
    with cast.runtime.database.transaction() as session:
        session.get_one(Case, cast.case_id("C5")).waiting_for = ["outside_hours", "never_heard_of"]
        attempt = session.scalars(select(Attempt).where(Attempt.case_id == cast.case_id("C4"))).first()
        assert attempt is not None
        attempt.decision = {"verdict": "defer", "reasons": ["too_soon"]}
        attempt.call.problem = "the carrier was asleep"
    page = text_of(manager.get(f"/cases/{cast.case_id('C5')}").text)
    assert "When will they be called? A call is planned, or under way." in page
    assert "Nobody has answered yet." in page
    page = text_of(manager.get(f"/cases/{cast.case_id('C4')}").text)
    assert "3.13 No answer" in page
    assert "too soon after the last attempt" in page
    assert "the carrier was asleep" in page
    assert "outside the hours" in text_of(manager.get("/campaigns/1/cases").text)


def test_a_case_says_when_the_person_will_be_called_and_why_not_now(manager: FlaskClient, cast: Cast) -> None:
    path = f"/cases/{cast.case_id('C5')}"
    with cast.runtime.database.transaction() as session:
        row = session.get_one(Case, cast.case_id("C5"))
        session.execute(delete(Attempt).where(Attempt.case_id == row.id))
        row.due_at = datetime(2099, 11, 23, 8, tzinfo=UTC)
    page = text_of(manager.get(path).text)
    assert "Not now: the automated voice calls them later." in page
    assert "Not before Mon 23 Nov 2099, 09:00 CET (Mon 09:00 where they are)." in page
    assert "Not due yet: the call follows by itself when it is." in page
    with cast.runtime.database.transaction() as session:
        row = session.get_one(Case, cast.case_id("C5"))
        row.contact.zone, row.contact.active = None, False
    page = text_of(manager.get(path).text)
    assert "They are not called: the case ends when its turn comes, unless this changes." in page
    assert "The contact is not active: bring a list in which they are" in page
    with cast.runtime.database.transaction() as session:
        row = session.get_one(Case, cast.case_id("C5"))
        row.closed_at, row.disposition, row.due_at, row.waiting_for = cast.now, "3.11", None, ["inactive", "mystery"]
    page = text_of(manager.get(path).text)
    assert "Why were they not called?" in page
    assert "Mystery: nobody knows what would have to change." in page


def test_a_campaign_says_who_is_not_called_and_why(manager: FlaskClient, cast: Cast) -> None:
    assert "is not called now" not in text_of(manager.get("/campaigns/1/progress").text)
    with cast.runtime.database.transaction() as session:
        waits, refuses = (session.get_one(Case, cast.case_id(contact)) for contact in ("C5", "C2"))
        waits.waiting_for, waits.due_at = ["outside_hours"], datetime(2099, 11, 23, 8, tzinfo=UTC)
        session.execute(delete(Attempt).where(Attempt.case_id.in_([waits.id, refuses.id])))
        refuses.waiting_for = ["no_consent_for_automated_voice"]
    page = text_of(manager.get("/campaigns/1/progress").text)
    assert "Who is not called now, and why" in page
    assert "1 person : outside the hours in which this phone may ring goes on Mon 23 Nov 2099, 09:00 CET" in page
    assert "1 person : no consent to be called by an automated voice never called" in page
    cast.finish()
    assert "Who was never called, and why" in text_of(manager.get("/campaigns/1/progress").text)


def test_the_start_page_leads_on_when_nothing_is_called(manager: FlaskClient, cast: Cast) -> None:
    cast.finish()
    with cast.runtime.database.transaction() as session:
        session.execute(update(FollowUp).values(owner_id=cast.user_id(Role.ACCOUNT_TEAM)))
    page = text_of(manager.get("/").text)
    assert "No campaign is running. The last one, Autumn support cases , finished" in page
    assert re.search(r"No customer is waiting for you\. \d+ (is|are) waiting for your colleagues: see them all", page)


def test_a_caller_is_not_told_commands(client: FlaskClient, cast: Cast) -> None:
    cast.finish()
    sign_in(client, Role.CALLER)
    for path in ("/", "/campaigns"):
        page = text_of(client.get(path).text)
        assert "No campaign is running. When one is, it appears here." in page
        assert "vocsurvey campaign" not in page


def test_progress_counts_and_stops_when_it_is_over(manager: FlaskClient, cast: Cast) -> None:
    live = manager.get("/campaigns/1/progress").text
    assert 'hx-trigger="every 2s"' in live
    assert "<html" not in live
    assert "3 of 5 worked" in text_of(live)
    assert "5 negative answers" in text_of(live)
    cast.finish()
    over = manager.get("/campaigns/1/progress").text
    assert "hx-get" not in over
    assert "finished" in over


def test_progress_says_that_dialling_is_stopped_and_by_whom(manager: FlaskClient, cast: Cast) -> None:
    cast.do(set_gate, ALL_DIALLING, opened=False, by="Mona Marsh")
    assert "All dialling is stopped, by Mona Marsh" in text_of(manager.get("/campaigns/1").text)
    start = text_of(manager.get("/").text)
    assert "All dialling is stopped, by Mona Marsh" in start
    assert "Open it again" in start


def test_counts_only_for_those_who_may_not_read_the_answers(cast: Cast, client: FlaskClient) -> None:
    sign_in(client, Role.ADMIN)
    page = client.get("/campaigns/1").text
    assert "3 complete" in text_of(page)
    assert "Ann Archer" not in page
    assert "/cases" not in page


def test_cases_are_found_by_how_they_ended(manager: FlaskClient, cast: Cast) -> None:
    def shown(query: str) -> set[str]:
        page = manager.get(f"/campaigns/1/cases?{query}").text
        return {name for name in ("Ann Archer", "Ben Burke", "Clara Lindner", "Dirk Danz", "Eva Ernst") if name in page}

    assert len(shown("")) == 5
    assert shown("disposition=1.1") == {"Ann Archer", "Ben Burke", "Clara Lindner"}
    assert shown("disposition=open") == {"Dirk Danz", "Eva Ernst"}
    assert shown("disposition=9.9") == set()
    assert len(shown("page=77")) == 5
    assert len(shown("page=x")) == 5


def test_follow_ups_mine_queue_and_all(cast: Cast, client: FlaskClient) -> None:
    cast.own("C1", Role.CUSTOMER_SUCCESS)
    cast.own("C3", None)
    sign_in(client, Role.CUSTOMER_SUCCESS)

    def shown(query: str) -> list[str]:
        page = client.get(f"/follow-ups?{query}").text
        return [name for name in ("Ann Archer", "Clara Lindner") if f">{name}," in page]

    assert shown("") == ["Ann Archer"]
    assert shown("whose=queue") == ["Clara Lindner"]
    assert shown("whose=all") == ["Ann Archer", "Clara Lindner"]
    assert shown("whose=nonsense") == ["Ann Archer"]
    assert shown("whose=all&state=closed") == []
    assert "None is closed yet." in client.get("/follow-ups?state=closed").text
    assert "Yours to answer" in client.get("/").text


def test_a_caller_sees_their_own_only(cast: Cast, client: FlaskClient) -> None:
    cast.own("C3", Role.CALLER)
    sign_in(client, Role.CALLER)
    page = client.get("/follow-ups?whose=all").text
    assert "Clara Lindner" in page
    assert "Ann Archer" not in page
    assert "Waiting for somebody" not in page


def test_long_lists_come_in_pages(cast: Cast, client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vocsurvey.db.reads.cases.PAGE", 2)
    sign_in(client, Role.MANAGER)
    first = client.get("/campaigns/1/cases").text
    assert "Page 1 of 3" in text_of(first)
    assert 'rel="prev"' not in first
    middle = client.get("/campaigns/1/cases?page=2").text
    assert 'rel="prev"' in middle
    assert 'rel="next"' in middle


def test_figures_are_counts_while_they_are_small(manager: FlaskClient) -> None:
    page = manager.get("/figures").text
    assert "1 of 3" in page
    assert "%" not in text_of(page)
    assert "asked 1 of 3, 2 held back by the gate" in page
    assert text_of(page).index(WORDS) < text_of(page).index("Genuinely cared")
    assert manager.get("/campaigns/1/answers/cared").text.count('class="card-line') == 3
    assert manager.get("/campaigns/1/answers/nonsense").status_code == 404
    assert "held back" in manager.get("/campaigns/1/answers/nps").text


def test_an_agent_says_first_how_it_went_and_then_reads(cast: Cast, client: FlaskClient) -> None:
    sign_in(client, Role.AGENT)
    page = f"/feedback/{cast.interview_id('C1')}"
    for path in ("/", "/feedback", page):
        shown = text_of(client.get(path).text)
        assert "Ann Archer" in shown
        for hidden in (WORDS, "2 of 5", "genuinely cared about you", "does not count"):
            assert hidden not in shown, (path, hidden)
    assert "Clara Lindner" not in client.get("/feedback").text
    refused = post(client, f"{page}/self-check", page, word="perhaps")
    assert refused.status_code == 422
    assert "Choose yes or no" in refused.text
    assert WORDS not in text_of(refused.text)
    assert post(client, f"{page}/self-check", page, word="yes").status_code == 303
    one = text_of(client.get(page).text)
    assert WORDS in one
    assert "You thought Yes They said No" in one
    assert "the night export" in one
    assert "+1202" not in one
    assert "A question about the way we work. It does not count in your figures." in one
    assert WORDS in text_of(client.get("/").text)
    whole = text_of(client.get("/feedback").text)
    assert WORDS in whole
    assert "There is a figure from 5 on." in whole
    assert "1 went well in your eyes and not in theirs" in whole
    assert "Only you see this page" not in whole
    foreign = f"/feedback/{cast.interview_id('C3')}/self-check"
    assert post(client, foreign, page, word="yes").status_code == 404


def test_empty_pages_say_what_to_do(cast: Cast, client: FlaskClient) -> None:
    with cast.runtime.database.transaction() as session:
        session.scalars(select(User).where(User.role == Role.AGENT)).one().agent_id = None
    sign_in(client, Role.AGENT)
    assert "As soon as a customer speaks" in client.get("/").text


def test_times_are_in_the_zone_of_whoever_reads(cast: Cast, client: FlaskClient) -> None:
    with cast.runtime.database.transaction() as session:
        session.get_one(User, cast.user_id(Role.MANAGER)).zone = "Asia/Tokyo"
    sign_in(client, Role.MANAGER)
    assert '<span class="zone">JST</span>' in client.get(f"/follow-ups/{cast.follow_up_id('C1')}").text


def test_names_are_escaped_too(cast: Cast, client: FlaskClient) -> None:
    hostile = "<b>Mona</b> & co"
    with cast.runtime.database.transaction() as session:
        session.get_one(User, cast.user_id(Role.MANAGER)).name = hostile
    sign_in(client, Role.MANAGER)
    page = client.get("/").text
    assert hostile not in page
    assert str(escape(hostile)) in page
