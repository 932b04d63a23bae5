"""Coaching as pages: from an answer to a note, from the note to its review, and who reads it."""

from __future__ import annotations

import html
import re
from datetime import timedelta

from cast import Cast, post, sign_in
from flask.testing import FlaskClient
from sqlalchemy import select

from vocsurvey.clock import now
from vocsurvey.db.agreement import Consent
from vocsurvey.db.interview import Answer
from vocsurvey.db.people import Role, User

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
    usual = (now() + timedelta(days=14)).date()
    assert re.search(rf'name="review_on"[^>]*value="{usual:%Y-%m}', shown)

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
    with cast.runtime.database.transaction() as session:
        session.add(
            Consent(contact_id=cast.contact_id("C1"), purpose="share_with_agent", granted=False, source="caller",
                    words="No.", given_at=cast.now)
        )  # fmt: skip
    assert client.get(path).status_code == 404
    assert client.get("/coaching/answers/99999").status_code == 404
