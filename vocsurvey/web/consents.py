"""What a contact agreed to, by purpose: seen with where it came from, given and taken back by hand."""

from __future__ import annotations

from datetime import datetime, time
from zoneinfo import ZoneInfo

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session
from wtforms import DateField, RadioField, SelectChoice, SelectField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from vocsurvey.clock import now
from vocsurvey.db.reads.consents import consents_of
from vocsurvey.db.sample import Contact
from vocsurvey.fieldwork.consent import CALLING, Given, standing
from vocsurvey.followup.closing import LONGEST, SHORTEST
from vocsurvey.followup.lifecycle import Refusal
from vocsurvey.jobs.queues import CALLS, ring
from vocsurvey.operations.callee import ledger_of
from vocsurvey.operations.consenting import Word, note
from vocsurvey.questionnaire.model import Purpose
from vocsurvey.web.authority import Action
from vocsurvey.web.do_not_call import HANG_UP
from vocsurvey.web.forms import UNCHOSEN
from vocsurvey.web.guard import admitted, guarded
from vocsurvey.web.refusal_words import PURPOSES
from vocsurvey.web.visitor import visitor
from vocsurvey.web.wiring import runtime

blueprint = Blueprint("consents", __name__)


class Consented(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """One word of theirs."""

    purpose = SelectField(
        "What for?",
        choices=[UNCHOSEN, *(SelectChoice(code, words) for code, words in PURPOSES.items())],
        validators=[InputRequired("Choose what it is for.")],
    )
    granted = RadioField(
        "What did they say?",
        choices=[SelectChoice("yes", "They agree"), SelectChoice("no", "They do not, or they take it back")],
        validators=[InputRequired("Choose what they said.")],
    )
    words = TextAreaField(
        "In which words, and where?",
        [
            InputRequired("Write down what they said."),
            Length(min=SHORTEST, max=LONGEST, message=f"Write it down in {SHORTEST} to {LONGEST} characters."),
        ],
        filters=[lambda value: value.strip() if isinstance(value, str) else value],
    )
    until = DateField("Until", [Optional()])

    def word(self, by_id: int, zone: str) -> Word:
        """The word, as it goes into the ledger. It ends with the day, where whoever writes it down is."""
        end = self.until.data
        return Word(
            Purpose(self.purpose.data),
            self.granted.data == "yes",
            self.words.data,
            by_id=by_id,
            expires_at=datetime.combine(end, time(23, 59, 59), ZoneInfo(zone)) if end is not None else None,
        )


@blueprint.get("/contacts/<int:contact_id>/consents")
@guarded(Action.KEEP_CONSENTS)
def page(contact_id: int) -> ResponseReturnValue:
    """Every purpose, and the whole ledger."""
    with runtime().database.reading() as session:
        return _page(session, admitted(session, Action.KEEP_CONSENTS, Contact, contact_id), Consented(formdata=None))


@blueprint.post("/contacts/<int:contact_id>/consents")
@guarded(Action.KEEP_CONSENTS)
def say(contact_id: int) -> ResponseReturnValue:
    """They agreed, or took it back: in force from this moment."""
    form, house, person = Consented(), runtime(), visitor()
    with house.database.reading() as session:
        row = admitted(session, Action.KEEP_CONSENTS, Contact, contact_id)
        if not form.validate_on_submit():
            return _page(session, row, form), 422
    word = form.word(person.id, person.zone)
    done = house.database.run(
        lambda session: note(session, contact_id, word, rules=house.rulebook, line_hash=house.line_hash, now=now())
    )
    if isinstance(done, Refusal):
        form.until.errors = (done.sentence,)
        with house.database.reading() as session:
            return _page(session, session.get_one(Contact, contact_id), form), 422
    ring(house.redis, CALLS, HANG_UP, done.hang_up)
    cases = f" {done.cases} open {'case' if done.cases == 1 else 'cases'} ended or went to a live caller."
    flash("Written down, and in force from this moment on." + (cases if done.cases else ""), "done")
    return redirect(url_for(".page", contact_id=contact_id), 303)


def _page(session: Session, row: Contact, form: Consented) -> str:
    lines = consents_of(session, row.id)
    moment = now()
    ledger = [Given(Purpose(one.purpose), one.granted, one.given_at, one.expires_at) for one in lines]
    calling = ledger_of(session, row)
    called = frozenset(CALLING.values())
    stands = {one.value: standing(calling if one in called else ledger, one, moment) for one in Purpose}
    latest = {purpose: next((one for one in lines if one.purpose == purpose), None) for purpose in stands}
    return render_template(
        "consents.html", contact=row, form=form, lines=lines, stands=stands, latest=latest, moment=moment
    )
