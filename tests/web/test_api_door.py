"""The door of the API: who comes in, what is refused and how, and the same request done once."""

from __future__ import annotations

import re
import threading
from datetime import timedelta
from typing import Any

import pytest
from cast import Cast
from flask import Flask
from programs import API, PERSON, Program
from sqlalchemy import func, select

from vocsurvey.db.api import ApiAnswer, ApiToken, Scope
from vocsurvey.db.sample import Contact
from vocsurvey.operations import admitting
from vocsurvey.web import api_door
from vocsurvey.web.api_document import endpoints
from vocsurvey.web.api_reading import LARGEST_BODY


@pytest.fixture
def program(app: Flask, cast: Cast) -> Program:
    """A program that may do everything."""
    return Program.with_scopes(app, cast)


def refusal(answer: Any, status: int, kind: str) -> dict[str, Any]:
    """The problem that an answer tells, as RFC 9457 has it."""
    assert answer.status_code == status, answer.text
    assert answer.content_type == "application/problem+json"
    told: dict[str, Any] = answer.get_json()
    assert told["status"] == status
    assert told["type"] == f"/api/v1/docs#{kind}"
    assert told["detail"].endswith(".")
    return told


def test_token_opens_the_door_and_its_use_is_noted(program: Program, cast: Cast) -> None:
    answer = program.get("/token")
    assert answer.status_code == 200
    assert answer.get_json()["scopes"] == list(Scope)
    assert answer.headers["Cache-Control"] == "no-store"
    with cast.runtime.database.reading() as session:
        assert session.scalars(select(ApiToken.used_at)).one() is not None


@pytest.mark.parametrize("header", ["", "Basic dXNlcjpwYXNz", "Bearer", "Bearer  ", "Bearer vst_wrong", "Bearer ÿ"])
def test_nobody_comes_in_without_a_token(app: Flask, header: str) -> None:
    answer = app.test_client().get(f"{API}/token", headers={"Authorization": header} if header else {})
    refusal(answer, 401, "bad-token" if "vst_" in header or "ÿ" in header else "no-token")
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_expired_and_revoked_tokens_open_nothing(app: Flask, cast: Cast) -> None:
    cast.now -= timedelta(days=40)
    old = cast.api_token(lifetime=timedelta(days=30))
    refusal(Program(app, old.secret).get("/token"), 401, "bad-token")
    cast.now += timedelta(days=40)
    taken = cast.api_token()
    assert Program(app, taken.secret).get("/token").status_code == 200
    assert cast.do(admitting.revoke_token, taken.token.id)
    refusal(Program(app, taken.secret).get("/token"), 401, "bad-token")


def test_every_operation_asks_for_its_scope(app: Flask, cast: Cast) -> None:
    wanted = [(one, one.declared.scope) for one in endpoints(app) if one.declared.scope is not None]
    assert wanted
    for one, needed in wanted:
        others = [scope for scope in Scope if scope != needed]
        path = re.sub(r"{\w+}", "1", one.path.removeprefix(API))
        answer = Program.with_scopes(app, cast, *others).ask(one.method, path, {})
        told = refusal(answer, 403, "scope")
        assert needed in told["detail"]
        allowed = Program.with_scopes(app, cast, needed).ask(one.method, path, {})
        assert allowed.status_code not in (401, 403), one


@pytest.mark.parametrize(
    ("content", "kind", "status", "problem"),
    [
        (b"{", "application/json", 400, "malformed"),
        (b"\xff", "application/json", 400, "malformed"),
        (b'{"name": NaN}', "application/json", 400, "malformed"),
        (b'{"name": "a", "name": "b"}', "application/json", 400, "malformed"),
        (b"[" * 60_000, "application/json", 400, "malformed"),
        (b"{}", "text/plain", 415, "media-type"),
        (b" " * (LARGEST_BODY + 1), "application/json", 413, "too-large"),
        (b"[]", "application/json", 422, "invalid"),
        (b'{"shoe_size": 43}', "application/json", 422, "invalid"),
        (b'{"name": 7}', "application/json", 422, "invalid"),
        (b'{"name": "\\ud800"}', "application/json", 422, "invalid"),
        (b'{"name": "a\\u0000b"}', "application/json", 422, "invalid"),
        (b'{"account": {"external_id": " "}}', "application/json", 422, "invalid"),
    ],
)
def test_bad_bodies_get_one_clear_sentence(
    program: Program, app: Flask, content: bytes, kind: str, status: int, problem: str
) -> None:
    headers = {"Authorization": f"Bearer {program.secret}"}
    answer = app.test_client().put(f"{API}/contacts/C1", data=content, content_type=kind, headers=headers)
    told = refusal(answer, status, problem)
    if status == 422:
        assert told["errors"][0]["detail"].endswith(".")


def test_faults_name_their_places(program: Program) -> None:
    body = {**PERSON, "phone": "12", "zone": "Mars/Base", "account": {**PERSON["account"], "country": "XX"}}
    told = refusal(program.ask("PUT", "/contacts/C9", body), 422, "invalid")
    assert {one["pointer"] for one in told["errors"]} == {"/zone", "/account/country"}
    told = refusal(program.ask("PUT", "/contacts/C9", {**PERSON, "email": "nobody"}), 422, "invalid")
    assert told["errors"][0]["pointer"] == "/email"
    told = refusal(program.ask("PUT", "/contacts/C9", {"name": "Nell"}), 422, "invalid")
    assert told["errors"][0]["pointer"] == "/account/external_id"
    same = {**PERSON, "name": "Ann Archer", "phone": "+1 202 555 0101", "account": {"external_id": "A1"}}
    refusal(program.ask("PUT", "/contacts/C9", same), 409, "conflict")


def test_addresses_and_methods_that_are_none(program: Program, app: Flask) -> None:
    refusal(program.get("/nowhere"), 404, "absent")
    refusal(program.get("/contacts/C99"), 404, "absent")
    refusal(program.get("/contacts/%20C99"), 422, "invalid")
    refusal(program.get("/token", colour="red"), 422, "invalid")
    refusal(program.ask("GET", "/token?colour=red&colour=blue"), 422, "invalid")
    refusal(program.ask("PUT", "/contacts/C1?colour=red", {}), 422, "invalid")
    answer = program.ask("DELETE", "/contacts/C1")
    refusal(answer, 405, "method")
    assert "PUT" in answer.headers["Allow"]


def test_contact_is_created_changed_and_read(program: Program) -> None:
    made = program.ask("PUT", "/contacts/a/b//c", {**PERSON, "email": "Nell@Quince.example"})
    assert made.status_code == 201, made.text
    assert made.get_json() == program.get("/contacts/a/b//c").get_json()
    assert made.get_json()["phone"] == "+442079460123"
    assert made.get_json()["email"] == "Nell@quince.example"
    assert made.get_json()["role"] == "decision_maker"
    changed = program.ask("PUT", "/contacts/a/b//c", {"language": "de", "automated_voice_consent": False})
    assert changed.status_code == 200
    assert changed.get_json() == {**made.get_json(), "language": "de", "automated_voice_consent": False}
    wishes = program.ask("PUT", "/contacts/a/b//c", {"subdivision": "England", "preferred_time": "mon-fri 9-12"})
    expected = {"subdivision": "ENG", "hours": {"mon-fri": ["09:00-12:00"]}}
    assert wishes.get_json() == {**changed.get_json(), **expected}
    told = refusal(program.ask("PUT", "/contacts/a/b//c", {"subdivision": "Bayern"}), 422, "invalid")
    assert told["errors"][0]["pointer"] == "/subdivision"


def test_the_telephone_of_another_customers_person_is_told_to_whom_may_see_people(
    program: Program, app: Flask, cast: Cast
) -> None:
    theirs = program.get("/contacts/C1").get_json()
    assert theirs["phone_also_of"] == []
    made = program.ask("PUT", "/contacts/N1", {**PERSON, "phone": "001 (202) 555-0101"})
    assert (made.status_code, made.get_json()["phone_also_of"]) == (201, ["C1"])
    assert program.get("/contacts/C1").get_json()["phone_also_of"] == ["N1"]
    # A colleague behind the same telephone is nobody else's, and without the scope nobody learns who has a number.
    colleague = program.ask("PUT", "/contacts/N2", {**PERSON, "phone": "+1 202 555 0101", "extension": "7"})
    assert colleague.get_json()["phone_also_of"] == []
    blind = Program.with_scopes(app, cast, Scope.CONTACTS_READ).get("/contacts/N1").get_json()
    assert blind["phone_also_of"] is None
    mended = program.ask("PUT", "/contacts/N1", {"phone": PERSON["phone"]})
    assert mended.get_json()["phone_also_of"] == []


def test_people_are_masked_unless_the_token_may_see_them(app: Flask, cast: Cast) -> None:
    shown = Program.with_scopes(app, cast, Scope.CONTACTS_READ).get("/contacts/C1").get_json()
    assert (shown["name"], shown["phone"], shown["email"], shown["masked"]) == ("A. A.", "…01", None, True)
    whole = Program.with_scopes(app, cast, Scope.CONTACTS_READ, Scope.PERSONAL_READ).get("/contacts/C1").get_json()
    assert (whole["name"], whole["phone"], whole["masked"]) == ("Ann Archer", "+12025550101", False)


def test_same_request_twice_is_done_once(program: Program, app: Flask, cast: Cast) -> None:
    first = program.ask("PUT", "/contacts/C9", PERSON, Idempotency_Key="k 1")
    assert (first.status_code, "Idempotent-Replayed" in first.headers) == (201, False)
    again = program.ask("PUT", "/contacts/C9", dict(reversed(PERSON.items())), Idempotency_Key="k 1")
    assert (again.status_code, again.headers["Idempotent-Replayed"]) == (201, "true")
    assert again.get_json() == first.get_json()
    refusal(program.ask("PUT", "/contacts/C9", {"language": "de"}, Idempotency_Key="k 1"), 422, "key-reused")
    refusal(program.ask("PUT", "/contacts/C8", PERSON, Idempotency_Key="k 1"), 422, "key-reused")
    refusal(program.ask("PUT", "/contacts/C9", PERSON, Idempotency_Key="x" * 256), 422, "invalid")
    refusal(program.ask("PUT", "/contacts/C9", PERSON, Idempotency_Key="é"), 422, "invalid")
    other = Program.with_scopes(app, cast).ask("PUT", "/contacts/C9", PERSON, Idempotency_Key="k 1")
    assert other.status_code == 200, "the keys of another program are its own"


def test_refused_request_keeps_no_answer_and_changes_nothing(program: Program, cast: Cast) -> None:
    program.ask("PUT", "/contacts/C9", {**PERSON, "phone": "12"}, Idempotency_Key="k")
    with cast.runtime.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(ApiAnswer)) == 0
        assert session.scalar(select(Contact).where(Contact.external_id == "C9")) is None
    assert program.ask("PUT", "/contacts/C9", PERSON, Idempotency_Key="k").status_code == 201


def test_duplicates_at_once_are_done_once(program: Program, cast: Cast) -> None:
    answers: list[Any] = []
    gate = threading.Barrier(6)

    def send() -> None:
        gate.wait()
        answers.append(program.ask("PUT", "/contacts/C9", PERSON, Idempotency_Key="k"))

    threads = [threading.Thread(target=send) for _ in range(6)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert [one.status_code for one in answers] == [201] * 6, [one.text for one in answers]
    assert sum("Idempotent-Replayed" not in one.headers for one in answers) == 1
    with cast.runtime.database.reading() as session:
        assert session.scalar(select(func.count()).where(Contact.external_id == "C9")) == 1


def test_too_many_requests_are_told_to_wait(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api_door, "OF_ONE_TOKEN", "2 per minute")
    assert [program.get("/token").status_code for _ in range(2)] == [200, 200]
    answer = program.get("/token")
    refusal(answer, 429, "too-many")
    assert answer.headers["Retry-After"] == "60"


def test_fault_of_ours_shows_nothing_of_it(program: Program, app: Flask, cast: Cast) -> None:
    with cast.runtime.database.transaction() as session:
        session.execute(select(1))
        session.connection().exec_driver_sql("DROP TABLE api_answer")
    answer = program.ask("PUT", "/contacts/C9", PERSON, Idempotency_Key="k")
    refusal(answer, 500, "fault")
    assert "api_answer" not in answer.text
