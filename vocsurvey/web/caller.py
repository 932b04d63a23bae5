"""The caller's desk: the next case by one key, who it is, what was said, and back with a note."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session
from wtforms import Field

from vocsurvey.clock import now
from vocsurvey.db.agreement import Appointment
from vocsurvey.db.campaign import Case
from vocsurvey.db.desk import DeskLease
from vocsurvey.db.dialing import Attempt
from vocsurvey.db.people import User
from vocsurvey.db.reads.contacts import phone_of
from vocsurvey.db.reads.desk import coming, last_lost, own_attempt, preview
from vocsurvey.fieldwork.plain_outcome import outcome_in_words
from vocsurvey.followup.lifecycle import Refusal
from vocsurvey.jobs.queues import CALLS, ring
from vocsurvey.operations import appointing, calling, conducting, leasing
from vocsurvey.operations.callee import zones_of
from vocsurvey.operations.sorting import language_of
from vocsurvey.web import script_sheet
from vocsurvey.web.authority import Action
from vocsurvey.web.desk_forms import Agreed, Done, GiveBack, NeverAgain
from vocsurvey.web.forms import Press
from vocsurvey.web.guard import admitted, guarded
from vocsurvey.web.questionnaire_sheet import language_name
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
        held = leasing.held_by(session, visitor().id)
        return _empty(session) if held is None else _with_case(session, held)


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
        return render_template("desk_coming.html", coming=_coming(session))


@blueprint.get("/desk/<int:lease_id>")
@guarded(Action.CALL_CUSTOMERS)
def one(lease_id: int) -> ResponseReturnValue:
    """One case: on the desk while it is there, else why it is not."""
    with runtime().database.reading() as session:
        lease = admitted(session, Action.CALL_CUSTOMERS, DeskLease, lease_id)
        if lease.ended_at is None:
            return _with_case(session, lease)
        gone = leasing.lost(session, lease)
    return _back(gone.sentence)


@blueprint.get("/desk/<int:lease_id>/state")
@guarded(Action.CALL_CUSTOMERS)
def state_now(lease_id: int) -> ResponseReturnValue:
    """Where the call is: the part of the preview that changes by itself."""
    with runtime().database.reading() as session:
        lease = admitted(session, Action.CALL_CUSTOMERS, DeskLease, lease_id)
        return render_template("desk_state.html", lease_id=lease.id, attempt=own_attempt(session, lease))


@blueprint.post("/desk/<int:lease_id>/renew")
@guarded(Action.CALL_CUSTOMERS)
def renew(lease_id: int) -> ResponseReturnValue:
    """The page is still open: the case stays, or the page learns at once that it does not."""
    house, at, by_itself = runtime(), now(), _asked_by_itself()
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


@blueprint.post("/desk/<int:lease_id>/call")
@guarded(Action.CALL_CUSTOMERS)
def call(lease_id: int) -> ResponseReturnValue:
    """Plan the call: the rules are asked once more, and whoever speaks with the carrier takes it from there."""
    house, person = runtime(), visitor()

    def work(session: Session) -> Attempt | Refusal:
        admitted(session, Action.CALL_CUSTOMERS, DeskLease, lease_id)
        return calling.plan_call(
            session, lease_id, person.id, rules=house.rulebook, line_hash=house.line_hash, now=now()
        )

    done = house.database.run(work)
    return _back(done.sentence if isinstance(done, Refusal) else None)


@blueprint.post("/desk/<int:lease_id>/give-back")
@guarded(Action.CALL_CUSTOMERS)
def give_back(lease_id: int) -> ResponseReturnValue:
    """Somebody else shall call them."""
    form = GiveBack()
    house, person = runtime(), visitor()

    def work(session: Session) -> DeskLease | Refusal:
        admitted(session, Action.CALL_CUSTOMERS, DeskLease, lease_id)
        return leasing.give_back(session, lease_id, person.id, form.note.data or "", rules=house.rulebook, now=now())

    done = house.database.run(work)
    if isinstance(done, Refusal):
        return _refused(lease_id, form, form.note, done)
    flash("It went back, with your note.", "done")
    return redirect(url_for(".desk"), 303)


@blueprint.post("/desk/<int:lease_id>/done")
@guarded(Action.CALL_CUSTOMERS)
def done_with(lease_id: int) -> ResponseReturnValue:
    """The call is over and written up: the desk is free."""
    form = Done()
    house, person = runtime(), visitor()

    def work(session: Session) -> DeskLease | Refusal:
        admitted(session, Action.CALL_CUSTOMERS, DeskLease, lease_id)
        return leasing.finish(session, lease_id, person.id, form.note.data or "", rules=house.rulebook, now=now())

    done = house.database.run(work)
    return _refused(lease_id, form, form.note, done) if isinstance(done, Refusal) else _back(None)


@blueprint.post("/desk/<int:lease_id>/appointment")
@guarded(Action.CALL_CUSTOMERS)
def agree(lease_id: int) -> ResponseReturnValue:
    """A time to call again, agreed with the person."""
    form = Agreed()
    house, person = runtime(), visitor()
    whole = form.validate_on_submit()

    def work(session: Session) -> Appointment | Refusal | None:
        admitted(session, Action.CALL_CUSTOMERS, DeskLease, lease_id)
        if not whole:
            return None
        local = datetime.combine(form.day.data, form.hour.data)
        return appointing.appoint(session, lease_id, person.id, local, rules=house.rulebook, now=now())

    done = house.database.run(work)
    if done is None:
        with house.database.reading() as session:
            lease = admitted(session, Action.CALL_CUSTOMERS, DeskLease, lease_id)
            return (_empty(session) if lease.ended_at is not None else _with_case(session, lease, form)), 422
    if isinstance(done, Refusal):
        return _refused(lease_id, form, form.hour, done)
    flash("Agreed. You are told before it is due.", "done")
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


def _asked_by_itself() -> bool:
    """Whether the page asked for a part of itself, and nobody pressed anything."""
    return request.headers.get("HX-Request") == "true"


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
            return _with_case(session, lease, form), 422
        return _empty(session, kept=str(field.data or ""), refusal=refusal.sentence), 422


def _coming(session: Session) -> Any:
    return coming(session, visitor().id, now() + runtime().rulebook.desk.announced)


def _empty(session: Session, kept: str = "", refusal: str | None = None) -> str:
    user = session.get_one(User, visitor().id)
    return render_template(
        "desk.html",
        press=Press(formdata=None),
        coming=_coming(session),
        lost=last_lost(session, visitor().id),
        languages=[language_name(str(code)) for code in user.languages],
        refusals=user.converts_refusals,
        kept=kept,
        refusal=refusal,
    )


def _ended_as(code: str | None) -> str:
    return outcome_in_words(code, runtime().rulebook.dispositions)


def _with_case(session: Session, lease: DeskLease, form: FlaskForm | None = None) -> str:
    scene = conducting.scene_of(session, lease)
    if scene is not None and scene.attempt.closed_at is None:
        return script_sheet.page(session, lease, scene)
    case = session.get_one(Case, lease.case_id)
    return render_template(
        "desk_case.html",
        lease=lease,
        lease_id=lease.id,
        until=lease.expires_at,
        case=case,
        attempt=own_attempt(session, lease),
        it=preview(session, case, visitor().id),
        phone=phone_of(case.contact.line),
        zones=zones_of(case.contact),
        language=language_name(language_of(case)),
        now=now(),
        coming=[one for one in _coming(session) if one.at > now()],
        ended_as=_ended_as,
        press=Press(formdata=None),
        give_back=form if isinstance(form, GiveBack) else GiveBack(formdata=None),
        never_again=form if isinstance(form, NeverAgain) else NeverAgain(formdata=None),
        done=form if isinstance(form, Done) else Done(formdata=None),
        agreed=form if isinstance(form, Agreed) else Agreed(formdata=None),
    )
