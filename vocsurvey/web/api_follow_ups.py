"""The API: a follow-up that is worked on in the help desk that people already use. What they do there is done here."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Literal

from flask import Blueprint
from pydantic import Field
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from vocsurvey import clock
from vocsurvey.db.api import Scope
from vocsurvey.db.followup import FollowUp
from vocsurvey.db.people import User
from vocsurvey.db.reads import told
from vocsurvey.db.reads.told import FollowUpTold
from vocsurvey.followup.lifecycle import Event, Refusal
from vocsurvey.operations import following_up
from vocsurvey.operations.bringing_steps import brought_by
from vocsurvey.operations.following_up import Closing
from vocsurvey.web.api_door import Asked, Said, absent, operation
from vocsurvey.web.api_problem import Refused, problem, wrong
from vocsurvey.web.api_shapes import MaybeMoment, MaybeWords, Sent, Text
from vocsurvey.web.authority import Action, may
from vocsurvey.web.visitor import Visitor
from vocsurvey.web.wiring import runtime

blueprint = Blueprint("api_follow_ups", __name__, url_prefix="/api/v1")

LARGEST_ID = 2**53
Kind = Literal["claimed", "note", "contact_attempted", "in_conversation", "action_agreed", "put_right"]
_NEEDS: dict[str, Action] = {"claimed": Action.CLAIM_FOLLOW_UP, "put_right": Action.RESOLVE_FOLLOW_UP}
_ONLY = {"promised_at": "action_agreed", "cause": "put_right", "action": "put_right", "told": "put_right"}


class StepSent(Sent):
    """What one of your people did about a follow-up."""

    kind: Kind = Field(description="What happened, as the follow-up’s page says it.")
    by: Text = Field(description="Who did it: the address of their sign-in. They may do here what they may there.")
    text: MaybeWords = None
    promised_at: MaybeMoment = None
    cause: MaybeWords = Field(None, description="Of what was put right: the code of its root cause.")
    action: MaybeWords = Field(None, description="Of what was put right: what was done about it.")
    told: MaybeWords = Field(None, description="Of what was put right: what the customer was told.")


@blueprint.post("/follow-ups/<int:follow_up_id>/steps")
@operation(
    Scope.FOLLOW_UPS_WRITE,
    "Say what was done about a follow-up",
    given=StepSent,
    answers={201: FollowUpTold},
    writes=True,
    refuses=("conflict",),
)
def post_step(asked: Asked[StepSent], follow_up_id: int) -> Said:
    """Take it, write a note, say that the customer was tried, spoken to or promised something, or that it is put right.
    It stands in the history under the name of whoever did it. Whether it is put right, the customer says in the end."""
    session, given = asked.session, asked.given
    row = session.get(FollowUp, follow_up_id) if follow_up_id <= LARGEST_ID else None
    shown = [] if row is None else told.follow_ups(session, after=0, limit=1, personal=False, only=row.id)
    if row is None or not shown:  # what a test raised is nobody's
        raise absent("follow-up")
    for name, kind in _ONLY.items():
        if getattr(given, name) is not None and given.kind != kind:
            raise wrong(f"/{name}", f"Only {kind} has this; leave it out.")
    actor = _who(session, row, given)
    brought_by(session, asked.token_id)
    done = _STEPS[given.kind](session, row.id, actor, given, clock.now())
    if isinstance(done, Refusal):
        raise Refused(problem("conflict", done.sentence, ("", done.sentence)))
    session.flush()
    (now,) = told.follow_ups(session, after=0, limit=1, personal=asked.personal, only=row.id)
    return Said(201, now)


def _who(session: Session, row: FollowUp, given: StepSent) -> User:
    """The person who did it. Raises Refused where nobody is called so, or where it is not theirs to do."""
    user = session.scalar(select(User).where(func.lower(User.email) == given.by.lower(), User.active))
    if user is None:
        raise wrong("/by", f"Nobody signs in as “{given.by}”; give the address of a sign-in.")
    if not may(Visitor.of(user), _NEEDS.get(given.kind, Action.NOTE_FOLLOW_UP), row):
        whose = row.owner.name if row.owner is not None else "nobody in particular"
        sentence = f"That is not for {user.name} to do: it is with {whose}."
        raise Refused(problem("conflict", sentence, ("/by", sentence)))
    return user


def _claim(session: Session, row_id: int, actor: User, _: StepSent, now: datetime) -> FollowUp | Refusal:
    # A program has seen no owner: it takes what nobody has, and never from somebody.
    return following_up.claim(session, row_id, actor, now, seen_owner_id=None)


def _note(session: Session, row_id: int, actor: User, given: StepSent, now: datetime) -> FollowUp | Refusal:
    if given.text is None:
        raise wrong("/text", "Write something first.")
    return following_up.add_note(session, row_id, actor, given.text, now)


def _contact(session: Session, row_id: int, actor: User, given: StepSent, now: datetime) -> FollowUp | Refusal:
    if given.kind == "action_agreed" and (given.promised_at is None or given.promised_at <= now):
        raise wrong("/promised_at", "Say by when it will be done: a time that is still to come.")
    return following_up.record_contact(
        session, row_id, actor, Event(given.kind), given.text or "", now,
        rules=runtime().rulebook, promised_at=given.promised_at,
    )  # fmt: skip


def _put_right(session: Session, row_id: int, actor: User, given: StepSent, now: datetime) -> FollowUp | Refusal:
    closing = Closing(given.cause or "", given.action or "", given.told or "")
    return following_up.put_right(session, row_id, actor, closing, now, rules=runtime().rulebook)


_STEPS: dict[str, Callable[[Session, int, User, StepSent, datetime], FollowUp | Refusal]] = {
    "claimed": _claim, "note": _note, "put_right": _put_right,
    **dict.fromkeys(("contact_attempted", "in_conversation", "action_agreed"), _contact),
}  # fmt: skip
