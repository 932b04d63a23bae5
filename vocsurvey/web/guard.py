"""Every route wears a guard: public, or an action of ``authority`` that is asked before the view runs."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar
from urllib.parse import urlsplit

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from vocsurvey.web.authority import Action, Row, may
from vocsurvey.web.visitor import known_visitor, visitor

PUBLIC = "public"

View = Callable[..., ResponseReturnValue]
Found = TypeVar("Found", bound=Row)


def public(view: View) -> View:
    """Anybody may come in: the attribute ``guard`` says so."""
    return _marked(view, PUBLIC)


def guarded(action: Action) -> Callable[[View], View]:
    """Only who may do ``action`` at all comes in; the view still asks ``admitted`` for the row that it shows."""

    def guard(view: View) -> View:
        @wraps(view)
        def checked(*args: Any, **kwargs: Any) -> ResponseReturnValue:
            person = known_visitor()
            if person is None:
                return to_the_door()
            if not may(person, action):
                abort(403)
            return view(*args, **kwargs)

        return _marked(checked, action.value)

    return guard


def _marked(view: View, guard: str) -> View:
    # mypy knows no attributes of functions; the house test reads this one.
    setattr(view, "guard", guard)  # noqa: B010
    return view


def admitted(session: Session, action: Action, kind: type[Found], row_id: int) -> Found:
    """The row, when it exists and the visitor may do this to it; otherwise the request ends with 404."""
    row = session.get(kind, row_id)
    if row is None or not may(visitor(), action, row):
        abort(404)
    return row


def asked_by_itself() -> bool:
    """Whether a script of the page asked for a part of it: who it is for sees no whole page."""
    return request.headers.get("HX-Request") == "true"


def to_the_door() -> ResponseReturnValue:
    """Send somebody unknown to the sign-in page, and back to where they were going.

    A fragment asked for by htmx gets 401 with HX-Redirect, so that the sign-in page never lands inside another page.
    """
    if asked_by_itself():
        came_from = urlsplit(request.headers.get("HX-Current-URL", "")).path
        return "", 401, {"HX-Redirect": url_for("auth.sign_in", next=came_from or None)}
    wanted = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for("auth.sign_in", next=wanted if wanted != "/" else None))
