"""Follow-ups: what customers said that somebody has to answer for, and the work on it."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session

from vocsurvey.clock import now
from vocsurvey.db.followup import FollowUp
from vocsurvey.db.interview import Interview
from vocsurvey.db.people import User
from vocsurvey.db.reads.follow_up import follow_up_file
from vocsurvey.db.reads.follow_ups import follow_ups, tally
from vocsurvey.fieldwork.suppression import manner
from vocsurvey.followup.lifecycle import Event, Refusal
from vocsurvey.operations import following_up
from vocsurvey.operations.suppressing import suppressed
from vocsurvey.web.authority import CUSTOMER_SIDE, Action, may
from vocsurvey.web.forms import Claim, Note, Resolve, Verify
from vocsurvey.web.guard import admitted, guarded
from vocsurvey.web.visitor import visitor
from vocsurvey.web.wiring import runtime

blueprint = Blueprint("customer_success", __name__)

WHOSE = ("mine", "queue", "all")
SAVED = {
    Event.NOTE: "Your note is kept.",
    Event.CONTACT_ATTEMPTED: "Kept. The deadline stays, so try again before it.",
    Event.IN_CONVERSATION: "Kept. Next, agree a plan.",
    Event.ACTION_AGREED: "Kept. Your promise is now the next deadline.",
}


@blueprint.get("/follow-ups")
@guarded(Action.SEE_FOLLOW_UP)
def follow_up_list() -> ResponseReturnValue:
    """Mine, the queue, or all; open or closed; the soonest deadline first."""
    person = visitor()
    sees_all = person.role in CUSTOMER_SIDE
    whose = request.args.get("whose", "mine")
    if whose not in WHOSE or not sees_all:
        whose = "mine"
    opened = request.args.get("state") != "closed"
    number = request.args.get("page", 1, type=int)
    with runtime().database.reading() as session:
        return render_template(
            "follow_ups.html",
            page=follow_ups(session, whose=whose, user_id=person.id, opened=opened, number=number),
            tally=tally(session, person.id),
            whose=whose,
            opened=opened,
            sees_all=sees_all,
        )


@blueprint.get("/follow-ups/<int:follow_up_id>")
@guarded(Action.SEE_FOLLOW_UP)
def follow_up(follow_up_id: int) -> ResponseReturnValue:
    """One follow-up: the words first."""
    with runtime().database.reading() as session:
        row = admitted(session, Action.SEE_FOLLOW_UP, FollowUp, follow_up_id)
        return _page(session, row)


@blueprint.post("/follow-ups/<int:follow_up_id>/claim")
@guarded(Action.CLAIM_FOLLOW_UP)
def claim(follow_up_id: int) -> ResponseReturnValue:
    """Take it."""
    form = Claim()
    with runtime().database.transaction() as session:
        row = admitted(session, Action.CLAIM_FOLLOW_UP, FollowUp, follow_up_id)
        actor = session.get_one(User, visitor().id)
        done = following_up.claim(session, row.id, actor, now(), seen_owner_id=form.seen_owner_id())
    return _answer(follow_up_id, done, "It is yours now. The customer is waiting for your call.")


@blueprint.post("/follow-ups/<int:follow_up_id>/note")
@guarded(Action.NOTE_FOLLOW_UP)
def note(follow_up_id: int) -> ResponseReturnValue:
    """Write down what happened."""
    form = Note()
    with runtime().database.transaction() as session:
        row = admitted(session, Action.NOTE_FOLLOW_UP, FollowUp, follow_up_id)
        if not form.validate_on_submit():
            return _page(session, row, note=form), 422
        actor, event, at = session.get_one(User, visitor().id), Event(form.event.data), now()
        done = (
            following_up.add_note(session, row.id, actor, form.text.data, at)
            if event is Event.NOTE
            else following_up.record_contact(
                session, row.id, actor, event, form.text.data, at, promised_at=form.promised_at(actor.zone)
            )
        )
        if isinstance(done, Refusal):
            form.text.errors = (done.sentence,)
            return _page(session, row, note=form), 422
    return _answer(follow_up_id, done, SAVED[event])


@blueprint.post("/follow-ups/<int:follow_up_id>/resolve")
@guarded(Action.RESOLVE_FOLLOW_UP)
def resolve(follow_up_id: int) -> ResponseReturnValue:
    """Claim that it was put right: with its cause, what was done, and what the customer was told."""
    form = Resolve()
    with runtime().database.transaction() as session:
        row = admitted(session, Action.RESOLVE_FOLLOW_UP, FollowUp, follow_up_id)
        if not form.validate_on_submit():
            return _page(session, row, resolve=form), 422
        closing = following_up.Closing(form.cause.data, form.action.data, form.told.data)
        actor = session.get_one(User, visitor().id)
        done = following_up.put_right(session, row.id, actor, closing, now())
        if isinstance(done, Refusal):
            form.cause.errors = (done.sentence,)
            return _page(session, row, resolve=form), 422
    return _answer(follow_up_id, done, "Kept. Somebody else will ask the customer whether it is put right.")


@blueprint.post("/follow-ups/<int:follow_up_id>/verify")
@guarded(Action.CLAIM_FOLLOW_UP)
def verify(follow_up_id: int) -> ResponseReturnValue:
    """What the customer said when asked, by somebody other than the owner, whether it was put right."""
    form = Verify()
    with runtime().database.transaction() as session:
        row = admitted(session, Action.CLAIM_FOLLOW_UP, FollowUp, follow_up_id)
        if not form.validate_on_submit():
            return _page(session, row, verify=form), 422
        actor = session.get_one(User, visitor().id)
        done = following_up.verify(session, row.id, actor, Event(form.verdict.data), form.text.data or "", now())
    return _answer(follow_up_id, done, "Kept. Thank you for asking the customer.")


def _answer(follow_up_id: int, done: FollowUp | Refusal, saved: str) -> ResponseReturnValue:
    """Back to the page, with what happened said at its top."""
    if isinstance(done, Refusal):
        flash(done.sentence, "refused")
    else:
        flash(saved, "done")
    return redirect(url_for(".follow_up", follow_up_id=follow_up_id), 303)


def _page(session: Session, row: FollowUp, **filled: FlaskForm) -> str:
    person, it = visitor(), follow_up_file(session, row)
    claimed = row.state in ("put_right", "verification_due")
    is_open = row.closed_at is None
    forms = {"note": Note(formdata=None), "resolve": Resolve(formdata=None), "verify": Verify(formdata=None), **filled}
    return render_template(
        "follow_up.html",
        it=it,
        forms=forms,
        claim_form=Claim(formdata=None, seen_owner=str(row.owner_id or "")),
        may_claim=is_open and row.owner_id != person.id and may(person, Action.CLAIM_FOLLOW_UP, row),
        may_resolve=is_open and not claimed and may(person, Action.RESOLVE_FOLLOW_UP, row),
        may_verify=claimed and row.owner_id != person.id and may(person, Action.CLAIM_FOLLOW_UP, row),
        may_see_case=may(person, Action.SEE_CASE),
        claimed=claimed,
        manner=_manner(session, row, promised=it.promised_by is not None),
    )


def _manner(session: Session, row: FollowUp, *, promised: bool) -> str | None:
    """How it is done with somebody who is not to be called, as things stand now."""
    case = session.get_one(Interview, row.interview_id).case
    applying = suppressed(session, [case], runtime().line_hash).get(case.id, frozenset())
    return manner(applying, row.contact.email, promised=promised)
