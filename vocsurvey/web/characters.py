"""What no database keeps and nobody types: a form or an address with a NUL is stopped before any page reads it.

Whoever pasted one from another program loses nothing: all that they filled in comes back without it, to be sent again.
"""

from __future__ import annotations

from urllib.parse import urlencode

from flask import Flask, abort, make_response, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

NUL = "\x00"
TITLE = "A character in what you typed cannot be kept"
SENTENCE = "Nobody sees it; it sometimes comes along when text is copied from another program. "
AGAIN, BY_HAND = (
    "Nothing is lost: send it again without that character.",
    "Go back, type that field anew instead of pasting it, and send it again.",
)
_PROGRAMS = ("/carrier/", "/api/v1/")
"""The audiences that are programs: they answer for what they are sent, each in its own way."""
_SIGNED = "/n/"
"""A personal link: its signature is looked at before any row, and whoever opens it reads their own language."""
_SECRET = frozenset({"password", "again"})
"""Fields that no page ever shows again."""


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
    return _kept_beside_it() if request.headers.get("HX-Request") == "true" else _kept_to_send_again()


def _kept_beside_it() -> ResponseReturnValue:
    """The form stays on its page as it was typed; the sentence goes above it, wherever its answer would have gone."""
    answer = make_response(render_template("errors/fragment.html", title=TITLE, sentence=SENTENCE + BY_HAND), 400)
    answer.headers["HX-Reswap"] = "afterbegin"
    answer.headers["HX-Reselect"] = "[data-told]"
    return answer


def _kept_to_send_again() -> ResponseReturnValue:
    """A page of its own that holds what was sent; with the token that came with it, and never with one of ours."""
    whole = not request.files and not _SECRET & request.form.keys()
    posted = request.method == "POST"
    sent = request.form if posted else request.args
    page = render_template(
        "errors/kept.html",
        title=TITLE,
        sentence=SENTENCE + (AGAIN if whole else BY_HAND),
        whole=whole,
        method="post" if posted else "get",
        query=urlencode(_cleaned(request.args)) if posted else "",
        fields=_cleaned(sent) if whole else [],
    )
    return page, 400


def _cleaned(sent: MultiDict[str, str]) -> list[tuple[str, str]]:
    return [(without_nul(name), without_nul(value)) for name, value in sent.items(multi=True)]
