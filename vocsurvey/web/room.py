"""The room, for those who look after callers: who does what, and a few words to one of them or to all."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session
from wtforms import SelectField, TextAreaField

from vocsurvey.clock import now
from vocsurvey.db.reads.desk_messages import sent_lately
from vocsurvey.followup.lifecycle import Refusal
from vocsurvey.operations import supervising
from vocsurvey.operations.supervising import LONGEST_MESSAGE
from vocsurvey.web import room_sheet
from vocsurvey.web.authority import Action
from vocsurvey.web.guard import guarded
from vocsurvey.web.visitor import visitor
from vocsurvey.web.wiring import runtime

blueprint = Blueprint("room", __name__)

EVERYBODY = "0"


class Message(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """A few words to callers."""

    to = SelectField("To", choices=[], validate_choice=False)
    words = TextAreaField("What they shall read", render_kw={"rows": 2, "maxlength": LONGEST_MESSAGE})


@blueprint.get("/room")
@guarded(Action.SUPERVISE)
def page() -> ResponseReturnValue:
    """The whole room."""
    with runtime().database.reading() as session:
        return _page(session, Message(formdata=None))


@blueprint.get("/room/now")
@guarded(Action.SUPERVISE)
def page_now() -> ResponseReturnValue:
    """The part of the room that changes by itself."""
    with runtime().database.reading() as session:
        return render_template("room_now.html", **room_sheet.live(session))


@blueprint.post("/room/messages")
@guarded(Action.SUPERVISE)
def send() -> ResponseReturnValue:
    """A few words to one caller, or to all: on their desks within seconds, and kept until they have seen them."""
    form, person, house = Message(), visitor(), runtime()
    to, words = form.to.data or "", form.words.data or ""
    done = house.database.run(
        lambda session: supervising.send(
            session, person.id, None if to == EVERYBODY else int(to) if to.isdecimal() else -1, words, now()
        )
    )
    if isinstance(done, Refusal):
        form.words.errors = (done.sentence,)
        with house.database.reading() as session:
            return _page(session, form), 422
    flash("Sent. It is on their page in a few seconds; below you see who has seen it.", "done")
    return redirect(url_for(".page"), 303)


def _page(session: Session, form: Message) -> str:
    live = room_sheet.live(session)
    form.to.choices = [(EVERYBODY, "All callers"), *((str(one.user_id), one.name) for one in live["callers"])]
    return render_template("room.html", message=form, sent=sent_lately(session), **live)
