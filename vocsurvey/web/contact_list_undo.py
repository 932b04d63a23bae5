"""Taking a contact list back: what that would come to, and doing it."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from vocsurvey.clock import now
from vocsurvey.db.imports import ImportRun
from vocsurvey.jobs.contact_lists import JOB
from vocsurvey.jobs.queues import UPKEEP, ring
from vocsurvey.operations import undo_words, undoing
from vocsurvey.web.authority import Action
from vocsurvey.web.forms import Press
from vocsurvey.web.guard import admitted, guarded
from vocsurvey.web.visitor import visitor
from vocsurvey.web.wiring import runtime

blueprint = Blueprint("contact_list_undo", __name__)


@blueprint.get("/contact-lists/<int:run_id>/undo")
@guarded(Action.IMPORT_LIST)
def ask(run_id: int) -> ResponseReturnValue:
    """What would be deleted and put back, what would stay, and whether that is wanted."""
    wired = runtime()
    with wired.database.reading() as session:
        run = admitted(session, Action.IMPORT_LIST, ImportRun, run_id)
        refused = undoing.refusal(run, now())
        if refused is not None:
            flash(refused.sentence, "refused")
            return redirect(url_for("contact_lists.one", run_id=run_id), 303)
        session.expunge(run)
        tally = undoing.foresee(session, run_id, wired.line_hash, at_most=undoing.LOOKED_AT)
    reasons = undo_words.reasons(tally.reasons)
    return render_template(
        "contact_list_undo.html", run=run, tally=tally, reasons=reasons, words=undo_words,
        looked_at=undoing.LOOKED_AT, press=Press(formdata=None),
    )  # fmt: skip


@blueprint.post("/contact-lists/<int:run_id>/undo")
@guarded(Action.IMPORT_LIST)
def undo(run_id: int) -> ResponseReturnValue:
    """Take it back; a worker does the work."""
    wired = runtime()
    with wired.database.transaction() as session:
        run = admitted(session, Action.IMPORT_LIST, ImportRun, run_id)
        refused = undoing.begin(session, run.id, visitor().id, now())
    if refused is None:
        ring(wired.redis, UPKEEP, JOB, [run_id])
    else:
        flash(refused.sentence, "refused")
    return redirect(url_for("contact_lists.one", run_id=run_id), 303)
