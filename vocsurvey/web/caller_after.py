"""After the call: its caller says that it ended otherwise, or takes back what they said."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session

from vocsurvey.clock import now
from vocsurvey.db.desk import DeskLease
from vocsurvey.followup.lifecycle import Refusal
from vocsurvey.operations import wrapping_up
from vocsurvey.operations.wrapping_up import WriteUp
from vocsurvey.web import after_sheet, desk_sheet
from vocsurvey.web.authority import Action
from vocsurvey.web.desk_forms import Otherwise
from vocsurvey.web.desk_words import ended_as
from vocsurvey.web.forms import Press
from vocsurvey.web.guard import admitted, guarded
from vocsurvey.web.visitor import visitor
from vocsurvey.web.wiring import runtime

blueprint = Blueprint("caller_after", __name__)


@blueprint.get("/desk/<int:lease_id>/outcome")
@guarded(Action.CALL_CUSTOMERS)
def page(lease_id: int) -> ResponseReturnValue:
    """How the last call ended, once its case is off the desk and while it can be taken back."""
    with runtime().database.reading() as session:
        lease = admitted(session, Action.CALL_CUSTOMERS, DeskLease, lease_id)
        if lease.ended_at is None or not _still_open(session, lease):
            return redirect(url_for("caller.desk"), 303)
        return _page(session, lease, None)


@blueprint.post("/desk/<int:lease_id>/outcome")
@guarded(Action.CALL_CUSTOMERS)
def change(lease_id: int) -> ResponseReturnValue:
    """The call ended otherwise than it says."""
    form = Otherwise()
    name, reason = form.choice.data or "", form.reason.data or ""
    house, person = runtime(), visitor()

    def work(session: Session) -> WriteUp | Refusal:
        admitted(session, Action.CALL_CUSTOMERS, DeskLease, lease_id)
        return wrapping_up.change(session, lease_id, person.id, name, reason, rules=house.rulebook, now=now())

    done = house.database.run(work)
    if isinstance(done, WriteUp):
        flash("Written down.", "done")
        return go_on(lease_id)
    form.reason.errors = (done.sentence,)
    return shown_again(lease_id, form, reason, done.sentence)


@blueprint.post("/desk/<int:lease_id>/outcome/confirm")
@guarded(Action.CALL_CUSTOMERS)
def confirm(lease_id: int) -> ResponseReturnValue:
    """The call ended as it says."""
    return _said(lease_id, "confirm")


@blueprint.post("/desk/<int:lease_id>/undo")
@guarded(Action.CALL_CUSTOMERS)
def undo(lease_id: int) -> ResponseReturnValue:
    """What was said last is taken back."""
    return _said(lease_id, "undo")


def _said(lease_id: int, what: str) -> ResponseReturnValue:
    house, person = runtime(), visitor()
    verb = wrapping_up.confirm if what == "confirm" else wrapping_up.undo

    def work(session: Session) -> WriteUp | Refusal:
        admitted(session, Action.CALL_CUSTOMERS, DeskLease, lease_id)
        return verb(session, lease_id, person.id, rules=house.rulebook, now=now())

    done = house.database.run(work)
    if isinstance(done, Refusal):
        flash(done.sentence, "refused")
        return redirect(url_for("caller.desk"), 303)
    flash("Written down." if what == "confirm" else "Taken back. Say how the call ended.", "done")
    return redirect(url_for("caller.desk"), 303) if what == "confirm" else go_on(lease_id)


def shown_again(lease_id: int, form: FlaskForm, kept: str, sentence: str) -> ResponseReturnValue:
    """The page with a form that was not taken, where it stood; else why, with what was typed (``kept``)."""
    with runtime().database.reading() as session:
        lease = admitted(session, Action.CALL_CUSTOMERS, DeskLease, lease_id)
        if lease.ended_at is None:
            return desk_sheet.with_case(session, lease, form), 422
        if _still_open(session, lease):
            return _page(session, lease, form), 422
        return desk_sheet.empty(session, kept=kept, refusal=sentence), 422


def go_on(lease_id: int) -> ResponseReturnValue:
    """To the desk while the case is on it, else to the page of the call that was written up."""
    return redirect(url_for("caller_after.page", lease_id=lease_id), 303)


def _still_open(session: Session, lease: DeskLease) -> bool:
    found = wrapping_up.latest_of(session, visitor().id, runtime().rulebook)
    return found is not None and found.lease.id == lease.id


def _page(session: Session, lease: DeskLease, form: FlaskForm | None) -> str:
    return render_template(
        "desk_written.html",
        lease_id=lease.id,
        lease=lease,
        case=lease.case,
        after=after_sheet.after_call(session, lease, form),
        ended_as=ended_as,
        press=Press(formdata=None),
    )
