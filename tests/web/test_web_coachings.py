"""Coaching as pages: from an answer to a note, from the note to its review, and who reads it."""

from __future__ import annotations

import html
import re
from datetime import date, timedelta

from cast import HEADER, Cast, post, sign_in
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from vocsurvey.clock import now
from vocsurvey.db.agreement import Consent
from vocsurvey.db.interview import Answer
from vocsurvey.db.people import Role, User
from vocsurvey.db.sample import Touchpoint
from vocsurvey.fieldwork.sample import read_rows
from vocsurvey.operations import sampling

SAID = "I <b>wrote</b> the ticket, and did not ring back."


def seen(client: FlaskClient, path: str) -> str:
    """A page, without the entities of HTML."""
    answer = client.get(path)
    assert answer.status_code == 200
    return html.unescape(answer.text)


def answer_of(cast: Cast, contact: str) -> int:
    """The answer of a contact to whether we cared."""
    with cast.runtime.database.reading() as session:
        wanted = select(Answer.id).where(Answer.interview_id == cast.interview_id(contact), Answer.metric == "cared")
        return session.scalars(wanted).one()


def withhold(cast: Cast) -> None:
    """Ann does not want that the agent knows what she said."""
    with cast.runtime.database.transaction() as session:
        session.add(
            Consent(contact_id=cast.contact_id("C1"), purpose="share_with_agent", granted=False, source="caller",
                    words="No.", given_at=cast.now)
        )  # fmt: skip


def test_from_an_answer_to_its_review(cast: Cast, client: FlaskClient) -> None:
    sign_in(client, Role.MANAGER)
    page = seen(client, "/coaching")
    assert "No review is to come." in page
    (agent,) = re.findall(r'href="(/coaching/agents/\d+)">Gus Green', page)
    talks = seen(client, agent)
    assert "We waited four days" in talks
    note = f"/coaching/answers/{answer_of(cast, 'C1')}"
    assert note in talks
    shown = seen(client, note)
    assert "What specific things did you do that would make them believe you genuinely cared?" in shown
    assert "We waited four days" in shown
    assert "Gus Green has not opened this conversation yet." in shown
    (usual,) = re.findall(r'name="review_on"[^>]*value="([^"]*)"', shown)
    assert timedelta(days=13) <= date.fromisoformat(usual) - now().date() <= timedelta(days=15)

    refused = post(client, note, note, said=SAID, behaviours="listened", step="", review_on="tomorrow")
    assert refused.status_code == 422
    assert "characters what they will do next time." in refused.text
    assert "Choose a day after today" in refused.text
    assert html.escape(SAID) in refused.text, "what was typed is not lost"
    assert 'value="tomorrow"' in refused.text
    assert re.search(r'<input[^>]*checked[^>]*value="listened"', refused.text)
    assert 'aria-describedby="step-hint step-problem"' in refused.text

    day = (now() + timedelta(days=20)).date()
    form = {"said": SAID, "behaviours": ["listened", "no_blame"], "step": "Ring back.", "review_on": day.isoformat()}
    done = post(client, note, note, **form)
    assert done.status_code == 303
    one = done.headers["Location"]
    kept = client.get(one).text
    assert html.escape(SAID) in kept
    assert "<b>wrote" not in kept
    assert "Blamed nobody" in kept
    again = post(client, note, note, **form)
    assert again.status_code == 422
    assert "Review it first" in again.text
    assert "Ring back." in seen(client, "/coaching")
    assert f'href="{one}">Review what you agreed about Ann Archer' in seen(client, agent)

    refused = post(client, one, one, outcome="We looked.")
    assert refused.status_code == 422
    assert "Choose what became of it." in refused.text
    assert "We looked." in refused.text
    assert post(client, one, one, became="partly", outcome="Two of <three>.").status_code == 303
    read = seen(client, one)
    assert "Partly." in read
    assert "Two of <three>." in read
    assert "Agree the next step" in read
    assert post(client, one, one, became="done", outcome="Changed my mind.").status_code == 422
    assert "No review is to come." in seen(client, "/coaching")


def test_nobody_coaches_themselves(cast: Cast, client: FlaskClient) -> None:
    row = cast.coaching("C1")
    with cast.runtime.database.transaction() as session:
        session.get_one(User, cast.user_id(Role.MANAGER)).agent_id = row.agent_id
    sign_in(client, Role.MANAGER)
    for path in (f"/coaching/agents/{row.agent_id}", f"/coaching/answers/{row.answer_id}", f"/coaching/{row.id}"):
        assert client.get(path).status_code == 404
    assert post(client, f"/coaching/{row.id}", "/notices", became="done", outcome="I was great.").status_code == 404
    page = seen(client, "/coaching")
    assert "Gus Green</a></th>" not in page.replace("\n", "")
    assert row.step not in page


def test_what_a_customer_withholds_is_not_coached(cast: Cast, client: FlaskClient) -> None:
    sign_in(client, Role.MANAGER)
    path = f"/coaching/answers/{answer_of(cast, 'C1')}"
    assert client.get(path).status_code == 200
    withhold(cast)
    assert client.get(path).status_code == 404
    assert client.get("/coaching/answers/99999").status_code == 404


def test_the_agent_reads_all_of_it_once_they_have_said_how_it_went(cast: Cast, app: Flask, client: FlaskClient) -> None:
    row = cast.coaching("C1", "Ring <i>back</i> by noon.")
    sign_in(client, Role.AGENT)
    mine, one = "/feedback", f"/feedback/{cast.interview_id('C1')}"
    for path in ("/", mine):
        page = seen(client, path)
        assert "You read it once you have said how you think it went." in page
        assert "Mona Marsh has written a note about your conversation" in page
        assert "Ring <i>back</i>" not in page
        assert row.said not in page
    assert "Ring" not in seen(client, one)
    assert post(client, f"{one}/self-check", one, word="no").status_code == 303
    for path in ("/", mine, one):
        assert "Ring &lt;i&gt;back&lt;/i&gt; by noon." in client.get(path).text
        assert "review on" in client.get(path).text
    for path in (mine, one):
        assert row.said in seen(client, path)
        assert "Said what happens next, and by when" in seen(client, path)
    manager = app.test_client()
    sign_in(manager, Role.MANAGER)
    review = f"/coaching/{row.id}"
    assert "Gus Green has not" not in seen(manager, review)
    assert post(manager, review, review, became="not_yet", outcome="It was Friday.").status_code == 303
    assert "Your next step" not in seen(client, "/")
    for path in (mine, one):
        assert "Not yet." in seen(client, path)
        assert "It was Friday." in seen(client, path)
    assert client.get(review).status_code == 403, "that page is for coaches"


def test_reviews_that_are_due_stand_on_the_coachs_first_page(cast: Cast, app: Flask, client: FlaskClient) -> None:
    sign_in(client, Role.MANAGER)
    cast.now -= timedelta(days=20)
    row = cast.coaching("C1")
    assert f'<a href="/coaching">1 coaching to review</a>: <a href="/coaching/{row.id}">Gus Green</a>' in seen(
        client, "/"
    )
    assert "review overdue since" in seen(client, "/coaching")
    other = app.test_client()
    sign_in(other, Role.ACCOUNT_TEAM)
    assert "1 coaching to review" not in seen(other, "/")


def test_what_the_customer_withholds_later_leaves_the_agents_page(cast: Cast, client: FlaskClient) -> None:
    row = cast.coaching("C1")
    cast.judged("C1")
    sign_in(client, Role.AGENT)
    assert row.step in seen(client, "/feedback")
    withhold(cast)
    assert row.step not in seen(client, "/feedback")
    assert row.step not in seen(client, "/")


def many(cast: Cast, yes_before: int, yes_after: int, each: int = 12) -> None:
    """Customers spoke about Gus's cases; as many of those were closed before a coaching as after it."""
    rows = [
        f"A1,Harbour Logistics,US,480000,,M{n},Meg {n},user,+1 202 555 {3000 + n},en,America/New_York,"
        f"TM{n},support_case,a case,G1,Gus Green,yes"
        for n in range(2 * each)
    ]
    people, problems = read_rows("\n".join((HEADER, *rows)))
    assert problems == ()
    cast.do(sampling.import_sample, people)
    cast.launch("Winter support cases")
    agreed = cast.coaching("C1")
    assert agreed.coached_at < cast.now
    for n in range(2 * each):
        cared = (n < yes_before) if n < each else (n - each < yes_after)
        cast.call(f"M{n}", "1", "1", "1", "5", "7", *(("1", "10#") if cared else ("2",)))
    with cast.runtime.database.transaction() as session:
        for n in range(each):
            touchpoint = session.scalars(select(Touchpoint).where(Touchpoint.external_id == f"TM{n}")).one()
            touchpoint.closed_at = agreed.coached_at - timedelta(minutes=1)


def test_before_and_after_is_a_table_once_there_are_enough(cast: Cast, client: FlaskClient) -> None:
    sign_in(client, Role.MANAGER)
    story, cast.now = cast.now, cast.now - timedelta(days=12)
    row = cast.coaching("C1")
    cast.now = story
    assert "Too few to compare: 0 answers in the 12 days before, 1 since. Both need at least 10." in seen(
        client, f"/coaching/{row.id}"
    )
    many(cast, 3, 12)
    page = re.sub(r"\s+", " ", seen(client, f"/coaching/{row.id}"))
    assert "12 days each" in page
    before, after = re.findall(r'<tr><th scope="row">(?:Before|After)</th>.*?</tr>', page)
    assert '<td class="num">12</td><td class="num"><strong>25 %</strong>' in before
    assert '<td class="num">13</td><td class="num"><strong>100 %</strong>' in after, "Ben's yes is of that time, too"
    assert "9 to 53 %" in before
    assert "77 to 100 %" in after
    assert "The two lie apart" in page
    cast.judged("C1")
    sign_in(agent := client.application.test_client(), Role.AGENT)
    mine = seen(agent, f"/feedback/{cast.interview_id('C1')}")
    assert "Too few to compare: 0 answers in the 12 days before, 0 since." in mine
    assert "nor what you have not opened yet" in mine
