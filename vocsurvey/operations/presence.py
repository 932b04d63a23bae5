"""When a person of ours works and whether they are there, from their row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from vocsurvey.db.people import User
from vocsurvey.fieldwork.window import Hours, read_week
from vocsurvey.followup.lifecycle import Refusal
from vocsurvey.followup.working_time import Absence, away_at, read_absence


def absences_of(person: User) -> tuple[Absence, ...]:
    """When they are away, the earliest first."""
    read = (read_absence(str(text)) for text in person.away)
    return tuple(sorted(one for one in read if isinstance(one, Absence)))


def there(person: User, now: datetime) -> bool:
    """Can somebody rely on this person now: they still sign in, and are not away?"""
    return person.active and not away_at(absences_of(person), now, person.zone)


def own_hours(person: User) -> Hours | None:
    """The hours that they have set; None for those of the house."""
    return None if person.hours is None else read_week(person.hours)


def set_working_time(
    session: Session,
    email: str,
    *,
    hours: Mapping[str, Sequence[str]] | None = None,
    usual_hours: bool = False,
    country: str | None = None,
    away: Sequence[Absence] | None = None,
) -> User | Refusal:
    """When somebody works from now on; what is None stays as it is.

    ``hours`` are in words (``followup.working_time.read_working_week``); ``usual_hours`` gives them those of the house
    again. ``country`` (ISO 3166) says whose holidays are theirs, ``away`` on which days others answer for them.
    """
    user = session.scalar(select(User).where(User.email == email.strip().lower()).with_for_update())
    if user is None:
        return Refusal(f"Nobody signs in as {email.strip().lower()}.")
    if hours is not None or usual_hours:
        user.hours = None if hours is None else {day: list(spans) for day, spans in hours.items()}
    if country is not None:
        user.country = country
    if away is not None:
        user.away = [one.words() for one in sorted(set(away))]
    session.flush()
    return user
