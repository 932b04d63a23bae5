"""The live script: what the customer said becomes an answer, what is typed is kept, and the call ends."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from vocsurvey.clock import now
from vocsurvey.db.desk import DeskLease
from vocsurvey.followup.lifecycle import Refusal
from vocsurvey.interview.heard import Asked, Coded, Command, Heard, Speaks
from vocsurvey.jobs.queues import CALLS, ring
from vocsurvey.operations import conducting
from vocsurvey.web import desk_sheet, script_sheet
from vocsurvey.web.authority import Action
from vocsurvey.web.guard import admitted, guarded
from vocsurvey.web.visitor import visitor
from vocsurvey.web.wiring import runtime

blueprint = Blueprint("caller_turn", __name__)

HANG_UP = "vocsurvey.jobs.calls.hang_up_call"
_COMMANDS = {one.value: one for one in Command}


@blueprint.post("/desk/<int:lease_id>/answer")
@guarded(Action.CALL_CUSTOMERS)
def answer(lease_id: int) -> ResponseReturnValue:
    """One answer, or a command: taken in, and the next question shown."""
    house, person = runtime(), visitor()
    position, heard = request.form.get("position", type=int), _heard()
    step = request.form.get("step", "")

    def work(session: Session) -> conducting.Heeded | Refusal:
        admitted(session, Action.CALL_CUSTOMERS, DeskLease, lease_id)
        if position is None or heard is None:
            abort(400)
        return conducting.hear(
            session, lease_id, person.id, position, step, heard,
            rules=house.rulebook, line_hash=house.line_hash, now=now(),
        )  # fmt: skip

    done = house.database.run(work)
    if isinstance(done, Refusal):
        return _script(lease_id, done.sentence)
    ring(house.redis, CALLS, HANG_UP, done.hang_up)
    return _script(lease_id)


@blueprint.post("/desk/<int:lease_id>/draft")
@guarded(Action.CALL_CUSTOMERS)
def draft(lease_id: int) -> ResponseReturnValue:
    """What was typed so far is kept, whether or not it becomes the answer."""
    house, person = runtime(), visitor()
    position, words = request.form.get("position", type=int), request.form.get("words", "")

    def work(session: Session) -> object:
        admitted(session, Action.CALL_CUSTOMERS, DeskLease, lease_id)
        if position is None:
            abort(400)
        return conducting.save_draft(session, lease_id, person.id, position, words, now())

    done = house.database.run(work)
    gone = done if isinstance(done, Refusal) else None
    return render_template("desk_draft.html", saved_at=None if gone else done, gone=gone)


@blueprint.get("/desk/<int:lease_id>/line")
@guarded(Action.CALL_CUSTOMERS)
def line_now(lease_id: int) -> ResponseReturnValue:
    """Whether they are still on the line: the part of the script that changes by itself."""
    with runtime().database.reading() as session:
        lease = admitted(session, Action.CALL_CUSTOMERS, DeskLease, lease_id)
        return desk_sheet.line_of(session, lease)


def _heard() -> Heard | None:
    """What the pressed button says was heard; None for what no button says."""
    form = request.form
    kind, _, value = form.get("say", "").partition(":")
    words = form.get("words", "").strip() or None
    match kind:
        case "value" if value:
            return Coded(value=value)
        case "number":
            return Coded(value=form.get("number", "").strip())
        case "words":
            return Coded(verbatim=words)
        case "missing" if value == "dont_know":
            return Coded(missing="dont_know")
        case "missing" if value == "refused":
            return Coded(missing="refused")
        case "command" if value in _COMMANDS:
            return Asked(_COMMANDS[value])
        case "language" if value:
            return Speaks(value)
        case _:
            return None


def _script(lease_id: int, refusal: str | None = None) -> ResponseReturnValue:
    """The script as it stands now. A refusal is said on it, with what was typed; without scripts a good answer is
    followed by a fresh page."""
    code = 422 if refusal is not None else 200
    by_itself = request.headers.get("HX-Request") == "true"
    if refusal is None and not by_itself:
        return redirect(url_for("caller.desk"), 303)
    with runtime().database.reading() as session:
        lease = admitted(session, Action.CALL_CUSTOMERS, DeskLease, lease_id)
        scene = conducting.scene_of(session, lease) if lease.ended_at is None else None
        typed = (request.form.get("words") or request.form.get("number") or "") if refusal is not None else ""
        if scene is None or scene.attempt.closed_at is not None:
            return render_template("desk_gone.html", refusal=refusal, kept=typed), code
        step = request.form.get("step")
        return script_sheet.page(session, lease, scene, refusal=refusal, kept=typed, kept_for=step), code
