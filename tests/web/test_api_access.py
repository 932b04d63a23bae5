"""The page of tokens: issued, shown once, revoked; and the command that does the same."""

from __future__ import annotations

import json
from html import unescape
from pathlib import Path

import pytest
from cast import Cast, post, sign_in, token_in
from click.testing import CliRunner, Result
from flask import Flask
from flask.testing import FlaskClient
from programs import Program

from vocsurvey.cli.commands import program
from vocsurvey.db.people import Role
from vocsurvey.settings_form import FORMS

PAGE = "/api-access"


def test_token_is_issued_shown_once_and_revoked(app: Flask, client: FlaskClient, cast: Cast) -> None:
    sign_in(client, Role.ADMIN)
    form = {"csrf_token": token_in(client.get(PAGE).text), "name": "CRM", "days": "30"}
    made = client.post(PAGE, data={**form, "scopes": ["contacts:read", "events:read"]})
    assert made.status_code == 201
    secret = made.text.partition('id="secret"')[2].partition('value="')[2].partition('"')[0]
    assert Program(app, secret).get("/token").get_json()["scopes"] == ["events:read", "contacts:read"]
    page = client.get(PAGE).text
    assert secret not in page
    assert secret[:12] in page
    token_id = page.partition(f"{PAGE}/")[2].partition("/revoke")[0]
    assert "is revoked" in unescape(client.get(post(client, f"{PAGE}/{token_id}/revoke", PAGE).location).text)
    assert Program(app, secret).get("/token").status_code == 401
    assert "was revoked already" in client.get(post(client, f"{PAGE}/{token_id}/revoke", PAGE).location).text


def test_wrong_forms_are_told_at_their_fields(client: FlaskClient, cast: Cast) -> None:
    sign_in(client, Role.ADMIN)
    empty = post(client, PAGE, PAGE, name="", days="0")
    assert empty.status_code == 422
    for sentence in ("Give it a name.", "Choose at least one.", "Choose between 1 and 1098 days."):
        assert sentence in empty.text
    assert post(client, PAGE, PAGE, name="CRM", days="30", scopes="events:read").status_code == 201
    again = post(client, PAGE, PAGE, name="CRM", days="30", scopes="events:read")
    assert again.status_code == 422
    assert "already" in again.text


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with an empty database."""
    for name in FORMS:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    assert run("upgrade").exit_code == 0
    return tmp_path


def run(*words: str) -> Result:
    """Run the command line in this process."""
    return CliRunner().invoke(program, ("token", *words) if words[0] != "upgrade" else words, prog_name="vocsurvey")


def test_command_issues_lists_and_revokes(folder: Path) -> None:
    assert "no token yet" in run("list").stdout
    made = run("new", "Help desk", "--scope", "events:write", "--scope", "contacts:write", "--days", "10")
    assert made.exit_code == 0
    assert made.stdout.startswith("vst_")
    assert "Help desk" in run("list").stdout
    assert made.stdout.strip() not in run("list").stdout
    assert json.loads(run("list", "--json").stdout)[0]["state"] == "valid"
    assert run("revoke", "Help desk").exit_code == 0
    assert json.loads(run("list", "--json").stdout)[0]["state"] == "revoked"
    for wrong, told in (
        (("revoke", "Help desk"), "was revoked already"),
        (("revoke", "CRM"), "There is no token called"),
        (("new", "CRM", "--scope", "events:read", "--days", "99999999999"), "A token lasts between"),
        (("new", "Help desk", "--scope", "events:read"), "choose another name"),
    ):
        refused = run(*wrong)
        assert refused.exit_code == 1
        assert told in refused.stderr
