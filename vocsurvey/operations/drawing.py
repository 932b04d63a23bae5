"""Drawing the people of a campaign: the same for the preview and for the launch, because no chance is in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert
from sqlalchemy.orm import Session

from vocsurvey.db.campaign import Campaign, Case, CaseKind
from vocsurvey.db.reads.candidates import population
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


def open_cases(session: Session, campaign: Campaign, drawn: Sequence[Candidate], now: datetime) -> None:
    """A case for each of the drawn, due at once, in the order of their touchpoints."""
    rows = [
        {
            "kind": CaseKind.SURVEY.value,
            "campaign_id": campaign.id,
            "contact_id": one.contact_id,
            "touchpoint_id": one.touchpoint_id,
            "due_at": now,
            "waiting_for": [],
            "channel": Channel.IVR.value,
            "created_at": now,
        }
        for one in sorted(drawn, key=lambda one: one.touchpoint_id)
    ]
    for start in range(0, len(rows), AT_ONCE):
        session.execute(insert(Case), rows[start : start + AT_ONCE])
