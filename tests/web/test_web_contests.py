"""Contesting an answer as pages: the agent says why, a manager decides, the agent reads it."""

from __future__ import annotations

import html

from cast import Cast, post, sign_in
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from vocsurvey.db.interview import Answer
from vocsurvey.db.people import Role, User


def seen(client: FlaskClient, path: str) -> str:
    """A page, without the entities of HTML."""
    answer = client.get(path)
    assert answer.status_code == 200
    return html.unescape(answer.text)


def test_from_the_agent_to_the_decision_and_back(app: Flask, cast: Cast, client: FlaskClient) -> None:
    agent = app.test_client()
    sign_in(agent, Role.AGENT)
    sign_in(client, Role.MANAGER)
    assert "Nothing is contested." in seen(client, "/contests")
    page = f"/feedback/{cast.judged('C2')}"
    with cast.runtime.database.reading() as session:
        wanted = select(Answer.id).where(Answer.interview_id == cast.interview_id("C2"), Answer.metric == "cared")
        answer_id = session.scalars(wanted).one()
    path = f"{page}/answers/{answer_id}/contest"
    refused = post(agent, path, page, words="<b>no</b>" * 600)
    assert refused.status_code == 422
    assert "the other side reads it" in refused.text
    assert "&lt;b&gt;no&lt;/b&gt;" in refused.text, "what was typed is not lost"
    assert post(agent, path, page, words="It was <b>Mara</b> who helped him.").status_code == 303
    assert "Contested." in seen(agent, page)
    assert post(agent, path, page, words="Once more.").status_code == 422
    elsewhere = f"/feedback/{cast.interview_id('C2')}/answers/1/contest"
    assert post(agent, elsewhere, page, words="Not of this talk.").status_code == 404
    shown = client.get("/contests").text
    assert "It was &lt;b&gt;Mara&lt;/b&gt; who helped him." in shown
    assert '<a href="/contests">1 answer that an agent contests</a>: decide whether it counts.' in seen(client, "/")
    contest = "/contests/1"
    assert post(client, contest, "/contests", reason="", decide="leave_out").status_code == 422
    assert post(client, contest, "/contests", reason="The log names Mara.", decide="leave_out").status_code == 303
    assert "The log names Mara." in seen(client, "/contests")
    assert "that an agent contests" not in seen(client, "/")
    read = seen(agent, page)
    assert "It does not count" in read
    assert "The log names Mara." in read
    assert "Mona Marsh" in read


def test_a_manager_decides_nothing_about_themselves(cast: Cast, client: FlaskClient) -> None:
    row = cast.contest("C1")
    with cast.runtime.database.transaction() as session:
        session.get_one(User, cast.user_id(Role.MANAGER)).agent_id = row.agent_id
    sign_in(client, Role.MANAGER)
    assert "so somebody else decides" in seen(client, "/contests")
    answer = post(client, f"/contests/{row.id}", "/notices", reason="I say so.", decide="leave_out")
    assert answer.status_code == 422
    assert "so somebody else decides" in answer.text
