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
from vocsurvey.db.reads.people import names_of
from vocsurvey.db.reads.problems import problem_of
from vocsurvey.fieldwork.suppression import manner
from vocsurvey.followup.clocks import Clock
from vocsurvey.followup.flag import Queue
from vocsurvey.followup.lifecycle import Event, Refusal
from vocsurvey.operations import following_up, handing_on
from vocsurvey.operations.keeping_clocks import clocks_of, deadlines_of
from vocsurvey.operations.suppressing import suppressed
from vocsurvey.web.authority import CUSTOMER_SIDE, Action, may
from vocsurvey.web.follow_up_listing import listed
from vocsurvey.web.follow_up_words import CLOCKS
from vocsurvey.web.forms import CannotResolve, Claim, HandOn, Note, Resolve, Verify
from vocsurvey.web.guard import admitted, guarded
from vocsurvey.web.visitor import visitor
from vocsurvey.web.wiring import runtime
from vocsurvey.web.words import length, queue

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
        form.offer(waiting=clocks_of(row.events).waiting_until is not None)
        if not form.validate_on_submit():
            return _page(session, row, note=form), 422
        event = Event(form.event.data)
        done = _noted(session, row.id, form, event)
        if isinstance(done, Refusal):
            form.text.errors = (done.sentence,)
            return _page(session, row, note=form), 422
    return _answer(follow_up_id, done, SAVED[event])


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
        row = admitted(session, Action.RESOLVE_FOLLOW_UP, FollowUp, follow_up_id)
        if not form.validate_on_submit():
            return _page(session, row, resolve=form), 422
        closing = following_up.Closing(form.cause.data, form.action.data, form.told.data)
        actor = session.get_one(User, visitor().id)
        done = following_up.put_right(session, row.id, actor, closing, now(), rules=runtime().rulebook)
        if isinstance(done, Refusal):
            form.cause.errors = (done.sentence,)
            return _page(session, row, resolve=form), 422
    return _answer(follow_up_id, done, "Kept. Somebody else will ask the customer whether it is put right.")


@blueprint.post("/follow-ups/<int:follow_up_id>/hand-on")
@guarded(Action.RESOLVE_FOLLOW_UP)
def hand_on(follow_up_id: int) -> ResponseReturnValue:
    """Give it to somebody else or to a queue, and say why."""
    form = HandOn()
    with runtime().database.transaction() as session:
        row = admitted(session, Action.RESOLVE_FOLLOW_UP, FollowUp, follow_up_id)
        form.offer(_others(session, row))
        if not form.validate_on_submit():
            return _page(session, row, hand_on=form), 422
        chosen: str = form.to.data
        to = session.get_one(User, int(chosen)) if chosen.isdecimal() else Queue(chosen)
        actor = session.get_one(User, visitor().id)
        done = handing_on.hand_on(session, row.id, to, actor, form.why.data, now(), rules=runtime().rulebook)
    whom = to.name if isinstance(to, User) else f"the {queue(to)}"
    return _answer(follow_up_id, done, f"Handed over to {whom}. The deadlines stay, and they are told.", leaving=True)


@blueprint.post("/follow-ups/<int:follow_up_id>/cannot")
@guarded(Action.RESOLVE_FOLLOW_UP)
def cannot(follow_up_id: int) -> ResponseReturnValue:
    """Nothing more can be done, and the customer knows why."""
    form = CannotResolve()
    with runtime().database.transaction() as session:
        row = admitted(session, Action.RESOLVE_FOLLOW_UP, FollowUp, follow_up_id)
        if not form.validate_on_submit():
            return _page(session, row, cannot=form), 422
        actor, said = session.get_one(User, visitor().id), (form.cause.data, form.reason.data, form.told.data)
        done = handing_on.cannot_be_resolved(session, row.id, actor, *said, now())
    return _answer(follow_up_id, done, "Kept. It is closed, and does not count as put right.")


def _others(session: Session, row: FollowUp) -> list[tuple[int, str]]:
    """Everybody else who could answer for it."""
    return [(one, name) for one, name in names_of(session, CUSTOMER_SIDE) if one != row.owner_id]


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


def _answer(follow_up_id: int, done: FollowUp | Refusal, saved: str, *, leaving: bool = False) -> ResponseReturnValue:
    """Back to the page, with what happened said at its top; to the list for whoever may not see it any more."""
    if isinstance(done, Refusal):
        flash(done.sentence, "refused")
    else:
        flash(saved, "done")
    if leaving and visitor().role not in CUSTOMER_SIDE and not isinstance(done, Refusal):
        return redirect(url_for(".follow_up_list"), 303)
    return redirect(url_for(".follow_up", follow_up_id=follow_up_id), 303)


def _page(session: Session, row: FollowUp, **filled: FlaskForm) -> str:
    person, it = visitor(), follow_up_file(session, row)
    claimed = row.state in ("put_right", "verification_due")
    is_open = row.closed_at is None
    clocks, rules, at = clocks_of(row.events), runtime().rulebook, now()
    fresh = Note(formdata=None)
    fresh.offer(waiting=clocks.waiting_until is not None)
    away = HandOn(formdata=None)
    away.offer(_others(session, row))
    empty = {"resolve": Resolve(formdata=None), "verify": Verify(formdata=None), "cannot": CannotResolve(formdata=None)}
    forms = {"note": fresh, "hand_on": away, **empty, **filled}
    return render_template(
        "follow_up.html",
        it=it,
        forms=forms,
        claim_form=Claim(formdata=None, seen_owner=str(row.owner_id or "")),
        may_claim=is_open and row.owner_id != person.id and may(person, Action.CLAIM_FOLLOW_UP, row),
        may_resolve=is_open and not claimed and may(person, Action.RESOLVE_FOLLOW_UP, row),
        may_hand_on=is_open and may(person, Action.RESOLVE_FOLLOW_UP, row),
        may_verify=claimed and row.owner_id != person.id and may(person, Action.CLAIM_FOLLOW_UP, row),
        may_see_case=may(person, Action.SEE_CASE),
        claimed=claimed,
        problem=problem_of(session, row.id),
        clocks=[(CLOCKS[clock], length(clocks.ran(clock, at)), clock in clocks.reached) for clock in Clock],
        ended=clocks.ended_at is not None,
        waited=length(clocks.waited(at)) if clocks.pauses else None,
        plan_due_at=deadlines_of(row, clocks, rules).plan_at,
        manner=_manner(session, row, promised=it.promised_by is not None),
    )


def _manner(session: Session, row: FollowUp, *, promised: bool) -> str | None:
    """How it is done with somebody who is not to be called, as things stand now."""
    case = session.get_one(Interview, row.interview_id).case
    applying = suppressed(session, [case], runtime().line_hash).get(case.id, frozenset())
    return manner(applying, row.contact.email, promised=promised)
