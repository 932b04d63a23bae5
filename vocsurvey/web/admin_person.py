"""One person, for administrators: what they speak, when they work, where they are called, which teams they are in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from sqlalchemy import select
from sqlalchemy.orm import Session
from wtforms import BooleanField, SelectChoice, SelectField, StringField, TextAreaField, ValidationError
from wtforms.validators import InputRequired, Length, Optional

from vocsurvey.clock import now
from vocsurvey.db.letter import Letter
from vocsurvey.db.people import Role, User, Way
from vocsurvey.db.reads.people import people
from vocsurvey.db.sample import Agent
from vocsurvey.db.team import Team
from vocsurvey.fieldwork.cell import read_country, read_language, read_zone
from vocsurvey.fieldwork.phone import Line, read_own_phone
from vocsurvey.fieldwork.problem import Problem
from vocsurvey.followup.working_time import Absence, read_absence, read_working_week
from vocsurvey.operations.administering import Refusal
from vocsurvey.operations.inviting import invite
from vocsurvey.operations.looking_after import accounts_of, change_person, estate_of
from vocsurvey.operations.recasting import SignIn, change_sign_in
from vocsurvey.web.authority import Action
from vocsurvey.web.forms import Press
from vocsurvey.web.guard import admitted, guarded
from vocsurvey.web.heir_forms import Candidates, Left, SignInOf, chosen_for_accounts
from vocsurvey.web.visitor import visitor
from vocsurvey.web.wiring import runtime

blueprint = Blueprint("admin_person", __name__)
NO_MAIL = "No mail server is set (SMTP_URL), so no link can be sent."


def _words(text: str | None) -> tuple[str, ...]:
    return tuple((text or "").replace(",", " ").split())


def _lines(text: str | None) -> tuple[str, ...]:
    return tuple(one.strip() for one in (text or "").replace(";", "\n").splitlines() if one.strip())


class Person(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """Somebody who signs in. Every field shows what holds now; an empty one takes it away."""

    name = StringField("Name", [InputRequired("Give the person’s name."), Length(max=200)])
    zone = StringField("Time zone", [InputRequired("Give a time zone."), Length(max=60)])
    teams = StringField("Teams", [Optional(), Length(max=1000)])
    languages = StringField("Languages they call in", [Optional(), Length(max=200)])
    converts_refusals = BooleanField("Also calls those who have refused once")
    phone = StringField("Their own phone", [Optional(), Length(max=40)])
    way = SelectField(
        "How they call",
        choices=[
            SelectChoice("", "As they choose"),
            SelectChoice(Way.PHONE.value, "At their own phone"),
            SelectChoice(Way.BROWSER.value, "In the browser"),
        ],
        validators=[Optional()],
    )
    hours = TextAreaField("Working hours", [Optional(), Length(max=1000)])
    country = StringField("Country of their holidays", [Optional(), Length(max=2)])
    away = TextAreaField("Away", [Optional(), Length(max=4000)])

    def validate_zone(self, field: StringField) -> None:
        """An IANA name."""
        _check(read_zone, (field.data or "").strip())

    def validate_languages(self, field: StringField) -> None:
        """Codes of languages."""
        for one in _words(field.data):
            _check(read_language, one)

    def validate_phone(self, field: StringField) -> None:
        """A number with its country."""
        _check(read_own_phone, field.data or "")

    def validate_hours(self, field: TextAreaField) -> None:
        """Weekly hours."""
        _check(read_working_week, _lines(field.data))

    def validate_country(self, field: StringField) -> None:
        """A code of a country."""
        _check(read_country, (field.data or "").strip().upper())

    def validate_away(self, field: TextAreaField) -> None:
        """Days, or spans of days."""
        for one in _lines(field.data):
            _check(read_absence, one)

    def values(self) -> dict[str, Any]:
        """What was typed, as ``change_person`` takes it; the form was found to be good."""
        hours = read_working_week(_lines(self.hours.data)) if _lines(self.hours.data) else None
        line = read_own_phone(self.phone.data) if (self.phone.data or "").strip() else None
        away = [read_absence(one) for one in _lines(self.away.data)]
        return {
            "name": self.name.data,
            "zone": self.zone.data.strip(),
            "languages": _words(self.languages.data),
            "converts_refusals": bool(self.converts_refusals.data),
            "phone": line.number if isinstance(line, Line) else None,
            "way": Way(self.way.data) if self.way.data else None,
            "hours": hours if isinstance(hours, dict) else None,
            "country": (self.country.data or "").strip().upper() or None,
            "away": [one for one in away if isinstance(one, Absence)],
            "teams": (self.teams.data or "").split(","),
        }


def _check(read: Callable[[Any], object], given: object) -> None:
    if isinstance(found := read(given), Problem):
        raise ValidationError(found.sentence)


@blueprint.get("/people/<int:user_id>")
@guarded(Action.LOOK_AFTER_PEOPLE)
def page(user_id: int) -> ResponseReturnValue:
    """All that can be set of somebody."""
    with runtime().database.reading() as session:
        row = admitted(session, Action.LOOK_AFTER_PEOPLE, User, user_id)
        return _page(session, row)


@blueprint.post("/people/<int:user_id>")
@guarded(Action.LOOK_AFTER_PEOPLE)
def change(user_id: int) -> ResponseReturnValue:
    """Set it, from now on."""
    form = Person()
    with runtime().database.transaction() as session:
        row = admitted(session, Action.LOOK_AFTER_PEOPLE, User, user_id)
        if not form.validate_on_submit():
            return _page(session, row, form=form), 422
        change_person(session, row.id, **form.values())
        name = row.name
    flash(f"What you set for {name} holds from now on.", "done")
    return redirect(url_for(".page", user_id=user_id), 303)


@blueprint.post("/people/<int:user_id>/sign-in")
@guarded(Action.LOOK_AFTER_PEOPLE)
def change_how_they_sign_in(user_id: int) -> ResponseReturnValue:
    """Another address, or other work: who does not answer to customers any more hands on what they have."""
    with runtime().database.transaction() as session:
        row = admitted(session, Action.LOOK_AFTER_PEOPLE, User, user_id)
        left = _left(session, row)
        form = _sign_in(session, row, left, fresh=False)
        if not form.validate_on_submit():
            return _page(session, row, sign_in=form), 422
        heirs = form.heirs(chosen_for_accounts(request.form, left.accounts, left.whom))
        wanted = SignIn(form.email.data, Role(form.role.data), form.agent.data)
        done = change_sign_in(session, row.id, wanted, session.get_one(User, visitor().id), now(), heirs=heirs)
        if not isinstance(done, User):
            form[done.what].errors = (done.sentence,)
            return _page(session, row, sign_in=form), 422
        name = done.name
    flash(f"How {name} signs in holds from now on.", "done")
    return redirect(url_for(".page", user_id=user_id), 303)


@blueprint.post("/people/<int:user_id>/link")
@guarded(Action.LOOK_AFTER_PEOPLE)
def send_link(user_id: int) -> ResponseReturnValue:
    """Send somebody the link with which they set their password."""
    with runtime().database.transaction() as session:
        row = admitted(session, Action.LOOK_AFTER_PEOPLE, User, user_id)
        done: Letter | Refusal = Refusal(NO_MAIL)
        if runtime().settings.smtp_url is not None:
            done = invite(session, row.id, now())
        name = row.name
    if isinstance(done, Refusal):
        flash(done.sentence, "refused")
    else:
        flash(f"{name} is sent a link with which they set their password.", "done")
    return redirect(url_for(".page", user_id=user_id), 303)


def _page(session: Session, row: User, *, form: Person | None = None, sign_in: SignInOf | None = None) -> str:
    left = _left(session, row)
    return render_template(
        "person.html",
        person=row,
        form=form or Person(formdata=None, data=_shown(session, row)),
        sign_in=sign_in or _sign_in(session, row, left, fresh=True),
        left=left,
        sent=request.form if sign_in else {},
        press=Press(formdata=None),
    )


def _left(session: Session, row: User) -> Left:
    whom = Candidates.besides(row.id, people(session))
    return Left(estate_of(session, row.id), accounts_of(session, row.id), whom)


def _sign_in(session: Session, row: User, left: Left, *, fresh: bool) -> SignInOf:
    """The form as it was sent, or one that shows what holds now."""
    number = session.scalar(select(Agent.external_id).where(Agent.id == row.agent_id)) if row.agent_id else None
    holds = {"email": row.email, "role": row.role, "agent": number or ""}
    form = SignInOf(formdata=None, data=holds) if fresh else SignInOf()
    form.offer(left.whom)
    return form


def _shown(session: Session, row: User) -> dict[str, Any]:
    teams = session.scalars(select(Team.name).where(Team.members.any(User.id == row.id)).order_by(Team.name))
    week = row.hours or {}
    return {
        "name": row.name,
        "zone": row.zone,
        "teams": ", ".join(teams),
        "languages": ", ".join(map(str, row.languages)),
        "converts_refusals": row.converts_refusals,
        "phone": row.phone or "",
        "way": row.way or "",
        "hours": "\n".join(f"{days}={','.join(spans)}" for days, spans in week.items()),
        "country": row.country or "",
        "away": "\n".join(map(str, row.away)),
    }
