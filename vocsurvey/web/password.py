"""Where somebody sets their password by the link that they were sent. Opening it changes nothing."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session
from wtforms import PasswordField
from wtforms.validators import EqualTo, InputRequired

from vocsurvey.clock import now
from vocsurvey.db.people import User
from vocsurvey.operations.inviting import state_of
from vocsurvey.operations.signing_in import change_password, password_problem
from vocsurvey.web.guard import public
from vocsurvey.web.limits import limiter
from vocsurvey.web.wiring import runtime

blueprint = Blueprint("password", __name__)


class SetPassword(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """A password, twice."""

    password = PasswordField("New password", [InputRequired("Choose a password.")])
    again = PasswordField("Once more", [EqualTo("password", "The two are not the same; write it again.")])


@blueprint.get("/password/<token>")
@limiter.limit("60 per minute")
@public
def page(token: str) -> ResponseReturnValue:
    """The form, for whoever has a link that holds."""
    with runtime().database.reading() as session:
        return _page(_whose(session, token), SetPassword())


@blueprint.post("/password/<token>")
@limiter.limit("60 per minute")
@public
def change(token: str) -> ResponseReturnValue:
    """Set it. The link ends with that, and so does every session of the person."""
    form = SetPassword()
    with runtime().database.transaction() as session:
        user = _whose(session, token)
        if user is None or not form.validate_on_submit():
            return _page(user, form, 422)
        if problem := password_problem(form.password.data):
            form.password.errors = (problem,)
            return _page(user, form, 422)
        change_password(session, user.id, form.password.data)
    flash("Your password is set. Sign in with it.", "done")
    return redirect(url_for("auth.sign_in"), 303)


def _whose(session: Session, token: str) -> User | None:
    links = runtime().password_links
    bearer = links.read(token)
    user = session.get(User, bearer.user_id) if bearer is not None else None
    if bearer is None or user is None or not user.active or not links.holds(bearer, state_of(user), now()):
        return None
    return user


def _page(user: User | None, form: SetPassword, status: int = 200) -> ResponseReturnValue:
    # Whoever has signed in on this machine may be somebody else: the page shows nothing of theirs.
    page = render_template("password.html", person=user, form=form, me=None)
    return page, status if user is not None else 410
