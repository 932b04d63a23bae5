"""Uncertain calls: what is unsure, what the carrier was asked, and a person's own word where that is not enough."""

from __future__ import annotations

from datetime import datetime

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from vocsurvey.clock import now
from vocsurvey.db.inquiry import Inquiry
from vocsurvey.db.reads.inquiries import found_out, line_of, unsure
from vocsurvey.jobs.queues import UPKEEP, ring
from vocsurvey.operations import inquiring, reconciling
from vocsurvey.web.authority import Action
from vocsurvey.web.forms import Press, SettleDoubt
from vocsurvey.web.guard import admitted, guarded
from vocsurvey.web.visitor import visitor
from vocsurvey.web.wiring import runtime

blueprint = Blueprint("inquiries", __name__)

TOLD_MEANWHILE = "That call is not uncertain any more: the carrier has told what became of it."


def held_until(since: datetime) -> datetime:
    """Until when a line is held back at the longest."""
    return since + runtime().rulebook.pacing.uncertain_patience


@blueprint.get("/uncertain-calls")
@guarded(Action.ASK_THE_CARRIER)
def page() -> ResponseReturnValue:
    """What is unsure now, and what was found out lately."""
    with runtime().database.reading() as session:
        return render_template(
            "inquiries.html",
            unsure=unsure(session),
            found_out=found_out(session),
            held_until=held_until,
            press=Press(formdata=None),
        )


@blueprint.post("/uncertain-calls/<int:inquiry_id>/ask")
@guarded(Action.ASK_THE_CARRIER)
def ask(inquiry_id: int) -> ResponseReturnValue:
    """Ask the carrier now, and not when it is due."""
    with runtime().database.transaction() as session:
        row = admitted(session, Action.ASK_THE_CARRIER, Inquiry, inquiry_id)
        asked = inquiring.ask_now(session, row.id, now())
    if asked:
        ring(runtime().redis, UPKEEP, "vocsurvey.jobs.inquiries.ask_carrier", [inquiry_id])
        flash("The carrier is being asked. Look again in a moment.", "done")
    else:
        flash(TOLD_MEANWHILE, "done")
    return redirect(url_for(".page"), 303)


@blueprint.route("/uncertain-calls/<int:inquiry_id>", methods=["GET", "POST"])
@guarded(Action.ASK_THE_CARRIER)
def settle(inquiry_id: int) -> ResponseReturnValue:
    """Somebody who has found out by other means says what became of the call, and how they know."""
    form = SettleDoubt()
    with runtime().database.transaction() as session:
        row = admitted(session, Action.ASK_THE_CARRIER, Inquiry, inquiry_id)
        line = line_of(session, row.id)
        if line is None or line.kind != "placement":
            abort(404)
        if line.settled_at is None and not form.validate_on_submit():
            code = 422 if form.is_submitted() else 200
            return render_template("inquiry.html", one=line, form=form, held_until=held_until), code
        done = line.settled_at is None and reconciling.settle_by_hand(
            session,
            inquiry_id,
            rang=form.rang(),
            by=visitor().name,
            reason=form.reason.data,
            rules=runtime().rulebook,
            now=now(),
        )
    flash("Written down. The line is free again." if done else TOLD_MEANWHILE, "done")
    return redirect(url_for(".page"), 303)
