"""Many follow-ups in one step: each is a decision of its own, and what cannot be done for one is said by name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from vocsurvey.clock import now
from vocsurvey.db.followup import FollowUp
from vocsurvey.db.people import User
from vocsurvey.db.reads.follow_up_choice import read_choice
from vocsurvey.db.reads.follow_up_keys import read_place
from vocsurvey.db.reads.follow_ups import PAGE
from vocsurvey.db.reads.people import names_of
from vocsurvey.followup.flag import Queue
from vocsurvey.followup.lifecycle import Refusal
from vocsurvey.operations import following_up, handing_on
from vocsurvey.web.authority import CUSTOMER_SIDE, Action, may
from vocsurvey.web.follow_up_listing import listed, whose_of
from vocsurvey.web.forms import HandOn
from vocsurvey.web.guard import guarded
from vocsurvey.web.visitor import visitor
from vocsurvey.web.wiring import runtime
from vocsurvey.web.words import queue

blueprint = Blueprint("follow_ups_together", __name__)

MOST = 2 * PAGE
NONE = "Tick those that you mean first."
Step = Callable[[Session, FollowUp, User], FollowUp | Refusal]


@blueprint.post("/follow-ups/together")
@guarded(Action.CLAIM_FOLLOW_UP)
def work() -> ResponseReturnValue:
    """Take the ticked ones, or hand them over."""
    ids, turn = _ticked(), request.form.get("turn")
    if turn not in ("claim", "hand_on"):
        abort(400)
    if not ids and turn == "claim":
        flash(NONE, "refused")
        return _back()
    if turn == "claim":
        _all(ids, Action.CLAIM_FOLLOW_UP, _claim, "yours now", "Somebody else answers for it; look again.")
        return _back()
    form = HandOn()
    with runtime().database.reading() as session:
        form.offer(names_of(session, CUSTOMER_SIDE))
    whole = form.validate_on_submit()
    if not ids:
        form.to.errors = (NONE, *form.to.errors)
    if not whole or not ids:
        return listed(request.form, hand_on=form, ticked=frozenset(ids)), 422
    chosen, why = str(form.to.data), str(form.why.data)

    def hand_over(session: Session, row: FollowUp, actor: User) -> FollowUp | Refusal:
        to = session.get_one(User, int(chosen)) if chosen.isdecimal() else Queue(chosen)
        return handing_on.hand_on(session, row.id, to, actor, why, now(), rules=runtime().rulebook)

    only = "Only whoever has it, or a manager, hands it over."
    left = _all(ids, Action.RESOLVE_FOLLOW_UP, hand_over, f"with {_name_of(chosen)} now", only)
    if left:
        form.to.errors = ("Above is why each of those that are still ticked was left where it is.",)
        return listed(request.form, hand_on=form, ticked=left), 422
    return _back()


def _ticked() -> list[int]:
    """The numbers that were ticked, each once."""
    found = dict.fromkeys(one for one in request.form.getlist("ticked") if one.isascii() and one.isdecimal())
    return [int(one) for one in list(found)[:MOST] if len(one) < 19]


def _claim(session: Session, row: FollowUp, actor: User) -> FollowUp | Refusal:
    seen = request.form.get(f"seen-{row.id}", "")
    seen_owner_id = int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < 19 else None
    return following_up.claim(session, row.id, actor, now(), seen_owner_id=seen_owner_id)


def _all(ids: list[int], action: Action, step: Step, done: str, not_theirs: str) -> frozenset[int]:
    """Do it for each in a transaction of its own, and say what came of it; those for which it could not be done."""
    person, left = visitor(), set[int]()
    for one in ids:

        def do(session: Session, one: int = one) -> str | None:
            row = session.get(FollowUp, one)
            if row is None or not may(person, Action.SEE_FOLLOW_UP, row):
                return f"{one}: There is no such follow-up for you any more."
            if not may(person, action, row):
                return f"{one}, {row.contact.name}: {not_theirs}"
            found = step(session, row, session.get_one(User, person.id))
            return f"{one}, {row.contact.name}: {found.sentence}" if isinstance(found, Refusal) else None

        problem = runtime().database.run(do)
        if problem is not None:
            left.add(one)
            flash(problem, "refused")
    well = len(ids) - len(left)
    if well:
        flash(f"{well} {'is' if well == 1 else 'are'} {done}.", "done")
    return frozenset(left)


def _name_of(chosen: str) -> str:
    if not chosen.isdecimal():
        return f"the {queue(Queue(chosen))}"
    with runtime().database.reading() as session:
        return session.get_one(User, int(chosen)).name


def _back() -> ResponseReturnValue:
    """The list as it was narrowed, at the place where it was."""
    choice, after = read_choice(request.form, opened=True), read_place(request.form.get("after"))
    address: dict[str, Any] = {**choice.address(), **({} if after is None else {"after": str(after)})}
    return redirect(url_for("customer_success.follow_up_list", whose=whose_of(request.form), **address), 303)
