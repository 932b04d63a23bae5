"""Chats for administrators: whose each is, whether it is reached, a test, and one more."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from sqlalchemy import select
from sqlalchemy.orm import Session
from wtforms import BooleanField, SelectChoice, SelectField, StringField, ValidationError
from wtforms.validators import InputRequired, Length

from vocsurvey.clock import now
from vocsurvey.db.chat import Chat
from vocsurvey.db.people import User
from vocsurvey.db.reads.chats import QUEUES, chats
from vocsurvey.db.team import Team
from vocsurvey.jobs.chats import JOB
from vocsurvey.jobs.queues import UPKEEP, ring
from vocsurvey.notices.address import Forbidden, networks, read_url
from vocsurvey.operations import chatting, setting_up_chats
from vocsurvey.operations.administering import Refusal
from vocsurvey.web.authority import Action
from vocsurvey.web.forms import UNCHOSEN, Press
from vocsurvey.web.guard import admitted, guarded
from vocsurvey.web.visitor import visitor
from vocsurvey.web.wiring import runtime

blueprint = Blueprint("admin_chats", __name__)
TURNS = ("stop", "go_on", "test", "move")


class NewChat(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """One more chat in which people are told."""

    name = StringField("Name", [InputRequired("Give it a name."), Length(max=200)])
    kind = SelectField("Where", choices=[SelectChoice("slack", "Slack"), SelectChoice("teams", "Microsoft Teams")])
    url = StringField("Address", [InputRequired("Give the address of its incoming webhook.")])
    whose = SelectField("Whose chat is it?", validators=[InputRequired("Choose whose chat it is.")])
    personal = BooleanField("With names and people’s own words")

    def validate_url(self, field: StringField) -> None:
        """An address that may be sent to."""
        if problem := problem_of(field.data.strip()):
            raise ValidationError(problem)

    def offer(self, session: Session) -> None:
        """Whose it can be."""
        users = session.execute(select(User.id, User.name).where(User.active).order_by(User.name, User.id))
        people = [SelectChoice(f"user_id:{key}", name) for key, name in users]
        groups = session.execute(select(Team.id, Team.name).order_by(Team.name))
        teams = [SelectChoice(f"team_id:{key}", f"Team {name}") for key, name in groups]
        queues = [SelectChoice(f"queue:{code}", f"Queue {words}") for code, words in QUEUES.items()]
        self.whose.choices = [UNCHOSEN, *queues, *teams, *people]

    def somebody(self) -> dict[str, Any]:
        """Whose it is, as ``add_chat`` takes it."""
        what, _, which = self.whose.data.partition(":")
        return {what: which if what == "queue" else int(which)}


def problem_of(url: str) -> str | None:
    """Why this address is not sent to, in a sentence; None where it may be."""
    try:
        read_url(url, networks(runtime().settings.webhook_networks))
    except Forbidden as error:
        return str(error)
    return None


@blueprint.get("/people/chats")
@guarded(Action.LOOK_AFTER_PEOPLE)
def page() -> ResponseReturnValue:
    """Every chat with its state, and a form for one more."""
    form = NewChat()
    with runtime().database.reading() as session:
        form.offer(session)
        return _page(session, form)


@blueprint.post("/people/chats")
@guarded(Action.LOOK_AFTER_PEOPLE)
def add() -> ResponseReturnValue:
    """One more chat."""
    form = NewChat()
    with runtime().database.transaction() as session:
        form.offer(session)
        if not form.validate_on_submit():
            return _page(session, form), 422
        done = setting_up_chats.add_chat(
            session,
            name=form.name.data,
            kind=form.kind.data,
            url=form.url.data.strip(),
            personal=form.personal.data,
            by_id=visitor().id,
            now=now(),
            **form.somebody(),
        )
        if isinstance(done, Refusal):
            form.name.errors = (done.sentence,)
            return _page(session, form), 422
    flash(f"“{form.name.data.strip()}” is told from now on. Send a test to see whether it is reached.", "done")
    return redirect(url_for(".page"), 303)


@blueprint.post("/people/chats/<int:chat_id>")
@guarded(Action.LOOK_AFTER_PEOPLE)
def turn(chat_id: int) -> ResponseReturnValue:
    """Send a test, stop telling it, go on, or give its new address."""
    wanted, url = request.form.get("turn"), request.form.get("url", "").strip()
    if wanted not in TURNS:
        abort(400)
    with runtime().database.transaction() as session:
        row = admitted(session, Action.LOOK_AFTER_PEOPLE, Chat, chat_id)
        said, test_id = _turn(session, row, wanted, url)
        if isinstance(said, Refusal) and wanted == "move":
            form = NewChat(formdata=None)
            form.offer(session)
            return _page(session, form, {chat_id: (said.sentence, url)}), 422
    if test_id is not None:
        ring(runtime().redis, UPKEEP, JOB, [test_id])
    refused = isinstance(said, Refusal)
    flash(said.sentence if isinstance(said, Refusal) else said, "refused" if refused else "done")
    return redirect(url_for(".page"), 303)


def _turn(session: Session, row: Chat, wanted: str, url: str) -> tuple[str | Refusal, int | None]:
    """What is said then, and the message to send."""
    if wanted == "stop":
        setting_up_chats.stop_chat(session, row.id, f"{visitor().name} stopped it.")
        return "Stopped: nothing is sent there.", None
    if wanted == "test" and row.active:
        test = chatting.owe_test(session, row.id, now())
        return "A test is on its way. Look into the chat; this page says whether it arrived.", test.id
    if wanted == "move":
        if problem := problem_of(url):
            return Refusal(problem), None
        setting_up_chats.move_chat(session, row.id, url, now())
        return "It has a new address. Whatever waited is sent there.", None
    done = setting_up_chats.go_on_with_chat(session, row.id, now())
    return done if isinstance(done, Refusal) else "It is told again.", None


def _page(session: Session, form: NewChat, refused: Mapping[int, tuple[str, str]] | None = None) -> str:
    """The page. ``refused``: the chats that got no new address, each with why and what was typed."""
    press = Press(formdata=None)
    return render_template("chats.html", chats=chats(session), form=form, press=press, refused=refused or {})
