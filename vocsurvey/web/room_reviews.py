"""Reviews: the list of those that wait, one to read and hear, and the caller's answer to what was sent back."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session
from wtforms import TextAreaField

from vocsurvey.clock import now
from vocsurvey.db.reads.reviews import review_sheet, reviews_of, waiting_reviews
from vocsurvey.db.review import Review, ReviewEvent
from vocsurvey.fieldwork.plain_outcome import outcome_in_words
from vocsurvey.followup.closing import LONGEST
from vocsurvey.followup.lifecycle import Refusal
from vocsurvey.operations import reviewing
from vocsurvey.web.authority import Action
from vocsurvey.web.guard import admitted, guarded
from vocsurvey.web.visitor import visitor
from vocsurvey.web.wiring import runtime

blueprint = Blueprint("room_reviews", __name__)


class Words(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """What is said in a review."""

    words = TextAreaField("What you say to it", render_kw={"rows": 3, "maxlength": LONGEST})


@blueprint.get("/room/reviews")
@guarded(Action.SUPERVISE)
def waiting() -> ResponseReturnValue:
    """What waits to be reviewed, the oldest first."""
    with runtime().database.reading() as session:
        return render_template("room_reviews.html", waiting=waiting_reviews(session))


@blueprint.get("/room/reviews/<int:attempt_id>")
@guarded(Action.SUPERVISE)
def one(attempt_id: int) -> ResponseReturnValue:
    """One interview to read and hear."""
    with runtime().database.reading() as session:
        return _sheet(session, admitted(session, Action.SUPERVISE, Review, attempt_id), Words(formdata=None))


@blueprint.post("/room/reviews/<int:attempt_id>")
@guarded(Action.SUPERVISE)
def decide(attempt_id: int) -> ResponseReturnValue:
    """It is approved, or goes back with a comment."""
    form, person, house = Words(), visitor(), runtime()
    approved = request.form.get("decide") == "approve"

    def work(session: Session) -> ReviewEvent | Refusal:
        admitted(session, Action.SUPERVISE, Review, attempt_id)
        said = form.words.data or ""
        return reviewing.decide_review(session, attempt_id, person.id, said, now(), approved=approved)

    done = house.database.run(work)
    if isinstance(done, Refusal):
        form.words.errors = (done.sentence,)
        with house.database.reading() as session:
            return _sheet(session, admitted(session, Action.SUPERVISE, Review, attempt_id), form), 422
    flash("Approved." if approved else "Sent back. They read it at their desk, and can answer.", "done")
    return redirect(url_for(".waiting"), 303)


@blueprint.get("/desk/reviews")
@guarded(Action.CALL_CUSTOMERS)
def mine() -> ResponseReturnValue:
    """What was said about the caller's own calls."""
    with runtime().database.reading() as session:
        return _mine(session)


@blueprint.get("/desk/reviews/<int:attempt_id>")
@guarded(Action.CALL_CUSTOMERS)
def read(attempt_id: int) -> ResponseReturnValue:
    """One of the caller's own calls, word for word, once somebody has said something about it."""
    with runtime().database.reading() as session:
        row = admitted(session, Action.CALL_CUSTOMERS, Review, attempt_id)
        if row.steps:
            return render_template("desk_review.html", it=review_sheet(session, row))
    flash("Nobody has said anything about this call yet.", "refused")
    return redirect(url_for(".mine"), 303)


@blueprint.post("/desk/reviews/<int:attempt_id>")
@guarded(Action.CALL_CUSTOMERS)
def answer(attempt_id: int) -> ResponseReturnValue:
    """The caller answers what was sent back to them."""
    form, person, house = Words(), visitor(), runtime()

    def work(session: Session) -> ReviewEvent | Refusal:
        admitted(session, Action.CALL_CUSTOMERS, Review, attempt_id)
        return reviewing.answer_review(session, attempt_id, person.id, form.words.data or "", now())

    done = house.database.run(work)
    if isinstance(done, Refusal):
        form.words.errors = (done.sentence,)
        with house.database.reading() as session:
            return _mine(session, form, attempt_id), 422
    flash("Your answer is with whoever reviews it.", "done")
    return redirect(url_for(".mine"), 303)


def _sheet(session: Session, row: Review, form: Words) -> str:
    table = runtime().rulebook.dispositions
    return render_template(
        "room_review.html",
        it=review_sheet(session, row),
        form=form,
        own=row.caller_id == visitor().id,
        ended_as=lambda code: outcome_in_words(code, table),
    )


def _mine(session: Session, form: Words | None = None, wrong: int = 0) -> str:
    blank = Words(formdata=None)
    return render_template(
        "desk_reviews.html", reviews=reviews_of(session, visitor().id), form=form or blank, blank=blank, wrong=wrong
    )
