"""Do not call: who said no, where each came from, one more by hand, and lifting one again with a reason."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from sqlalchemy import select
from sqlalchemy.orm import Session
from wtforms import BooleanField, RadioField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from vocsurvey.clock import now
from vocsurvey.db.campaign import Campaign, CampaignKind, CampaignStatus
from vocsurvey.db.reads.do_not_call import campaigns_barred, entries, entry
from vocsurvey.db.sample import Suppression, SuppressionScope
from vocsurvey.fieldwork.cell import read_country
from vocsurvey.fieldwork.problem import Problem
from vocsurvey.fieldwork.refusal import meant_by, read_who
from vocsurvey.fieldwork.suppression import Scope, Subject, Who
from vocsurvey.followup.closing import LONGEST, SHORTEST
from vocsurvey.followup.lifecycle import Refusal
from vocsurvey.jobs.queues import CALLS, ring
from vocsurvey.operations.opting_out import Barred, Wish, bar, lift
from vocsurvey.web.authority import Action
from vocsurvey.web.forms import UNCHOSEN, Press
from vocsurvey.web.guard import admitted, guarded
from vocsurvey.web.refusal_words import SUBJECTS
from vocsurvey.web.visitor import visitor
from vocsurvey.web.wiring import runtime

blueprint = Blueprint("do_not_call", __name__)

HANG_UP = "vocsurvey.jobs.calls.hang_up_call"
_BOUNDS = {"min": SHORTEST, "max": LONGEST}


def _stripped(value: str | None) -> str | None:
    return value.strip() if isinstance(value, str) else value


class NotToBeCalled(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """Whom, and how far it reaches."""

    subject = RadioField(
        "What shall we not call?",
        choices=[SelectChoice(code, words) for code, words in SUBJECTS.items()],
        default=Subject.LINE.value,
        validators=[InputRequired("Choose what it is.")],
    )
    whom = StringField(
        "Whom?", [InputRequired("Say whom we shall not call."), Length(max=200)],
        filters=[_stripped],
    )  # fmt: skip
    country = StringField("Country of the number", [Optional(), Length(max=60)], filters=[_stripped])
    refused = BooleanField("The organisation itself refused, for everybody behind this number")
    scope = RadioField(
        "How far does it reach?",
        choices=[
            SelectChoice(Scope.ALL_SURVEYS.value, "No surveys at all"),
            SelectChoice(Scope.AUTOMATED.value, "No automated calls; a person may call"),
            SelectChoice(Scope.CAMPAIGN.value, "One campaign only"),
        ],
        default=Scope.ALL_SURVEYS.value,
        validators=[InputRequired("Choose how far it reaches.")],
    )
    campaign = SelectField("Which campaign?", choices=[UNCHOSEN], validators=[Optional()])
    reason = TextAreaField(
        "Why, and how do you know?",
        [
            InputRequired("Say why, and how you know."),
            Length(**_BOUNDS, message=f"Say why, in {SHORTEST} to {LONGEST} characters."),
        ],
        filters=[_stripped],
    )

    def offer(self, session: Session) -> None:
        """The campaigns that can be chosen: those that call, or that may again."""
        live = (Campaign.kind == CampaignKind.SURVEY, Campaign.status != CampaignStatus.FINISHED)
        rows = session.execute(select(Campaign.id, Campaign.name).where(*live).order_by(Campaign.id.desc()))
        self.campaign.choices = [UNCHOSEN, *(SelectChoice(str(key), name) for key, name in rows)]

    def who(self) -> Who | None:
        """Whom it means; None where a field now says what is wrong with it."""
        country = read_country(self.country.data) if self.country.data else None
        if isinstance(country, Problem):
            self.country.errors = (country.sentence,)
            return None
        subject = Subject(self.subject.data)
        who = read_who(subject, self.whom.data, country)
        if isinstance(who, Problem):
            self.whom.errors = (who.sentence,)
            return None
        if subject is Subject.NUMBER and not self.refused.data:
            self.refused.errors = (
                "One person cannot refuse for all. Tick this if the organisation did; else choose one telephone.",
            )
            return None
        return who

    def wish(self, by_id: int) -> Wish | None:
        """How far it reaches; None where a field now says what is wrong with it."""
        one = self.scope.data == Scope.CAMPAIGN
        if one and not self.campaign.data:
            self.campaign.errors = ("Choose the campaign.",)
            return None
        scope = SuppressionScope.AUTOMATED if self.scope.data == Scope.AUTOMATED else SuppressionScope.ALL_SURVEYS
        return Wish("page", self.reason.data, scope, int(self.campaign.data) if one else None, by_id=by_id)


class Lift(FlaskForm):  # type: ignore[misc]
    """Why they may be called again."""

    reason = TextAreaField(
        "Why may they be called again?",
        [
            InputRequired("Say why they may be called again."),
            Length(**_BOUNDS, message=f"Say why, in {SHORTEST} to {LONGEST} characters."),
        ],
        filters=[_stripped],
    )


@blueprint.get("/do-not-call")
@guarded(Action.SUPPRESS)
def page() -> ResponseReturnValue:
    """Who is not called, and who may be called again."""
    return _page(NotToBeCalled(formdata=None))


@blueprint.post("/do-not-call")
@guarded(Action.SUPPRESS)
def add() -> ResponseReturnValue:
    """One more, by hand: at once and everywhere."""
    form, house = NotToBeCalled(), runtime()
    with house.database.reading() as session:
        form.offer(session)
    whole = form.validate_on_submit()
    who, wish = (form.who(), form.wish(visitor().id)) if whole else (None, None)
    if who is None or wish is None:
        return _page(form), 422
    barred = house.database.run(
        lambda session: bar(session, who, wish, rules=house.rulebook, line_hash=house.line_hash, now=now())
    )
    ring(house.redis, CALLS, HANG_UP, barred.hang_up)
    flash(in_words(who, barred), "done")
    return redirect(url_for(".page"), 303)


@blueprint.route("/do-not-call/<int:suppression_id>/lift", methods=["GET", "POST"])
@guarded(Action.SUPPRESS)
def lift_one(suppression_id: int) -> ResponseReturnValue:
    """They may be called again, and here is why."""
    form = Lift()
    with runtime().database.transaction() as session:
        row = admitted(session, Action.SUPPRESS, Suppression, suppression_id)
        if row.lifted_at is None and not form.validate_on_submit():
            shown = entry(session, row.id)
            return render_template("lift.html", one=shown, form=form), 422 if form.is_submitted() else 200
        done = lift(session, row.id, reason=form.reason.data or "", by_id=visitor().id, now=now())
        if isinstance(done, Refusal) and form.is_submitted():
            form.reason.errors = (done.sentence,)
            return render_template("lift.html", one=entry(session, row.id), form=form), 422
    if isinstance(done, Refusal):
        flash(done.sentence, "refused")
    else:
        flash("Lifted. They may be called again; what had ended stays ended.", "done")
    return redirect(url_for(".page", which="lifted"), 303)


def in_words(who: Who, barred: Barred) -> str:
    """What came of it, in a sentence or two."""
    if not barred.new:
        return f"{who.shown} was on the list already."
    people = "Nobody in your lists goes by it yet; it holds for whoever comes."
    if barred.people:
        people = f"It concerns {barred.people} {'person' if barred.people == 1 else 'people'} in your lists."
    cases = ""
    if barred.cases:
        cases = f" {barred.cases} open {'case' if barred.cases == 1 else 'cases'} ended or went to a live caller."
    calls = " A phone that was ringing is being hung up." if barred.hang_up else ""
    return f"{who.shown} is not called any more, from this moment on. {people}{cases}{calls}"


def _page(form: NotToBeCalled) -> str:
    words = request.args.get("q", "").strip()[:200]
    which = "lifted" if request.args.get("which") == "lifted" else "in_force"
    house = runtime()
    with house.database.reading() as session:
        form.offer(session)
        return render_template(
            "do_not_call.html",
            form=form,
            page=entries(
                session,
                lifted=which == "lifted",
                words=words,
                hashes=_hashes(session, words),
                number=request.args.get("page", 1, type=int),
            ),
            words=words,
            which=which,
            press=Press(formdata=None),
        )


def _hashes(session: Session, words: str) -> list[str]:
    """What a search may mean, as it goes into the rows: a number is found in any spelling, and after an erasure."""
    meant, campaigns = meant_by(words), (None, *campaigns_barred(session))
    return [who.hashed(runtime().line_hash, campaign_id) for who in meant for campaign_id in campaigns]
