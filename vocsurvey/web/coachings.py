"""Coaching: whose review is due, whom one can coach, a note about one answer, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session
from wtforms import DateField, RadioField, SelectChoice, SelectMultipleField, TextAreaField
from wtforms.validators import Optional
from wtforms.widgets import CheckboxInput, ListWidget

from vocsurvey.clock import now
from vocsurvey.db.coaching import Coaching
from vocsurvey.db.interview import Answer, Interview
from vocsurvey.db.reads.coachings import (
    agents_to_coach,
    coaching_line,
    coachings_of,
    coachings_reviewed,
    coachings_to_review,
    effect_of,
)
from vocsurvey.db.reads.feedback import self_checks, talks_about
from vocsurvey.db.reads.said import comments_in, said_in
from vocsurvey.db.sample import Agent
from vocsurvey.followup.closing import LONGEST
from vocsurvey.followup.lifecycle import Refusal
from vocsurvey.operations.coaching import Incomplete, Talk, coach, review_coaching
from vocsurvey.reporting.coaching import QUESTION
from vocsurvey.web.authority import Action
from vocsurvey.web.figure import before_and_after
from vocsurvey.web.guard import admitted, guarded
from vocsurvey.web.visitor import visitor
from vocsurvey.web.wiring import runtime
from vocsurvey.web.words import BECAME, today

blueprint = Blueprint("coachings", __name__)

USUAL_REVIEW = timedelta(days=14)


class Note(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """What was said in a coaching."""

    said = TextAreaField(QUESTION, render_kw={"rows": 4, "maxlength": LONGEST})
    behaviours = SelectMultipleField(
        "What you work on",
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        validate_choice=False,
    )
    step = TextAreaField("What they will do next time", render_kw={"rows": 2, "maxlength": LONGEST})
    review_on = DateField("Reviewed on", [Optional()])


class Review(FlaskForm):  # type: ignore[misc]
    """What became of it."""

    became = RadioField(
        "What became of it?",
        choices=[SelectChoice(code.value, words) for code, words in BECAME.items()],
        validate_choice=False,
    )
    outcome = TextAreaField("What you both saw", render_kw={"rows": 3, "maxlength": LONGEST})


@blueprint.get("/coaching")
@guarded(Action.COACH)
def page() -> ResponseReturnValue:
    """Reviews that are due first, then whom one can coach, then what was reviewed."""
    rules = runtime().rulebook.attribution
    with runtime().database.reading() as session:
        return render_template(
            "coachings.html",
            to_come=coachings_to_review(session, visitor().id),
            agents=agents_to_coach(session, visitor().id, now() - rules.window),
            reviewed=coachings_reviewed(session, visitor().id),
            rules=rules,
            today=today(),
        )


@blueprint.get("/coaching/agents/<int:agent_id>")
@guarded(Action.COACH)
def agent(agent_id: int) -> ResponseReturnValue:
    """What customers said about one agent, to choose an answer from; and the coachings so far."""
    with runtime().database.reading() as session:
        row = admitted(session, Action.COACH, Agent, agent_id)
        talks = talks_about(session, row.id, runtime().rulebook.attribution)
        coachings = coachings_of(session, row.id)
        return render_template("coaching_agent.html", agent=row, talks=talks, coachings=coachings, today=today())


@blueprint.get("/coaching/answers/<int:answer_id>")
@guarded(Action.COACH)
def new(answer_id: int) -> ResponseReturnValue:
    """An empty note about one answer, beside what the customer said."""
    with runtime().database.reading() as session:
        return _note(session, answer_id, Note(formdata=None, review_on=today() + USUAL_REVIEW))


@blueprint.post("/coaching/answers/<int:answer_id>")
@guarded(Action.COACH)
def keep(answer_id: int) -> ResponseReturnValue:
    """The note is kept."""
    form, person, house = Note(), visitor(), runtime()
    ticked = tuple(form.behaviours.data or ())
    talk = Talk(form.said.data or "", ticked, form.step.data or "", form.review_on.data)

    def work(session: Session) -> Coaching | Incomplete | Refusal:
        _answer(session, answer_id)
        return coach(session, answer_id, person.id, talk, house.rulebook.service_standards, now())

    done = house.database.run(work)
    if isinstance(done, Coaching):
        flash("Kept. The agent reads it on their own page.", "done")
        return redirect(url_for(".one", coaching_id=done.id), 303)
    _told(form, done)
    with house.database.reading() as session:
        return _note(session, answer_id, form), 422


@blueprint.get("/coaching/<int:coaching_id>")
@guarded(Action.COACH)
def one(coaching_id: int) -> ResponseReturnValue:
    """One coaching, with its answer, and its review."""
    with runtime().database.reading() as session:
        return _sheet(session, coaching_id, Review(formdata=None))


@blueprint.post("/coaching/<int:coaching_id>")
@guarded(Action.COACH)
def review(coaching_id: int) -> ResponseReturnValue:
    """What became of the agreed step."""
    form, person, house = Review(), visitor(), runtime()
    became, outcome = form.became.data or "", form.outcome.data or ""

    def work(session: Session) -> Coaching | Incomplete | Refusal:
        admitted(session, Action.COACH, Coaching, coaching_id)
        return review_coaching(session, coaching_id, person.id, became, outcome, now())

    done = house.database.run(work)
    if isinstance(done, Coaching):
        flash("Kept. The agent reads it on their own page.", "done")
        return redirect(url_for(".one", coaching_id=coaching_id), 303)
    _told(form, done)
    with house.database.reading() as session:
        return _sheet(session, coaching_id, form), 422


def _told(form: FlaskForm, why: Incomplete | Refusal) -> None:
    """Each sentence at its field; one that is about no field at the top."""
    sentences: Mapping[str, str] = why.sentences if isinstance(why, Incomplete) else {}
    for name, sentence in sentences.items():
        form[name].errors = (sentence,)
    flash(why.sentence if isinstance(why, Refusal) else "It is not kept yet: see what is missing below.", "refused")


def _answer(session: Session, answer_id: int) -> Answer:
    answer = session.get(Answer, answer_id)
    if answer is None:
        abort(404)
    admitted(session, Action.COACH, Interview, answer.interview_id)
    return answer


def _note(session: Session, answer_id: int, form: Note) -> str:
    answer = _answer(session, answer_id)
    interview = session.get_one(Interview, answer.interview_id)
    said, agent_id = said_in(interview), interview.case.touchpoint.agent_id
    assert agent_id is not None, "whoever may coach about it knows whom"
    place = next(place for place, one in enumerate(interview.answers) if one.id == answer_id)
    form.behaviours.choices = [
        SelectChoice(one.code, one.says) for one in runtime().rulebook.service_standards.standards
    ]
    return render_template(
        "coaching_new.html",
        answer_id=answer_id,
        interview=interview,
        agent=session.get_one(Agent, agent_id),
        said=said[place],
        said_words=comments_in(said),
        read=bool(self_checks(session, agent_id, [interview.id])),
        form=form,
    )


def _sheet(session: Session, coaching_id: int, form: Review) -> str:
    row = admitted(session, Action.COACH, Coaching, coaching_id)
    compared = effect_of(session, row, runtime().rulebook.attribution, now(), read_only=False)
    return render_template(
        "coaching.html",
        it=coaching_line(session, row),
        effect=compared,
        sides=before_and_after(compared),
        form=form,
        today=today(),
    )
