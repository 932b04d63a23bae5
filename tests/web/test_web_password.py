"""Being invited, and setting a password by the link: once, in time, and by nobody else."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from html import unescape

import pytest
from cast import Cast, post, sign_in
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from vocsurvey.app import create_app
from vocsurvey.clock import now
from vocsurvey.db.letter import Letter
from vocsurvey.db.people import Role, User
from vocsurvey.operations import inviting

NEW = {"name": "Nia New", "email": "nia@example.com", "role": "manager", "agent": "", "zone": "UTC", "password": ""}


@pytest.fixture
def mailing(cast: Cast) -> Flask:
    """The application with a mail server."""
    settings = replace(cast.runtime.settings, smtp_url="smtp://127.0.0.1:9?from=voice@example.com")
    return create_app(replace(cast.runtime, settings=settings))


def link(cast: Cast, email: str, **ends_in: float) -> str:
    """The path of the link of somebody."""
    with cast.runtime.database.reading() as session:
        user = session.scalars(select(User).where(User.email == email)).one()
        whole = cast.runtime.password_links.link(user.id, inviting.state_of(user), now() + timedelta(**ends_in))
    return "/password/" + whole.rpartition("/")[2]


def test_somebody_is_invited_sets_a_password_once_and_signs_in(cast: Cast, mailing: Flask) -> None:
    ada, nia = mailing.test_client(), mailing.test_client()
    sign_in(ada, Role.ADMIN)
    assert post(ada, "/people", "/people", **NEW).status_code == 303
    assert "Nia New is sent a link." in ada.get("/people").text
    with cast.runtime.database.reading() as session:
        assert session.scalars(select(Letter.kind)).all() == ["invitation"]
    door = {"email": "nia@example.com"}
    assert post(nia, "/sign-in", "/sign-in", **door, password=inviting.NO_PASSWORD).status_code == 422
    page = link(cast, "nia@example.com", days=7)
    assert "Nia New, nia@example.com" in nia.get(page).text
    assert "at least 10 characters" in post(nia, page, page, password="short", again="short").text
    assert "not the same" in post(nia, page, page, password="a good long one", again="another").text
    done = post(nia, page, page, password="a good long one", again="a good long one")
    assert done.status_code == 303
    assert "Your password is set. Sign in with it." in nia.get(done.location).text
    assert "Ada Admin" not in ada.get(page).text
    assert nia.get(page).status_code == 410
    assert post(nia, page, "/sign-in", password="a better long one", again="a better long one").status_code == 410
    assert post(nia, "/sign-in", "/sign-in", **door, password="a good long one").status_code == 302


def test_a_reset_ends_every_session_when_it_is_used_and_not_before(cast: Cast, mailing: Flask) -> None:
    ada, carl = mailing.test_client(), mailing.test_client()
    sign_in(ada, Role.ADMIN)
    sign_in(carl, Role.CALLER)
    page = f"/people/{cast.user_id(Role.CALLER)}"
    assert "is sent a link" in ada.get(post(ada, f"{page}/link", page).location).text
    assert carl.get("/desk").status_code == 200
    other = mailing.test_client()
    way = link(cast, "caller@example.com", days=1)
    assert post(other, way, way, password="a good long one", again="a good long one").status_code == 303
    assert carl.get("/desk").status_code == 302


@pytest.mark.parametrize("token", ["", "1.2.3", "1.99999999999." + "A" * 43, "999999.99999999999." + "A" * 43])
def test_what_is_no_link_is_over(client: FlaskClient, token: str) -> None:
    answer = client.get(f"/password/{token}")
    assert answer.status_code == (410 if token else 404)


def test_a_link_that_is_too_old_or_of_somebody_who_left_is_over(cast: Cast, client: FlaskClient) -> None:
    assert client.get(link(cast, "caller@example.com", seconds=-1)).status_code == 410
    good = link(cast, "caller@example.com", days=1)
    assert client.get(good).status_code == 200
    with cast.runtime.database.transaction() as session:
        session.get_one(User, cast.user_id(Role.CALLER)).active = False
    assert "This link is over" in client.get(good).text


def test_without_a_mail_server_no_link_is_promised(cast: Cast, client: FlaskClient) -> None:
    sign_in(client, Role.ADMIN)
    page = f"/people/{cast.user_id(Role.CALLER)}"
    assert "No mail server is set" in client.get(post(client, f"{page}/link", page).location).text


def test_everybody_says_whether_they_want_a_digest(cast: Cast, client: FlaskClient) -> None:
    sign_in(client, Role.AGENT)
    assert '<option value="when_needed" selected>' in client.get("/notices").text
    kept = post(client, "/notices/digest", "/notices", digest="never")
    assert "this is how you are told from now on" in unescape(client.get(kept.location).text)
    assert '<option value="never" selected>' in client.get("/notices").text
    assert post(client, "/notices/digest", "/notices", digest="hourly").status_code == 400
