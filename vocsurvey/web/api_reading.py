"""What another program sent, as values: JSON without surprises, and every fault named by its place."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, TypeVar

from flask import Request
from pydantic import BaseModel, ValidationError
from werkzeug.datastructures import MultiDict

from vocsurvey.web.api_problem import Refused, problem

LARGEST_BODY = 64 * 1024
LONGEST_KEY = 255
_MOST_ERRORS = 20
_TOLD = {
    "missing": "This is needed.",
    "extra_forbidden": "Nothing of this name is known here; check its spelling, or leave it out.",
    "json_invalid": "The body cannot be read as JSON.",
}

Given = TypeVar("Given", bound=BaseModel)


def read_body(request: Request, shape: type[Given]) -> tuple[Given, str]:
    """The body as its shape, and as canonical text. Raises Refused."""
    request.max_content_length = LARGEST_BODY
    if request.mimetype != "application/json":
        raise Refused(problem("media-type"))
    sent = _parsed(request.get_data())
    canonical = json.dumps(sent, sort_keys=True)
    try:
        return shape.model_validate_json(canonical), canonical
    except ValidationError as error:
        raise _refused(error, _pointer) from error


def read_query(sent: MultiDict[str, str], shape: type[Given]) -> Given:
    """The query as its shape. Raises Refused."""
    if doubled := [name for name in sent if len(sent.getlist(name)) > 1]:
        raise Refused(problem("invalid", None, (doubled[0], "This is given more than once.")))
    try:
        return shape.model_validate(sent.to_dict())
    except ValidationError as error:
        raise _refused(error, lambda place: str(place[0]) if place else "") from error


def read_key(request: Request) -> str | None:
    """The idempotency key, if there is one. Raises Refused for one that nobody could repeat."""
    key = request.headers.get("Idempotency-Key")
    if key is None:
        return None
    if not 1 <= len(key) <= LONGEST_KEY or not key.isascii() or not key.isprintable():
        sentence = f"An Idempotency-Key has 1 to {LONGEST_KEY} printable ASCII characters."
        raise Refused(problem("invalid", sentence, ("Idempotency-Key", sentence)))
    return key


def _parsed(content: bytes) -> object:
    try:
        return json.loads(content.decode("utf-8"), parse_constant=_refuse_constant, object_pairs_hook=_without_doubles)
    except (ValueError, RecursionError) as error:
        raise Refused(problem("malformed")) from error


def _refuse_constant(name: str) -> object:
    raise ValueError(f"{name} is no JSON")


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name is given twice")
    return found


def _pointer(place: tuple[int | str, ...]) -> str:
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in place)


def _refused(error: ValidationError, name: Any) -> Refused:
    faults = error.errors(include_url=False, include_context=False, include_input=False)[:_MOST_ERRORS]
    told = [(name(fault["loc"]), _sentence(fault)) for fault in faults]
    first, sentence = told[0]
    return Refused(problem("invalid", f"{first or 'The body'}: {sentence}", *told))


def _sentence(fault: Mapping[str, Any]) -> str:
    said = _TOLD.get(fault["type"], str(fault["msg"]).removeprefix("Value error, "))
    return said if said.endswith(".") else said + "."
