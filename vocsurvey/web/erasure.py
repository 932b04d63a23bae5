"""Erasing a person at their wish: one question, which says what goes and what stays, and then it is done."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from vocsurvey.clock import now
from vocsurvey.db.sample import Contact
from vocsurvey.jobs.erasure import erase_person
from vocsurvey.operations.administering import Refusal
from vocsurvey.operations.erasing import outlook
from vocsurvey.web.authority import Action
from vocsurvey.web.forms import Press
from vocsurvey.web.guard import admitted, guarded
from vocsurvey.web.visitor import visitor
from vocsurvey.web.wiring import runtime

blueprint = Blueprint("erasure", __name__)


@blueprint.get("/contacts/<int:contact_id>/erase")
@guarded(Action.ERASE_PERSON)
def ask(contact_id: int) -> ResponseReturnValue:
    """The question before it."""
    with runtime().database.reading() as session:
        row = admitted(session, Action.ERASE_PERSON, Contact, contact_id)
        if row.erased_at is not None:
            return redirect(url_for("accounts.contact", contact_id=contact_id), 303)
        return render_template("erase.html", it=row, there=outlook(session, row), press=Press(formdata=None))


@blueprint.post("/contacts/<int:contact_id>/erase")
@guarded(Action.ERASE_PERSON)
def erase(contact_id: int) -> ResponseReturnValue:
    """Erase them. What rings is hung up first."""
    wired = runtime()
    with wired.database.reading() as session:
        admitted(session, Action.ERASE_PERSON, Contact, contact_id)
    done = erase_person(
        wired.database, wired.carrier, contact_id, visitor().id,
        rules=wired.rulebook, line_hash=wired.line_hash, at=now, spool=wired.spool,
        firm_too="firm" in request.form,
    )  # fmt: skip
    if isinstance(done, Refusal):
        flash(done.sentence, "refused")
    else:
        flash(f"They are erased. {done.never_again}", "done")
    return redirect(url_for("accounts.contact", contact_id=contact_id), 303)
