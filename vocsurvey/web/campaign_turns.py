"""Pausing, resuming, stopping and copying a campaign. Whoever comes too late is told who was faster."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from vocsurvey.clock import now
from vocsurvey.db.campaign import Campaign, CampaignStatus
from vocsurvey.jobs.hanging_up import end_now
from vocsurvey.operations import administering, planning, repeating, steering
from vocsurvey.operations.administering import Refusal
from vocsurvey.web.authority import Action
from vocsurvey.web.campaign_plans import known_now, myself
from vocsurvey.web.forms import Press
from vocsurvey.web.guard import admitted, guarded
from vocsurvey.web.wiring import runtime

blueprint = Blueprint("campaign_turns", __name__)

_CALLED_OFF = "The launch is called off. Nobody was phoned; it is a draft as before."
_LAUNCHES: dict[Callable[..., Campaign | Refusal], str] = {
    administering.pause: "The launch is held. Nobody is phoned for it.",
    administering.resume: "The launch goes on where it was held.",
}


@blueprint.post("/campaigns/<int:campaign_id>/pause")
@guarded(Action.PLAN_CAMPAIGN)
def pause(campaign_id: int) -> ResponseReturnValue:
    """No phone rings for it from now on; it can be resumed."""
    return _turn(campaign_id, administering.pause, "It is paused. Calls that are under way go on to their end.")


@blueprint.post("/campaigns/<int:campaign_id>/resume")
@guarded(Action.PLAN_CAMPAIGN)
def resume(campaign_id: int) -> ResponseReturnValue:
    """Go on where it was paused."""
    return _turn(campaign_id, administering.resume, "It goes on where it was paused.")


@blueprint.get("/campaigns/<int:campaign_id>/stop")
@guarded(Action.PLAN_CAMPAIGN)
def ask_to_stop(campaign_id: int) -> ResponseReturnValue:
    """The question before a stop."""
    with runtime().database.reading() as session:
        row = admitted(session, Action.PLAN_CAMPAIGN, Campaign, campaign_id)
        if row.stopped_at is not None or row.status not in (CampaignStatus.RUNNING, CampaignStatus.PAUSED):
            return redirect(url_for("account_team.campaign", campaign_id=campaign_id), 303)
        left = steering.left_to_call(session, row.id)
        return render_template("campaign_stop.html", campaign=row, left=left, press=Press(formdata=None))


@blueprint.post("/campaigns/<int:campaign_id>/stop")
@guarded(Action.PLAN_CAMPAIGN)
def stop(campaign_id: int) -> ResponseReturnValue:
    """End it before its time, for good. Phones that ring for it are hung up at once; conversations go on."""
    wired = runtime()
    with wired.database.reading() as session:
        admitted(session, Action.PLAN_CAMPAIGN, Campaign, campaign_id)
    with wired.database.transaction() as session:
        done = steering.stop(session, campaign_id, myself(), now())
    if isinstance(done, Refusal):
        flash(done.sentence, "refused")
    else:
        end_now(wired.database, wired.carrier, done.ringing)
        off = done.campaign.status == CampaignStatus.DRAFT
        flash(_CALLED_OFF if off else "It is stopped. Nobody is called for it any more; follow-ups stay owed.", "done")
    return redirect(url_for("account_team.campaign", campaign_id=campaign_id), 303)


@blueprint.post("/campaigns/<int:campaign_id>/no-more-rounds")
@guarded(Action.PLAN_CAMPAIGN)
def end_repeating(campaign_id: int) -> ResponseReturnValue:
    """It does not come again."""
    return _turn(campaign_id, repeating.end_repeating, "There will be no further round. This one goes on as it is.")


@blueprint.post("/campaigns/<int:campaign_id>/copy")
@guarded(Action.PLAN_CAMPAIGN)
def copy(campaign_id: int) -> ResponseReturnValue:
    """A draft with the same plan."""
    known = known_now()
    with runtime().database.transaction() as session:
        row = admitted(session, Action.PLAN_CAMPAIGN, Campaign, campaign_id)
        saved = planning.copy_campaign(session, row, known, myself(), now())
    flash("This is a copy, as a draft, without the days. Nobody is phoned before you launch it.", "done")
    return redirect(url_for("campaign_plans.plan", campaign_id=saved.campaign.id), 303)


def _turn(campaign_id: int, verb: Callable[..., Campaign | Refusal], done: str) -> ResponseReturnValue:
    with runtime().database.reading() as session:
        # Let in by a transaction of its own: the verb takes the campaign's gate before anything else.
        admitted(session, Action.PLAN_CAMPAIGN, Campaign, campaign_id)
    with runtime().database.transaction() as session:
        outcome = verb(session, campaign_id, myself(), now())
    if isinstance(outcome, Refusal):
        flash(outcome.sentence, "refused")
    else:
        flash(_LAUNCHES.get(verb, done) if outcome.status == CampaignStatus.DRAFT else done, "done")
    return redirect(url_for("account_team.campaign", campaign_id=campaign_id), 303)
