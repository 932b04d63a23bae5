"""While the database does not answer: what the carrier brings is kept on the disk, and the call goes on without it.

A key press that was delivered is never lost, and the customer does not hear of our trouble where that can be helped.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime

from flask import request
from sqlalchemy.exc import SQLAlchemyError

from vocsurvey import clock
from vocsurvey.db.reads.pinned import DIGITS, remembered
from vocsurvey.interview.continuation import Standing, carry_on
from vocsurvey.interview.heard import Heard
from vocsurvey.interview.turn import Course
from vocsurvey.jobs import delivered
from vocsurvey.operations.interviewing import Reply, Spoken
from vocsurvey.questionnaire.condition import FactValue
from vocsurvey.questionnaire.digest import digest
from vocsurvey.questionnaire.model import Questionnaire
from vocsurvey.runtime import Runtime
from vocsurvey.spool import Kept
from vocsurvey.telephony.borders import Params
from vocsurvey.telephony.url import State
from vocsurvey.web.wiring import runtime

FLAGGED, OPEN_FOLLOW_UP, COMPLAINT = 1, 2, 4
"""The gate bits of docs/carrier-state.md."""
log = logging.getLogger(__name__)


def take(token: str, params: Params, carrier_sid: str, state: State, heard: Heard) -> Reply | None:
    """What to say after something was heard, with the database or without; None where nobody can tell.

    Raises OSError when the disk refuses what was heard as well: then the carrier is told that it failed.
    """
    house, now = runtime(), clock.now()
    try:
        # What waited comes first: a call is heard in the order in which it was spoken.
        delivered.drain(house, token)
        return delivered.take(house, token, carrier_sid, state, heard, now, there=True)
    except SQLAlchemyError as error:
        _keep(house, token, params, now, error)
        return _without_rows(house, state, heard)


def kept_or(token: str, params: Params, work: Callable[[Runtime, datetime], bool | None]) -> bool:
    """Do the work now, or keep what it is about: a report that failed is not repeated by the carrier.

    False when it is about no call of ours, and True when it was done or kept.
    """
    house, now = runtime(), clock.now()
    try:
        return work(house, now) is not False
    except SQLAlchemyError as error:
        _keep(house, token, params, now, error)
        return True


def _keep(house: Runtime, token: str, params: Params, now: datetime, why: SQLAlchemyError) -> None:
    last, query = request.path.rpartition("/")[2], request.query_string.decode("ascii", "replace")
    house.spool.put(Kept(token, last, query, tuple(params), now))
    log.error("the database did not take what the carrier brought; it is kept on the disk", exc_info=why)


def _without_rows(house: Runtime, state: State, heard: Heard) -> Spoken | None:
    """The next turn from the signed state alone; None where it does not tell enough."""
    questionnaire = _questionnaire(house, state)
    if questionnaire is None or state.codes is None:
        return None
    facts: dict[str, FactValue] = {
        "case.key": state.order or None,
        "contact.language": state.language,
        "follow_up.open": bool(state.gates & OPEN_FOLLOW_UP),
        "touchpoint.kind": "complaint" if state.gates & COMPLAINT else None,
    }
    flagged = bool(state.gates & FLAGGED)
    standing = Standing(state.step, state.position, state.leg, state.language, state.codes, flagged, facts)
    course = carry_on(questionnaire, standing, heard)
    if course is None:
        return None
    gates = state.gates & ~FLAGGED | _flagged(course) | (OPEN_FOLLOW_UP if course.alarmed else 0)
    return Spoken(course.turn, course, digest(questionnaire), state.leg, gates, state.order)


def _flagged(course: Course) -> int:
    return FLAGGED if any(answer.negative for answer in course.standing_answers) else 0


def _questionnaire(house: Runtime, state: State) -> Questionnaire | None:
    """The pinned questionnaire, if this process has worked with it or finds it in the library."""
    known = remembered(state.questionnaire)
    if known is not None:
        return known
    digests = house.library.digests.items()
    return next((house.library[name] for name, one in digests if one[:DIGITS] == state.questionnaire), None)
