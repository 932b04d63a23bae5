"""Webhooks for administrators: which programs are told at once, what became of each message, and once more."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session
from wtforms import BooleanField, SelectChoice, SelectMultipleField, StringField, ValidationError
from wtforms.validators import InputRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from vocsurvey.clock import now
from vocsurvey.db.reads.webhooks import deliveries, subscription, subscriptions
from vocsurvey.db.webhook import WebhookDelivery, WebhookSubscription
from vocsurvey.jobs.queues import UPKEEP, ring
from vocsurvey.jobs.webhooks import JOB
from vocsurvey.notices.address import Forbidden, networks, read_url
from vocsurvey.operations import informing
from vocsurvey.operations.administering import Refusal
from vocsurvey.operations.subscribing import subscribe
from vocsurvey.web.authority import Action
from vocsurvey.web.forms import Press
from vocsurvey.web.guard import admitted, guarded
from vocsurvey.web.visitor import visitor
from vocsurvey.web.wiring import runtime

blueprint = Blueprint("webhooks", __name__)


class NewWebhook(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """One more program that is told."""

    name = StringField("Name", [InputRequired("Give it a name."), Length(max=200)])
    url = StringField("Address", [InputRequired("Give the address that messages are sent to.")])
    kinds = SelectMultipleField(
        "What is it told of?",
        choices=[
            SelectChoice("answers", "answers"),
            SelectChoice("flags", "flags"),
            SelectChoice("follow_ups", "follow-ups"),
        ],
        validators=[InputRequired("Choose at least one.")],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    personal = BooleanField("With names and people’s own words")

    def validate_url(self, field: StringField) -> None:
        """An address that may be sent to."""
        try:
            read_url(field.data.strip(), networks(runtime().settings.webhook_networks))
        except Forbidden as error:
            raise ValidationError(str(error)) from error


@blueprint.get("/webhooks")
@guarded(Action.LET_PROGRAMS_IN)
def page() -> ResponseReturnValue:
    """Every address, and a form for one more."""
    with runtime().database.reading() as session:
        return render_template("webhooks.html", subscriptions=subscriptions(session), form=NewWebhook())


@blueprint.post("/webhooks")
@guarded(Action.LET_PROGRAMS_IN)
def add() -> ResponseReturnValue:
    """One more address. The secret that signs its messages is shown in this answer, and never again."""
    form = NewWebhook()
    with runtime().database.transaction() as session:
        if not form.validate_on_submit():
            return render_template("webhooks.html", subscriptions=subscriptions(session), form=form), 422
        done = subscribe(
            session,
            name=form.name.data,
            url=form.url.data.strip(),
            kinds=form.kinds.data,
            personal=form.personal.data,
            by_id=visitor().id,
            now=now(),
        )
        if isinstance(done, Refusal):
            form.name.errors = (done.sentence,)
            return render_template("webhooks.html", subscriptions=subscriptions(session), form=form), 422
        return _one(session, done.id, secret=done.secret), 201


@blueprint.get("/webhooks/<int:subscription_id>")
@guarded(Action.LET_PROGRAMS_IN)
def one(subscription_id: int) -> ResponseReturnValue:
    """One address with its newest messages."""
    with runtime().database.reading() as session:
        row = admitted(session, Action.LET_PROGRAMS_IN, WebhookSubscription, subscription_id)
        return _one(session, row.id)


@blueprint.post("/webhooks/<int:subscription_id>")
@guarded(Action.LET_PROGRAMS_IN)
def change(subscription_id: int) -> ResponseReturnValue:
    """Stop sending there, go on, or sign with another secret, which is shown in this answer only."""
    wanted = request.form.get("turn")
    with runtime().database.transaction() as session:
        row = admitted(session, Action.LET_PROGRAMS_IN, WebhookSubscription, subscription_id)
        if wanted == "secret":
            return _one(session, row.id, secret=informing.change_secret(session, row.id)), 201
        if wanted == "stop":
            informing.stop(session, row.id, f"{visitor().name} stopped it.")
        elif wanted == "go_on":
            informing.go_on(session, row.id, now())
        else:
            abort(400)
    flash("Stopped: nothing is sent there." if wanted == "stop" else "It is told again.", "done")
    return redirect(url_for(".one", subscription_id=subscription_id), 303)


@blueprint.post("/webhooks/messages/<int:delivery_id>/again")
@guarded(Action.LET_PROGRAMS_IN)
def again(delivery_id: int) -> ResponseReturnValue:
    """Send one message once more."""
    with runtime().database.transaction() as session:
        row = admitted(session, Action.LET_PROGRAMS_IN, WebhookDelivery, delivery_id)
        informing.send_again(session, row.id, now())
        subscription_id, active = row.subscription_id, row.subscription.active
    if active:
        ring(runtime().redis, UPKEEP, JOB, [delivery_id])
    flash("It is being sent again." if active else "It is sent when this webhook goes on.", "done")
    return redirect(url_for(".one", subscription_id=subscription_id), 303)


def _one(session: Session, subscription_id: int, secret: str | None = None) -> str:
    return render_template(
        "webhook.html",
        one=subscription(session, subscription_id),
        deliveries=deliveries(session, subscription_id),
        secret=secret,
        press=Press(formdata=None),
    )
