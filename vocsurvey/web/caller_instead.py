"""After a call that reached nobody to ask: who is asked instead, and which language was in the way."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from vocsurvey.clock import now
from vocsurvey.db.desk import DeskLease
from vocsurvey.fieldwork.phone import Line, read_number
from vocsurvey.followup.lifecycle import Refusal
from vocsurvey.operations import coming_after, language_barrier
from vocsurvey.operations.coming_after import Named
from vocsurvey.operations.succeeding import Successor
from vocsurvey.operations.wrapping_up import WriteUp
from vocsurvey.web.after_sheet import instead_of, spoken_in
from vocsurvey.web.authority import Action
from vocsurvey.web.caller_after import go_on, shown_again
from vocsurvey.web.desk_forms import Instead
from vocsurvey.web.desk_words import tongue
from vocsurvey.web.guard import admitted, guarded
from vocsurvey.web.visitor import visitor
from vocsurvey.web.wiring import runtime

blueprint = Blueprint("caller_instead", __name__)

OTHER = "other"


@blueprint.post("/desk/<int:lease_id>/instead")
@guarded(Action.CALL_CUSTOMERS)
def name_somebody(lease_id: int) -> ResponseReturnValue:
    """Somebody else is asked instead; where they can be put through, their case is on the desk next."""
    house, person = runtime(), visitor()
    with house.database.reading() as session:
        lease = admitted(session, Action.CALL_CUSTOMERS, DeskLease, lease_id)
        form, country = instead_of(session, lease, filled_in=True), lease.case.contact.account.country
    good, line = form.validate_on_submit(), read_number(form.phone.data, country)
    if not isinstance(line, Line):
        form.phone.errors = (line.sentence,)
    if not good or not isinstance(line, Line):
        return shown_again(lease_id, form, _typed(form), "")
    who = Successor(form.name.data, line, form.role.data, form.language.data)

    def work(session: Session) -> Named | Refusal:
        admitted(session, Action.CALL_CUSTOMERS, DeskLease, lease_id)
        return coming_after.name_successor(
            session, lease_id, person.id, form.why.data or "", who, at_once=form.at_once.data,
            rules=house.rulebook, line_hash=house.line_hash, now=now(),
        )  # fmt: skip

    done = house.database.run(work)
    if isinstance(done, Refusal):
        place = form.why if done is coming_after.HOW else form.name
        place.errors = (done.sentence,)
        return shown_again(lease_id, form, _typed(form), done.sentence)
    flash(f"{who.name} is written down. {done.why or 'Here they are.'}", "done")
    return redirect(url_for("caller.desk"), 303) if done.lease is not None else go_on(lease_id)


@blueprint.post("/desk/<int:lease_id>/language")
@guarded(Action.CALL_CUSTOMERS)
def meet(lease_id: int) -> ResponseReturnValue:
    """Another language was in the way."""
    house, person = runtime(), visitor()
    with house.database.reading() as session:
        form = spoken_in(session, admitted(session, Action.CALL_CUSTOMERS, DeskLease, lease_id), filled_in=True)
    chosen = request.form.get("language", "")
    code = (form.other.data or "") if chosen == OTHER else chosen
    if tongue(code) is None and code != language_barrier.UNKNOWN:
        code = ""

    def work(session: Session) -> WriteUp | Refusal:
        admitted(session, Action.CALL_CUSTOMERS, DeskLease, lease_id)
        return language_barrier.meet_language(
            session, lease_id, person.id, code, tongue(code) or "",
            themselves=not form.unit.data, rules=house.rulebook, now=now(),
        )  # fmt: skip

    done = house.database.run(work)
    if isinstance(done, Refusal):
        form.other.errors = (done.sentence,)
        return shown_again(lease_id, form, "", done.sentence)
    flash("Written down.", "done")
    return go_on(lease_id)


def _typed(form: Instead) -> str:
    return ", ".join(one for one in (form.name.data, form.phone.data) if one)
