"""API tokens for administrators: which programs may come in, what each may do, and an end to it."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from sqlalchemy import select
from sqlalchemy.orm import Session
from wtforms import IntegerField, SelectChoice, SelectMultipleField, StringField
from wtforms.validators import InputRequired, Length, NumberRange
from wtforms.widgets import CheckboxInput, ListWidget

from vocsurvey.clock import now
from vocsurvey.db.api import ApiToken
from vocsurvey.operations.administering import Refusal
from vocsurvey.operations.admitting import LONGEST_LIFE, SHORTEST_LIFE, issue_token, revoke_token
from vocsurvey.web.api_document import SCOPES
from vocsurvey.web.authority import Action
from vocsurvey.web.forms import Press
from vocsurvey.web.guard import admitted, guarded
from vocsurvey.web.visitor import visitor
from vocsurvey.web.wiring import runtime

blueprint = Blueprint("api_access", __name__)

A_YEAR = 365
_DAYS = f"Choose between {SHORTEST_LIFE.days} and {LONGEST_LIFE.days} days."


class NewToken(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """Leave for one more program."""

    name = StringField(
        "Name",
        [InputRequired("Give it a name."), Length(max=200)],
        filters=[lambda text: text.strip() if text else text],
    )
    scopes = SelectMultipleField(
        "What may it do?",
        choices=[SelectChoice(scope.value, words) for scope, words in SCOPES.items()],
        validators=[InputRequired("Choose at least one.")],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    days = IntegerField(
        "Days until it ends",
        [InputRequired(_DAYS), NumberRange(SHORTEST_LIFE.days, LONGEST_LIFE.days, _DAYS)],
        default=A_YEAR,
    )


@blueprint.get("/api-access")
@guarded(Action.LET_PROGRAMS_IN)
def page() -> ResponseReturnValue:
    """Every token, and a form for one more."""
    with runtime().database.reading() as session:
        return _page(session, NewToken())


@blueprint.post("/api-access")
@guarded(Action.LET_PROGRAMS_IN)
def issue() -> ResponseReturnValue:
    """One more token. It is shown in this answer, and never again."""
    form = NewToken()
    with runtime().database.transaction() as session:
        if not form.validate_on_submit():
            return _page(session, form), 422
        done = issue_token(
            session,
            name=form.name.data,
            scopes=form.scopes.data,
            lifetime=timedelta(days=form.days.data),
            by_id=visitor().id,
            now=now(),
        )
        if isinstance(done, Refusal):
            form.name.errors = (done.sentence,)
            return _page(session, form), 422
        return _page(session, NewToken(formdata=None), secret=done.secret, name=done.token.name), 201


@blueprint.post("/api-access/<int:token_id>/revoke")
@guarded(Action.LET_PROGRAMS_IN)
def revoke(token_id: int) -> ResponseReturnValue:
    """The token opens nothing any more."""
    with runtime().database.transaction() as session:
        row = admitted(session, Action.LET_PROGRAMS_IN, ApiToken, token_id)
        done = revoke_token(session, row.id, now())
        name = row.name
    flash(
        f"“{name}” is revoked: whatever used it is refused from now on." if done else "It was revoked already.", "done"
    )
    return redirect(url_for(".page"), 303)


def _page(session: Session, form: NewToken, *, secret: str | None = None, name: str | None = None) -> str:
    tokens = session.scalars(select(ApiToken).order_by(ApiToken.revoked_at.is_not(None), ApiToken.name)).all()
    return render_template(
        "api_access.html", tokens=tokens, form=form, press=Press(formdata=None), secret=secret, name=name, at=now()
    )
