"""A test interview at one's own phone: the form that asks for it, and the page on which one follows it."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session
from wtforms import SelectChoice, SelectField, StringField
from wtforms.validators import InputRequired, Length

from vocsurvey.clock import now
from vocsurvey.db.campaign import Case
from vocsurvey.db.people import User
from vocsurvey.db.reads.trial import last_number, trial_file
from vocsurvey.fieldwork.phone import LONGEST_SPELLING, Line, read_number
from vocsurvey.fieldwork.problem import Problem
from vocsurvey.jobs.calls import dial
from vocsurvey.operations.dialing import Refused
from vocsurvey.operations.standing_in import StandIn
from vocsurvey.operations.trying_out import MOST_IN_AN_HOUR, PermittedTest, permit_test_interview
from vocsurvey.questionnaire.model import Questionnaire
from vocsurvey.web.authority import Action
from vocsurvey.web.guard import admitted, guarded
from vocsurvey.web.questionnaire_sheet import language_name
from vocsurvey.web.visitor import visitor
from vocsurvey.web.wiring import runtime

blueprint = Blueprint("call_me", __name__)


class CallMe(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """Which phone, and in which language."""

    number = StringField(
        "Your phone number",
        [
            InputRequired("Give the number of your phone."),
            Length(max=LONGEST_SPELLING, message=f"Shorten the number to {LONGEST_SPELLING} characters."),
        ],
    )
    language = SelectField("Language")

    def offer(self, languages: Iterable[str]) -> None:
        """The languages that can be chosen, by code."""
        self.language.choices = [SelectChoice(code, language_name(code)) for code in languages]


@blueprint.get("/questionnaires/<name>/call-me")
@guarded(Action.CALL_ME)
def page(name: str) -> ResponseReturnValue:
    """Ask for a call. ``?number=`` and ``?language=`` fill the form in; else it names the phone of the last call.

    Whoever asks for the first time is offered the phone of the settings, where there is one.
    """
    found = _found(name)
    with runtime().database.reading() as session:
        number = request.args.get("number") or last_number(session, visitor().id) or runtime().settings.test_number
    wanted = found.language(request.args.get("language"))
    return _page(found, _form(found, CallMe(formdata=None, number=number, language=wanted)))


@blueprint.post("/questionnaires/<name>/call-me")
@guarded(Action.CALL_ME)
def ring_me(name: str) -> ResponseReturnValue:
    """Ring the phone: permit and case are committed, then the carrier is asked once."""
    found = _found(name)
    form = _form(found, CallMe())
    if not form.validate_on_submit():
        return _page(found, form), 422
    line = read_number(form.number.data, None)
    if isinstance(line, Problem):
        form.number.errors = (line.sentence,)
        return _page(found, form), 422
    permitted = _permitted(found, line, form.language.data)
    if isinstance(permitted, Refused):
        form.number.errors = (f"Nobody was called: {permitted.why}.",)
        return _page(found, form), 422
    dial(runtime(), permitted.permit)
    return redirect(url_for(".call", trial_id=permitted.case_id), 303)


@blueprint.get("/call-me/<int:trial_id>")
@guarded(Action.CALL_ME)
def call(trial_id: int) -> ResponseReturnValue:
    """How the call goes, and what came of it; the page keeps itself up to date."""
    return _follow(trial_id, "call_me_call.html")


@blueprint.get("/call-me/<int:trial_id>/now")
@guarded(Action.CALL_ME)
def call_now(trial_id: int) -> ResponseReturnValue:
    """The part of the page that changes."""
    return _follow(trial_id, "call_me_now.html")


def _found(name: str) -> Questionnaire:
    found = runtime().library.get(name)
    return found if found is not None else abort(404)


def _form(found: Questionnaire, form: CallMe) -> CallMe:
    form.offer(found.languages)
    return form


def _page(found: Questionnaire, form: CallMe) -> str:
    return render_template("call_me.html", questionnaire=found, form=form, most=MOST_IN_AN_HOUR)


def _permitted(found: Questionnaire, line: Line, language: str) -> PermittedTest | Refused:
    house, person = runtime(), visitor()
    account = house.settings.carrier
    assert account is not None, "nothing is wired without a carrier account"

    def ask(session: Session) -> PermittedTest | Refused:
        tester = StandIn(person.name, person.name, session.get_one(User, person.id), language)
        return permit_test_interview(
            session, found, line, tester, from_number=account.from_number, line_hash=house.line_hash, now=now()
        )

    if lacking := house.voices.lacking(found.languages):
        return Refused(f"no voice speaks {', '.join(map(language_name, lacking))}")
    return house.database.run(ask)


def _follow(trial_id: int, template: str) -> str:
    with runtime().database.reading() as session:
        case = admitted(session, Action.CALL_ME, Case, trial_id)
        return render_template(template, it=trial_file(session, case))
