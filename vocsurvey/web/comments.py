"""Recorded comments, to whoever may read their words. Nothing of them lies among the static files, and no copy is kept
on the way."""

from __future__ import annotations

from io import BytesIO

from flask import Blueprint, abort, send_file
from flask.typing import ResponseReturnValue

from vocsurvey.db.interview import Recording, RecordingState
from vocsurvey.web.authority import Action
from vocsurvey.web.guard import admitted, guarded
from vocsurvey.web.wiring import runtime

blueprint = Blueprint("comments", __name__)


@blueprint.get("/comments/<int:recording_id>/sound")
@guarded(Action.HEAR_COMMENT)
def sound(recording_id: int) -> ResponseReturnValue:
    """One comment, whole or in ranges; 404 while it is on its way, when it never came, and when its time is over."""
    house = runtime()
    with house.database.reading() as session:
        row = admitted(session, Action.HEAR_COMMENT, Recording, recording_id)
        if row.state != RecordingState.KEPT or row.purged_at is not None:
            abort(404)
        content, digest = house.sounds.read(row.file), row.sha256
    if content is None:  # the row outlived the file: a data folder that was not moved along, say
        abort(404)
    return send_file(BytesIO(content), mimetype="audio/wav", etag=digest or False, conditional=True)
