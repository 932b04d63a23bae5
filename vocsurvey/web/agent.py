"""Feedback about me: what customers said, to the person whom they said it about, once they have said how it went."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session

from vocsurvey.clock import now
from vocsurvey.db.coaching import Contest, SelfCheck
from vocsurvey.db.interview import Interview
from vocsurvey.db.reads.attribution import agent_answers
from vocsurvey.db.reads.coachings import CoachingLine, coachings_of, effect_of
from vocsurvey.db.reads.contests import contests_of, upheld_of
from vocsurvey.db.reads.feedback import feedback, feedback_about, self_checks
from vocsurvey.followup.closing import LONGEST
from vocsurvey.followup.lifecycle import Refusal
from vocsurvey.operations.contesting import contest_answer
from vocsurvey.operations.self_checking import check_self
from vocsurvey.reporting.attribution import agent_scores
from vocsurvey.reporting.coaching import Effect
from vocsurvey.reporting.self_check import compare
from vocsurvey.web.authority import Action
from vocsurvey.web.figure import Figure, agent_figure, before_and_after
from vocsurvey.web.guard import admitted, guarded
from vocsurvey.web.visitor import visitor
from vocsurvey.web.wiring import runtime
from vocsurvey.web.words import today

blueprint = Blueprint("agent", __name__)


class Press(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """A button of the page, with its token."""


@blueprint.get("/feedback")
@guarded(Action.SEE_FEEDBACK)
def page() -> ResponseReturnValue:
    """Everything that was said about me, latest first."""
    agent_id, rules = visitor().agent_id, runtime().rulebook.attribution
    with runtime().database.reading() as session:
        if agent_id is None:
            return render_template("feedback_list.html", lines=[], figures=[], coachings=[], rules=rules, known=False)
        answers = agent_answers(session, agent_id, rules, now() - rules.window)
        lines = feedback_about(session, agent_id, rules)
        customers = [(one.own, one.cared.said.said.lower() if one.cared else None) for one in lines]
        return render_template(
            "feedback_list.html",
            lines=lines,
            figures=[(one, agent_figure(one)) for one in agent_scores(answers, rules)],
            compared=compare(customers),
            rules=rules,
            coachings=coachings_of(session, agent_id),
            today=today(),
            known=True,
        )


@blueprint.get("/feedback/<int:interview_id>")
@guarded(Action.SEE_FEEDBACK)
def one(interview_id: int) -> ResponseReturnValue:
    """One conversation about something that I did."""
    with runtime().database.reading() as session:
        return _shown(session, interview_id)


@blueprint.post("/feedback/<int:interview_id>/self-check")
@guarded(Action.SEE_FEEDBACK)
def say_first(interview_id: int) -> ResponseReturnValue:
    """How I think that it went, or that I would rather read at once."""
    person, house = visitor(), runtime()

    def work(session: Session) -> SelfCheck | Refusal:
        row = admitted(session, Action.SEE_FEEDBACK, Interview, interview_id)
        assert person.agent_id is not None, "a row is theirs only by their agent"
        return check_self(session, row.id, person.agent_id, person.id, request.form.get("word", ""), now())

    done = house.database.run(work)
    if isinstance(done, Refusal):
        flash(done.sentence, "refused")
        with house.database.reading() as session:
            return _shown(session, interview_id), 422
    return redirect(url_for(".one", interview_id=interview_id), 303)


@blueprint.post("/feedback/<int:interview_id>/answers/<int:answer_id>/contest")
@guarded(Action.SEE_FEEDBACK)
def contest(interview_id: int, answer_id: int) -> ResponseReturnValue:
    """Why an answer should not count in my figures."""
    person, house = visitor(), runtime()
    words = request.form.get("words", "")

    def work(session: Session) -> Contest | Refusal:
        row = admitted(session, Action.SEE_FEEDBACK, Interview, interview_id)
        assert person.agent_id is not None, "a row is theirs only by their agent"
        if answer_id not in [one.id for one in row.answers]:
            abort(404)
        return contest_answer(session, answer_id, person.agent_id, person.id, words, now())

    done = house.database.run(work)
    if isinstance(done, Refusal):
        flash(done.sentence, "refused")
        with house.database.reading() as session:
            return _shown(session, interview_id, {answer_id: words}), 422
    flash("A manager reads it and decides. You read here what they say.", "done")
    return redirect(url_for(".one", interview_id=interview_id), 303)


def _shown(session: Session, interview_id: int, typed: Mapping[int, str] | None = None) -> str:
    row = admitted(session, Action.SEE_FEEDBACK, Interview, interview_id)
    agent_id = visitor().agent_id
    assert agent_id is not None, "a row is theirs only by their agent"
    checks = self_checks(session, agent_id, [row.id])
    contests, upheld = contests_of(session, agent_id), upheld_of(session, agent_id)
    it = feedback(row, runtime().rulebook.attribution, checks.get(row.id), contests, upheld)
    return render_template(
        "feedback.html",
        it=it,
        coachings=_coached(session, agent_id, row.id),
        today=today(),
        press=Press(formdata=None),
        typed=typed or {},
        longest=LONGEST,
    )


def _coached(
    session: Session, agent_id: int, interview_id: int
) -> list[tuple[CoachingLine, Effect, tuple[tuple[str, Figure], ...]]]:
    """The coachings about a conversation that they have read, each with what came before and after it."""
    rules, found = runtime().rulebook.attribution, []
    for line in coachings_of(session, agent_id):
        if line.interview_id == interview_id and line.read:
            compared = effect_of(session, line.row, rules, now(), read_only=True)
            found.append((line, compared, before_and_after(compared)))
    return found
