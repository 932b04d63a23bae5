"""The carrier's door for recorded comments: that a recording is ready, and what was said in it, whenever they come."""

from __future__ import annotations

from flask import Blueprint, Response, request

from vocsurvey.jobs import delivered
from vocsurvey.telephony.borders import Params
from vocsurvey.telephony.recorded import read_recording, read_words
from vocsurvey.web import outage
from vocsurvey.web.carrier import signed
from vocsurvey.web.wiring import runtime

blueprint = Blueprint("carrier_comment", __name__, url_prefix="/carrier")


@blueprint.post("/<token>/comment")
@signed
def comment(token: str, params: Params) -> Response:
    """A recording is ready, or there is none. Early, late, twice or never: the clock looks for it anyway."""
    report = read_recording(params)
    if report is None:
        return Response("This is no report of a recording.", status=400, mimetype="text/plain")
    position = _position(token)
    outage.kept_or(token, params, lambda house, now: delivered.sounded(house, token, report, position, now))
    return Response(status=204)


@blueprint.post("/<token>/words")
@signed
def words(token: str, params: Params) -> Response:
    """What the carrier understood of a recording."""
    report = read_words(params)
    if report is None:
        return Response("These are no words of a recording.", status=400, mimetype="text/plain")
    position = _position(token)
    outage.kept_or(token, params, lambda house, now: delivered.worded(house, token, report, position, now))
    return Response(status=204)


def _position(token: str) -> int | None:
    """The position that was recorded; None when the state was signed with a key that we have no more."""
    state = runtime().urls.read_state(token, request.args.get("s", ""))
    return None if state is None else state.position
