"""What another program reads when something did not work: RFC 9457, with one clear sentence."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from flask import Response, request
from pydantic import BaseModel, Field
from werkzeug.exceptions import HTTPException, MethodNotAllowed

API = "/api/"
MEDIA_TYPE = "application/problem+json"
RETRY_AFTER = 5
"""Seconds until what was in the way should be over."""
_PAGE = "/api/v1/docs#"


class FaultShape(BaseModel):
    """One thing that is wrong with what was sent."""

    pointer: str = Field(description="Where it is in the body, as a JSON Pointer (RFC 6901), or the parameter's name.")
    detail: str = Field(description="What is wrong with it, and what to do.")


class ProblemShape(BaseModel):
    """Why it was not done (RFC 9457)."""

    type: str = Field(
        description="The kind of problem; its page explains it.", json_schema_extra={"format": "uri-reference"}
    )
    title: str
    status: int
    detail: str = Field(description="One sentence for a person.")
    errors: list[FaultShape] | None = Field(None, description="Everything that is wrong with what was sent.")


@dataclass(frozen=True)
class Problem:
    """One refusal. ``errors`` are pointers or names of parameters, each with its sentence."""

    status: int
    slug: str
    title: str
    detail: str
    errors: tuple[tuple[str, str], ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)


class Refused(Exception):
    """Ends a request, and rolls back whatever it had begun."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.title)
        self.problem = problem


KINDS: dict[str, tuple[int, str, str]] = {
    "malformed": (400, "That is not JSON", "The body cannot be read as JSON in UTF-8; check how it is put together."),
    "no-token": (401, "No token", "Send your token as “Authorization: Bearer vst_…”; an administrator issues one."),
    "bad-token": (401, "Not a valid token", "The token is unknown, expired or revoked; ask an administrator for one."),
    "scope": (403, "The token does not allow this", "An administrator can issue a token that does."),
    "absent": (404, "There is nothing here", "Check the address: nothing is known under it."),
    "method": (405, "Not that method", "This address takes other methods; the header Allow names them."),
    "conflict": (409, "It contradicts what is known", "Look at the errors, and report it under ids of its own."),
    "too-large": (413, "That is too much at once", "A body has at most 64 KB; send one thing at a time."),
    "media-type": (415, "Send JSON", "Send the body as JSON, with “Content-Type: application/json”."),
    "invalid": (422, "That cannot be used", "Look at the errors: each names the place and what to do."),
    "key-reused": (
        422,
        "The idempotency key was used for something else",
        "This Idempotency-Key came with another request before; use a new key for every new request.",
    ),
    "too-many": (429, "Please wait", "There were too many requests in a short time; wait a minute, then go on."),
    "busy": (
        503,
        "Too much at once just now",
        "Nothing was taken in; wait as long as Retry-After says, then send the same again, with its key.",
    ),
    "fault": (
        500,
        "Something went wrong on our side",
        "It has been noted, and nothing is half saved; try again later.",
    ),
}
_BY_STATUS = {404: "absent", 405: "method", 413: "too-large", 415: "media-type", 429: "too-many"}


def problem(kind: str, detail: str | None = None, *errors: tuple[str, str], **headers: str) -> Problem:
    """A problem of one of the ``KINDS``; headers by their names with underscores."""
    status, title, sentence = KINDS[kind]
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Problem(status, kind, title, detail or sentence, errors, named)


def wrong(pointer: str, sentence: str) -> Refused:
    """One thing that was sent cannot be used."""
    return Refused(problem("invalid", f"{pointer}: {sentence}", (pointer, sentence)))


def of_error(error: HTTPException) -> Problem:
    """What the framework refused."""
    code = error.code or 500
    if isinstance(error, MethodNotAllowed):
        return problem("method", Allow=", ".join(sorted(error.valid_methods or ())))
    if code == 429:
        return problem("too-many", Retry_After="60")
    return problem(_BY_STATUS.get(code, "malformed" if code < 500 else "fault"))


def busy() -> Problem:
    """The database had no time for it."""
    return problem("busy", Retry_After=str(RETRY_AFTER))


def told(one: Problem) -> Response:
    """The answer that says so."""
    body: dict[str, object] = {
        "type": _PAGE + one.slug,
        "title": one.title,
        "status": one.status,
        "detail": one.detail,
    }
    if one.errors:
        body["errors"] = [{"pointer": pointer, "detail": sentence} for pointer, sentence in one.errors]
    answer = Response(json.dumps(body), one.status, content_type=MEDIA_TYPE)
    answer.headers.update(one.headers)
    return answer


def asked_by_program() -> bool:
    """Whether the request that is being answered came to the API."""
    return request.path.startswith(API)
