"""A database that is busy for too long refuses a form with a sentence, keeps nothing of it, and gives it back whole."""

from __future__ import annotations

import html
import logging
import re
import sqlite3
from collections.abc import Generator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from cast import Cast, sign_in, token_in
from flask import Flask
from flask.testing import FlaskClient
from programs import PERSON, Program
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from vocsurvey.clock import now
from vocsurvey.db.api import Scope
from vocsurvey.db.people import Role, User
from vocsurvey.db.sample import Suppression
from vocsurvey.db.session import Database, too_busy
from vocsurvey.operations import inviting
from vocsurvey.web.errors import BUSY, BY_HAND, NOTHING_LOST

WISH = {"subject": "line", "whom": "+49 30 23125 005", "scope": "all_surveys", "reason": "He <wrote> “no”, twice."}


@contextmanager
def in_the_way(database: Database, table: str) -> Generator[None]:
    """Somebody writes, and takes longer than anybody waits: on PostgreSQL to this table, on SQLite to any."""
    with database.transaction() as session:
        session.execute(text("SELECT 1" if database.is_sqlite else f'LOCK TABLE "{table}" IN EXCLUSIVE MODE'))
        yield


def kept(page: str) -> dict[str, str]:
    """The fields that come back, as a browser reads them."""
    found = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', page)
    return {html.unescape(name): html.unescape(value) for name, value in found}


def test_the_form_comes_back_whole_and_is_sent_with_one_press(
    client: FlaskClient, cast: Cast, caplog: pytest.LogCaptureFixture
) -> None:
    database = cast.runtime.database
    sign_in(client, Role.ACCOUNT_TEAM)
    form = {"csrf_token": token_in(client.get("/do-not-call").text), **WISH}
    with in_the_way(database, "suppression"), caplog.at_level(logging.WARNING):
        refused = client.post("/do-not-call", data=form)
    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "5")
    assert BUSY in refused.text
    assert NOTHING_LOST in refused.text
    assert "Send it again</button>" in refused.text
    assert [one.levelname for one in caplog.records if one.name == "vocsurvey.web.errors"] == ["WARNING"]
    assert "wrote" not in caplog.text
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Suppression)) == 0
    again = kept(refused.text)
    assert again == form
    assert client.post("/do-not-call", data=again).status_code == 303
    with database.reading() as session:
        assert session.scalars(select(Suppression.reason)).all() == [WISH["reason"]]


def test_a_part_of_a_page_stays_as_it_was_typed(client: FlaskClient, cast: Cast) -> None:
    sign_in(client, Role.ACCOUNT_TEAM)
    form = {"csrf_token": token_in(client.get("/do-not-call").text), **WISH}
    with in_the_way(cast.runtime.database, "suppression"):
        refused = client.post("/do-not-call", data=form, headers={"HX-Request": "true"})
    assert (refused.status_code, refused.headers["HX-Reswap"], refused.headers["Retry-After"]) == (
        503,
        "afterbegin",
        "5",
    )
    assert NOTHING_LOST in refused.text
    assert "data-told" in refused.text


def test_no_password_comes_back(client: FlaskClient, cast: Cast) -> None:
    with cast.runtime.database.reading() as session:
        user = session.scalars(select(User).where(User.role == Role.CALLER)).first()
        assert user is not None
        whole = cast.runtime.password_links.link(user.id, inviting.state_of(user), now() + timedelta(days=1))
    page = "/password/" + whole.rpartition("/")[2]
    form = {"csrf_token": token_in(client.get(page).text), "password": "known to few", "again": "known to few"}
    with in_the_way(cast.runtime.database, "user_account"):
        refused = client.post(page, data=form)
    assert refused.status_code == 503
    assert BY_HAND in refused.text
    assert "known to few" not in refused.text
    assert kept(refused.text) == {}


def test_a_program_is_told_when_to_come_again_and_the_same_is_done_then(app: Flask, cast: Cast) -> None:
    program = Program.with_scopes(app, cast, Scope.CONTACTS_WRITE)
    with in_the_way(cast.runtime.database, "contact"):
        refused = program.ask("PUT", "/contacts/C-77", PERSON, Idempotency_Key="K-1")
    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "5")
    assert refused.get_json()["type"] == "/api/v1/docs#busy"
    done = program.ask("PUT", "/contacts/C-77", PERSON, Idempotency_Key="K-1")
    assert (done.status_code, "Idempotent-Replayed" in done.headers) == (201, False)


def test_what_is_wrong_for_good_is_not_taken_for_busy() -> None:
    locked = sqlite3.OperationalError("no such table")
    locked.sqlite_errorcode = sqlite3.SQLITE_ERROR
    assert not too_busy(OperationalError("", {}, locked))
    assert not too_busy(IntegrityError("", {}, sqlite3.IntegrityError("UNIQUE")))
    assert not too_busy(ValueError())
    aged = sqlite3.OperationalError("database is locked")
    aged.sqlite_errorcode = sqlite3.SQLITE_BUSY_SNAPSHOT
    assert too_busy(OperationalError("", {}, aged))
    assert too_busy(PoolTimeoutError())
