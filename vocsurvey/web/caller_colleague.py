"""A colleague in the call: asked in by the caller, taken out again, or left with the customer."""

from __future__ import annotations

from flask import Blueprint, make_response, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from vocsurvey.clock import now
from vocsurvey.db.desk import DeskLease
from vocsurvey.followup.lifecycle import Refusal
from vocsurvey.jobs import bridges, tapes
from vocsurvey.jobs.calls import dial
from vocsurvey.jobs.queues import CALLS, ring
from vocsurvey.operations import bringing_in
from vocsurvey.operations.bringing_in import Left
from vocsurvey.operations.dialing import Permit
from vocsurvey.web.authority import Action
from vocsurvey.web.caller_line import back, shown
from vocsurvey.web.guard import admitted, guarded
from vocsurvey.web.visitor import visitor
from vocsurvey.web.wiring import runtime

blueprint = Blueprint("caller_colleague", __name__)

HANG_UP = "vocsurvey.jobs.calls.hang_up_call"


@blueprint.post("/desk/<int:lease_id>/bring-in")
@guarded(Action.CALL_CUSTOMERS)
def bring_in(lease_id: int) -> ResponseReturnValue:
    """The phone of a colleague rings; they hear who it is, and join by a key."""
    house, person = runtime(), visitor()
    chosen = request.form.get("colleague", "")
    colleague_id = int(chosen) if chosen.isascii() and chosen.isdecimal() and len(chosen) < 19 else 0

    def work(session: Session) -> Permit | Refusal:
        admitted(session, Action.CALL_CUSTOMERS, DeskLease, lease_id)
        return bringing_in.bring_in(
            session, lease_id, person.id, colleague_id, rules=house.rulebook, line_hash=house.line_hash, now=now()
        )

    done = house.database.run(work)
    if isinstance(done, Permit):
        dial(house, done)
    return shown(done.sentence if isinstance(done, Refusal) else None)


@blueprint.post("/desk/<int:lease_id>/take-out")
@guarded(Action.CALL_CUSTOMERS)
def take_out(lease_id: int) -> ResponseReturnValue:
    """The colleague is hung up on, ringing or not; the two go on."""
    house, person = runtime(), visitor()

    def work(session: Session) -> tuple[int, ...] | Refusal:
        admitted(session, Action.CALL_CUSTOMERS, DeskLease, lease_id)
        return bringing_in.take_out(session, lease_id, person.id, now())

    done = house.database.run(work)
    if not isinstance(done, Refusal):
        ring(house.redis, CALLS, HANG_UP, done)
    return shown(done.sentence if isinstance(done, Refusal) else None)


@blueprint.post("/desk/<int:lease_id>/leave-them")
@guarded(Action.CALL_CUSTOMERS)
def leave_them(lease_id: int) -> ResponseReturnValue:
    """The caller goes; the customer and the colleague talk on."""
    house, person = runtime(), visitor()

    def work(session: Session) -> Left | Refusal:
        admitted(session, Action.CALL_CUSTOMERS, DeskLease, lease_id)
        return bringing_in.leave_them(session, lease_id, person.id, now())

    done = house.database.run(work)
    if isinstance(done, Refusal):
        return shown(done.sentence)
    ring(house.redis, CALLS, HANG_UP, done.hang_up)
    if done.tape_id is not None:
        tapes.stop(house, done.tape_id)
    bridges.put_out(house, done.bridge_id)
    if request.headers.get("HX-Request") != "true":
        return back()
    answer = make_response("")
    answer.headers["HX-Redirect"] = url_for("caller.desk")
    return answer
