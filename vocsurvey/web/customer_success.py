"""Follow-ups: what customers said that somebody has to answer for, and the work on it."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session
from wtforms import Field

from vocsurvey.clock import now
from vocsurvey.db.followup import FollowUp
from vocsurvey.db.people import User
from vocsurvey.followup.flag import Queue
from vocsurvey.followup.lifecycle import Event, Refusal
from vocsurvey.followup.mention import mentioned
from vocsurvey.operations import following_up, handing_on, mentioning
from vocsurvey.web.authority import CUSTOMER_SIDE, Action, may
from vocsurvey.web.follow_up_listing import boarded, listed
from vocsurvey.web.follow_up_sheet import note_form, others, readers, sheet
from vocsurvey.web.forms import CannotResolve, Claim, HandOn, Note, Resolve, Verify
from vocsurvey.web.guard import admitted, guarded
from vocsurvey.web.visitor import visitor
from vocsurvey.web.wiring import runtime
from vocsurvey.web.words import queue

blueprint = Blueprint("customer_success", __name__)

SAVED = {
    Event.NOTE: "Your note is kept.",
    Event.CONTACT_ATTEMPTED: "Kept. The deadline stays, so try again before it.",
    Event.IN_CONVERSATION: "Kept. Next, agree a plan.",
    Event.ACTION_AGREED: "Kept. Your promise is now the next deadline.",
    Event.WAITING: "Kept. Their clocks stand still until then, or until they answer.",
    Event.ANSWERED: "Kept. Their clocks go on.",
}


@blueprint.get("/follow-ups")
@guarded(Action.SEE_FOLLOW_UP)
def follow_up_list() -> ResponseReturnValue:
    """Mine, the queue, or all; open or closed; as narrow as the link says; the soonest deadline first."""
    return listed(request.args)


@blueprint.get("/follow-ups/board")
@guarded(Action.SEE_FOLLOW_UP)
def follow_up_board() -> ResponseReturnValue:
    """The open ones of a list, by how far they have come."""
    return boarded(request.args)


@blueprint.get("/follow-ups/<int:follow_up_id>")
@guarded(Action.SEE_FOLLOW_UP)
def follow_up(follow_up_id: int) -> ResponseReturnValue:
    """One follow-up: the words first."""
    with runtime().database.reading() as session:
        row = admitted(session, Action.SEE_FOLLOW_UP, FollowUp, follow_up_id)
        return sheet(session, row)


@blueprint.post("/follow-ups/<int:follow_up_id>/claim")
@guarded(Action.CLAIM_FOLLOW_UP)
def claim(follow_up_id: int) -> ResponseReturnValue:
    """Take it."""
    form = Claim()
    with runtime().database.transaction() as session:
        row = admitted(session, Action.CLAIM_FOLLOW_UP, FollowUp, follow_up_id)
        actor = session.get_one(User, visitor().id)
        done = following_up.claim(session, row.id, actor, now(), seen_owner_id=form.seen_owner_id())
        if isinstance(done, Refusal):
            again = Claim(formdata=None, seen_owner=str(row.owner_id or ""))
            return _refused(session, row, again, again.seen_owner, done, "claim")
    return _answer(follow_up_id, "It is yours now. The customer is waiting for your call.")


@blueprint.post("/follow-ups/<int:follow_up_id>/note")
@guarded(Action.NOTE_FOLLOW_UP)
def note(follow_up_id: int) -> ResponseReturnValue:
    """Write down what happened."""
    form = Note()
    with runtime().database.transaction() as session:
        row = admitted(session, Action.NOTE_FOLLOW_UP, FollowUp, follow_up_id)
        note_form(session, row, form)
        if not form.validate_on_submit():
            return sheet(session, row, note=form), 422
        event = Event(form.event.data)
        called = mentioned(form.text.data, dict(readers(session, row)))
        if isinstance(called, Refusal):
            return _refused(session, row, form, form.text, called, "note")
        done = _noted(session, row.id, form, event)
        if isinstance(done, Refusal):
            return _refused(session, row, form, form.text, done, "note")
        told = _told(session, row.id, [*called, *([int(form.tell.data)] if form.tell.data else [])])
    return _answer(follow_up_id, f"{SAVED[event]}{told}")


def _told(session: Session, follow_up_id: int, ids: list[int]) -> str:
    """Tell colleagues of what was noted; who is told, in a sentence."""
    actor = session.get_one(User, visitor().id)
    told = mentioning.tell_colleagues(session, follow_up_id, actor, ids, now())
    assert not isinstance(told, Refusal), "whoever could note something can say that they did"
    names = [session.get_one(User, one).name for one in told]
    return f" {' and '.join(names)} {'is' if len(names) == 1 else 'are'} told." if names else ""


def _noted(session: Session, follow_up_id: int, form: Note, event: Event) -> FollowUp | Refusal:
    actor, text, at, rules = session.get_one(User, visitor().id), form.text.data, now(), runtime().rulebook
    day = form.by_day(actor.zone)
    match event:
        case Event.NOTE:
            return following_up.add_note(session, follow_up_id, actor, text, at)
        case Event.WAITING:
            return following_up.wait_for_customer(session, follow_up_id, actor, day, text, at, rules=rules)
        case Event.ANSWERED:
            return following_up.customer_answered(session, follow_up_id, actor, text, at, rules=rules)
    return following_up.record_contact(session, follow_up_id, actor, event, text, at, rules=rules, promised_at=day)


@blueprint.post("/follow-ups/<int:follow_up_id>/resolve")
@guarded(Action.RESOLVE_FOLLOW_UP)
def resolve(follow_up_id: int) -> ResponseReturnValue:
    """Claim that it was put right: with its cause, what was done, and what the customer was told."""
    form = Resolve()
    with runtime().database.transaction() as session:
        row = admitted(session, Action.SEE_FOLLOW_UP, FollowUp, follow_up_id)
        if not may(visitor(), Action.RESOLVE_FOLLOW_UP, row):
            return _theirs(session, row, form, form.cause, "resolve")
        if not form.validate_on_submit():
            return sheet(session, row, resolve=form), 422
        closing = following_up.Closing(form.cause.data, form.action.data, form.told.data)
        actor = session.get_one(User, visitor().id)
        done = following_up.put_right(session, row.id, actor, closing, now(), rules=runtime().rulebook)
        if isinstance(done, Refusal):
            return _refused(session, row, form, form.cause, done, "resolve")
    return _answer(follow_up_id, "Kept. Somebody else will ask the customer whether it is put right.")


@blueprint.post("/follow-ups/<int:follow_up_id>/hand-on")
@guarded(Action.RESOLVE_FOLLOW_UP)
def hand_on(follow_up_id: int) -> ResponseReturnValue:
    """Give it to somebody else or to a queue, and say why."""
    form = HandOn()
    with runtime().database.transaction() as session:
        row = admitted(session, Action.SEE_FOLLOW_UP, FollowUp, follow_up_id)
        form.offer(others(session, row))
        if not may(visitor(), Action.RESOLVE_FOLLOW_UP, row):
            return _theirs(session, row, form, form.to, "hand_on")
        if not form.validate_on_submit():
            return sheet(session, row, hand_on=form), 422
        chosen: str = form.to.data
        to = session.get_one(User, int(chosen)) if chosen.isdecimal() else Queue(chosen)
        actor = session.get_one(User, visitor().id)
        done = handing_on.hand_on(session, row.id, to, actor, form.why.data, now(), rules=runtime().rulebook)
        if isinstance(done, Refusal):
            return _refused(session, row, form, form.to, done, "hand_on")
    whom = to.name if isinstance(to, User) else f"the {queue(to)}"
    return _answer(follow_up_id, f"Handed over to {whom}. The deadlines stay, and they are told.", leaving=True)


@blueprint.post("/follow-ups/<int:follow_up_id>/cannot")
@guarded(Action.RESOLVE_FOLLOW_UP)
def cannot(follow_up_id: int) -> ResponseReturnValue:
    """Nothing more can be done, and the customer knows why."""
    form = CannotResolve()
    with runtime().database.transaction() as session:
        row = admitted(session, Action.SEE_FOLLOW_UP, FollowUp, follow_up_id)
        if not may(visitor(), Action.RESOLVE_FOLLOW_UP, row):
            return _theirs(session, row, form, form.cause, "cannot")
        if not form.validate_on_submit():
            return sheet(session, row, cannot=form), 422
        actor, said = session.get_one(User, visitor().id), (form.cause.data, form.reason.data, form.told.data)
        done = handing_on.cannot_be_resolved(session, row.id, actor, *said, now())
        if isinstance(done, Refusal):
            return _refused(session, row, form, form.cause, done, "cannot")
    return _answer(follow_up_id, "Kept. It is closed, and does not count as put right.")


@blueprint.post("/follow-ups/<int:follow_up_id>/verify")
@guarded(Action.CLAIM_FOLLOW_UP)
def verify(follow_up_id: int) -> ResponseReturnValue:
    """What the customer said when asked, by somebody other than the owner, whether it was put right."""
    form = Verify()
    with runtime().database.transaction() as session:
        row = admitted(session, Action.CLAIM_FOLLOW_UP, FollowUp, follow_up_id)
        if not form.validate_on_submit():
            return sheet(session, row, verify=form), 422
        actor = session.get_one(User, visitor().id)
        done = following_up.verify(session, row.id, actor, Event(form.verdict.data), form.text.data or "", now())
        if isinstance(done, Refusal):
            return _refused(session, row, form, form.verdict, done, "verify")
    return _answer(follow_up_id, "Kept. Thank you for asking the customer.")


def _refused(
    session: Session, row: FollowUp, form: FlaskForm, field: Field, refusal: Refusal, name: str
) -> ResponseReturnValue:
    """The page with the form as it was sent, and why it could not be taken at the field that it is about."""
    field.errors = (refusal.sentence,)
    return sheet(session, row, **{name: form}), 422


def _theirs(session: Session, row: FollowUp, form: FlaskForm, field: Field, name: str) -> ResponseReturnValue:
    """It is not the visitor's to finish, or not any more: there is no such step for them, and what they wrote stays."""
    whose = f"{row.owner.name} has it now." if row.owner else "It waits in a queue now."
    refusal = f"{whose} Only whoever has it, or a manager, does that. Keep what you wrote as a note instead."
    field.errors = (refusal,)
    return sheet(session, row, **{name: form}), 404


def _answer(follow_up_id: int, saved: str, *, leaving: bool = False) -> ResponseReturnValue:
    """Back to the page, with what happened said at its top; to the list for whoever may not see it any more."""
    flash(saved, "done")
    if leaving and visitor().role not in CUSTOMER_SIDE:
        return redirect(url_for(".follow_up_list"), 303)
    return redirect(url_for(".follow_up", follow_up_id=follow_up_id), 303)
