"""Events: what other programs reported of customers, by which rule it became a case, or why it became none."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from vocsurvey.db.reads.events import events
from vocsurvey.fieldwork.trigger import Code
from vocsurvey.operations.triggering import NO_RULE
from vocsurvey.web.authority import Action
from vocsurvey.web.guard import guarded
from vocsurvey.web.wiring import runtime

blueprint = Blueprint("events", __name__)

DECISIONS = {
    Code.CASE_MADE.value: "a case was made",
    NO_RULE: "no rule waits for it",
    Code.NOT_MEANT.value: "the rule is for other customers",
    Code.TOO_LATE.value: "reported too late",
    Code.NOT_DRAWN.value: "not among the share that is asked",
    Code.NO_CAMPAIGN.value: "no campaign waits for it",
    Code.ASKED_ALREADY.value: "asked about it before",
    Code.TOO_OFTEN.value: "asked often enough",
}


@blueprint.get("/events")
@guarded(Action.SEE_CASE)
def page() -> ResponseReturnValue:
    """What came in, the newest first, to be narrowed by kind, by what came of it, and by person."""
    wired, kind, decision = runtime(), request.args.get("kind"), request.args.get("decision")
    words = request.args.get("q", "").strip()[:200]
    rules = wired.rulebook.lifecycle
    with wired.database.reading() as session:
        shown = events(
            session,
            words,
            kind=kind if kind in rules.events else None,
            decision=decision if decision in DECISIONS else None,
            number=request.args.get("page", 1, type=int),
        )
        return render_template(
            "events.html",
            page=shown,
            words=words,
            kind=kind if kind in rules.events else None,
            decision=decision if decision in DECISIONS else None,
            kinds=list(rules.events),
            decisions=DECISIONS,
            wrong=rules.unknown(wired.library),
        )
