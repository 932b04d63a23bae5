"""People and the gate: who can sign in, and the switch that stops all dialling."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from vocsurvey.clock import now
from vocsurvey.db.people import Role, User
from vocsurvey.db.reads.gates import Gate, changes, gate, stopped_countries
from vocsurvey.db.reads.people import PersonLine, people
from vocsurvey.fieldwork.pacing import Conversations
from vocsurvey.jobs.hanging_up import end_now
from vocsurvey.operations import gatekeeping
from vocsurvey.operations.administering import add_user
from vocsurvey.operations.inviting import NO_PASSWORD, invite
from vocsurvey.operations.leaving import deactivate
from vocsurvey.operations.looking_after import accounts_of, estate_of
from vocsurvey.operations.signing_in import password_hash
from vocsurvey.web.authority import Action
from vocsurvey.web.forms import NewPerson, Press
from vocsurvey.web.guard import admitted, guarded
from vocsurvey.web.heir_forms import Candidates, Leave, Left, chosen_for_accounts
from vocsurvey.web.visitor import visitor
from vocsurvey.web.wiring import runtime

blueprint = Blueprint("admin", __name__)


@blueprint.route("/people", methods=["GET", "POST"])
@guarded(Action.LOOK_AFTER_PEOPLE)
def people_page() -> ResponseReturnValue:
    """Everybody who can sign in, and a form for one more."""
    form = NewPerson()
    if not form.validate_on_submit():
        with runtime().database.reading() as session:
            return _people(session, form), 422 if form.is_submitted() else 200
    invited = not form.password.data
    if invited and runtime().settings.smtp_url is None:
        form.password.errors = ("Give them a password: no mail server is set (SMTP_URL), so no link can be sent.",)
        with runtime().database.reading() as session:
            return _people(session, form), 422
    hashed = NO_PASSWORD if invited else password_hash(form.password.data)
    with runtime().database.transaction() as session:
        done = add_user(
            session,
            email=form.email.data,
            name=form.name.data,
            role=Role(form.role.data),
            password_hash=hashed,
            zone=form.zone.data,
            now=now(),
            agent_external_id=form.agent.data or None,
            languages=form.codes(),
        )
        if not isinstance(done, User):
            form.email.errors = (done.sentence,)
            return _people(session, form), 422
        if invited:
            invite(session, done.id, now())
    flash(f"{done.name} is sent a link." if invited else f"{done.name} can sign in now.", "done")
    return redirect(url_for(".people_page"), 303)


def _people(session: Session, form: NewPerson) -> str:
    return render_template("people.html", people=people(session), form=form)


@blueprint.route("/people/<int:user_id>/leave", methods=["GET", "POST"])
@guarded(Action.LOOK_AFTER_PEOPLE)
def leave(user_id: int) -> ResponseReturnValue:
    """Somebody leaves: what they owe customers goes to somebody who is named."""
    form = Leave()
    with runtime().database.transaction() as session:
        row = admitted(session, Action.LOOK_AFTER_PEOPLE, User, user_id)
        everybody = people(session)
        whom = Candidates.besides(user_id, everybody)
        form.offer(whom)
        person = next(one for one in everybody if one.id == user_id)
        left = Left(estate_of(session, user_id), accounts_of(session, user_id), whom)
        if not form.validate_on_submit():
            return _leave(person, left, form), 422 if form.is_submitted() else 200
        done = deactivate(
            session,
            row.id,
            session.get_one(User, visitor().id),
            now(),
            heirs=form.heirs(chosen_for_accounts(request.form, left.accounts, whom)),
            by_rules=runtime().rulebook if form.by_rules() else None,
        )
        if not isinstance(done, User):
            form.heir.errors = (done.sentence,)
            return _leave(person, left, form), 422
    flash(f"{done.name} can no longer sign in.", "done")
    return redirect(url_for(".people_page"), 303)


def _leave(person: PersonLine, left: Left, form: Leave) -> str:
    return render_template("leave.html", person=person, left=left, estate=left.estate, form=form, sent=request.form)


@blueprint.get("/gate")
@guarded(Action.HOLD_THE_GATE)
def gate_page() -> ResponseReturnValue:
    """Whether phones may ring at all, and who decided so."""
    with runtime().database.reading() as session:
        return render_template(
            "gate.html",
            changes=changes(session),
            countries=stopped_countries(session),
            talking_ends=runtime().rulebook.pacing.conversations_when_stopped is Conversations.HANG_UP,
            press=Press(formdata=None),
        )


def gate_now() -> Gate:
    """How the gate stands: for the band on every page while dialling is stopped."""
    with runtime().database.reading() as session:
        return gate(session)


@blueprint.post("/gate")
@guarded(Action.HOLD_THE_GATE)
def turn_gate() -> ResponseReturnValue:
    """Stop all dialling, or open it again. Phones that ring are hung up at once; conversations end as the rules say."""
    wanted, country = request.form.get("turn"), request.form.get("country") or None
    if wanted not in ("stop", "open") or (country is not None and wanted == "stop"):
        abort(400)
    with runtime().database.transaction() as session:
        ending: tuple[int, ...] = ()
        if wanted == "stop":
            ending = gatekeeping.stop_everything(session, visitor().name, rules=runtime().rulebook, now=now())
        else:
            gatekeeping.go_on(session, visitor().name, now(), country)
    end_now(runtime().database, runtime().carrier, ending)
    opened = "Dialling is open again." if country is None else f"Calls to {country} go on."
    flash(opened if wanted == "open" else "All dialling is stopped.", "done")
    return redirect(url_for(".gate_page"), 303)
