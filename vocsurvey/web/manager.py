"""Figures, each of which opens onto the answers behind it."""

from __future__ import annotations

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from vocsurvey.db.campaign import Campaign
from vocsurvey.db.reads.behind import AnswerLine, answers_behind
from vocsurvey.db.reads.campaigns import CampaignLine, campaigns
from vocsurvey.operations.reporting import summarise
from vocsurvey.web.authority import Action
from vocsurvey.web.figure import Figure, figures
from vocsurvey.web.guard import admitted, guarded
from vocsurvey.web.wiring import runtime

blueprint = Blueprint("manager", __name__)

METRICS = {
    "cared": "Did they feel that we genuinely cared?",
    "csat": "How satisfied are they?",
    "ces": "Did we make it easy?",
    "nps": "Would they recommend us?",
}
A_FEW = 3


@blueprint.get("/figures")
@guarded(Action.SEE_FIGURES)
def page() -> ResponseReturnValue:
    """Every campaign that was launched: what was said, then the scores."""
    table = runtime().rulebook.dispositions
    with runtime().database.reading() as session:
        shown: list[tuple[CampaignLine, list[AnswerLine], list[Figure]]] = []
        for line in campaigns(session):
            if line.launched_at is not None:
                row = session.get_one(Campaign, line.id)
                words = [one for one in answers_behind(session, row, "cared") if one.words][:A_FEW]
                shown.append((line, words, figures(summarise(session, line.id, table))))
        return render_template("figures.html", shown=shown, metrics=METRICS)


@blueprint.get("/campaigns/<int:campaign_id>/answers/<metric>")
@guarded(Action.SEE_FIGURES)
def answers(campaign_id: int, metric: str) -> ResponseReturnValue:
    """The answers behind one figure of one campaign."""
    if metric not in METRICS:
        abort(404)
    with runtime().database.reading() as session:
        row = admitted(session, Action.SEE_CAMPAIGN, Campaign, campaign_id)
        summary = summarise(session, row.id, runtime().rulebook.dispositions)
        figure = next(one for one in figures(summary) if one.metric == metric)
        return render_template(
            "answers.html",
            campaign=row,
            question=METRICS[metric],
            figure=figure,
            lines=answers_behind(session, row, metric),
        )
