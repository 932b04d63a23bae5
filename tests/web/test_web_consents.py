"""The consents of a contact on a page: what holds, where it came from, and one more word by hand."""

from __future__ import annotations

import pytest
from cast import WORDS, Cast, post, sign_in
from flask import Flask
from flask.testing import FlaskClient
from programs import Program
from sqlalchemy import select

from vocsurvey.db.api import ApiToken
from vocsurvey.db.campaign import Case
from vocsurvey.db.people import Role
from vocsurvey.db.reads.consents import consents_of

GOOD = {"purpose": "automated_voice", "granted": "no", "words": "No machines, please."}


def page_of(cast: Cast, contact: str) -> str:
    """The address of the page."""
    return f"/contacts/{cast.contact_id(contact)}/consents"


def test_what_a_list_and_a_person_said_is_shown_with_where_it_came_from(client: FlaskClient, cast: Cast) -> None:
    cast.voice("C1")
    sign_in(client, Role.ACCOUNT_TEAM)
    shown = client.get(page_of(cast, "C1")).text
    assert "a list, line 2" in shown
    assert "The contact list says yes." in shown
    assert "May we record your comment?" in shown
    assert "Autumn support cases" in shown
    assert f'href="{page_of(cast, "C1")}"' in client.get(f"/cases/{cast.case_id('C1')}").text


def test_taking_it_back_is_in_force_at_once(client: FlaskClient, cast: Cast) -> None:
    sign_in(client, Role.CUSTOMER_SUCCESS)
    page = page_of(cast, "C5")
    assert post(client, page, page, **GOOD).status_code == 303
    shown = client.get(page).text
    assert "in force from this moment on. 1 open case ended or went to a live caller." in shown
    assert "by hand, by Sam Sorensen" in shown
    with cast.runtime.database.reading() as session:
        case = session.get_one(Case, cast.case_id("C5"))
        assert case.closed_at is not None or case.channel == "live"
    yes = {"granted": "yes", "words": "Do call me after all.", "until": "2099-01-31"}
    assert post(client, page, page, **{**GOOD, **yes}).status_code == 303
    assert "31 Jan 2099, 23:59" in client.get(page).text


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"purpose": ""}, "Choose what it is for."),
        ({"granted": ""}, "Choose what they said."),
        ({"words": ""}, "Write down what they said."),
        ({"words": "x"}, "Write it down in"),
        ({"until": "2099-01-31"}, "Only a yes can end"),
        ({"granted": "yes", "until": "2001-01-31"}, "Only a yes can end, and only at a time that is still to come."),
        ({"until": "soon"}, "Not a valid date value"),
    ],
)
def test_bad_input_is_told_in_a_sentence(
    client: FlaskClient, cast: Cast, change: dict[str, str], sentence: str
) -> None:
    sign_in(client, Role.ADMIN)
    page = page_of(cast, "C5")
    answer = post(client, page, page, **{**GOOD, **change})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert client.get("/contacts/99999/consents").status_code == 404


def test_what_they_do_not_want_passed_on_is_passed_on_no_more(app: Flask, client: FlaskClient, cast: Cast) -> None:
    comment, program = cast.voice("C1"), Program.with_scopes(app, cast)
    agent = app.test_client()
    sign_in(agent, Role.AGENT)
    sign_in(client, Role.ACCOUNT_TEAM)
    cast.judged("C1")
    feedback = f"/feedback/{cast.interview_id('C1')}"

    def told() -> set[str | None]:
        data = program.get("/answers", contact="C1", limit="200").get_json()["data"]
        return {one["words"] for one in data}

    def agent_sees() -> tuple[bool, list[int]]:
        statuses = [agent.get(path).status_code for path in (feedback, f"/comments/{comment}/sound")]
        return "the night export" in agent.get("/feedback").text, statuses

    assert WORDS in told()
    assert agent_sees() == (True, [200, 200])
    assert 'href="/do-not-call?q=C1"' in client.get(f"/contacts/{cast.contact_id('C1')}").text
    for purpose in ("quote", "share_with_agent"):
        page = page_of(cast, "C1")
        assert post(client, page, page, **{**GOOD, "purpose": purpose}).status_code == 303
    assert told() == {None}
    assert "Ann Archer" in program.get("/answers", contact="C1").text
    assert agent_sees() == (False, [404, 404])
    # Whoever puts it right still reads it.
    assert WORDS in client.get(f"/cases/{cast.case_id('C1')}").text
    page = page_of(cast, "C1")
    assert post(client, page, page, **{**GOOD, "purpose": "quote", "granted": "yes"}).status_code == 303
    assert WORDS in told()


def test_what_another_program_reported_is_told_as_that(app: Flask, cast: Cast) -> None:
    program = Program.with_scopes(app, cast)
    contact_id = cast.contact_id("C1")
    for said in (False, True):
        done = program.ask("PUT", "/contacts/C1", {"automated_voice_consent": said})
        assert done.status_code == 200, done.text
    with cast.runtime.database.reading() as session:
        name = session.scalars(select(ApiToken.name)).one()
        lines = [one for one in consents_of(session, contact_id) if one.source == "api"]
        assert [(one.granted, one.origin, one.by) for one in lines] == [(True, name, None), (False, name, None)]
        assert lines[0].words == "Another program said yes."
    client = app.test_client()
    sign_in(client, Role.ACCOUNT_TEAM)
    page = client.get(f"/contacts/{contact_id}").text
    assert "by another program" in page
    assert "Another program said no." in page
    assert f'by another program<span class="sub">{name}' in client.get(f"/contacts/{contact_id}/consents").text
