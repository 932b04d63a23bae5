"""The health of the loop: does anything that a customer said fall into a black hole, and how long do they wait?"""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from vocsurvey.clock import now
from vocsurvey.followup.clocks import Clock
from vocsurvey.followup.closing import RootCause
from vocsurvey.operations.closing_the_loop import report
from vocsurvey.reporting.loop_health import LoopHealth
from vocsurvey.reporting.wording import phrase
from vocsurvey.web.authority import Action
from vocsurvey.web.follow_up_words import CAUSES, STATES
from vocsurvey.web.guard import guarded
from vocsurvey.web.wiring import runtime

blueprint = Blueprint("loop", __name__)

DAYS = (30, 90, 365)
USUAL = 90
CLOCKS = {
    Clock.FIRST_ATTEMPT: "until somebody tried to reach them",
    Clock.FIRST_CONTACT: "until they were spoken to",
    Clock.PLAN: "until a plan was agreed",
    Clock.PUT_RIGHT: "until we said that it is put right",
    Clock.VERIFIED: "until they said so themselves",
}
SPANS = ("less than a day", "1 to 7 days", "7 to 30 days", "more than 30 days")


@blueprint.get("/loop")
@guarded(Action.SEE_FIGURES)
def page() -> ResponseReturnValue:
    """What became of what customers said in the last days; another number of days than those offered is the usual."""
    days = next((one for one in DAYS if request.args.get("days") == str(one)), USUAL)
    moment = now()
    with runtime().database.reading() as session:
        found = report(session, runtime().rulebook, moment - timedelta(days=days), moment)
    return render_template(
        "loop.html",
        it=found,
        health=found.health,
        days=days,
        choices=DAYS,
        clocks=CLOCKS,
        ages=tuple(zip(SPANS, found.health.ages, strict=True)),
        states=_states(found.health),
        causes=[(code, CAUSES[RootCause(code)], count) for code, count in found.health.causes],
        phrase=phrase,
        took=took_words,
    )


def _states(health: LoopHealth) -> list[tuple[str, int]]:
    """Where they stand, the most frequent first."""
    ordered = sorted(health.states.items(), key=lambda one: (-one[1], one[0]))
    return [(STATES[state.value], count) for state, count in ordered]


def took_words(took: timedelta | None) -> str:
    """A time that somebody waited, as people say it: ``40 min``, ``5 h``, ``3.5 days``."""
    if took is None:
        return "–"
    minutes = took.total_seconds() / 60
    if minutes < 1:
        return "under a minute"
    if minutes < 90:
        return f"{round(minutes)} min"
    hours = minutes / 60
    return f"{hours:.1f} h" if hours < 10 else f"{round(hours)} h" if hours < 48 else f"{hours / 24:.1f} days"
