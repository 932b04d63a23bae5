"""The OpenAPI 3.1 document, written from what checks the requests, and a page that says the same in words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, partial
from importlib.metadata import version
from typing import Any

from flask import Flask, jsonify, render_template
from flask.typing import ResponseReturnValue
from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from vocsurvey.db.api import Scope
from vocsurvey.web.api_door import OF_ONE_TOKEN, Declared
from vocsurvey.web.api_problem import KINDS, MEDIA_TYPE, ProblemShape
from vocsurvey.web.api_reading import LARGEST_BODY, LONGEST_KEY
from vocsurvey.web.api_shapes import ExternalId, Sent
from vocsurvey.web.guard import public

_REF = "#/components/schemas/{model}"
_ALWAYS = ("no-token", "bad-token", "invalid", "too-many", "busy", "fault")
_WITH_BODY = ("malformed", "too-large", "media-type", "key-reused")
_ABOUT = (
    "What happens between you and your customers, told to vocsurvey: events become interviews by your own rules, and "
    "what was said comes back as answers, flags and follow-ups. Every address but this one wants a token."
)
_OURS = {"type": "integer", "minimum": 1, "description": "Our id, as lists and webhooks tell it."}
SCOPES = {
    Scope.EVENTS_WRITE: "report events",
    Scope.EVENTS_READ: "read events and what became of them",
    Scope.CONTACTS_WRITE: "create and change contacts",
    Scope.CONTACTS_READ: "read contacts",
    Scope.ANSWERS_READ: "read answers",
    Scope.FLAGS_READ: "read flags",
    Scope.FOLLOW_UPS_READ: "read follow-ups",
    Scope.FOLLOW_UPS_WRITE: "say what was done about follow-ups",
    Scope.SUPPRESSIONS_WRITE: "say that somebody is not called any more",
    Scope.PERSONAL_READ: "see names, telephones and people's own words",
}


@dataclass(frozen=True)
class Endpoint:
    """One operation with its address, as OpenAPI writes it."""

    method: str
    path: str
    name: str
    declared: Declared

    @property
    def in_address(self) -> list[str]:
        """The names in the address."""
        return re.findall(r"{(\w+)}", self.path)

    @property
    def problems(self) -> list[str]:
        """The kinds of problems that it can answer with."""
        kinds = [*_ALWAYS, *self.declared.refuses, *(["absent"] if self.in_address else [])]
        if self.declared.scope is not None:
            kinds.append("scope")
        return [*kinds, *_WITH_BODY] if self.declared.writes else kinds


class _Address(Sent):
    external_id: ExternalId


def endpoints(app: Flask) -> list[Endpoint]:
    """Every operation of the API, in the order of its addresses."""
    found = []
    for rule in app.url_map.iter_rules():
        declared = getattr(app.view_functions[rule.endpoint], "declared", None)
        if isinstance(declared, Declared):
            path = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule)
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                found.append(Endpoint(method, path, rule.endpoint.partition(".")[2], declared))
    return sorted(found, key=lambda one: (one.path, one.method))


def document(app: Flask) -> dict[str, Any]:
    """The whole document."""
    every = endpoints(app)
    paths: dict[str, Any] = {}
    for one in every:
        paths.setdefault(one.path, {})[one.method.lower()] = _operation(one)
    return {
        "openapi": "3.1.0",
        "info": {"title": "vocsurvey", "version": version("vocsurvey"), "summary": "Lifecycle", "description": _ABOUT},
        "servers": [{"url": "/"}],
        "paths": paths,
        "components": {
            "schemas": _schemas(every),
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer", "description": _scopes()}},
        },
    }


def install(app: Flask) -> None:
    """Serve the document and its page, once every operation is registered. It is put together when it is first read."""
    every = endpoints(app)
    whole = cache(partial(document, app))

    @public
    def openapi() -> ResponseReturnValue:
        return jsonify(whole())

    @public
    def page() -> ResponseReturnValue:
        return render_template("api_docs.html", endpoints=every, scopes=SCOPES, problems=KINDS, rate=OF_ONE_TOKEN)

    app.add_url_rule("/api/v1/openapi.json", "api_document.openapi", openapi)
    app.add_url_rule("/api/v1/docs", "api_document.page", page)


def _operation(one: Endpoint) -> dict[str, Any]:
    declared = one.declared
    parameters = [
        {
            "name": name,
            "in": "path",
            "required": True,
            "schema": _OURS if name == "follow_up_id" else _Address.model_json_schema()["properties"]["external_id"],
        }
        for name in one.in_address
    ]
    found: dict[str, Any] = {
        "operationId": one.name,
        "summary": declared.title,
        "description": declared.words,
        "security": [{"token": [declared.scope.value] if declared.scope else []}],
        "parameters": parameters,
        "responses": _responses(one),
    }
    if declared.writes:
        parameters.append(_key())
        found["requestBody"] = {"required": True, "content": {"application/json": {"schema": _ref(declared.given)}}}
        found["x-largest-body"] = LARGEST_BODY
    else:
        parameters.extend(_query(declared.given))
    return found


def _responses(one: Endpoint) -> dict[str, Any]:
    found: dict[str, Any] = {
        str(status): {"description": "Done.", "content": {"application/json": {"schema": _ref(shape)}}}
        for status, shape in one.declared.answers.items()
    }
    by_status: dict[str, list[str]] = {}
    for kind in one.problems:
        by_status.setdefault(str(KINDS[kind][0]), []).append(KINDS[kind][1])
    for status, titles in sorted(by_status.items()):
        found[status] = {
            "description": "; ".join(titles) + ".",
            "content": {MEDIA_TYPE: {"schema": _ref(ProblemShape)}},
        }
    return found


def _key() -> dict[str, Any]:
    words = "The same key with the same request is done once and answered again; with another request it is refused."
    schema = {"type": "string", "minLength": 1, "maxLength": LONGEST_KEY, "pattern": "^[!-~]([ -~]*[!-~])?$"}
    return {"name": "Idempotency-Key", "in": "header", "required": False, "description": words, "schema": schema}


def _query(shape: type[BaseModel]) -> list[dict[str, Any]]:
    whole = shape.model_json_schema()
    required = whole.get("required", [])
    return (
        [
            {"name": name, "in": "query", "required": name in required, "schema": _without_null(schema)}
            for name, schema in whole["properties"].items()
        ]
        if "properties" in whole
        else []
    )


def _without_null(schema: dict[str, Any]) -> dict[str, Any]:
    """No address can carry null: what is left out is not there at all."""
    kinds: list[dict[str, Any]] = [one for one in schema.get("anyOf", ()) if one != {"type": "null"}]
    if len(kinds) != 1:
        return schema
    return {name: value for name, value in schema.items() if name not in ("anyOf", "default")} | kinds[0]


def _ref(shape: type[BaseModel]) -> dict[str, str]:
    return {"$ref": _REF.format(model=shape.__name__)}


def _schemas(every: Sequence[Endpoint]) -> dict[str, Any]:
    wanted: set[tuple[type[BaseModel], JsonSchemaMode]] = {(ProblemShape, "serialization")}
    for one in every:
        wanted |= {(shape, "serialization") for shape in one.declared.answers.values()}
        if one.declared.writes:
            wanted.add((one.declared.given, "validation"))
    ordered = sorted(wanted, key=lambda pair: pair[0].__name__)
    _, found = models_json_schema(ordered, ref_template=_REF)
    schemas: dict[str, Any] = found.get("$defs", {})
    return schemas


def _scopes() -> str:
    return "A token that an administrator issues. Scopes: " + "; ".join(f"{k}: {v}" for k, v in SCOPES.items()) + "."
