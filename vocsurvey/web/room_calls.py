"""The room's way into a call: take a case over from its caller, or listen where that was agreed to."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session
from wtforms import TextAreaField

from vocsurvey.clock import now
from vocsurvey.db.desk import DeskLease
from vocsurvey.db.people import User
from vocsurvey.db.reads.desk import own_attempt
from vocsurvey.fieldwork.phone import Line, read_own_phone
from vocsurvey.followup.closing import LONGEST
from vocsurvey.followup.lifecycle import Refusal
from vocsurvey.jobs.calls import dial
from vocsurvey.jobs.queues import CALLS, ring
from vocsurvey.operations import listening, taking_over
from vocsurvey.operations.dialing import Permit
from vocsurvey.operations.taking_over import GONE
from vocsurvey.web.authority import Action
from vocsurvey.web.guard import admitted, guarded
from vocsurvey.web.visitor import visitor
from vocsurvey.web.wiring import runtime

blueprint = Blueprint("room_calls", __name__)

HANG_UP = "vocsurvey.jobs.calls.hang_up_call"


class TakeOver(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """Why a case is taken over."""

    words = TextAreaField("Why", render_kw={"rows": 2, "maxlength": LONGEST})


@blueprint.get("/room/<int:lease_id>/take-over")
@guarded(Action.SUPERVISE)
def ask(lease_id: int) -> ResponseReturnValue:
    """What will happen, and why it shall."""
    with runtime().database.reading() as session:
        lease = admitted(session, Action.SUPERVISE, DeskLease, lease_id)
        if lease.ended_at is not None:
            return _back(GONE.sentence)
        return _page(session, lease, TakeOver(formdata=None))


@blueprint.post("/room/<int:lease_id>/take-over")
@guarded(Action.SUPERVISE)
def take_over(lease_id: int) -> ResponseReturnValue:
    """The case is theirs, or their phone rings into its call and it is theirs when they are there."""
    form, house, person = TakeOver(), runtime(), visitor()

    def work(session: Session) -> DeskLease | Permit | Refusal:
        admitted(session, Action.SUPERVISE, DeskLease, lease_id)
        return taking_over.take_over(
            session, lease_id, person.id, _own_line(session), form.words.data or "",
            rules=house.rulebook, line_hash=house.line_hash, now=now(),
        )  # fmt: skip

    done = house.database.run(work)
    if isinstance(done, Refusal):
        form.words.errors = (done.sentence,)
        with house.database.reading() as session:
            lease = admitted(session, Action.SUPERVISE, DeskLease, lease_id)
            return _page(session, lease, form), 422
    if isinstance(done, Permit):
        dial(house, done)
        return _back("Your phone rings. Pick it up: the case is yours when you are in the call.", "done")
    flash("The case is yours.", "done")
    return redirect(url_for("caller.desk"), 303)


@blueprint.post("/room/<int:lease_id>/listen")
@guarded(Action.SUPERVISE)
def listen(lease_id: int) -> ResponseReturnValue:
    """Their phone rings; they hear the call and are not heard."""
    house, person = runtime(), visitor()

    def work(session: Session) -> Permit | Refusal:
        admitted(session, Action.SUPERVISE, DeskLease, lease_id)
        return listening.listen(
            session, lease_id, person.id, _own_line(session),
            rules=house.rulebook, line_hash=house.line_hash, now=now(),
        )  # fmt: skip

    done = house.database.run(work)
    if isinstance(done, Refusal):
        return _back(done.sentence)
    dial(house, done)
    return _back("Your phone rings. Nobody hears you; the caller sees that you listen.", "done")


@blueprint.post("/room/listening/stop")
@guarded(Action.SUPERVISE)
def stop() -> ResponseReturnValue:
    """They have heard enough."""
    house, person = runtime(), visitor()
    calls = house.database.run(lambda session: listening.stop_listening(session, person.id, now()))
    ring(house.redis, CALLS, HANG_UP, calls)
    return _back("You listen no more." if calls else "You listened to nobody.", "done")


def _page(session: Session, lease: DeskLease, form: TakeOver) -> str:
    attempt = own_attempt(session, lease)
    return render_template(
        "room_take_over.html",
        lease=lease,
        caller=lease.user.name,
        contact=lease.case.contact,
        talking=attempt is not None and attempt.closed_at is None,
        own_phone=session.get_one(User, visitor().id).phone,
        form=form,
    )


def _own_line(session: Session) -> Line | None:
    phone = session.get_one(User, visitor().id).phone
    read = None if phone is None else read_own_phone(phone)
    return read if isinstance(read, Line) else None


def _back(sentence: str, kind: str = "refused") -> ResponseReturnValue:
    flash(sentence, kind)
    return redirect(url_for("room.page"), 303)
