"""The door of the API: who may ask this, what was sent, and the same request done once.

An operation is declared once; what is declared checks the requests and is written into the OpenAPI document.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, Generic, TypeVar

from flask import Response, request
from flask_limiter.util import get_remote_address
from pydantic import BaseModel
from sqlalchemy.orm import Session

from vocsurvey import clock
from vocsurvey.db.api import ApiAnswer, ApiToken, Scope
from vocsurvey.jobs.queues import CALLS, ring
from vocsurvey.operations import admitting, remembering
from vocsurvey.web.api_problem import Problem, Refused, problem, told
from vocsurvey.web.api_reading import read_body, read_key, read_query
from vocsurvey.web.limits import limiter
from vocsurvey.web.wiring import runtime

OF_ONE_TOKEN = "600 per minute"  # noqa: S105  # how often, not a secret
OF_ONE_ADDRESS = "1200 per minute"
_SCHEME = "bearer"

Given = TypeVar("Given", bound=BaseModel)


class Nothing(BaseModel):
    """For operations that are given nothing but an address."""


@dataclass(frozen=True)
class Asked(Generic[Given]):
    """A request that may be answered: what was given, and the transaction to answer it in."""

    session: Session
    given: Given
    scopes: frozenset[str]
    token_id: int

    @property
    def personal(self) -> bool:
        """Whether the token may see who somebody is and what they said in their own words."""
        return Scope.PERSONAL_READ in self.scopes


@dataclass(frozen=True)
class Said:
    """The answer. ``hang_up`` are ids of calls to end, once all of it is committed."""

    status: int
    body: BaseModel
    hang_up: tuple[int, ...] = ()


@dataclass(frozen=True)
class Declared:
    """One operation, as it is checked and documented. ``writes``: it has a body and may carry an idempotency key."""

    scope: Scope | None
    title: str
    given: type[BaseModel]
    answers: Mapping[int, type[BaseModel]]
    writes: bool
    words: str = ""
    refuses: tuple[str, ...] = field(default=())


@dataclass(frozen=True)
class _Bearer:
    id: int
    scopes: frozenset[str]
    unnoted: bool


View = Callable[..., Response]


def operation(
    scope: Scope | None,
    title: str,
    *,
    given: type[Given],
    answers: Mapping[int, type[BaseModel]],
    writes: bool = False,
    refuses: tuple[str, ...] = (),
) -> Callable[[Callable[..., Said]], View]:
    """A view of the API. It gets an ``Asked`` and what stands in the address, and raises Refused to undo everything.

    ``refuses`` are kinds of problems besides those that every operation has.
    """

    def declare(verb: Callable[..., Said]) -> View:
        words = " ".join((verb.__doc__ or "").split())
        declared = Declared(scope, title, given, answers, writes, words, refuses)

        @wraps(verb)
        def view(**address: str) -> Response:
            try:
                return _answer(verb, declared, address)
            except Refused as refusal:
                return told(refusal.problem)

        limited: View = limiter.shared_limit(lambda: OF_ONE_TOKEN, scope="api token", key_func=_token_or_address)(view)
        limited = limiter.shared_limit(lambda: OF_ONE_ADDRESS, scope="api address")(limited)
        # mypy knows no attributes of functions; the house test and the document read these.
        for name, value in (("guard", f"token: {scope or 'any'}"), ("declared", declared)):
            setattr(limited, name, value)
        return limited

    return declare


def _token_or_address() -> str:
    """Whose requests are counted together."""
    shown = request.headers.get("Authorization", "")
    return admitting.digest_of(shown) if shown else get_remote_address()


def _answer(verb: Callable[..., Said], declared: Declared, address: dict[str, str]) -> Response:
    bearer = _let_in(declared.scope)
    if bearer.unnoted:
        runtime().database.run(lambda session: admitting.note_use(session, bearer.id, clock.now()))
    if declared.writes:
        return _write(verb, declared, address, bearer)
    given = read_query(request.args, declared.given)
    with runtime().database.reading() as session:
        said = verb(Asked(session, given, bearer.scopes, bearer.id), **address)
    return _response(said.status, said.body.model_dump(mode="json"))


def _let_in(scope: Scope | None) -> _Bearer:
    """Whose token it is. Raises Refused for one that does not open this."""
    kind, _, secret = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != _SCHEME or not secret.strip():
        raise Refused(problem("no-token", WWW_Authenticate='Bearer realm="vocsurvey"'))
    now = clock.now()
    with runtime().database.reading() as session:
        token: ApiToken | None = admitting.bearer(session, secret.strip(), now)
        if token is not None:
            found = _Bearer(token.id, frozenset(token.scopes), admitting.use_unnoted(token, now))
    if token is None:
        raise Refused(problem("bad-token", WWW_Authenticate='Bearer realm="vocsurvey", error="invalid_token"'))
    if scope is not None and scope not in found.scopes:
        header = f'Bearer realm="vocsurvey", error="insufficient_scope", scope="{scope}"'
        raise Refused(problem("scope", f"This needs the scope {scope}.", WWW_Authenticate=header))
    return found


def _write(verb: Callable[..., Said], declared: Declared, address: dict[str, str], bearer: _Bearer) -> Response:
    if request.args:
        raise Refused(problem("invalid", None, (next(iter(request.args)), "This address takes no parameters.")))
    key = read_key(request)
    given, canonical = read_body(request, declared.given)
    print_of = remembering.fingerprint(request.method, request.path, canonical)

    def work(session: Session) -> tuple[int, dict[str, Any], tuple[int, ...], bool]:
        kept = _kept(session, bearer.id, key, print_of)
        if kept is not None and kept.status:
            return kept.status, kept.body, (), True
        said = verb(Asked(session, given, bearer.scopes, bearer.id), **address)
        body = said.body.model_dump(mode="json")
        if kept is not None:
            kept.status, kept.body = said.status, body
        session.flush()
        return said.status, body, said.hang_up, False

    status, body, hang_up, again = runtime().database.run(work)
    ring(runtime().redis, CALLS, "vocsurvey.jobs.calls.hang_up_call", hang_up)
    answer = _response(status, body)
    if again:
        answer.headers["Idempotent-Replayed"] = "true"
    return answer


def _kept(session: Session, token_id: int, key: str | None, print_of: str) -> ApiAnswer | None:
    """The answer row of the key, if there is a key. Raises Refused when it came with another request before."""
    if key is None:
        return None
    kept = remembering.take_key(session, token_id, key, print_of, clock.now())
    if isinstance(kept, remembering.OtherRequest):
        raise Refused(problem("key-reused"))
    return kept


def _response(status: int, body: Mapping[str, Any]) -> Response:
    return Response(json.dumps(body), status, content_type="application/json")


def absent(what: str) -> Refused:
    """Nothing is known under that id."""
    return Refused(Problem(404, "absent", "There is nothing here", f"There is no {what} of this id."))
