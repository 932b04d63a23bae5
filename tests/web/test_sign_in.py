"""Signing in: the same answer for everybody who may not, sessions that end, and no way out to another site."""

from __future__ import annotations

from pathlib import Path

import pytest
from cast import PASSWORD, Cast, post, settings_for, sign_in, token_in
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from kept import app_over

from vocsurvey.db.people import Role, User
from vocsurvey.operations.signing_in import change_password
from vocsurvey.runtime import Runtime
from vocsurvey.web.auth import REFUSED, local_path


def attempt(client: FlaskClient, email: str, password: str, **more: str) -> tuple[int, str]:
    """Try to sign in; the status, and the page without its token."""
    token = token_in(client.get("/sign-in").text)
    answer = client.post("/sign-in", data={"csrf_token": token, "email": email, "password": password, **more})
    return answer.status_code, answer.text.replace(token_in(answer.text), "").replace(email, "")


def test_the_right_password_opens_the_start_page(cast: Cast, client: FlaskClient) -> None:
    answer = sign_in(client, Role.MANAGER)
    assert (answer.status_code, answer.location) == (302, "/")
    assert "Hello, Mona" in client.get("/").text
    assert client.get("/sign-in").location == "/"


def test_an_unknown_person_and_a_wrong_password_get_the_same_answer(cast: Cast, client: FlaskClient) -> None:
    wrong = attempt(client, "manager@example.com", "not the password")
    unknown = attempt(client, "nobody@example.com", "not the password")
    assert wrong == unknown
    assert wrong[0] == 422
    assert REFUSED in wrong[1]


def test_what_is_missing_is_said_at_its_field(client: FlaskClient) -> None:
    status, page = attempt(client, "", "")
    assert status == 422
    assert "Give your e-mail address." in page
    assert "Give your password." in page
    assert page.count('aria-invalid="true"') == 2


def test_too_many_tries_have_to_wait(cast: Cast, client: FlaskClient) -> None:
    answers = [attempt(client, "manager@example.com", "wrong one") for _ in range(11)]
    assert [status for status, _ in answers] == [422] * 10 + [429]
    assert "Please wait a minute" in answers[-1][1]
    assert attempt(client, "agent@example.com", PASSWORD)[0] == 302, "somebody else behind the same address"


def test_a_form_without_its_token_is_refused(cast: Cast, client: FlaskClient) -> None:
    answer = client.post("/sign-in", data={"email": "manager@example.com", "password": PASSWORD})
    assert answer.status_code == 400
    assert "That did not arrive whole" in answer.text


def test_pages_send_the_unknown_to_the_door_and_back(cast: Cast, client: FlaskClient) -> None:
    answer = client.get("/follow-ups?whose=all")
    assert (answer.status_code, answer.location) == (302, "/sign-in?next=/follow-ups?whose%3Dall")
    assert client.get("/").location == "/sign-in"
    assert client.post("/gate").status_code == 400, "the token is asked for first"
    token = token_in(client.get("/sign-in?next=/figures").text)
    form = {"csrf_token": token, "email": "manager@example.com", "password": PASSWORD, "next": "/figures"}
    assert client.post("/sign-in", data=form).location == "/figures"


def test_a_fragment_never_holds_the_sign_in_page(cast: Cast, client: FlaskClient) -> None:
    headers = {"HX-Request": "true", "HX-Current-URL": "http://localhost/campaigns/1"}
    answer = client.get("/campaigns/1/progress", headers=headers)
    assert (answer.status_code, answer.text) == (401, "")
    assert answer.headers["HX-Redirect"] == "/sign-in?next=/campaigns/1"


@pytest.mark.parametrize(
    "wanted",
    [
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/a\nb",
        "",
        None,
        "javascript:alert(1)",
        "evil.example",
        "/\t/evil.example",
    ],
)
def test_next_leads_nowhere_else(wanted: str | None) -> None:
    assert local_path(wanted) is None


def test_next_leads_to_our_own_pages() -> None:
    assert local_path("/follow-ups?whose=all") == "/follow-ups?whose=all"
    assert local_path("/") == "/"


@given(st.text(alphabet="/\\:@.?#ab\t\r\n ", max_size=12))
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_next_is_always_a_path_of_ours(wanted: str) -> None:
    path = local_path(wanted)
    assert path is None or (path == wanted and path[0] == "/" and path[1:2] not in ("/", "\\"))


def test_signing_out_ends_the_session(cast: Cast, client: FlaskClient) -> None:
    sign_in(client, Role.AGENT)
    assert post(client, "/sign-out", "/").location == "/sign-in"
    assert client.get("/").status_code == 302


def test_a_new_password_ends_sessions_elsewhere(cast: Cast, client: FlaskClient) -> None:
    sign_in(client, Role.AGENT)
    with cast.runtime.database.transaction() as session:
        change_password(session, cast.user_id(Role.AGENT), "a brand new password")
    assert client.get("/").status_code == 302


def test_who_is_deactivated_is_out_at_once(cast: Cast, client: FlaskClient) -> None:
    sign_in(client, Role.CALLER)
    with cast.runtime.database.transaction() as session:
        session.get_one(User, cast.user_id(Role.CALLER)).active = False
    assert client.get("/").status_code == 302


def test_the_cookie_is_kept_from_scripts_and_other_sites(cast: Cast, client: FlaskClient) -> None:
    cookie = sign_in(client, Role.AGENT).headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Secure" not in cookie, "the public address of this test is plain http"


def test_over_tls_the_cookie_stays_on_tls(tmp_path: Path, database_url: str, redis_url: str) -> None:
    runtime = Runtime.from_settings(settings_for(tmp_path, database_url, redis_url, "https://voc.example.com"))
    secure: Flask = app_over(runtime)
    answer = secure.test_client().get("/sign-in", base_url="https://voc.example.com")
    assert "Secure" in answer.headers["Set-Cookie"]
    runtime.database.dispose()
    runtime.redis.close()
