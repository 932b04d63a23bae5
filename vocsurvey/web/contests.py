"""What agents contest: read beside what the customer said, and decided by a manager whom it is not about."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session

from vocsurvey.clock import now
from vocsurvey.db.coaching import Contest
from vocsurvey.db.reads.contests import contest_lines
from vocsurvey.followup.closing import LONGEST
from vocsurvey.followup.lifecycle import Refusal
from vocsurvey.operations.contesting import decide_contest
from vocsurvey.web.authority import Action
from vocsurvey.web.guard import admitted, guarded
from vocsurvey.web.visitor import visitor
from vocsurvey.web.wiring import runtime

blueprint = Blueprint("contests", __name__)


class Press(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """A button of the page, with its token."""


@blueprint.get("/contests")
@guarded(Action.DECIDE_CONTEST)
def page() -> ResponseReturnValue:
    """What waits for a decision, the oldest first, then what was decided."""
    with runtime().database.reading() as session:
        return _shown(session)


@blueprint.post("/contests/<int:contest_id>")
@guarded(Action.DECIDE_CONTEST)
def decide(contest_id: int) -> ResponseReturnValue:
    """Whether a contested answer counts, and why."""
    person, house = visitor(), runtime()
    reason, upheld = request.form.get("reason", ""), request.form.get("decide") == "leave_out"

    def work(session: Session) -> Contest | Refusal:
        admitted(session, Action.DECIDE_CONTEST, Contest, contest_id)
        return decide_contest(session, contest_id, person.id, reason, now(), upheld=upheld)

    done = house.database.run(work)
    if isinstance(done, Refusal):
        flash(done.sentence, "refused")
        with house.database.reading() as session:
            return _shown(session, {contest_id: reason}), 422
    flash("It does not count any more." if upheld else "It goes on counting.", "done")
    return redirect(url_for(".page"), 303)


def _shown(session: Session, typed: Mapping[int, str] | None = None) -> str:
    return render_template(
        "contests.html",
        waiting=contest_lines(session, decided=False),
        decided=contest_lines(session, decided=True),
        typed=typed or {},
        press=Press(formdata=None),
        longest=LONGEST,
    )
