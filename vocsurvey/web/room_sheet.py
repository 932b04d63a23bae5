"""The room as a page: every caller and what they do, who waits, and what the day has brought."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from vocsurvey.clock import now
from vocsurvey.db.desk import DeskLease
from vocsurvey.db.dialing import Attempt
from vocsurvey.db.interview import Interview
from vocsurvey.db.reads import room, room_waiting
from vocsurvey.db.reads.bridge import listeners_now
from vocsurvey.db.reads.pinned import pinned
from vocsurvey.db.reads.said import asked_as
from vocsurvey.fieldwork.caller_state import CallerState
from vocsurvey.fieldwork.desk import BEGUN, REFUSED
from vocsurvey.fieldwork.plain_outcome import outcome_in_words
from vocsurvey.operations import listening
from vocsurvey.operations.bridging import open_bridge_of
from vocsurvey.operations.course import course_of
from vocsurvey.web.questionnaire_sheet import language_name
from vocsurvey.web.visitor import visitor
from vocsurvey.web.wiring import runtime

STATES = {
    CallerState.TALKING: "on a call",
    CallerState.RINGING: "ringing",
    CallerState.PREPARING: "preparing",
    CallerState.WRITING_UP: "writing up",
    CallerState.FREE: "free",
    CallerState.PAUSED: "paused",
    CallerState.AWAY: "away",
}
NOT_SORTED = "Not sorted yet"


@dataclass(frozen=True)
class Reached:
    """Where an interview stands: what is asked now, None behind the last question, and how many answers stand."""

    asked: str | None
    answered: int


def live(session: Session) -> dict[str, Any]:
    """Everything on the page that changes by itself."""
    moment, rules = now(), runtime().rulebook
    midnight = moment.astimezone(ZoneInfo(visitor().zone)).replace(hour=0, minute=0, second=0, microsecond=0)
    tally = room.tally(session, midnight.astimezone(moment.tzinfo), moment)
    callers = room.callers_now(session, tally, moment)
    agreed = room_waiting.agreed_until(session, moment + rules.desk.announced)
    talking = [one.desk for one in callers if one.state is CallerState.TALKING and one.desk is not None]
    listeners = listeners_now(session)
    return {
        "listeners": listeners,
        "i_listen": any(visitor().name in names for names in listeners.values()),
        "audible": {desk.lease_id for desk in talking if _audible(session, desk.lease_id)},
        "callers": callers,
        "count": {state: sum(one.state is state for one in callers) for state in CallerState},
        "reached": {desk.lease_id: reached(session, desk.attempt_id) for desk in talking if desk.attempt_id},
        "tally": tally,
        "outcomes": [(outcome_in_words(code, rules.dispositions), number) for code, number in tally.outcomes],
        "agreed": [(one, _pressing(one.at, moment)) for one in agreed],
        "queues": [(queue_in_words(one.name), one) for one in room_waiting.queues_now(session, moment)],
        "moment": moment,
    }


def reached(session: Session, attempt_id: int) -> Reached | None:
    """Where the interview of an attempt stands; None before it began."""
    attempt = session.get_one(Attempt, attempt_id)
    interview = session.scalar(select(Interview).where(Interview.case_id == attempt.case_id))
    if interview is None or attempt.leg is None:
        return None
    course = course_of(interview, attempt)
    ask, answers = course.turn.ask, len(course.standing_answers)
    asked = None if ask is None else asked_as(pinned(interview.questionnaire), ask.step, interview.facts)
    return Reached(asked, answers)


def _audible(session: Session, lease_id: int) -> bool:
    """Whether the call of a lease may be listened to now."""
    lease = session.get_one(DeskLease, lease_id)
    bridge = open_bridge_of(session, lease.user_id)
    return bridge is not None and listening.consent_point(session, lease, bridge) is not None


def queue_in_words(name: str | None) -> str:
    """A queue: the language, and whether its people have refused once, or have answered something already."""
    if name is None:
        return NOT_SORTED
    code, _, which = name.partition(" ")
    more = {REFUSED: ", said no once", BEGUN: ", begun by the automated voice"}
    return language_name(code) + more.get(which, "")


def seconds_since(moment: datetime | None, until: datetime) -> int:
    """Whole seconds from one time to another, never less than none."""
    return 0 if moment is None else max(0, int((until - moment).total_seconds()))


def state_words(state: CallerState) -> str:
    """What a caller does, in a word or two."""
    return STATES[state]


def install(app: Flask) -> None:
    """Make the words known to every template."""
    for one in (seconds_since, state_words):
        app.add_template_filter(one, one.__name__)


def _pressing(at: datetime, moment: datetime) -> str:
    """How near a call-back is: soon, due, or overdue once anybody may take it over."""
    if at > moment:
        return "soon"
    return "overdue" if at + runtime().rulebook.desk.own_appointment <= moment else "due"
