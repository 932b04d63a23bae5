"""What the operators are told about the rounds that the clock makes of campaigns that come again."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from vocsurvey.db.campaign import Campaign
from vocsurvey.fieldwork.recurrence import LOOKED_AT
from vocsurvey.operations.announcing import announce


def tell_planned(session: Session, before: Campaign, round_: Campaign, now: datetime) -> None:
    """The next round is a draft, and somebody has to launch it."""
    words = (
        f"“{round_.name}” follows “{before.name}” in {LOOKED_AT.days} days. It is a draft: look at it under "
        "Campaigns, and launch it. Nobody is phoned before."
    )
    announce(session, f"The next round is planned: {round_.name}", words, now)


def tell_begun(session: Session, before: Campaign, round_: Campaign, people: int, now: datetime) -> None:
    """The clock has launched the next round."""
    words = f"“{round_.name}” follows “{before.name}” and has begun: {people} people to phone."
    announce(session, f"The next round has begun: {round_.name}", words, now)


def tell_refused(session: Session, before: Campaign, round_: Campaign, sentence: str, now: datetime) -> None:
    """The clock could not launch the next round."""
    words = f"“{round_.name}” was to follow “{before.name}” today. It waits as a draft. {sentence}"
    announce(session, f"The next round could not be launched: {round_.name}", words, now)
