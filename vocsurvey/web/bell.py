"""The bell: what a person was told, and how much of it is new."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from vocsurvey.clock import now
from vocsurvey.db.followup import Notice
from vocsurvey.db.people import User
from vocsurvey.db.reads.notices import announcements, notices, unseen
from vocsurvey.operations import announcing, following_up
from vocsurvey.operations.digesting import WANTED, want_digest
from vocsurvey.web.authority import Action
from vocsurvey.web.forms import Press
from vocsurvey.web.guard import admitted, guarded
from vocsurvey.web.visitor import visitor
from vocsurvey.web.wiring import runtime

blueprint = Blueprint("bell", __name__)


@blueprint.get("/notices")
@guarded(Action.SEE_NOTICE)
def page() -> ResponseReturnValue:
    """What I was told, latest first."""
    with runtime().database.reading() as session:
        person = visitor().id
        return render_template(
            "notices.html",
            notices=notices(session, person),
            announcements=announcements(session, person),
            press=Press(formdata=None),
            digest=session.get_one(User, person).digest,
        )


@blueprint.get("/notices/bell")
@guarded(Action.SEE_NOTICE)
def bell() -> ResponseReturnValue:
    """The bell itself, which asks for its own count."""
    return render_template("parts/bell.html")


@blueprint.post("/notices/<int:notice_id>/open")
@guarded(Action.SEE_NOTICE)
def open_notice(notice_id: int) -> ResponseReturnValue:
    """Go to what a notice is about; it is seen then."""
    with runtime().database.transaction() as session:
        row = admitted(session, Action.SEE_NOTICE, Notice, notice_id)
        following_up.seen(session, visitor().id, now(), row.id)
        follow_up_id = row.follow_up_id
    return redirect(url_for("customer_success.follow_up", follow_up_id=follow_up_id), 303)


@blueprint.post("/notices/seen")
@guarded(Action.SEE_NOTICE)
def all_seen() -> ResponseReturnValue:
    """I have seen them all."""
    with runtime().database.transaction() as session:
        following_up.seen(session, visitor().id, now())
        announcing.seen(session, visitor().id, now())
    return redirect(url_for(".page"), 303)


@blueprint.post("/notices/digest")
@guarded(Action.SEE_NOTICE)
def digest() -> ResponseReturnValue:
    """Whether I get a digest each morning."""
    wanted = request.form.get("digest", "")
    if wanted not in WANTED:
        abort(400)
    with runtime().database.transaction() as session:
        want_digest(session, visitor().id, wanted)
    flash("Kept: this is how you are told from now on.", "done")
    return redirect(url_for(".page"), 303)


def new_notices() -> int:
    """How many notices are new to the visitor: for the bell on every page."""
    with runtime().database.reading() as session:
        return unseen(session, visitor().id)
