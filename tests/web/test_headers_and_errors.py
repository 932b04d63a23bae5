"""What every answer says to the browser, and what a person reads when something did not work."""

from __future__ import annotations

import logging
from dataclasses import replace

import pytest
from cast import Cast, sign_in, token_in
from flask import Flask
from flask.testing import FlaskClient

from vocsurvey.db.people import Role
from vocsurvey.runtime import Runtime
from vocsurvey.settings import BrowserPhoneKey
from vocsurvey.web.errors import SENTENCES
from vocsurvey.web.headers import CONTENT_SECURITY_POLICY
from vocsurvey.web.limits import storage


@pytest.mark.parametrize("path", ["/sign-in", "/nowhere", "/health", "/static/app.css", "/"])
def test_every_answer_is_strict(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert answer.headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    cache = answer.headers["Cache-Control"]
    answer.close()
    assert cache == ("no-cache" if path.startswith("/static") else "no-store")


def test_the_policy_lets_nothing_in_from_elsewhere() -> None:
    rules = dict(rule.split(" ", 1) for rule in CONTENT_SECURITY_POLICY.split("; "))
    assert rules["default-src"] == "'none'"
    assert rules["script-src"] == rules["style-src"] == rules["connect-src"] == rules["form-action"] == "'self'"
    assert rules["frame-ancestors"] == rules["base-uri"] == "'none'"
    assert "unsafe" not in CONTENT_SECURITY_POLICY
    assert "http" not in CONTENT_SECURITY_POLICY


def test_the_desk_alone_may_be_a_phone_and_only_where_that_is_set_up(client: FlaskClient, app: Flask) -> None:
    closed = client.get("/desk")
    assert closed.headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY
    assert "microphone=()" in closed.headers["Permissions-Policy"]
    house = app.extensions["vocsurvey"]
    phone = BrowserPhoneKey("SK" + "1" * 32, "a secret of at least thirty-two bytes", "AP" + "2" * 32)
    object.__setattr__(house, "settings", replace(house.settings, browser_phone=phone))
    for path in ("/desk", "/desk/9", "/desk/9/done"):
        answer = client.get(path)
        rules = dict(rule.split(" ", 1) for rule in answer.headers["Content-Security-Policy"].split("; "))
        assert rules["connect-src"] == "'self' http://127.0.0.1:9"
        assert rules["script-src"] == rules["media-src"] == "'self'"
        assert "microphone=(self)" in answer.headers["Permissions-Policy"]
    for path in ("/", "/desktop", "/sign-in"):
        answer = client.get(path)
        assert answer.headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY
        assert "microphone=()" in answer.headers["Permissions-Policy"]


def test_a_page_that_is_not_there_says_so(client: FlaskClient) -> None:
    answer = client.get("/nowhere")
    assert answer.status_code == 404
    assert SENTENCES[404][1] in answer.text


def test_a_redirect_is_no_error(app: Flask, client: FlaskClient) -> None:
    app.add_url_rule("/folder/", "folder", lambda: "")
    assert client.get("/folder").status_code == 308


def test_a_wrong_method_says_so(client: FlaskClient) -> None:
    answer = client.put("/sign-in")
    assert answer.status_code in (400, 405)
    assert "<h1>" in answer.text


def test_too_much_at_once_is_refused(cast: Cast, client: FlaskClient) -> None:
    sign_in(client, Role.MANAGER)
    page = f"/follow-ups/{cast.follow_up_id('C1')}"
    token = token_in(client.get(page).text)
    answer = client.post(f"{page}/note", data={"csrf_token": token, "event": "note", "text": "x" * 300_000})
    assert answer.status_code == 413
    assert SENTENCES[413][0] in answer.text


def test_a_fault_shows_no_trace_and_notes_no_words(
    app: Flask, client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    def broken() -> str:
        raise RuntimeError("what Ann Archer said")

    app.add_url_rule("/broken", "broken", broken)
    with caplog.at_level(logging.ERROR):
        page = client.get("/broken")
        fragment = client.get("/broken", headers={"HX-Request": "true"})
    assert (page.status_code, fragment.status_code) == (500, 500)
    for text in (page.text, fragment.text):
        assert SENTENCES[500][0] in text
        assert "Traceback" not in text
        assert "Ann Archer" not in text
    assert "<html" not in fragment.text
    assert "RuntimeError at" in caplog.text
    assert "Ann Archer" not in caplog.text


def test_an_unusual_refusal_still_has_a_sentence(app: Flask, client: FlaskClient) -> None:
    app.add_url_rule("/teapot", "teapot", lambda: app.aborter(418))
    answer = client.get("/teapot")
    assert answer.status_code == 418
    assert SENTENCES[400][0] in answer.text


def test_health_is_one_word(client: FlaskClient) -> None:
    answer = client.get("/health")
    assert (answer.status_code, answer.get_json()) == (200, {"status": "well"})


def test_health_says_unwell_without_details(client: FlaskClient, runtime: Runtime) -> None:
    runtime.redis.connection_pool.disconnect()
    runtime.redis.connection_pool.connection_kwargs["path"] = "/nowhere.sock"
    answer = client.get("/health")
    assert (answer.status_code, answer.get_json()) == (503, {"status": "unwell"})


@pytest.mark.parametrize(
    ("redis_url", "expected"),
    [(None, "memory://"), ("unix:///a/b.sock", "redis+unix:///a/b.sock"), ("redis://h:1/0", "redis://h:1/0")],
)
def test_the_limits_are_counted_in_our_redis(redis_url: str | None, expected: str) -> None:
    assert storage(redis_url) == expected
