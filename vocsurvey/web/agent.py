"""Feedback about me: what customers said, to the person whom they said it about."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from vocsurvey.db.interview import Interview
from vocsurvey.db.reads.feedback import feedback, feedback_about
from vocsurvey.web.authority import Action
from vocsurvey.web.guard import admitted, guarded
from vocsurvey.web.visitor import visitor
from vocsurvey.web.wiring import runtime

blueprint = Blueprint("agent", __name__)


@blueprint.get("/feedback")
@guarded(Action.SEE_FEEDBACK)
def page() -> ResponseReturnValue:
    """Everything that was said about me, latest first."""
    agent_id = visitor().agent_id
    with runtime().database.reading() as session:
        lines = feedback_about(session, agent_id) if agent_id is not None else []
        return render_template("feedback_list.html", lines=lines, known=agent_id is not None)


@blueprint.get("/feedback/<int:interview_id>")
@guarded(Action.SEE_FEEDBACK)
def one(interview_id: int) -> ResponseReturnValue:
    """One conversation about something that I did."""
    with runtime().database.reading() as session:
        row = admitted(session, Action.SEE_FEEDBACK, Interview, interview_id)
        return render_template("feedback.html", it=feedback(row))
