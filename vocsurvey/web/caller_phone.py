"""At which phone a caller calls: their own, or the page itself, which gets here what it needs to be one."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from flask import Blueprint, flash, jsonify, redirect, url_for
from flask.typing import ResponseReturnValue

from vocsurvey.clock import now
from vocsurvey.db.people import User, Way
from vocsurvey.fieldwork.phone import read_own_phone
from vocsurvey.fieldwork.problem import Problem
from vocsurvey.operations import administering, connecting
from vocsurvey.operations.bridging import open_bridge_of, waits_for_somebody
from vocsurvey.web import desk_sheet
from vocsurvey.web.authority import Action
from vocsurvey.web.desk_forms import OwnPhone
from vocsurvey.web.guard import guarded
from vocsurvey.web.visitor import visitor
from vocsurvey.web.wiring import runtime

blueprint = Blueprint("caller_phone", __name__)

NOT_READY = (
    "The phone in the browser is not set up here: vocsurvey doctor says what is missing. "
    "Choose your own phone meanwhile."
)


@dataclass(frozen=True)
class PhoneHere:
    """How the visitor calls. ``ready``: the phone in the browser is set up; ``number``: of their own telephone."""

    ready: bool
    way: Way
    number: str | None


@blueprint.post("/desk/phone")
@guarded(Action.CALL_CUSTOMERS)
def choose() -> ResponseReturnValue:
    """At which phone the caller calls, from the next call on."""
    form, person, house = OwnPhone(), visitor(), runtime()
    way = Way.BROWSER if form.way.data == Way.BROWSER else Way.PHONE
    if way is Way.BROWSER and house.browser_phone(person.id) is None:
        return wrong_phone(form, NOT_READY)
    typed = (form.number.data or "").strip()
    read = read_own_phone(typed) if typed or way is Way.PHONE else None
    if isinstance(read, Problem):
        return wrong_phone(form, read.sentence)
    number = None if read is None else read.number
    with house.database.transaction() as session:
        email = session.get_one(User, person.id).email
        administering.set_skills(session, email, phone=number, way=way)
    if way is Way.BROWSER:
        flash("You call in this browser. Put your headset on, and test the microphone once.", "done")
    else:
        flash(f"Your phone is {number}. It rings before theirs does.", "done")
    return redirect(url_for("caller.desk"), 303)


@blueprint.post("/desk/phone/token")
@guarded(Action.CALL_CUSTOMERS)
def token() -> ResponseReturnValue:
    """What the page needs to be a phone, and the room that it is to call for; ``room`` is null while nobody waits."""
    person, house = visitor(), runtime()
    phone = house.browser_phone(person.id)
    if phone is None:
        return jsonify(sentence=NOT_READY), 409
    with house.database.reading() as session:
        bridge = open_bridge_of(session, person.id)
        own = bridge is not None and bridge.way == Way.BROWSER and not waits_for_somebody(bridge)
        room = bridge.token if bridge is not None and own else None
    return jsonify({**asdict(phone), "room": room})


@blueprint.post("/desk/phone/failed")
@guarded(Action.CALL_CUSTOMERS)
def failed() -> ResponseReturnValue:
    """The page could not make a phone of itself: nobody waits for it any more."""
    person = visitor()
    runtime().database.run(lambda session: connecting.not_connected(session, person.id, now()))
    return redirect(url_for("caller.desk"), 303)


def wrong_phone(form: OwnPhone | None, sentence: str) -> ResponseReturnValue:
    """The desk, with what is wrong with the choice of a phone beside it."""
    with runtime().database.reading() as session:
        filled = form or desk_sheet.own_phone(session.get_one(User, visitor().id))
        filled.number.errors = (sentence,)
        return desk_sheet.desk(session, filled), 422


def phone_here() -> PhoneHere:
    """How the visitor calls, for the templates."""
    house, person = runtime(), visitor()
    ready = house.browser_phone(person.id) is not None
    with house.database.reading() as session:
        user = session.get_one(User, person.id)
        return PhoneHere(ready, connecting.way_of(user, ready=ready), user.phone)
