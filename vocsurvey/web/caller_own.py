"""A caller's own page: what they did today and in the last seven days. Nobody else is on it, and nobody is ranked."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from vocsurvey.clock import now
from vocsurvey.db.reads.own_calls import agreed_on, own_calls
from vocsurvey.questionnaire.check_length import LONGEST
from vocsurvey.reporting.own_figures import by_day, figures
from vocsurvey.reporting.wording import phrase
from vocsurvey.web.authority import Action
from vocsurvey.web.guard import guarded
from vocsurvey.web.visitor import visitor
from vocsurvey.web.wiring import runtime

blueprint = Blueprint("caller_own", __name__)

DAYS = 7


@blueprint.get("/desk/me")
@guarded(Action.CALL_CUSTOMERS)
def page() -> ResponseReturnValue:
    """The visitor's own calls, by the days of their own zone."""
    person = visitor()
    zone = ZoneInfo(person.zone)
    today = now().astimezone(zone).date()
    since = datetime.combine(today - timedelta(days=DAYS - 1), time(), zone)
    with runtime().database.reading() as session:
        calls = own_calls(session, person.id, since, zone)
        agreed = agreed_on(session, person.id, since, zone)
    week = figures(calls, len(agreed))
    days = by_day(calls, agreed, today, DAYS)
    turned = phrase(week.turned)
    return render_template(
        "desk_me.html", today=days[0][1], days=days, week=week, turned=turned, longest=LONGEST, zone=zone.key
    )
