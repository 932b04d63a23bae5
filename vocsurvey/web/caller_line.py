"""The caller's own line: their phone, the call that rings it first and then the customer's, mute, hold, the end."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from vocsurvey.clock import now
from vocsurvey.db.desk import DeskLease
from vocsurvey.db.people import User
from vocsurvey.fieldwork.phone import Line, read_own_phone
from vocsurvey.fieldwork.problem import Problem
from vocsurvey.followup.lifecycle import Refusal
from vocsurvey.jobs import bridges
from vocsurvey.jobs.calls import dial
from vocsurvey.jobs.queues import CALLS, ring
from vocsurvey.operations import administering, connecting, leasing
from vocsurvey.operations.bridging import open_bridge_of
from vocsurvey.operations.conducting import NOT_ON_THE_PHONE
from vocsurvey.operations.connecting import Opened
from vocsurvey.telephony.room import Word
from vocsurvey.web import desk_sheet
from vocsurvey.web.authority import Action
from vocsurvey.web.desk_forms import OwnPhone
from vocsurvey.web.guard import admitted, guarded
from vocsurvey.web.visitor import visitor
from vocsurvey.web.wiring import runtime

blueprint = Blueprint("caller_line", __name__)

NO_PHONE = "Give the number of your own phone first: it rings before theirs does."
NOT_DONE = "The telephone company did not do that. Press again."


@blueprint.post("/desk/<int:lease_id>/call")
@guarded(Action.CALL_CUSTOMERS)
def call(lease_id: int) -> ResponseReturnValue:
    """The caller's own phone rings; once they are on the line, the customer's does."""
    house, person = runtime(), visitor()

    def work(session: Session) -> Opened | Refusal | None:
        admitted(session, Action.CALL_CUSTOMERS, DeskLease, lease_id)
        own = _own_line(session.get_one(User, person.id))
        if own is None:
            return None
        return connecting.open_bridge(
            session, lease_id, person.id, own, rules=house.rulebook, line_hash=house.line_hash, now=now()
        )

    done = house.database.run(work)
    if done is None:
        return _wrong_phone(OwnPhone(formdata=None), NO_PHONE)
    if isinstance(done, Refusal):
        return _back(done.sentence)
    if done.permit is not None:
        dial(house, done.permit)
    ring(house.redis, CALLS, bridges.PLACE, done.ring)
    return _back()


@blueprint.post("/desk/phone")
@guarded(Action.CALL_CUSTOMERS)
def own_phone() -> ResponseReturnValue:
    """At which phone the caller calls, from the next call on."""
    form, person = OwnPhone(), visitor()
    read = read_own_phone(form.number.data or "")
    if isinstance(read, Problem):
        return _wrong_phone(form, read.sentence)
    with runtime().database.transaction() as session:
        administering.set_skills(session, session.get_one(User, person.id).email, phone=read.number)
    flash(f"Your phone is {read.number}. It rings before theirs does.", "done")
    return _back()


@blueprint.get("/desk/line")
@guarded(Action.CALL_CUSTOMERS)
def line_now() -> ResponseReturnValue:
    """Whether the caller is still on the line while nobody else is: the part of the page that changes by itself."""
    with runtime().database.reading() as session:
        return desk_sheet.alone(session)


@blueprint.post("/desk/line/hang-up")
@guarded(Action.CALL_CUSTOMERS)
def hang_up() -> ResponseReturnValue:
    """Everybody is let go. What was answered stays, and a later call goes on at the same question."""
    bridge_id = _open_bridge()
    if bridge_id is None:
        return _back(NOT_ON_THE_PHONE.sentence)
    bridges.close(runtime(), bridge_id)
    return _back()


@blueprint.post("/desk/line/mute")
@guarded(Action.CALL_CUSTOMERS)
def mute() -> ResponseReturnValue:
    """Nobody hears the caller, or everybody again."""
    bridge_id, muted = _open_bridge(), request.form.get("muted") == "yes"
    return _turned(None if bridge_id is None else bridges.mute(runtime(), bridge_id, muted=muted))


@blueprint.post("/desk/line/hold")
@guarded(Action.CALL_CUSTOMERS)
def hold() -> ResponseReturnValue:
    """The customer is on hold, or back."""
    bridge_id, held = _open_bridge(), request.form.get("held") == "yes"
    return _turned(None if bridge_id is None else bridges.hold(runtime(), bridge_id, held=held))


def _own_line(user: User) -> Line | None:
    read = None if user.phone is None else read_own_phone(user.phone)
    return read if isinstance(read, Line) else None


def _open_bridge() -> int | None:
    with runtime().database.reading() as session:
        bridge = open_bridge_of(session, visitor().id)
        return None if bridge is None else bridge.id


def _turned(word: Word | None) -> ResponseReturnValue:
    """The page shows it when the carrier says that it is so; a page with scripts gets its line anew at once."""
    refusal = NOT_ON_THE_PHONE.sentence if word in (None, Word.GONE) else NOT_DONE if word is not Word.DONE else None
    if request.headers.get("HX-Request") != "true":
        return _back(refusal)
    with runtime().database.reading() as session:
        return desk_sheet.line_of(session, leasing.held_by(session, visitor().id), refusal)


def _wrong_phone(form: OwnPhone, sentence: str) -> ResponseReturnValue:
    form.number.errors = (sentence,)
    with runtime().database.reading() as session:
        return desk_sheet.desk(session, form), 422


def _back(refusal: str | None = None) -> ResponseReturnValue:
    if refusal is not None:
        flash(refusal, "refused")
    return redirect(url_for("caller.desk"), 303)
