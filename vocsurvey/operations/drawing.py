"""Drawing the people of a campaign: the same for the preview and for the launch, because no chance is in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

from vocsurvey.db.campaign import Campaign, Case, CaseKind
from vocsurvey.db.reads.candidates import population
from vocsurvey.db.sample import Contact, Touchpoint
from vocsurvey.fieldwork.drawing import Candidate, Drawing, Unhappy, draw, unhappy_in
from vocsurvey.fieldwork.protocol import Channel
from vocsurvey.operations.campaign_terms import sampling_of

AT_ONCE = 1000


@dataclass(frozen=True)
class Drawn:
    """What became of everybody, and of those who were unhappy."""

    drawing: Drawing
    unhappy: Unhappy


def draw_people(session: Session, campaign: Campaign, now: datetime) -> Drawn:
    """Draw by the campaign's filters and its sampling rule. Writes nothing."""
    everybody = population(session, [str(kind) for kind in campaign.touchpoint_kinds], now)
    drawing = draw(everybody.candidates, campaign.filters, sampling_of(campaign), str(campaign.id))
    counted = unhappy_in(
        drawing, unhappy_elsewhere=everybody.unhappy_elsewhere, others_elsewhere=everybody.others_elsewhere
    )
    return Drawn(drawing, counted)


Pair = tuple[int, int]
"""Somebody who is drawn: the ids of the touchpoint that they are asked about, and of the contact."""


def pairs_of(drawn: Iterable[Candidate]) -> list[Pair]:
    """The drawn, in the order of their touchpoints."""
    return sorted((one.touchpoint_id, one.contact_id) for one in drawn)


def still_there(session: Session, people: Sequence[Pair]) -> list[Pair]:
    """Those of the drawn who may still be asked: a draw is old when it is used. Until the transaction ends nobody who
    is among them is erased.
    """
    found = session.execute(
        select(Touchpoint.id, Contact.id)
        .join(Contact, Contact.id == Touchpoint.contact_id)
        .where(Touchpoint.id.in_([touchpoint_id for touchpoint_id, _ in people]), Contact.active)
        .order_by(Contact.id)
        .with_for_update(read=True)
    )
    there = {(touchpoint_id, contact_id) for touchpoint_id, contact_id in found}
    return [pair for pair in people if pair in there]


def open_cases(session: Session, campaign_id: int, people: Sequence[Pair], now: datetime) -> None:
    """A case for each of them, due at once, in their order. Whoever has one in this campaign already keeps it."""
    new = sqlite_insert(Case) if session.get_bind().dialect.name == "sqlite" else postgresql_insert(Case)
    shared = {
        "kind": CaseKind.SURVEY.value,
        "campaign_id": campaign_id,
        "due_at": now,
        "waiting_for": [],
        "channel": Channel.IVR.value,
        "created_at": now,
    }
    for start in range(0, len(people), AT_ONCE):
        some = people[start : start + AT_ONCE]
        rows = [{**shared, "contact_id": contact, "touchpoint_id": touchpoint} for touchpoint, contact in some]
        session.execute(new.on_conflict_do_nothing(), rows)
