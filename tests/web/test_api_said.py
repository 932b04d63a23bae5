"""Answers, flags and follow-ups over HTTP, masked unless the token may see; and suppressions that hold at once."""

from __future__ import annotations

from typing import Any

import pytest
from cast import HOSTILE, WORDS, Cast
from flask import Flask
from programs import Program
from sqlalchemy import select

from vocsurvey.db.api import ApiToken, Scope
from vocsurvey.db.dialing import Call
from vocsurvey.db.people import Role
from vocsurvey.db.sample import Suppression
from vocsurvey.interview.heard import Speech

READING = (Scope.ANSWERS_READ, Scope.FLAGS_READ, Scope.FOLLOW_UPS_READ)


def everything(program: Program, kind: str) -> list[dict[str, Any]]:
    """Every entry of a list, page by page."""
    found: list[dict[str, Any]] = []
    after = 0
    while True:
        page = program.get(f"/{kind}", limit="3", after=str(after)).get_json()
        found += page["data"]
        if page["next"] is None:
            return found
        after = page["next"]


def test_what_was_said_is_masked_by_default(app: Flask, cast: Cast) -> None:
    program = Program.with_scopes(app, cast, *READING)
    for kind in ("answers", "flags", "follow-ups"):
        page = program.get(f"/{kind}", limit="200")
        assert page.get_json()["data"]
        for secret in (WORDS[:20], "alert(", "Archer", "Ann", "Lindner", "@example.com", "+1202"):
            assert secret not in page.text, (kind, secret)
    assert {one["about"]["contact_name"] for one in everything(program, "flags")} == {"A. A.", "C. L."}


def test_whole_is_told_to_whoever_may_see_it(app: Flask, cast: Cast) -> None:
    program = Program.with_scopes(app, cast)
    words = {one["words"] for one in everything(program, "answers")}
    assert {WORDS, HOSTILE} <= words
    answers = program.get("/answers", contact="C1", limit="200").get_json()["data"]
    negative = [one for one in answers if one["negative"]]
    flags = program.get("/flags", contact="C1", limit="200").get_json()["data"]
    assert {one["flag"] for one in negative} <= {one["id"] for one in flags}
    assert flags[0]["about"] == {
        "campaign": "Autumn support cases",
        "account": "A1",
        "contact": "C1",
        "contact_name": "Ann Archer",
        "touchpoint": "T1",
        "agent": "G1",
    }
    (follow_up,) = program.get("/follow-ups", contact="C1").get_json()["data"]
    assert follow_up["owner"] == "account_team@example.com"
    assert {one["follow_up"] for one in flags} == {follow_up["id"]}
    assert program.get("/follow-ups", contact="nobody").get_json() == {"data": [], "next": None}


def test_tests_are_told_to_nobody(app: Flask, cast: Cast) -> None:
    program = Program.with_scopes(app, cast)
    before = {kind: len(everything(program, kind)) for kind in ("answers", "flags", "follow-ups")}
    cast.trial(Role.MANAGER, "1", "2", "2", "3", "2", Speech("It was slow."), "1")
    assert {kind: len(everything(program, kind)) for kind in before} == before


@pytest.mark.parametrize(
    ("given", "subject"),
    [
        ({"subject": "line", "value": "+49 30 23125 005"}, "line"),
        ({"subject": "line", "value": "030 23125005", "country": "DE", "scope": "automated"}, "line"),
        ({"subject": "line", "value": "+1 202 555 0188", "extension": "12"}, "line"),
        ({"subject": "number", "value": "+49 30 23125 005"}, "number"),
        ({"subject": "contact", "value": "C5"}, "contact"),
        ({"subject": "account", "value": "A2"}, "account"),
        ({"subject": "domain", "value": "Example.com"}, "domain"),
    ],
)
def test_whoever_is_suppressed_is_not_called(app: Flask, cast: Cast, given: dict[str, str], subject: str) -> None:
    program = Program.with_scopes(app, cast, Scope.SUPPRESSIONS_WRITE)
    for _ in range(2):
        done = program.ask("POST", "/suppressions", {**given, "reason": "asked by mail"})
        assert (done.status_code, done.get_json()["calls_ended"]) == (201, 0), done.text
    with cast.runtime.database.reading() as session:
        (row,) = session.scalars(select(Suppression)).all()
        assert (row.subject, row.source, row.reason) == (subject, "api", "asked by mail")
        assert row.origin == session.scalars(select(ApiToken.name)).one()
        assert row.scope == given.get("scope", "all_surveys")


def test_calls_on_their_way_are_hung_up(app: Flask, cast: Cast) -> None:
    program = Program.with_scopes(app, cast, Scope.SUPPRESSIONS_WRITE)
    cast.ring("C5")
    done = program.ask("POST", "/suppressions", {"subject": "contact", "value": "C5", "reason": "asked by mail"})
    assert done.get_json()["calls_ended"] == 1
    with cast.runtime.database.reading() as session:
        assert len(session.scalars(select(Call.id).where(Call.hang_up_wanted_at.is_not(None))).all()) == 1


@pytest.mark.parametrize(
    ("given", "pointer"),
    [
        ({"subject": "line", "value": "12"}, "/value"),
        ({"subject": "line", "value": "030 23125005", "country": "Mars"}, "/country"),
        ({"subject": "line", "value": "+49 30 23125 005", "extension": "x"}, "/extension"),
        ({"subject": "number", "value": "+49 30 23125 005", "extension": "1"}, "/extension"),
        ({"subject": "contact", "value": "C5", "extension": "1"}, "/extension"),
        ({"subject": "account", "value": "A2", "country": "DE"}, "/country"),
        ({"subject": "domain", "value": "not a domain"}, "/value"),
        ({"subject": "everybody", "value": "x"}, "/subject"),
    ],
)
def test_what_cannot_be_suppressed_is_told(app: Flask, cast: Cast, given: dict[str, str], pointer: str) -> None:
    program = Program.with_scopes(app, cast, Scope.SUPPRESSIONS_WRITE)
    refused = program.ask("POST", "/suppressions", {**given, "reason": "asked by mail"})
    assert refused.status_code == 422
    assert refused.get_json()["errors"][0]["pointer"] == pointer
    with cast.runtime.database.reading() as session:
        assert session.scalars(select(Suppression)).all() == []
