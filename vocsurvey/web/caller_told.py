"""What a caller's page hears from those who look after them, and how they hear that somebody is there."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from vocsurvey.clock import now
from vocsurvey.db.reads.bridge import listeners_now
from vocsurvey.db.reads.desk_messages import unseen_by
from vocsurvey.db.room import DeskMessage
from vocsurvey.operations import supervising
from vocsurvey.operations.bridging import open_bridge_of
from vocsurvey.web.authority import Action
from vocsurvey.web.guard import admitted, guarded
from vocsurvey.web.visitor import visitor
from vocsurvey.web.wiring import runtime

blueprint = Blueprint("caller_told", __name__)


@blueprint.get("/desk/told")
@guarded(Action.CALL_CUSTOMERS)
def told_now() -> ResponseReturnValue:
    """What the caller was told and has not seen yet: the part of every page of the desk that changes by itself."""
    with runtime().database.reading() as session:
        return _told(session)


@blueprint.post("/desk/told/<int:message_id>/seen")
@guarded(Action.CALL_CUSTOMERS)
def seen(message_id: int) -> ResponseReturnValue:
    """They have seen it."""
    house = runtime()

    def work(session: Session) -> None:
        admitted(session, Action.CALL_CUSTOMERS, DeskMessage, message_id)
        supervising.acknowledge(session, message_id, now())

    house.database.run(work)
    if request.headers.get("HX-Request") != "true":
        return redirect(url_for("caller.desk"), 303)
    with house.database.reading() as session:
        return _told(session)


@blueprint.post("/desk/here")
@guarded(Action.CALL_CUSTOMERS)
def here() -> ResponseReturnValue:
    """The page of a caller without a case is open."""
    person = visitor()
    runtime().database.run(lambda session: supervising.note_presence(session, person.id, now()))
    return ""


@blueprint.post("/desk/pause")
@guarded(Action.CALL_CUSTOMERS)
def pause() -> ResponseReturnValue:
    """The caller pauses, or is back."""
    person, resting = visitor(), request.form.get("resting") == "yes"
    runtime().database.run(lambda session: supervising.rest(session, person.id, now(), resting=resting))
    return redirect(url_for("caller.desk"), 303)


def _told(session: Session) -> str:
    mine, bridge = visitor().id, open_bridge_of(session, visitor().id)
    listeners = listeners_now(session).get(bridge.id, ()) if bridge is not None else ()
    return render_template("desk_told.html", told=unseen_by(session, mine), listeners=listeners)
