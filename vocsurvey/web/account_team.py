"""Campaigns and cases: how the calling goes, and what was said in each call."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from vocsurvey.clock import now
from vocsurvey.db.campaign import Campaign, CampaignStatus, Case
from vocsurvey.db.launch import AT_WORK, CampaignLaunch
from vocsurvey.db.people import Role
from vocsurvey.db.reads.campaigns import campaigns
from vocsurvey.db.reads.case import case_file
from vocsurvey.db.reads.cases import cases
from vocsurvey.db.reads.decisions import decisions
from vocsurvey.db.reads.notes import notes_in
from vocsurvey.db.reads.progress import progress
from vocsurvey.db.reads.standstill import standstills
from vocsurvey.db.reads.tallies import by_caller, by_hour
from vocsurvey.operations.explaining import explain_cases
from vocsurvey.operations.reporting import summarise
from vocsurvey.web.authority import Action
from vocsurvey.web.figure import outcome_rates
from vocsurvey.web.guard import admitted, guarded
from vocsurvey.web.visitor import visitor
from vocsurvey.web.wiring import runtime

blueprint = Blueprint("account_team", __name__)


@blueprint.get("/campaigns")
@guarded(Action.SEE_CAMPAIGN)
def campaign_list() -> ResponseReturnValue:
    """Every campaign; to a caller, those that run."""
    with runtime().database.reading() as session:
        lines = campaigns(session, only_running=visitor().role is Role.CALLER)
        return render_template("campaigns.html", campaigns=lines)


@blueprint.get("/campaigns/<int:campaign_id>")
@guarded(Action.SEE_CAMPAIGN)
def campaign(campaign_id: int) -> ResponseReturnValue:
    """How one campaign goes; the page keeps itself up to date."""
    with runtime().database.reading() as session:
        return _progress(session, campaign_id, "campaign.html")


@blueprint.get("/campaigns/<int:campaign_id>/progress")
@guarded(Action.SEE_CAMPAIGN)
def campaign_progress(campaign_id: int) -> ResponseReturnValue:
    """The part of the page that changes."""
    with runtime().database.reading() as session:
        return _progress(session, campaign_id, "parts/progress.html")


@blueprint.get("/campaigns/<int:campaign_id>/launching")
@guarded(Action.PLAN_CAMPAIGN)
def campaign_launching(campaign_id: int) -> ResponseReturnValue:
    """How far a launch is; once it is over, the browser is told to fetch the whole page again."""
    with runtime().database.reading() as session:
        row = admitted(session, Action.PLAN_CAMPAIGN, Campaign, campaign_id)
        launch = _launch(session, row)
        shown = render_template("parts/launch.html", campaign=row, launch=launch, now=now())
        return shown, 200, {} if launch is not None and launch.state in AT_WORK else {"HX-Refresh": "true"}


def _launch(session: Session, row: Campaign) -> CampaignLaunch | None:
    """The latest launch of what is still a draft."""
    return session.get(CampaignLaunch, row.id) if row.status == CampaignStatus.DRAFT else None


def _progress(session: Session, campaign_id: int, template: str) -> ResponseReturnValue:
    row = admitted(session, Action.SEE_CAMPAIGN, Campaign, campaign_id)
    table = runtime().rulebook.dispositions
    figures = summarise(session, row.id, table)
    return render_template(
        template,
        campaign=row,
        progress=progress(session, row),
        standstills=standstills(session, row, now()),
        summary=figures,
        table=table,
        rates=outcome_rates(figures),
        live=row.status in (CampaignStatus.RUNNING, CampaignStatus.PAUSED),
        decisions=decisions(session, row.id),
        hours=by_hour(session, row),
        callers=by_caller(session, row),
        launch=_launch(session, row),
        now=now(),
    )


@blueprint.get("/campaigns/<int:campaign_id>/cases")
@guarded(Action.SEE_CASE)
def case_list(campaign_id: int) -> ResponseReturnValue:
    """The cases of a campaign, by how they ended."""
    disposition = request.args.get("disposition") or None
    with runtime().database.reading() as session:
        row = admitted(session, Action.SEE_CAMPAIGN, Campaign, campaign_id)
        page = cases(session, row, disposition=disposition, number=request.args.get("page", 1, type=int))
        return render_template(
            "cases.html", campaign=row, page=page, chosen=disposition, table=runtime().rulebook.dispositions
        )


@blueprint.get("/cases/<int:case_id>")
@guarded(Action.SEE_CASE)
def case(case_id: int) -> ResponseReturnValue:
    """One case: its attempts, what was said, and its flags."""
    with runtime().database.reading() as session:
        row = admitted(session, Action.SEE_CASE, Case, case_id)
        wired = runtime()
        explained = explain_cases(session, [row], rules=wired.rulebook, line_hash=wired.line_hash, now=now())[0]
        return render_template(
            "case.html",
            case=case_file(session, row),
            explained=explained,
            notes=notes_in(session, row),
            table=wired.rulebook.dispositions,
        )
