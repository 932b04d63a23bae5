"""Changing a campaign while it runs: its end, its quotas, what a day may have, and its priority."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from vocsurvey.clock import now
from vocsurvey.db.campaign import Campaign
from vocsurvey.db.reads.candidates import choices
from vocsurvey.fieldwork.plan_limits import MOST_QUOTAS
from vocsurvey.fieldwork.quota import SEGMENTS
from vocsurvey.fieldwork.terms import TERMS, segment_words
from vocsurvey.fieldwork.typed import Problems, Typed
from vocsurvey.jobs.waking import wake_everybody
from vocsurvey.operations import amending
from vocsurvey.operations.administering import Refusal
from vocsurvey.operations.budget import spent_today
from vocsurvey.web.authority import Action
from vocsurvey.web.campaign_plans import SPARE_QUOTAS, known_now, myself, seen
from vocsurvey.web.forms import Press
from vocsurvey.web.guard import admitted, guarded
from vocsurvey.web.wiring import runtime

blueprint = Blueprint("campaign_terms", __name__)


@blueprint.get("/campaigns/<int:campaign_id>/change")
@guarded(Action.PLAN_CAMPAIGN)
def page(campaign_id: int) -> ResponseReturnValue:
    """What can be changed while it runs, as it is."""
    with runtime().database.reading() as session:
        row = admitted(session, Action.PLAN_CAMPAIGN, Campaign, campaign_id)
        refusal = amending.unchangeable(session, row)
        if refusal is not None:
            flash(refusal.sentence, "refused")
            return redirect(url_for("account_team.campaign", campaign_id=campaign_id), 303)
        return _page(session, row, amending.terms_typed(session, row), {})


@blueprint.post("/campaigns/<int:campaign_id>/change")
@guarded(Action.PLAN_CAMPAIGN)
def change(campaign_id: int) -> ResponseReturnValue:
    """Change it; whoever comes second is told, and loses nothing of what was typed."""
    wired, typed, known = runtime(), _typed(), known_now(campaign_id)
    with wired.database.reading() as session:
        # Let in by a transaction of its own: the verb takes the campaign's gate before anything else.
        admitted(session, Action.PLAN_CAMPAIGN, Campaign, campaign_id)
    with wired.database.transaction() as session:
        done = amending.amend(
            session, campaign_id, typed, seen(), known, myself(), table=wired.rulebook.dispositions, now=now()
        )
        if isinstance(done, Refusal):
            row = session.get_one(Campaign, campaign_id)
            flash(done.sentence, "refused")
            return _page(session, row, typed, {}), 409
        if done.problems:
            return _page(session, done.campaign, typed, done.problems), 422
    if done.more_today:
        wake_everybody(wired.database, campaign_id)
    flash(f"Changed: {'; '.join(done.changes)}." if done.changes else "Nothing was different.", "done")
    return redirect(url_for("account_team.campaign", campaign_id=campaign_id), 303)


def _typed() -> dict[str, list[str]]:
    quotas = (f"quota-{place}{end}" for place in range(1, MOST_QUOTAS + 1) for end in ("", "-target"))
    return {name: texts for name in (*TERMS, *quotas) if (texts := request.form.getlist(name))}


def _page(session: Session, row: Campaign, typed: Typed, problems: Problems) -> str:
    wired, done = runtime(), amending.done_so_far(session, row)
    kept = amending.terms_typed(session, row)
    there = [place for place in range(1, MOST_QUOTAS + 1) if kept.get(f"quota-{place}")]
    first = len(there) + 1
    last = max([place for place in range(1, MOST_QUOTAS + 1) if typed.get(f"quota-{place}")], default=0)
    return render_template(
        "campaign_change.html",
        campaign=row,
        typed=typed,
        problems=problems,
        press=Press(formdata=None),
        quotas=[(place, *_quota(kept[f"quota-{place}"], done)) for place in there],
        spare=range(first, min(max(last, len(there)) + SPARE_QUOTAS, MOST_QUOTAS) + 1),
        segments=SEGMENTS,
        choices=choices(session),
        spent=spent_today(session, row, wired.rulebook.allowance, now()),
        rules=wired.rulebook,
    )


def _quota(texts: list[str], done: dict[str, int]) -> tuple[list[str], str, int]:
    """A quota that is there: as the form sends it, in words, and how many have answered in full."""
    words = segment_words({name: value for name, _, value in (text.partition("=") for text in texts)})
    return texts, words, done.get(words, 0)
