"""Recorded voices, which the carrier fetches: the same for everybody, with nothing of anybody in them."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, abort, request, send_file
from flask.typing import ResponseReturnValue

from vocsurvey.web.guard import public
from vocsurvey.web.wiring import runtime

blueprint = Blueprint("recordings", __name__, url_prefix="/carrier/audio")
KEPT = timedelta(days=365)
"""How long a copy may be kept: what is recorded anew gets another address."""


@blueprint.get("/<name>/<file>")
@public
def sound(name: str, file: str) -> ResponseReturnValue:
    """One recorded file that a questionnaire of the library names, whole or in ranges; 404 for every other name."""
    found = runtime().library.recording(name, file)
    if found is None:
        abort(404)
    try:
        response = send_file(found.path, mimetype=found.content_type, etag=found.version, conditional=True)
    except FileNotFoundError:  # it went away just now
        abort(404)
    if request.args.get("v") == found.version:
        response.cache_control.no_cache = None
        response.cache_control.public = True
        response.cache_control.max_age = int(KEPT.total_seconds())
        response.cache_control.immutable = True
    return response
