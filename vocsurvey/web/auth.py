"""Signing in and out."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import login_user, logout_user

from vocsurvey.operations.signing_in import person_who_signs_in
from vocsurvey.web.authority import Action
from vocsurvey.web.forms import SignIn
from vocsurvey.web.guard import guarded, public
from vocsurvey.web.limits import address_and_person, limiter
from vocsurvey.web.visitor import Visitor, known_visitor
from vocsurvey.web.wiring import runtime

blueprint = Blueprint("auth", __name__)

REFUSED = "That e-mail and password do not go together. Check both, or ask your administrator."


@blueprint.route("/sign-in", methods=["GET", "POST"])
@limiter.limit("60 per minute", methods=["POST"])
@limiter.limit("10 per minute; 100 per hour", key_func=address_and_person, methods=["POST"])
@public
def sign_in() -> ResponseReturnValue:
    """The sign-in page. An unknown person and a wrong password get the same answer after the same time."""
    form = SignIn(next=request.args.get("next", ""))
    if not form.validate_on_submit():
        if known_visitor() is not None:
            return redirect(url_for("start.page"))
        return render_template("sign_in.html", form=form), 422 if form.is_submitted() else 200
    with runtime().database.reading() as rows:
        user = person_who_signs_in(rows, form.email.data, form.password.data)
        person = Visitor.of(user) if user is not None else None
    if person is None:
        form.password.errors = (REFUSED,)
        return render_template("sign_in.html", form=form), 422
    session.clear()
    session.permanent = True
    login_user(person)
    return redirect(local_path(form.next.data) or url_for("start.page"))


@blueprint.post("/sign-out")
@guarded(Action.BE_SIGNED_IN)
def sign_out() -> ResponseReturnValue:
    """End this session."""
    logout_user()
    session.clear()
    return redirect(url_for("auth.sign_in"))


def local_path(wanted: str | None) -> str | None:
    """The path to go on to, when it is one of our own; None for anything that leads elsewhere."""
    if not wanted or not wanted.startswith("/") or wanted.startswith("//"):
        return None
    # Browsers read a backslash as a slash, and drop tabs and line ends.
    if "\\" in wanted or any(ord(letter) < 32 for letter in wanted):
        return None
    parts = urlsplit(wanted)
    return wanted if not parts.scheme and not parts.netloc else None
