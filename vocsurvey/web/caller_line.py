"""The caller's own line: the call that rings them first and then the customer, mute, hold, the end."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from vocsurvey.clock import now
from vocsurvey.db.desk import DeskLease
from vocsurvey.db.people import User, Way
from vocsurvey.db.tape import Tape
from vocsurvey.fieldwork.phone import Line, read_own_phone
from vocsurvey.followup.lifecycle import Refusal
from vocsurvey.jobs import bridges, tapes
from vocsurvey.jobs.calls import dial
from vocsurvey.jobs.queues import CALLS, ring
from vocsurvey.operations import connecting, leasing, taping, whispering
from vocsurvey.operations.bridging import open_bridge_of
from vocsurvey.operations.conducting import NOT_ON_THE_PHONE
from vocsurvey.operations.connecting import Opened
from vocsurvey.telephony.room import Word
from vocsurvey.web import desk_sheet
from vocsurvey.web.authority import Action
from vocsurvey.web.caller_phone import NOT_READY, wrong_phone
from vocsurvey.web.guard import admitted, guarded
from vocsurvey.web.visitor import visitor
from vocsurvey.web.wiring import runtime

blueprint = Blueprint("caller_line", __name__)

NO_PHONE = "Give the number of your own phone first: it rings before theirs does."
NOT_STOPPED = "The telephone company did not answer. It is asked again by itself until the recording has stopped."
NOT_DONE = "The telephone company did not do that. Press again."


@blueprint.post("/desk/<int:lease_id>/call")
@guarded(Action.CALL_CUSTOMERS)
def call(lease_id: int) -> ResponseReturnValue:
    """The caller's own phone rings, or their page makes a phone of itself; once they are on the line, the customer's
    phone does."""
    house, person = runtime(), visitor()
    ready = house.browser_phone(person.id) is not None

    def work(session: Session) -> Opened | Refusal | str:
        admitted(session, Action.CALL_CUSTOMERS, DeskLease, lease_id)
        user = session.get_one(User, person.id)
        browser = connecting.way_of(user, ready=ready) is Way.BROWSER
        own = None if browser else _own_line(user)
        if browser and not ready:
            return NOT_READY
        if own is None and not browser:
            return NO_PHONE
        return connecting.open_bridge(
            session, lease_id, person.id, own, rules=house.rulebook, line_hash=house.line_hash, now=now()
        )

    done = house.database.run(work)
    if isinstance(done, str):
        return wrong_phone(None, done)
    if isinstance(done, Refusal):
        return back(done.sentence)
    if done.permit is not None:
        dial(house, done.permit)
    ring(house.redis, CALLS, bridges.PLACE, done.ring)
    return back()


@blueprint.get("/desk/line")
@guarded(Action.CALL_CUSTOMERS)
def line_now() -> ResponseReturnValue:
    """Whether the caller is still on the line while nobody else is: the part of the page that changes by itself."""
    with runtime().database.reading() as session:
        return desk_sheet.alone(session)


@blueprint.post("/desk/incoming/take")
@guarded(Action.CALL_CUSTOMERS)
def take() -> ResponseReturnValue:
    """Whoever calls in the browser takes the call of a customer who waits: the page connects, and has the script."""
    house, person = runtime(), visitor()
    done = house.database.run(
        lambda session: whispering.take_on_page(session, person.id, rules=house.rulebook, now=now())
    )
    return back(done.sentence if done is not None else None)


@blueprint.post("/desk/line/hang-up")
@guarded(Action.CALL_CUSTOMERS)
def hang_up() -> ResponseReturnValue:
    """Everybody is let go. What was answered stays, and a later call goes on at the same question."""
    bridge_id = _open_bridge()
    if bridge_id is None:
        return back(NOT_ON_THE_PHONE.sentence)
    bridges.close(runtime(), bridge_id)
    return back()


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


@blueprint.post("/desk/<int:lease_id>/record")
@guarded(Action.CALL_CUSTOMERS)
def record(lease_id: int) -> ResponseReturnValue:
    """The call is recorded from now on, or not any more. The page shows it when the telephone company says so."""
    house, person = runtime(), visitor()
    wanted = request.form.get("recorded") == "yes"

    def work(session: Session) -> Tape | Refusal:
        admitted(session, Action.CALL_CUSTOMERS, DeskLease, lease_id)
        if wanted:
            return taping.begin(session, lease_id, person.id, rules=house.rulebook, now=now())
        return taping.stop(session, person.id, now())

    done = house.database.run(work)
    if isinstance(done, Refusal):
        return shown(done.sentence)
    if not wanted:
        return shown(None if tapes.stop(house, done.id) else NOT_STOPPED)
    return shown(tapes.start(house, done.id) if done.begun_at is None else None)


def _own_line(user: User) -> Line | None:
    read = None if user.phone is None else read_own_phone(user.phone)
    return read if isinstance(read, Line) else None


def _open_bridge() -> int | None:
    with runtime().database.reading() as session:
        bridge = open_bridge_of(session, visitor().id)
        return None if bridge is None else bridge.id


def _turned(word: Word | None) -> ResponseReturnValue:
    """The page shows it when the carrier says that it is so; a page with scripts gets its line anew at once."""
    return shown(
        NOT_ON_THE_PHONE.sentence if word in (None, Word.GONE) else NOT_DONE if word is not Word.DONE else None
    )


def shown(refusal: str | None) -> ResponseReturnValue:
    """The line as it is now, with what could not be done."""
    if request.headers.get("HX-Request") != "true":
        return back(refusal)
    with runtime().database.reading() as session:
        return desk_sheet.line_of(session, leasing.held_by(session, visitor().id), refusal)


def back(refusal: str | None = None) -> ResponseReturnValue:
    if refusal is not None:
        flash(refusal, "refused")
    return redirect(url_for("caller.desk"), 303)
