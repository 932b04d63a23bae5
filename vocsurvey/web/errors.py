"""What a person reads when something did not work: one clear sentence each, and never a stack trace."""

from __future__ import annotations

import logging

from flask import Flask, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from vocsurvey.db.session import too_busy
from vocsurvey.web.api_problem import RETRY_AFTER, asked_by_program, busy, of_error, problem, told
from vocsurvey.web.giving_back import give_back_to_send, leave_as_typed, whole

SENTENCES = {
    400: ("That did not arrive whole", "The page may have been open too long. Go back, reload it, and send it again."),
    403: ("That is not yours to do", "Your role does not include this page. Ask an administrator if it should."),
    404: ("There is nothing here", "The address may be mistyped, or what was here is not for you to see."),
    405: ("That page cannot be used that way", "Go back to the page before and use its buttons."),
    413: ("That is too much at once", "What you sent is too large. Shorten it and send it again."),
    429: ("Please wait a minute", "There were too many tries in a short time. Wait a minute, then try again."),
    503: ("Too much at once just now", "Nothing was taken in. Wait a few seconds, then try again."),
    500: ("Something went wrong on our side", "It has been noted. Nothing of yours was half saved; please try again."),
}

BUSY = "Too much at once just now"
NOTHING_LOST = "Nothing was taken in, and nothing that you typed is lost: wait a few seconds, then send it again."
BY_HAND = "Nothing was taken in. Go back, wait a few seconds, and send it again."
PERSONAL = "/n/"
"""Links whose readers may have no account, and read no page of ours but their own."""


def install(app: Flask) -> None:
    """Answer every refusal and every fault with one of the sentences."""
    app.register_error_handler(CSRFError, _refused)
    app.register_error_handler(HTTPException, _refused)
    app.register_error_handler(Exception, _failed)


def _refused(error: HTTPException) -> ResponseReturnValue:
    if error.code is not None and error.code < 400:
        return error.get_response()
    return told(of_error(error)) if asked_by_program() else _page(error.code or 500)


def _failed(error: Exception) -> ResponseReturnValue:
    if too_busy(error):
        return _later(error)
    return _broken(error)


def _later(error: Exception) -> ResponseReturnValue:
    """The database had no time for it, and kept nothing of it: what was typed is not lost."""
    logging.getLogger(__name__).warning("%s while answering %s", type(error).__name__, request.endpoint)
    if asked_by_program():
        return told(busy())
    if request.headers.get("HX-Request") == "true":
        answer = make_response(leave_as_typed(BUSY, NOTHING_LOST, 503))
    elif request.method == "POST" and not request.path.startswith(PERSONAL):
        answer = make_response(give_back_to_send(BUSY, NOTHING_LOST if whole() else BY_HAND, "Send it again", 503))
    else:
        answer = make_response(_page(503))
    answer.headers["Retry-After"] = str(RETRY_AFTER)
    return answer


def _broken(error: Exception) -> ResponseReturnValue:
    # The type and the place are enough to find it; a message could hold what a customer said.
    place = error.__traceback__
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    where = f"{place.tb_frame.f_code.co_filename}:{place.tb_lineno}" if place is not None else "an unknown place"
    _log_fault(type(error).__name__, where)
    return told(problem("fault")) if asked_by_program() else _page(500)


def _log_fault(kind: str, where: str) -> None:
    logging.getLogger(__name__).error("%s at %s while answering %s", kind, where, request.endpoint)


def _page(code: int) -> ResponseReturnValue:
    title, sentence = SENTENCES.get(code, SENTENCES[400 if code < 500 else 500])
    template = "errors/fragment.html" if request.headers.get("HX-Request") == "true" else "errors/page.html"
    return render_template(template, code=code, title=title, sentence=sentence), code
