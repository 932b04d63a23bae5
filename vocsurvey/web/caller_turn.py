"""The live script: what the customer said becomes an answer, what is typed is kept, and the call ends."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from vocsurvey.clock import now
from vocsurvey.db.desk import DeskLease
from vocsurvey.db.followup import Flag
from vocsurvey.followup.lifecycle import Refusal
from vocsurvey.followup.severity import Severity
from vocsurvey.interview.heard import Asked, Coded, Command, Heard, Speaks
from vocsurvey.jobs.queues import CALLS, ring
from vocsurvey.jobs.tapes import STOP as STOP_TAPE
from vocsurvey.operations import conducting, raising
from vocsurvey.web import desk_sheet, script_sheet
from vocsurvey.web.authority import Action
from vocsurvey.web.desk_forms import FlagNow
from vocsurvey.web.guard import admitted, asked_by_itself, guarded
from vocsurvey.web.script_sheet import Sheet
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

    def work(session: Session) -> tuple[conducting.Heeded | Refusal, Sheet | None]:
        admitted(session, Action.CALL_CUSTOMERS, DeskLease, lease_id)
        if position is None or heard is None:
            abort(400)
        done = conducting.hear(
            session, lease_id, person.id, position, step, heard,
            rules=house.rulebook, line_hash=house.line_hash, now=now(),
        )  # fmt: skip
        if isinstance(done, Refusal) or done.scene is None or not asked_by_itself():
            return done, None
        # From the rows at hand: to read them all again after the commit took as long as the answer itself.
        return done, script_sheet.sheet(session, done.scene, lease_id)

    done, it = house.database.run(work)
    if isinstance(done, Refusal):
        return _script(lease_id, done.sentence)
    ring(house.redis, CALLS, HANG_UP, done.hang_up)
    ring(house.redis, CALLS, STOP_TAPE, done.tapes)
    return script_sheet.part(it) if it is not None else _script(lease_id)


@blueprint.post("/desk/<int:lease_id>/draft")
@guarded(Action.CALL_CUSTOMERS)
def draft(lease_id: int) -> ResponseReturnValue:
    """What was typed so far is kept, whether or not it becomes the answer."""
    house, person = runtime(), visitor()
    position, words = request.form.get("position", type=int), _typed()

    def work(session: Session) -> object:
        admitted(session, Action.CALL_CUSTOMERS, DeskLease, lease_id)
        if position is None:
            abort(400)
        return conducting.save_draft(session, lease_id, person.id, position, words, now())

    done = house.database.run(work)
    gone = done if isinstance(done, Refusal) else None
    return render_template("desk_draft.html", saved_at=None if gone else done, gone=gone)


@blueprint.post("/desk/<int:lease_id>/flag")
@guarded(Action.CALL_CUSTOMERS)
def flag_now(lease_id: int) -> ResponseReturnValue:
    """Somebody has to act on what was said, whatever the answers say."""
    house, person, form = runtime(), visitor(), FlagNow()

    def work(session: Session) -> Flag | Refusal:
        admitted(session, Action.CALL_CUSTOMERS, DeskLease, lease_id)
        if not form.validate_on_submit():
            abort(400)
        severity, words = Severity(form.severity.data), form.words.data or ""
        return raising.raise_by_hand(session, lease_id, person.id, severity, words, rules=house.rulebook, now=now())

    done = house.database.run(work)
    if not isinstance(done, Refusal) and asked_by_itself():
        return render_template("desk_flag.html", lease_id=lease_id, flag_now=FlagNow(formdata=None), flagged=True)
    if not isinstance(done, Refusal):
        flash("Flagged. Whoever looks after them is told now.", "done")
        return redirect(url_for("caller.desk"), 303)
    form.words.errors = (done.sentence,)
    if asked_by_itself():
        return render_template("desk_flag.html", lease_id=lease_id, flag_now=form, flagged=False), 422
    with house.database.reading() as session:
        lease = admitted(session, Action.CALL_CUSTOMERS, DeskLease, lease_id)
        scene = conducting.scene_of(session, lease) if lease.ended_at is None else None
        if scene is None or scene.attempt.closed_at is not None:
            return render_template("desk_gone.html", refusal=done.sentence, kept=form.words.data), 422
        return script_sheet.page(session, lease, scene, flag_now=form), 422


@blueprint.get("/desk/<int:lease_id>/line")
@guarded(Action.CALL_CUSTOMERS)
def line_now(lease_id: int) -> ResponseReturnValue:
    """Whether they are still on the line: the part of the script that changes by itself."""
    with runtime().database.reading() as session:
        lease = admitted(session, Action.CALL_CUSTOMERS, DeskLease, lease_id)
        return desk_sheet.line_of(session, lease)


def _typed() -> str:
    """What was typed. The end of a line is one character, as the page counts it; browsers send two."""
    return request.form.get("words", "").replace("\r\n", "\n")


def _heard() -> Heard | None:
    """What the pressed button says was heard; None for what no button says."""
    form = request.form
    kind, _, value = form.get("say", "").partition(":")
    words = _typed().strip() or None
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
    if refusal is None and not asked_by_itself():
        return redirect(url_for("caller.desk"), 303)
    with runtime().database.reading() as session:
        lease = admitted(session, Action.CALL_CUSTOMERS, DeskLease, lease_id)
        scene = conducting.scene_of(session, lease) if lease.ended_at is None else None
        typed = (request.form.get("words") or request.form.get("number") or "") if refusal is not None else ""
        if scene is None or scene.attempt.closed_at is not None:
            return render_template("desk_gone.html", refusal=refusal, kept=typed), code
        step = request.form.get("step", "")
        it = script_sheet.sheet(session, scene, lease_id, refusal=refusal, kept=typed, kept_for=step)
        return script_sheet.part(it) if asked_by_itself() else script_sheet.page(session, lease, scene, it), code
