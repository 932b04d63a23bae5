"""What was agreed for when, by whom: the load of the desk."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from vocsurvey.db.agreement import STILL_OPEN, Appointment
from vocsurvey.db.people import Role, User


def agreed_between(session: Session, user_id: int, since: datetime, until: datetime) -> list[tuple[datetime, bool]]:
    """The calls of live callers that were agreed for then and are still to come: when, and whether by this caller."""
    rows = session.execute(
        select(Appointment.at, Appointment.caller_id).where(
            *STILL_OPEN, Appointment.channel == "live", Appointment.at >= since, Appointment.at < until
        )
    )
    return [(at, caller_id == user_id) for at, caller_id in rows]


def callers_of(session: Session, language: str) -> int:
    """How many people call in a language."""
    rows = session.scalars(select(User.languages).where(User.active, User.role == Role.CALLER))
    return sum(language in languages for languages in rows)
