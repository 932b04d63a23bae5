"""A form that could not be taken in comes back with all that was typed, to be sent again with one press."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

from flask import make_response, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

SECRET = frozenset({"password", "again"})
"""Fields that no page ever shows again."""


def whole() -> bool:
    """Whether all that was sent can be shown again: no file, and nothing secret."""
    return not request.files and not SECRET & request.form.keys()


def give_back_to_send(
    title: str, sentence: str, button: str, status: int, cleaned: Callable[[str], str] = str
) -> ResponseReturnValue:
    """A page of its own that holds what was sent, if all of it can be shown; with the token that came with it, and
    never with one of ours. ``cleaned`` makes of each text what is sent the next time."""
    posted = request.method == "POST"
    page = render_template(
        "errors/kept.html",
        title=title,
        sentence=sentence,
        button=button,
        whole=whole(),
        method="post" if posted else "get",
        query=urlencode(_pairs(request.args, cleaned)) if posted else "",
        fields=_pairs(request.form if posted else request.args, cleaned) if whole() else [],
    )
    return page, status


def leave_as_typed(title: str, sentence: str, status: int) -> ResponseReturnValue:
    """The form stays on its page as it was typed; the sentence goes above it, wherever its answer would have gone."""
    answer = make_response(render_template("errors/fragment.html", title=title, sentence=sentence), status)
    answer.headers["HX-Reswap"] = "afterbegin"
    answer.headers["HX-Reselect"] = "[data-told]"
    return answer


def _pairs(sent: MultiDict[str, str], cleaned: Callable[[str], str]) -> list[tuple[str, str]]:
    return [(cleaned(name), cleaned(value)) for name, value in sent.items(multi=True)]
