"""What no database keeps and nobody types: a form or an address with a NUL is stopped before any page reads it.

Whoever pasted one from another program loses nothing: all that they filled in comes back without it, to be sent again.
"""

from __future__ import annotations

from flask import Flask, abort, request
from flask.typing import ResponseReturnValue

from vocsurvey.web.giving_back import give_back_to_send, leave_as_typed, whole

NUL = "\x00"
TITLE = "A character in what you typed cannot be kept"
SENTENCE = "Nobody sees it; it sometimes comes along when text is copied from another program. "
AGAIN, BY_HAND = (
    "Nothing is lost: send it again without that character.",
    "Go back, type that field anew instead of pasting it, and send it again.",
)
BUTTON = "Send it without that character"
_PROGRAMS = ("/carrier/", "/api/v1/")
"""The audiences that are programs: they answer for what they are sent, each in its own way."""
_SIGNED = "/n/"
"""A personal link: its signature is looked at before any row, and whoever opens it reads their own language."""


def install(app: Flask) -> None:
    """Look at what people send."""
    app.before_request(_stop_nul)


def without_nul(text: str) -> str:
    """The text as a database keeps it."""
    return text.replace(NUL, "")


def _stop_nul() -> ResponseReturnValue | None:
    if request.path.startswith((*_PROGRAMS, _SIGNED)):
        return None
    if NUL in request.path:
        abort(404)
    if not any(NUL in text for sent in (request.args, request.form) for one in sent.items(multi=True) for text in one):
        return None
    if request.headers.get("HX-Request") == "true":
        return leave_as_typed(TITLE, SENTENCE + BY_HAND, 400)
    return give_back_to_send(TITLE, SENTENCE + (AGAIN if whole() else BY_HAND), BUTTON, 400, without_nul)
