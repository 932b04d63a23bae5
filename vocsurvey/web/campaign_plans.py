"""Planning a campaign: one page with everything that there is to decide, then a look ahead, then the launch."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from vocsurvey.clock import now
from vocsurvey.db.campaign import Campaign, CampaignKind, CampaignStatus
from vocsurvey.db.launch import UNDER_WAY, CampaignLaunch, LaunchState
from vocsurvey.db.people import User
from vocsurvey.db.reads.candidates import choices, how_many
from vocsurvey.db.sample import TOUCHPOINT_KINDS
from vocsurvey.fieldwork.drawing import FILTERS
from vocsurvey.fieldwork.plan import Plan
from vocsurvey.fieldwork.plan_limits import MOST_QUOTAS
from vocsurvey.fieldwork.quota import SEGMENTS
from vocsurvey.fieldwork.typed import Known, Problems, Typed
from vocsurvey.fieldwork.window import DAYS
from vocsurvey.jobs import launches
from vocsurvey.operations import launching, planning
from vocsurvey.operations.administering import Refusal
from vocsurvey.operations.campaign_log import Actor
from vocsurvey.operations.holding_launch import under_way
from vocsurvey.operations.plan_words import blank, typed_of
from vocsurvey.operations.planning import ANSWERING
from vocsurvey.operations.previewing import preview
from vocsurvey.web.authority import Action
from vocsurvey.web.campaign_words import value_words
from vocsurvey.web.forms import Press
from vocsurvey.web.guard import admitted, guarded
from vocsurvey.web.visitor import visitor
from vocsurvey.web.wiring import runtime
from vocsurvey.web.words import plain

blueprint = Blueprint("campaign_plans", __name__)

FIELDS = (
    *("name", "company_name", "questionnaire", "from_number", "owner", "answerable", "about", *FILTERS),
    *("draw", "one_in", "at_most", "per", "zone", "first_day", "last_day", "every", "hours", *DAYS),
    *("attempts", "gap_days", "machine_message", "calls_per_day", "money_per_day", "priority", "note_days"),
)
SPARE_QUOTAS = 2
FEW = 500
"""People, in all, over whom a launch takes no longer than any other page."""
MANY = 20_000
"""People of whom a look ahead takes longer than somebody waits without a word."""


def myself() -> Actor:
    """Whoever is signed in, for the log of decisions."""
    person = visitor()
    return Actor(person.name, person.id)


@blueprint.route("/campaigns/new", methods=["GET", "POST"])
@guarded(Action.PLAN_CAMPAIGN)
def new() -> ResponseReturnValue:
    """An empty plan; it becomes a draft as soon as it is saved, whole or not."""
    if request.method == "GET":
        with runtime().database.reading() as session:
            return _page(session, None, _beginning(session), {})
    known = known_now()
    with runtime().database.transaction() as session:
        saved = planning.new_draft(session, _typed(), known, myself(), now())
    return _saved(saved)


@blueprint.get("/campaigns/<int:campaign_id>/plan")
@guarded(Action.PLAN_CAMPAIGN)
def plan(campaign_id: int) -> ResponseReturnValue:
    """The plan of a draft, as it was left."""
    with runtime().database.reading() as session:
        row = admitted(session, Action.PLAN_CAMPAIGN, Campaign, campaign_id)
        if row.status != CampaignStatus.DRAFT or under_way(session, row) is not None:
            return redirect(url_for("account_team.campaign", campaign_id=campaign_id), 303)
        typed = typed_of(session, row)
        read = planning.plan_of(session, row, known_now(row.id))
        return _page(session, row, typed, {} if isinstance(read, Plan) else read)


@blueprint.post("/campaigns/<int:campaign_id>/plan")
@guarded(Action.PLAN_CAMPAIGN)
def save(campaign_id: int) -> ResponseReturnValue:
    """Keep what was typed, and go on to the look ahead if that is wanted and nothing is missing."""
    typed, known = _typed(), known_now(campaign_id)
    with runtime().database.transaction() as session:
        row = admitted(session, Action.PLAN_CAMPAIGN, Campaign, campaign_id)
        saved = planning.save_draft(session, row.id, typed, seen(), known, myself(), now())
        if isinstance(saved, Refusal):
            return _lost(session, row, typed, saved), 409
    return _saved(saved)


@blueprint.get("/campaigns/<int:campaign_id>/preview")
@guarded(Action.PLAN_CAMPAIGN)
def look_ahead(campaign_id: int) -> ResponseReturnValue:
    """What would happen if it were launched now. Over many people that takes a while, so the page first says so."""
    wired = runtime()
    with wired.database.reading() as session:
        row = admitted(session, Action.PLAN_CAMPAIGN, Campaign, campaign_id)
        if under_way(session, row) is not None:
            return redirect(url_for("account_team.campaign", campaign_id=campaign_id), 303)
        read = planning.plan_of(session, row, known_now(row.id))
        if row.status != CampaignStatus.DRAFT or not isinstance(read, Plan):
            return redirect(url_for(".plan", campaign_id=campaign_id), 303)
        if "all" not in request.args and (people := how_many(session)) > MANY:
            here = url_for(".look_ahead", campaign_id=campaign_id, all="")
            waiting = render_template("campaign_waiting.html", campaign=row, people=people, here=here)
            return waiting, 200, {"Refresh": f"0; url={here}"}
        ahead = preview(
            session,
            row,
            wired.library[row.questionnaire_name],
            rules=wired.rulebook,
            line_hash=wired.line_hash,
            now=now(),
        )
        return render_template(
            "campaign_preview.html",
            campaign=row,
            it=ahead,
            rules=wired.rulebook,
            press=Press(formdata=None),
            mail=wired.settings.smtp_url is not None,
        )


@blueprint.post("/campaigns/<int:campaign_id>/launch")
@guarded(Action.PLAN_CAMPAIGN)
def launch(campaign_id: int) -> ResponseReturnValue:
    """Launch the plan that was looked at. A worker does it; few people are drawn here and now, by the same steps."""
    wired, known = runtime(), known_now(campaign_id)
    with wired.database.reading() as session:
        row = admitted(session, Action.PLAN_CAMPAIGN, Campaign, campaign_id)
        questionnaire, people = wired.library.get(row.questionnaire_name), how_many(session)
    if questionnaire is None:
        return redirect(url_for(".plan", campaign_id=campaign_id), 303)
    lacking = wired.voices.lacking(questionnaire.languages)
    with wired.database.transaction() as session:
        asked = launching.ask(
            session, campaign_id, questionnaire, known, myself(), seen=seen(), lacking_voices=lacking, now=now()
        )
        refused = asked.sentence if isinstance(asked, Refusal) else None
    if refused is None and people <= FEW:
        launches.work(wired, campaign_id)
    elif refused is None:
        launches.ring_for_launches(wired)
    return _after_launch(campaign_id, refused)


def _after_launch(campaign_id: int, refused: str | None) -> ResponseReturnValue:
    """To the page of the campaign, where its launch goes on, or back to the look ahead when it cannot be launched."""
    with runtime().database.reading() as session:
        row = session.get_one(Campaign, campaign_id)
        launch = session.get(CampaignLaunch, campaign_id)
        state = launch.state if launch is not None else None
        if refused is None and launch is not None:
            refused = launch.reason
        if refused is not None:
            flash(refused, "refused")
        elif launch is not None and state == LaunchState.DONE:
            people = f"{launch.people} {'person' if launch.people == 1 else 'people'} to phone"
            flash(f"It is launched: {'it waits for events' if row.standing else people}.", "done")
        back = row.status == CampaignStatus.DRAFT and state not in UNDER_WAY
    return redirect(url_for(".look_ahead" if back else "account_team.campaign", campaign_id=campaign_id), 303)


def _saved(saved: planning.Saved) -> ResponseReturnValue:
    wanted = request.form.get("go") == "preview"
    if saved.whole and wanted:
        return redirect(url_for(".look_ahead", campaign_id=saved.campaign.id), 303)
    if saved.whole:
        flash("The draft is saved. Nobody is phoned before you launch it.", "done")
    elif wanted:
        count = len(saved.problems)
        flash(f"Saved, but {count} {'place needs' if count == 1 else 'places need'} another look.", "refused")
    else:
        flash("The draft is saved as far as it goes.", "done")
    return redirect(url_for(".plan", campaign_id=saved.campaign.id), 303)


def _lost(session: Session, row: Campaign, typed: Typed, refusal: Refusal) -> str:
    """Somebody else was faster: what was typed stays on the page, and a second press replaces theirs."""
    flash(refusal.sentence, "refused")
    return _page(session, row, typed, {})


def _page(session: Session, row: Campaign | None, typed: Typed, problems: Problems) -> str:
    quotas = [place for place in range(1, MOST_QUOTAS + 1) if typed.get(f"quota-{place}")]
    last = min(max(quotas, default=0) + SPARE_QUOTAS, MOST_QUOTAS)
    offered = choices(session)
    people = {one.value: one.people for one in offered["touchpoint"]}
    return render_template(
        "campaign_plan.html",
        campaign=row,
        typed=typed,
        problems=problems,
        press=Press(formdata=None),
        questionnaires=[(name, plain(name)) for name in sorted(runtime().library)],
        kinds=[(kind, plain(kind), people.get(kind, 0)) for kind in TOUCHPOINT_KINDS],
        values={name: [(one.value, value_words(one.value), one.people) for one in offered[name]] for name in FILTERS},
        filters=FILTERS,
        segments=SEGMENTS,
        choices=offered,
        owners=session.execute(
            select(User.id, User.name).where(User.active, User.role.in_(ANSWERING)).order_by(User.name, User.id)
        ).all(),
        days=DAYS,
        numbers=_numbers(),
        quota_places=range(1, last + 1),
        rules=runtime().rulebook,
    )


def _numbers() -> list[tuple[str, str]]:
    """Our numbers that are known, each with its country: that of the settings, and those of the rules."""
    wired = runtime()
    account, listed = wired.settings.carrier, wired.rulebook.caller_numbers.numbers
    first = [] if account is None else [(account.from_number, "usual")]
    return list(dict([*((one.number, one.country) for one in listed), *first]).items())


def _typed() -> dict[str, list[str]]:
    """What was typed into the form."""
    names = (*FIELDS, *(f"quota-{place}{end}" for place in range(1, MOST_QUOTAS + 1) for end in ("", "-target")))
    typed = {name: texts for name in names if (texts := [text for text in request.form.getlist(name) if text.strip()])}
    ticks = ("unhappy_too", "by_clock", "standing", "note")
    boxes = {name: ["yes" if request.form.get(name) else "no"] for name in ticks}
    return {**typed, **boxes}


def seen() -> int:
    """The revision that the form began from; -1 for none."""
    text = request.form.get("seen", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


def known_now(campaign_id: int | None = None) -> Known:
    """What a plan may speak of at this moment: gathered before a transaction that writes, which others wait behind."""
    wired = runtime()
    with wired.database.reading() as session:
        return planning.known(session, wired.library, wired.rulebook, now(), campaign_id)


def _beginning(session: Session) -> Typed:
    latest = session.scalar(
        select(Campaign)
        .where(Campaign.kind == CampaignKind.SURVEY, Campaign.company_name != "")
        .order_by(Campaign.id.desc())
        .limit(1)
    )
    account = runtime().settings.carrier
    number = latest.from_number if latest is not None else account.from_number if account is not None else None
    company = latest.company_name if latest is not None else None
    return blank(company, number, visitor().zone, visitor().id)
