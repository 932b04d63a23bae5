"""The caller's desk: the next case by one key, who it is, what was said, and back with a note."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session
from wtforms import Field

from vocsurvey.clock import now
from vocsurvey.db.agreement import Appointment
from vocsurvey.db.desk import DeskLease
from vocsurvey.followup.lifecycle import Refusal
from vocsurvey.jobs.queues import CALLS, ring
from vocsurvey.operations import appointing, calling, leasing, wrapping_up
from vocsurvey.web import desk_sheet
from vocsurvey.web.authority import Action
from vocsurvey.web.desk_forms import Agreed, Done, GiveBack, NeverAgain
from vocsurvey.web.guard import admitted, asked_by_itself, guarded
from vocsurvey.web.visitor import visitor
from vocsurvey.web.wiring import runtime

blueprint = Blueprint("caller", __name__)

HANG_UP = "vocsurvey.jobs.calls.hang_up_call"
HEARD_FROM_EVERY = timedelta(minutes=1)


@blueprint.get("/desk")
@guarded(Action.CALL_CUSTOMERS)
def desk() -> ResponseReturnValue:
    """The case that is with the caller, or nothing yet, and what is coming."""
    with runtime().database.reading() as session:
        return desk_sheet.desk(session)


@blueprint.get("/desk/incoming")
@guarded(Action.CALL_CUSTOMERS)
def incoming() -> ResponseReturnValue:
    """Who waits for this caller, put through by the automated voice; once the call is taken, the script."""
    with runtime().database.reading() as session:
        held = leasing.held_by(session, visitor().id)
        shown = desk_sheet.incoming(session)
    if held is None:
        return shown
    answer = make_response(shown)
    answer.headers["HX-Redirect"] = url_for("caller.desk")
    return answer


@blueprint.post("/desk/next")
@guarded(Action.CALL_CUSTOMERS)
def take_next() -> ResponseReturnValue:
    """The next case."""
    house, person = runtime(), visitor()
    found = house.database.run(
        lambda session: leasing.take_next(
            session, person.id, rules=house.rulebook, line_hash=house.line_hash, now=now()
        )
    )
    return _back(found.sentence if isinstance(found, Refusal) else None)


@blueprint.get("/desk/coming")
@guarded(Action.CALL_CUSTOMERS)
def coming_now() -> ResponseReturnValue:
    """The times that are due soon: the part of the empty desk that changes by itself."""
    with runtime().database.reading() as session:
        return render_template("desk_coming.html", coming=desk_sheet.coming_soon(session))


@blueprint.get("/desk/<int:lease_id>")
@guarded(Action.CALL_CUSTOMERS)
def one(lease_id: int) -> ResponseReturnValue:
    """One case: on the desk while it is there, else why it is not."""
    with runtime().database.reading() as session:
        lease = admitted(session, Action.CALL_CUSTOMERS, DeskLease, lease_id)
        if lease.ended_at is None:
            return desk_sheet.with_case(session, lease)
        gone = leasing.lost(session, lease)
    return _back(gone.sentence)


@blueprint.get("/desk/<int:lease_id>/state")
@guarded(Action.CALL_CUSTOMERS)
def state_now(lease_id: int) -> ResponseReturnValue:
    """Where the call is: the part of the preview that changes by itself."""
    with runtime().database.reading() as session:
        lease = admitted(session, Action.CALL_CUSTOMERS, DeskLease, lease_id)
        return desk_sheet.state(session, lease)


@blueprint.post("/desk/<int:lease_id>/renew")
@guarded(Action.CALL_CUSTOMERS)
def renew(lease_id: int) -> ResponseReturnValue:
    """The page is still open: the case stays, or the page learns at once that it does not."""
    house, at, by_itself = runtime(), now(), asked_by_itself()
    with house.database.reading() as session:
        lease = admitted(session, Action.CALL_CUSTOMERS, DeskLease, lease_id)
        until, refusal = lease.expires_at, None if lease.ended_at is None else leasing.lost(session, lease)
    lately = at + house.rulebook.desk.lease - until < HEARD_FROM_EVERY
    if refusal is None and not (lately and by_itself):
        person = visitor()
        done = house.database.run(
            lambda session: leasing.renew(session, lease_id, person.id, rules=house.rulebook, now=at)
        )
        refusal, until = (done, until) if isinstance(done, Refusal) else (None, done.expires_at)
    if not by_itself:
        return _back(refusal.sentence if refusal is not None else None)
    return render_template("desk_lease.html", lease_id=lease_id, until=until, gone=refusal)


@blueprint.post("/desk/<int:lease_id>/give-back")
@guarded(Action.CALL_CUSTOMERS)
def give_back(lease_id: int) -> ResponseReturnValue:
    """Somebody else shall call them."""
    refused = _let_go(lease_id, GiveBack(), leasing.give_back)
    if refused is not None:
        return refused
    flash("It went back, with your note.", "done")
    return redirect(url_for(".desk"), 303)


@blueprint.post("/desk/<int:lease_id>/done")
@guarded(Action.CALL_CUSTOMERS)
def done_with(lease_id: int) -> ResponseReturnValue:
    """The call is over and written up: the desk is free."""
    return _let_go(lease_id, Done(), wrapping_up.finish) or _back(None)


@blueprint.post("/desk/<int:lease_id>/appointment")
@guarded(Action.CALL_CUSTOMERS)
def agree(lease_id: int) -> ResponseReturnValue:
    """A time to call again, agreed with the person."""
    form = Agreed()
    house, person = runtime(), visitor()
    local = _picked(form)

    def work(session: Session) -> Appointment | Refusal | None:
        admitted(session, Action.CALL_CUSTOMERS, DeskLease, lease_id)
        if local is None:
            return None
        anybody, soft = form.whose.data == "anybody", form.soft.data
        return appointing.appoint(
            session, lease_id, person.id, local, rules=house.rulebook, now=now(), anybody=anybody, soft=soft
        )

    done = house.database.run(work)
    if done is None:
        with house.database.reading() as session:
            lease = admitted(session, Action.CALL_CUSTOMERS, DeskLease, lease_id)
            return desk_sheet.desk(session, form if lease.ended_at is None else None), 422
    if isinstance(done, Refusal):
        return _refused(lease_id, form, form.hour, done)
    flash("Agreed. Whoever is to keep it is told before it is due.", "done")
    return redirect(url_for(".desk"), 303)


@blueprint.post("/desk/<int:lease_id>/do-not-call")
@guarded(Action.CALL_CUSTOMERS)
def never_again(lease_id: int) -> ResponseReturnValue:
    """They said that nobody shall call them: at once, and everywhere."""
    form = NeverAgain()
    house, person = runtime(), visitor()

    def work(session: Session) -> Any:
        admitted(session, Action.CALL_CUSTOMERS, DeskLease, lease_id)
        return calling.never_again(
            session, lease_id, person.id, form.reason.data or "",
            rules=house.rulebook, line_hash=house.line_hash, now=now(),
        )  # fmt: skip

    done = house.database.run(work)
    if isinstance(done, Refusal):
        return _refused(lease_id, form, form.reason, done)
    ring(house.redis, CALLS, HANG_UP, done.hang_up)
    flash("Written down. Nobody calls them any more, from this moment on.", "done")
    return redirect(url_for(".desk"), 303)


def _picked(form: Agreed) -> datetime | None:
    """The time that was chosen, as their clock shows it: one that is offered, or one that was typed."""
    if form.at.data:
        with suppress(ValueError):
            return datetime.fromisoformat(form.at.data).replace(tzinfo=None)
    return datetime.combine(form.day.data, form.hour.data) if form.validate_on_submit() else None


def _let_go(
    lease_id: int, form: GiveBack | Done, verb: Callable[..., DeskLease | Refusal]
) -> ResponseReturnValue | None:
    """Take the case from the desk, with the note; None when it went."""
    house, person = runtime(), visitor()

    def work(session: Session) -> DeskLease | Refusal:
        admitted(session, Action.CALL_CUSTOMERS, DeskLease, lease_id)
        return verb(session, lease_id, person.id, form.note.data or "", rules=house.rulebook, now=now())

    done = house.database.run(work)
    return _refused(lease_id, form, form.note, done) if isinstance(done, Refusal) else None


def _back(refusal: str | None) -> ResponseReturnValue:
    if refusal is not None:
        flash(refusal, "refused")
    return redirect(url_for(".desk"), 303)


def _refused(lease_id: int, form: FlaskForm, field: Field, refusal: Refusal) -> ResponseReturnValue:
    """The same page, with the sentence where it happened and what was typed still there."""
    field.errors = (refusal.sentence,)
    with runtime().database.reading() as session:
        lease = admitted(session, Action.CALL_CUSTOMERS, DeskLease, lease_id)
        if lease.ended_at is None:
            return desk_sheet.with_case(session, lease, form), 422
        return desk_sheet.empty(session, kept=str(field.data or ""), refusal=refusal.sentence), 422
