"""Problems: many follow-ups, one cause. The list, one with its follow-ups, and the way in from a follow-up."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session
from wtforms import DateField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import Optional

from vocsurvey.clock import now
from vocsurvey.db.followup import FollowUp
from vocsurvey.db.people import User
from vocsurvey.db.problem import Problem
from vocsurvey.db.reads.people import names_of
from vocsurvey.db.reads.problems import problem_list as listed
from vocsurvey.db.reads.problems import problem_of, problem_sheet, problems_called
from vocsurvey.followup.closing import LONGEST
from vocsurvey.followup.lifecycle import Refusal
from vocsurvey.followup.problem import LONGEST_TITLE, ProblemState, next_of
from vocsurvey.operations import problem_solving
from vocsurvey.questionnaire.model import Dimension
from vocsurvey.web.authority import CUSTOMER_SIDE, Action
from vocsurvey.web.forms import Press
from vocsurvey.web.guard import admitted, guarded
from vocsurvey.web.visitor import visitor
from vocsurvey.web.wiring import runtime
from vocsurvey.web.words import local

blueprint = Blueprint("problems", __name__)

LONGEST_ID = 18
DO = {
    ProblemState.OPEN: "Open it again",
    ProblemState.ACTING: "Something is being done",
    ProblemState.MEASURING: "It is done: measure again",
    ProblemState.SOLVED: "It is solved",
    ProblemState.DROPPED: "Drop it",
}


class NewProblem(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """What a problem is called, and what causes it."""

    title = StringField("What is wrong, in a few words", render_kw={"maxlength": LONGEST_TITLE})
    cause = TextAreaField("What causes it", render_kw={"rows": 3, "maxlength": LONGEST})
    dimension = SelectField("What it is about", choices=[SelectChoice("", "Not sure"), *map(SelectChoice, Dimension)])


class PlanForm(FlaskForm):  # type: ignore[misc]
    """Who does what about it, by when."""

    owner = SelectField("Who sees to it", coerce=int)
    action = TextAreaField("What will be done", render_kw={"rows": 3, "maxlength": LONGEST})
    due_on = DateField("Done by", [Optional()])
    remeasure_on = DateField("Measured again on", [Optional()])


def today() -> date:
    """The day where the visitor is."""
    return local(now()).date()


@blueprint.get("/problems")
@guarded(Action.WORK_ON_PROBLEMS)
def problem_list() -> ResponseReturnValue:
    """All problems that are not over, or as narrow as the link says."""
    state, said = request.args.get("state", ""), request.args.get("q", "").strip()[:LONGEST_TITLE]
    state = state if state in list(ProblemState) else ""
    mine = request.args.get("whose") == "mine"
    number = request.args.get("page", "")
    with runtime().database.reading() as session:
        page = listed(
            session,
            today(),
            state=state,
            owner_id=visitor().id if mine else None,
            said=said,
            number=_id(number) or 1,
        )
    return render_template("problems.html", page=page, state=state, q=said, mine=mine, states=ProblemState)


@blueprint.get("/problems/<int:problem_id>")
@guarded(Action.WORK_ON_PROBLEMS)
def one(problem_id: int) -> ResponseReturnValue:
    """One problem."""
    with runtime().database.reading() as session:
        return _sheet(session, admitted(session, Action.WORK_ON_PROBLEMS, Problem, problem_id))


@blueprint.post("/problems/<int:problem_id>/plan")
@guarded(Action.WORK_ON_PROBLEMS)
def plan(problem_id: int) -> ResponseReturnValue:
    """Who does what by when."""
    form = PlanForm()
    with runtime().database.transaction() as session:
        row = admitted(session, Action.WORK_ON_PROBLEMS, Problem, problem_id)
        form.owner.choices = [SelectChoice(*found) for found in names_of(session, CUSTOMER_SIDE, row.owner_id)]
        if not form.validate_on_submit():
            return _sheet(session, row, form), 422
        wanted = problem_solving.Plan(form.owner.data, form.action.data or "", form.due_on.data, form.remeasure_on.data)
        done = problem_solving.plan_problem(session, row.id, visitor().id, wanted, now())
        if isinstance(done, Refusal):
            form.action.errors = (done.sentence,)
            return _sheet(session, row, form), 422
    return _back(problem_id, done, "The plan is kept.")


@blueprint.post("/problems/<int:problem_id>/move")
@guarded(Action.WORK_ON_PROBLEMS)
def move(problem_id: int) -> ResponseReturnValue:
    """It goes on."""
    wanted = request.form.get("to", "")
    with runtime().database.transaction() as session:
        row = admitted(session, Action.WORK_ON_PROBLEMS, Problem, problem_id)
        if wanted not in list(ProblemState):
            return _sheet(session, row), 422
        done = problem_solving.move_problem(session, row.id, visitor().id, ProblemState(wanted), now())
    return _back(problem_id, done, "Kept.")


@blueprint.post("/problems/<int:problem_id>/take-out")
@guarded(Action.WORK_ON_PROBLEMS)
def take_out(problem_id: int) -> ResponseReturnValue:
    """A follow-up does not belong to it after all."""
    with runtime().database.transaction() as session:
        row = admitted(session, Action.WORK_ON_PROBLEMS, Problem, problem_id)
        member = _id(request.form.get("follow_up", ""))
        done = problem_solving.take_out_of_problem(session, row.id, member, visitor().id, now())
    return _back(problem_id, done, "Taken out. That it was in it stays in the history.")


@blueprint.get("/follow-ups/<int:follow_up_id>/problem")
@guarded(Action.WORK_ON_PROBLEMS)
def choose(follow_up_id: int) -> ResponseReturnValue:
    """Which problem a follow-up belongs to: found by its title, or a new one."""
    with runtime().database.reading() as session:
        return _choice(session, admitted(session, Action.WORK_ON_PROBLEMS, FollowUp, follow_up_id))


@blueprint.post("/follow-ups/<int:follow_up_id>/problem")
@guarded(Action.WORK_ON_PROBLEMS)
def add(follow_up_id: int) -> ResponseReturnValue:
    """It belongs to that one."""
    with runtime().database.transaction() as session:
        row = admitted(session, Action.WORK_ON_PROBLEMS, FollowUp, follow_up_id)
        problem = session.get(Problem, _id(request.form.get("problem", "")))
        if problem is None:
            return _choice(session, row), 422
        done = problem_solving.add_to_problem(session, problem.id, row.id, visitor().id, now())
        problem_id = problem.id
    return _back(problem_id, done, "It belongs to this problem now.")


@blueprint.post("/follow-ups/<int:follow_up_id>/problem/new")
@guarded(Action.WORK_ON_PROBLEMS)
def make(follow_up_id: int) -> ResponseReturnValue:
    """A new problem, with this follow-up as its first."""
    form = NewProblem()
    with runtime().database.transaction() as session:
        row = admitted(session, Action.WORK_ON_PROBLEMS, FollowUp, follow_up_id)
        if not form.validate_on_submit():
            return _choice(session, row, form), 422
        said = (form.title.data or "", form.cause.data or "")
        done = problem_solving.make_problem(
            session, [row.id], visitor().id, *said, now(), dimension=form.dimension.data or None
        )
        if isinstance(done, Refusal):
            form.title.errors = (done.sentence,)
            return _choice(session, row, form), 422
        problem_id = done.id
    return _back(problem_id, done, "The problem is made. Say next what will be done about it.")


def _id(said: str) -> int:
    """A number as a form says it; 0, which nothing has, for anything else."""
    return int(said) if said.isascii() and said.isdigit() and len(said) <= LONGEST_ID else 0


def _back(problem_id: int, done: Problem | Refusal, saved: str) -> ResponseReturnValue:
    if isinstance(done, Refusal):
        flash(done.sentence, "refused")
    else:
        flash(saved, "done")
    return redirect(url_for(".one", problem_id=problem_id), 303)


def _sheet(session: Session, row: Problem, form: PlanForm | None = None) -> str:
    if form is None:
        form = PlanForm(
            formdata=None,
            owner=row.owner_id,
            action=row.action,
            due_on=row.action_due_on,
            remeasure_on=row.remeasure_on,
        )
        form.owner.choices = [SelectChoice(*found) for found in names_of(session, CUSTOMER_SIDE, row.owner_id)]
    moves = [(state, DO[state]) for state in next_of(ProblemState(row.state))]
    it = problem_sheet(session, row, today())
    return render_template("problem.html", it=it, form=form, press=Press(formdata=None), moves=moves)


def _choice(session: Session, row: FollowUp, form: NewProblem | None = None) -> str:
    said = request.args.get("q", "").strip()[:LONGEST_TITLE]
    known = problem_of(session, row.id)
    who = session.get_one(User, visitor().id).name
    return render_template(
        "problem_choice.html",
        row=row,
        known=known,
        q=said,
        who=who,
        found=problems_called(session, said),
        form=form or NewProblem(formdata=None),
        press=Press(formdata=None),
    )
