"""The OpenAPI document is true: what it promises is what the API does, tried with what nobody would think of."""

from __future__ import annotations

import re
from typing import Any

import pytest
import schemathesis
from cast import Cast
from flask import Flask
from hypothesis import HealthCheck, Phase, assume, given, settings
from jsonschema import Draft202012Validator
from programs import API
from schemathesis import Case, GenerationMode
from schemathesis.config import SchemathesisConfig

from vocsurvey.db.api import Scope
from vocsurvey.db.session import Database
from vocsurvey.web import api_door
from vocsurvey.web.api_document import SCOPES, document, endpoints
from vocsurvey.web.api_problem import KINDS

# PostgreSQL is the stricter one of the two.
EXAMPLES = {"postgresql": 12, "sqlite": 5}
# What a schema cannot say (a telephone number that exists, a contact that is known) is refused with one of these.
FINE = ["2xx", "404", "409", "422"]


@pytest.fixture
def whole(app: Flask) -> dict[str, Any]:
    """The document."""
    found: dict[str, Any] = app.test_client().get(f"{API}/openapi.json").get_json()
    return found


def test_document_is_whole(app: Flask, whole: dict[str, Any]) -> None:
    assert whole["openapi"] == "3.1.0"
    assert whole == document(app)
    named = set(re.findall(r'"#/components/schemas/(\w+)"', str(whole).replace("'", '"')))
    assert named <= whole["components"]["schemas"].keys()
    for schema in whole["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)
    names = [one.name for one in endpoints(app)]
    assert len(names) == len(set(names))


def test_every_scope_is_used_and_explained(app: Flask) -> None:
    assert SCOPES.keys() == set(Scope)


def test_page_says_the_same_to_everybody(app: Flask) -> None:
    page = app.test_client().get(f"{API}/docs").text
    for one in endpoints(app):
        assert f"{one.method} {one.path}" in page
    for slug in KINDS:
        assert f'id="{slug}"' in page


@pytest.fixture
def promised(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The document as schemathesis reads it."""
    monkeypatch.setattr(api_door, "OF_ONE_TOKEN", "1000000 per minute")
    monkeypatch.setattr(api_door, "OF_ONE_ADDRESS", "1000000 per minute")
    config = SchemathesisConfig.from_dict(
        {
            "checks": {"positive_data_acceptance": {"expected-statuses": FINE}},
            "phases": {"stateful": {"enabled": False}},
        }
    )
    return schemathesis.openapi.from_wsgi(f"{API}/openapi.json", app, config=config)


@pytest.mark.parametrize("mode", list(GenerationMode))
def test_every_promise_is_kept(promised: Any, cast: Cast, database: Database, mode: GenerationMode) -> None:
    # Said at each call, so that what comes without it, or with another one, is tried too.
    headers = {"Authorization": f"Bearer {cast.api_token().secret}"}
    most = EXAMPLES[database.url.get_backend_name()]
    operations = [found.ok() for found in promised.get_all_operations()]
    if mode is GenerationMode.NEGATIVE:  # where nothing is given, nothing can be wrong
        operations = [one for one in operations if one.path_parameters or one.query or one.body]
    assert operations
    for operation in operations:

        @settings(max_examples=most, phases=(Phase.generate,), suppress_health_check=list(HealthCheck))
        @given(case=operation.as_strategy(generation_mode=mode))
        def keep(case: Case[Any]) -> None:
            # An empty list is sent as nothing, so that a name without meaning which has one is not in the request.
            assume([] not in (case.query or {}).values())
            case.call_and_validate(headers=headers)

        keep()
