"""The first page: what matters now to somebody with this role."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from vocsurvey.db.people import Role
from vocsurvey.db.reads.campaigns import CampaignLine, campaigns
from vocsurvey.db.reads.coachings import coachings_of, reviews_due
from vocsurvey.db.reads.contests import waiting_for
from vocsurvey.db.reads.feedback import feedback_about
from vocsurvey.db.reads.follow_ups import follow_ups, tally
from vocsurvey.db.reads.inquiries import doubts
from vocsurvey.db.reads.people import people
from vocsurvey.web.authority import CUSTOMER_SIDE, Action, may
from vocsurvey.web.guard import guarded
from vocsurvey.web.visitor import visitor
from vocsurvey.web.wiring import runtime
from vocsurvey.web.words import today

blueprint = Blueprint("start", __name__)

A_FEW = 5


def _last_finished(session: Session) -> CampaignLine | None:
    """What to look at while nothing is called."""
    return next((one for one in campaigns(session) if one.finished_at is not None), None)


@blueprint.get("/")
@guarded(Action.BE_SIGNED_IN)
def page() -> ResponseReturnValue:
    """Follow-ups and campaigns; for an agent the feedback about them; for an administrator people and the gate."""
    person = visitor()
    with runtime().database.reading() as session:
        return render_template(
            "start.html",
            mine=follow_ups(session, whose="mine", user_id=person.id, opened=True, size=A_FEW),
            waiting=follow_ups(session, whose="queue", user_id=person.id, opened=True, size=A_FEW)
            if person.role in CUSTOMER_SIDE
            else None,
            tally=tally(session, person.id),
            campaigns=[] if person.role is Role.AGENT else campaigns(session, only_running=True),
            finished=_last_finished(session) if person.role in CUSTOMER_SIDE else None,
            feedback=feedback_about(session, person.agent_id, runtime().rulebook.attribution, A_FEW)
            if person.agent_id is not None
            else [],
            coachings=coachings_of(session, person.agent_id) if person.agent_id is not None else [],
            to_review=reviews_due(session, person.id, today()) if may(person, Action.COACH) else [],
            contested=waiting_for(session, person.id, person.agent_id) if may(person, Action.DECIDE_CONTEST) else 0,
            today=today(),
            people=people(session) if person.role is Role.ADMIN else [],
            doubts=doubts(session) if may(person, Action.ASK_THE_CARRIER) else None,
        )
