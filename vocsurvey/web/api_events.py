"""The API: what happened to a customer, and what came of it."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import Blueprint
from pydantic import Field
from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from vocsurvey import clock
from vocsurvey.db.api import Scope
from vocsurvey.db.lifecycle import LifecycleEvent
from vocsurvey.db.reads.told import Told
from vocsurvey.fieldwork.explanation import reason_in_words
from vocsurvey.operations.remembering import fingerprint
from vocsurvey.operations.triggering import OtherEvent, Report, report
from vocsurvey.operations.upserting import Unfit
from vocsurvey.web.api_contacts import POINTERS, ContactSent, cells_of_contact, unfit
from vocsurvey.web.api_door import Asked, Said, absent, operation
from vocsurvey.web.api_problem import Refused, problem, wrong
from vocsurvey.web.api_shapes import ExternalId, Maybe, MaybeMoment, NoQuery, PageQuery, Sent, Text, address_id
from vocsurvey.web.wiring import runtime

blueprint = Blueprint("api_events", __name__, url_prefix="/api/v1")

AHEAD = timedelta(days=1)
"""Clocks differ; what is further ahead has not happened."""


class PersonSent(ContactSent):
    """Whom it happened to. What is known already need not be said again."""

    external_id: ExternalId


class TouchpointSent(Sent):
    """What the interview is about: the ticket, the order, the visit, the contract."""

    external_id: ExternalId
    subject: Maybe = Field(None, description="In a few words; it may be said on the phone.")
    channel: Maybe = None
    opened_at: MaybeMoment = None
    closed_at: MaybeMoment = None


class AgentSent(Sent):
    """The employee whom feedback is about."""

    external_id: ExternalId
    name: Maybe = None
    team: Maybe = None
    shift: Maybe = None


class EventSent(Sent):
    """Something that happened to a customer."""

    kind: Text = Field(description="One of the events in your rules, as case_closed or renewal_due.")
    happened_at: MaybeMoment = Field(None, description="When. Left out, it is when the report comes in.")
    external_id: ExternalId | None = Field(None, description="Your id of the event: reported again, nothing is done.")
    contact: PersonSent
    touchpoint: TouchpointSent | None = Field(None, description="Left out, the event itself is what it is about.")
    agent: AgentSent | None = None


class VerdictShown(Told):
    """What one of your rules said of it."""

    rule: str
    code: str
    sentence: str


class CaseShown(Told):
    """The case that was made of it."""

    id: int
    due_at: datetime | None = Field(description="When somebody is called at the earliest, unless rules put it off.")
    waiting_for: list[str] = Field(description="Why it was put off last.")
    disposition: str | None = Field(description="How it ended, as the AAPOR calls it.")
    closed_at: datetime | None


class EventShown(Told):
    """An event and what came of it."""

    id: str
    external_id: str | None
    kind: str
    happened_at: datetime
    received_at: datetime
    contact: str
    touchpoint: str
    decision: str = Field(description="case_made, or the last reason why not.")
    rule: str | None
    verdicts: list[VerdictShown]
    case: CaseShown | None

    @classmethod
    def of(cls, row: LifecycleEvent) -> EventShown:
        """An event as everybody with the scope may see it: nothing in it says who somebody is."""
        case = row.case
        return cls(
            id=row.public_id,
            external_id=row.external_id,
            kind=row.kind,
            happened_at=row.happened_at,
            received_at=row.received_at,
            contact=row.contact.external_id,
            touchpoint=row.touchpoint.external_id,
            decision=row.decision,
            rule=row.rule,
            verdicts=[VerdictShown(**one) for one in row.verdicts],
            case=CaseShown(
                id=case.id,
                due_at=case.due_at,
                waiting_for=[reason_in_words(one) for one in case.waiting_for],
                disposition=case.disposition,
                closed_at=case.closed_at,
            )
            if case is not None
            else None,
        )


class EventsShown(Told):
    """Events in the order in which they came."""

    data: list[EventShown]
    next: int | None = Field(description="Give it as ``after`` for what comes next; null: that was all.")


_WHOLE = (joinedload(LifecycleEvent.contact), joinedload(LifecycleEvent.touchpoint), joinedload(LifecycleEvent.case))
_TOUCHPOINT = {"external_id": "touchpoint_id", "subject": "touchpoint_subject"}
_AGENT = {name: f"agent_{name}" for name in ("name", "team", "shift")} | {"external_id": "agent_id"}
_POINTERS = {
    **{column: f"/contact{pointer}" for column, pointer in POINTERS.items()},
    **{_TOUCHPOINT.get(name, name): f"/touchpoint/{name}" for name in TouchpointSent.model_fields},
    **{_AGENT[name]: f"/agent/{name}" for name in AgentSent.model_fields},
    "contact_id": "/contact/external_id",
}


@blueprint.post("/events")
@operation(
    Scope.EVENTS_WRITE,
    "Report an event",
    given=EventSent,
    answers={200: EventShown, 201: EventShown},
    writes=True,
    refuses=("conflict",),
)
def post_event(asked: Asked[EventSent]) -> Said:
    """Something happened to a customer. Your rules decide at once whether somebody asks them about it; 200 says that
    it had been reported before."""
    given, now, rules = asked.given, clock.now(), runtime().rulebook.lifecycle
    if given.kind not in rules.events:
        raise wrong("/kind", f"“{given.kind}” is no event here; there are {', '.join(rules.events)}.")
    happened_at = given.happened_at or now
    if happened_at > now + AHEAD:
        raise wrong("/happened_at", "That is still to come; report it when it has happened.")
    print_of = fingerprint("", "", given.model_dump_json())
    told = Report(given.kind, happened_at, _cells(given), print_of, given.external_id)
    done = report(asked.session, told, token_id=asked.token_id, rules=rules, now=now)
    if isinstance(done, Unfit):
        raise unfit(done, _POINTERS)
    if isinstance(done, OtherEvent):
        sentence = "Another event was reported under this id before; give every event an id of its own."
        raise Refused(problem("conflict", sentence, ("/external_id", sentence)))
    return Said(200 if done.again else 201, EventShown.of(done.event))


@blueprint.get("/events")
@operation(Scope.EVENTS_READ, "List events", given=PageQuery, answers={200: EventsShown})
def list_events(asked: Asked[PageQuery]) -> Said:
    """Every event that was reported, with what came of it."""
    query = asked.given
    wanted = select(LifecycleEvent).where(LifecycleEvent.id > query.after).order_by(LifecycleEvent.id)
    rows = asked.session.scalars(wanted.limit(query.limit).options(*_WHOLE)).all()
    following = rows[-1].id if len(rows) == query.limit else None
    return Said(200, EventsShown(data=[EventShown.of(row) for row in rows], next=following))


@blueprint.get("/events/<path:external_id>", merge_slashes=False)
@operation(Scope.EVENTS_READ, "Read an event", given=NoQuery, answers={200: EventShown})
def get_event(asked: Asked[NoQuery], external_id: str) -> Said:
    """One event by our id of it or by yours: which rule made a case of it, or why none did, and how that goes on."""
    name = address_id(external_id)
    same = or_(LifecycleEvent.public_id == name, LifecycleEvent.external_id == name)
    row = asked.session.scalars(select(LifecycleEvent).where(same).options(*_WHOLE)).first()
    if row is None:
        raise absent("event")
    return Said(200, EventShown.of(row))


def _cells(given: EventSent) -> dict[str, str]:
    """The people of an event and what it is about, as the cells of a contact list."""
    cells = {"contact_id": given.contact.external_id, **cells_of_contact(given.contact)}
    for part, names in ((given.touchpoint, _TOUCHPOINT), (given.agent, _AGENT)):
        for name, value in part or ():
            if value is not None:
                cells[names.get(name, name)] = value.isoformat() if isinstance(value, datetime) else value
    return cells
