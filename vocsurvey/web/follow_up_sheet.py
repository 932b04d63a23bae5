"""The page of one follow-up, with every form on it: empty, or as it was sent where it could not be taken."""

from __future__ import annotations

from flask import render_template
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session

from vocsurvey.clock import now
from vocsurvey.db.followup import FollowUp
from vocsurvey.db.interview import Interview
from vocsurvey.db.reads.follow_up import follow_up_file
from vocsurvey.db.reads.people import names_of
from vocsurvey.db.reads.problems import problem_of
from vocsurvey.db.reads.same_account import same_account
from vocsurvey.fieldwork.suppression import manner
from vocsurvey.followup.clocks import Clock
from vocsurvey.operations.keeping_clocks import clocks_of, deadlines_of
from vocsurvey.operations.suppressing import suppressed
from vocsurvey.web.authority import CUSTOMER_SIDE, Action, may
from vocsurvey.web.follow_up_words import CLOCKS
from vocsurvey.web.forms import CannotResolve, Claim, HandOn, Note, Resolve, Verify
from vocsurvey.web.visitor import visitor
from vocsurvey.web.wiring import runtime
from vocsurvey.web.words import length


def others(session: Session, row: FollowUp) -> list[tuple[int, str]]:
    """Everybody else who could answer for it."""
    return [(one, name) for one, name in names_of(session, CUSTOMER_SIDE) if one != row.owner_id]


def readers(session: Session, row: FollowUp) -> list[tuple[int, str]]:
    """Everybody who may see it, by name."""
    owner = row.owner_id if row.owner is not None and row.owner.active else None
    return names_of(session, CUSTOMER_SIDE, owner)


def note_form(session: Session, row: FollowUp, form: Note) -> Note:
    """What can be noted, and who can be told of it."""
    people = [(one, name) for one, name in readers(session, row) if one != visitor().id]
    form.offer(people, waiting=clocks_of(row.events).waiting_until is not None)
    return form


def sheet(session: Session, row: FollowUp, **filled: FlaskForm) -> str:
    """The page. ``filled``: the form that could not be taken, with why at its fields; it is shown although its step
    is not possible any more, so that nothing that was typed is lost."""
    person, it = visitor(), follow_up_file(session, row)
    claimed = row.state in ("put_right", "verification_due")
    is_open = row.closed_at is None
    clocks, rules, at = clocks_of(row.events), runtime().rulebook, now()
    fresh = note_form(session, row, Note(formdata=None))
    away = HandOn(formdata=None)
    away.offer(others(session, row))
    empty = {"resolve": Resolve(formdata=None), "verify": Verify(formdata=None), "cannot": CannotResolve(formdata=None)}
    claim = Claim(formdata=None, seen_owner=str(row.owner_id or ""))
    forms = {"claim": claim, "note": fresh, "hand_on": away, **empty, **filled}
    return render_template(
        "follow_up.html",
        it=it,
        forms=forms,
        may_claim=is_open and row.owner_id != person.id and may(person, Action.CLAIM_FOLLOW_UP, row),
        may_resolve=is_open and not claimed and may(person, Action.RESOLVE_FOLLOW_UP, row),
        may_hand_on=is_open and may(person, Action.RESOLVE_FOLLOW_UP, row),
        may_verify=claimed and row.owner_id != person.id and may(person, Action.CLAIM_FOLLOW_UP, row),
        may_see_case=may(person, Action.SEE_CASE),
        claimed=claimed,
        problem=problem_of(session, row.id),
        beside=same_account(session, row, None if person.role in CUSTOMER_SIDE else person.id),
        may_see_account=may(person, Action.SEE_ACCOUNT, row.account),
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
